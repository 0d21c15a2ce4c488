"""Writes thousands of small templates that combine values, operators, filters, tests, methods, formats and statements, with what
Python's Jinja2, set up as transformers does, prints for each.

    python3 -m venv venv && venv/bin/pip install jinja2==3.1.6
    venv/bin/python combinations.py DIR [SEED]
    mvn verify -pl jinja -Pconformance -Dfixtures=DIR

The same seed gives the same templates. Left out are cases that take Python long, print much or an address of memory, and what
this engine refuses by name: complex numbers and the set operators of a dict's views.
"""

import datetime
import itertools
import json
import random
import re
import signal
import sys

from language import environment, outcome

INTEGERS = ["0", "1", "-1", "3", "-7", "255", "1000000", "9223372036854775807", "-9223372036854775808", "10**20", "-(10**20)"]
REALS = ["0.0", "-0.0", "1.0", "2.5", "-0.5", "3.14159", "1e16", "1e15", "1e-7", "0.0001", "1.5e300", "123456789.125", "0.1", "-7.25"]
CONSTANTS = ["true", "false", "none", "undef", "undef|default('x')"]
TEXTS = [
    "''", "'a'", "'Hello World'", "'hello, big wide world'", "'gr\\u00fc\\u00dfe \\u00df'", "' \\t x y \\n'", "'<b>&\"\\'</b>'", "'12'", "'-3.5'",
    "' 7 '", "'0x1F'", "'1_000'", "'1e3'", "'inf'", "'nan'", "'a,b,,c'", "'one\\ntwo\\r\\n\\nfour\\n'", "'\\U0001F44D\\U0001F3FD ok'", "'\\u01c5 \\ufb01 \\u0130'",
    "'ABC'", "'abc abc'", "'foo_bar-baz qux'", "'%s'", "'{}'", "'tab\\there'", "'\\u0661\\u0662'", "'x'|safe", "'<x>'|e", "'it\\'s \"q\"'",
    "'http://example.com/a?b=c'", "'\\u65e5\\u672c\\u8a9e'", "'\\x1f\\x85\\u2028z'", "'a.b'", "'Zz'", "'aA1'", "'\\x7f\\x00'",
]
SEQUENCES = [
    "[]", "[1, 2, 3]", "['b', 'a', 'C']", "[[1, 2], [3, 4]]", "[1, 1.0, true, 0]", "[none, 1]", "(1,)", "()", "(1, 'a', none)", "range(5)", "range(5, 0, -2)",
    "[{'k': 1, 'v': 'x'}, {'k': 0, 'v': 'Y'}, {'k': 1, 'v': 'z'}]", "['x', '<y>'|safe]", "[3, 1, 2]|map('string')", "['a', '', 'b']|select", "'abc'|list",
    "[('a', 1), ('b', 2)]", "{'a': 1}.items()", "{'a': 1}.keys()", "{'b': 2, 'a': 1}.values()", "[undef, 1]", "[1.5, 2, -1]", "['a', 'B', 'a', 'b']",
]
DICTS = ["{}", "{'a': 1, 'b': [1, {'c': none}]}", "{1: 'x', 'k': 2.0, none: true}", "{'B': 1, 'a': 3, 'c': 2}", "d", "{(1, 2): 'pair'}"]
ALL = INTEGERS + REALS + CONSTANTS + TEXTS + SEQUENCES + DICTS + ["namespace(a=1)", "cycler(1, 2)", "joiner", "dict(a=1)"]

FILTERS = {
    "abs": [""], "attr": ["'a'", "'k'", "'upper'"], "batch": ["2", "2, 'x'", "3, none", "0"], "capitalize": [""], "center": ["", "9", "10", "1", "'x'"],
    "default": ["'d'", "'d', true", "", "default_value=1, boolean=true"], "dictsort": ["", "true", "false, 'value'", "reverse=true", "by='x'"], "escape": [""],
    "filesizeformat": ["", "true"], "first": [""], "float": ["", "1", "default='q'"], "forceescape": [""], "format": ["", "1", "'a'", "1, 2", "a=1"],
    "groupby": ["'k'", "'v'", "'v', case_sensitive=true", "'q', default=3", "0"],
    "indent": ["", "2", "2, true", "'>>'", "2, true, true", "width=1, blank=true", "first=true"], "int": ["", "7", "0, 16", "base=8", "1, 2", "0, 0", "0, 37"],
    "items": [""], "join": ["", "', '", "'-', 'k'", "attribute='v'", "1", "'<'|safe"], "last": [""], "length": [""], "list": [""], "lower": [""],
    "map": ["'upper'", "'string'", "attribute='k'", "attribute='k', default=9", "'int', 5", "attribute=0", "", "'nope'", "attribute='v.0'", "'default', 'x'", "'abs'", "'first'"],
    "max": ["", "true", "attribute='k'"], "min": ["", "true", "attribute='v'"],
    "reject": ["", "'odd'", "'in', [1]", "'string'"], "rejectattr": ["'k'", "'k', 'eq', 1", "'v', 'lower'", ""],
    "replace": ["'a', 'b'", "'l', 'L', 1", "'', '-'", "1, 2", "'b', '<'", "'<', '&'"], "reverse": [""],
    "round": ["", "1", "2, 'ceil'", "1, 'floor'", "-1", "0, 'ceil'", "-2, 'floor'", "3", "method='x'", "-1, 'ceil'"], "safe": [""],
    "select": ["", "'odd'", "'equalto', 'a'", "'none'", "'gt', 1", "'nope'"], "selectattr": ["'k'", "'k', 'gt', 0", "'k', 'defined'", "'v', 'in', 'xz'", "'v.x'"],
    "slice": ["2", "2, 'f'", "3", "5, none"], "sort": ["", "true", "case_sensitive=true", "attribute='k'", "attribute='v,k'", "attribute='k', reverse=true", "attribute=0"],
    "string": [""], "striptags": [""], "sum": ["", "'k'", "attribute='k', start=10", "start=[]", "start=0.5"], "title": [""],
    "tojson": ["", "indent=2", "indent=0", "ensure_ascii=true", "sort_keys=true", "separators=(',', ':')", "indent='\\t'", "indent=2, separators=(';', '=')", "true", "indent=-1", "indent=true", "indent=2, sort_keys=true"],
    "trim": ["", "'a'", "' x'", "none", "''"], "truncate": ["", "5", "5, true", "8, false, '!', 0", "5, true, '..', 0", "3, false, '', 1", "9, leeway=none", "2"],
    "unique": ["", "true", "attribute='k'", "false, 'v'"], "upper": [""], "urlencode": [""],
    "wordcount": [""], "wordwrap": ["", "5", "5, false", "6, true, '|'", "7, true, '/', false", "1", "3, false, '\\n', true", "10, wrapstring='<br>'"], "xmlattr": ["", "false"],
    "count": [""], "d": ["1"], "e": [""], "random": [],
}
TESTS = {
    "boolean": [""], "callable": [""], "defined": [""], "divisibleby": ["3", "0", "2.5", "'a'"], "eq": ["1", "'a'", "1.0", "none", "[]", "undef"], "==": [], "equalto": ["true"],
    "escaped": [""], "even": [""], "false": [""], "filter": [""], "float": [""], "ge": ["1", "'a'"], "gt": ["1", "'a'", "2.5", "[1]"], "in": ["[1, 'a']", "'abc'", "{'a': 1}", "5", "()", "undef", "none"],
    "integer": [""], "iterable": [""], "le": ["0"], "lower": [""], "lt": ["2"], "mapping": [""], "ne": ["1"], "none": [""], "number": [""], "odd": [""], "sameas": ["true", "none", "1", "'a'", "false"],
    "sequence": [""], "string": [""], "test": [""], "true": [""], "undefined": [""], "upper": [""],
}
STR_METHODS = {
    "capitalize": [""], "casefold": [""], "center": ["9", "10, '*'", "3", "''", "9, 'ab'"], "count": ["'a'", "'l', 3", "'', 1, 4", "''", "'a', -3", "'b', 2, 1"],
    "endswith": ["'d'", "('c', 'd')", "'l', 0, -1", "''", "'', 99", "()", "1"], "expandtabs": ["", "4", "0", "tabsize=2"],
    "find": ["'b'", "''", "'l', 4", "'a', -5, -1", "'zz'", "'', 99", "1", "'\\u00df'"], "format": ["", "1", "1, 2", "a=1"], "format_map": ["{'a': 1}"], "index": ["'a'", "'', 3"],
    "isalnum": [""], "isalpha": [""], "isascii": [""], "isdecimal": [""], "isdigit": [""], "isidentifier": [""], "islower": [""], "isnumeric": [""], "isprintable": [""], "isspace": [""],
    "istitle": [""], "isupper": [""], "join": ["['a', 'b']", "'xyz'", "[1]", "{'k': 1}", "()", "['<'|safe, '>']", "5"], "ljust": ["9", "9, '.'"], "lower": [""], "lstrip": ["", "'a '", "none", "''"],
    "partition": ["' '", "'l'", "'zz'", "''"], "removeprefix": ["'a'", "'Hello '", "''"], "removesuffix": ["'c'", "'World'", "''"],
    "replace": ["'a', 'b'", "'l', 'L', 1", "'', '.'", "'', '.', 2", "'a'", "'b', ''", "'<', '>'", "'l', 'L', -1", "old='a', new='b'"],
    "rfind": ["'l'", "''", "'a', 0, 2", "'', 1, 1"], "rindex": ["'a'"], "rjust": ["9", "9, '0'", "-1"], "rpartition": ["' '", "'l'", "'zz'"], "rsplit": ["", "' '", "none, 1", "',', 1", "maxsplit=1", "'l', 0", "sep=' ', maxsplit=1"],
    "rstrip": ["", "'cd\\n'"], "split": ["", "' '", "none, 1", "','", "',', 1", "maxsplit=1", "''", "'l', 0", "sep=none", "sep='b'", "1"], "splitlines": ["", "true", "keepends=true"],
    "startswith": ["'a'", "('H', 'a')", "'l', 2", "''", "'', 100", "['a']"], "strip": ["", "'a'", "'ab c'", "none"], "swapcase": [""], "title": [""], "upper": [""], "zfill": ["9", "2", "-1"],
    "__class__": [], "nope": [],
}
LIST_METHODS = {"copy": [""], "count": ["1", "'a'", "1.0"], "index": ["1", "'a'", "3, 1", "1, -1", "9"], "append": ["1"], "pop": [""], "extend": ["[1]"], "insert": ["0, 1"], "remove": ["1"], "reverse": [""], "sort": [""], "clear": [""]}
DICT_METHODS = {"copy": [""], "get": ["'a'", "'q'", "'q', 5", "1", "none", "[]", "1.0", "true"], "items": [""], "keys": [""], "values": [""], "pop": ["'a'"], "update": ["{}"], "fromkeys": ["'ab'", "[1], 2"], "setdefault": ["'a'"], "popitem": [""], "clear": [""]}
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
SLOW = {"10**20", "-(10**20)", "9223372036854775807", "-9223372036854775808", "1000000", "1e16", "1e15", "1.5e300", "123456789.125"}
ADDRESS = re.compile(r"(cycler|map|select|reject|unique|slice|batch|items|reverse).*(wordcount|string\|length|count\(\)|length\(\)|center\(9\)|replace\('[b']|upper'\))")
STATEMENTS = [
    "{% if C %}yes{% elif C %}elif{% else %}no{% endif %}", "{% for x in S %}{{ x }},{% else %}none{% endfor %}", "{% for x in S if x %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %}",
    "{% for x in S %}{{ loop.first }}{{ loop.last }}{{ loop.revindex0 }}{{ loop.previtem }}|{{ loop.nextitem }};{% endfor %}", "{% set v = E %}{{ v }}", "{% set v %}{{ E }}{% endset %}{{ v }}{{ v is string }}{{ v is escaped }}",
    "{% for x in S %}{% set v = x %}{% endfor %}{{ v }}", "{% set ns = namespace(v=E) %}{% for x in S %}{% set ns.v = x %}{% endfor %}{{ ns.v }}", "{% set a, b = S %}{{ a }}-{{ b }}",
    "{% macro m(a, b=E) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(E) }}{{ m(E, E, E, q=E) }}", "{% macro m(a, b=E) %}[{{ a }}|{{ b }}]{% endmacro %}{{ m(b=E) }}{{ m(*S) }}",
    "{% filter upper %}{{ E }} a{% endfilter %}", "{% with a = E, b = E %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% for a, b in S %}{{ a }}={{ b }} {% endfor %}", "{% for x in S %}{% if loop.index == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in S %}{% if x == E %}{% continue %}{% endif %}{{ x }}{% else %}empty{% endfor %}", "{{ E if C else E }}", "{{ E if C }}", "{{ E is defined and C }}", "{{ [E, E, E]|join(',') }}", "{% call(x) m(E) %}{{ x }}!{% endcall %}",
    "{% macro m(a) %}<{{ caller(a) }}>{% endmacro %}{% call(x) m(E) %}{{ x }}!{% endcall %}", "{% for x in S recursive %}{{ loop.depth }}{{ x }}{% if x is iterable and x is not string %}{{ loop(x) }}{% endif %}{% endfor %}",
    "{% for x in S %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}{% endfor %}", "{{ (E, E) }}{{ [E] }}{{ {'k': E} }}", "{{ E ~ E ~ E }}", "{{ not E }}{{ -E }}", "{{ E == E == E }}", "{{ E in S }}{{ E not in S }}", "{{ E is in S and not E in S or E }}", "{{ S[E] }}", "{% set v = S %}{{ v[E:E] }}",
    "{% set x = E %}{% if C %}{% set x = E %}{% endif %}{{ x }}", "{{ E|string|length }}", "{{ {'a': E}.a }}", "{{ dict(S) }}", "{{ dict(S, k=E).k }}", "{{ S|map('string')|join }}", "{{ S|sum(start=E) }}", "{{ S.0 }}{{ S[-1] }}", "{% print E, E %}",
    "  {%- if C -%}  x  {%- endif +%}\n y\n  {%+ set a = E %}\n{{ a }}\n  {# c #}\nz", "{% for x in S -%}\n  {{ x }}\n{%- endfor %}\n", "{% raw -%} {{ x }} {%- endraw %}{{ E }}", "{% block b %}{{ E }}{% endblock %}{{ self.b() }}", "{% autoescape false %}{{ E }}{% endautoescape %}",
]


class TooLong(Exception):
    pass


def alarm(*_):
    raise TooLong


def calls(table, values):
    for (name, variants), value in itertools.product(table.items(), values):
        if variants is None:
            yield f"({value}).{name}"
        else:
            yield from (f"({value}).{name}({arguments})" for arguments in variants)


def percent(rng):
    flags = "".join(rng.sample("#0- +", rng.choice([0, 0, 1, 2])))
    width = rng.choice(["", "", "6", "12", "*", "1"])
    precision = rng.choice(["", "", ".0", ".2", ".3", ".*", "."])
    kind = rng.choice("diouxXeEfFgGcrsa%sd")
    stars = [rng.choice(["5", "-5", "0"]) for part in (width, precision) if "*" in part]
    values = ", ".join(stars + ([] if kind == "%" else [rng.choice(INTEGERS + REALS + TEXTS + ["true", "none", "[1]", "undef"])]))
    return f"'[%{flags}{width}{precision}{kind}]' % ({values}{',' if values else ''})"


def brace(rng):
    align = rng.choice(["", "", "<", ">", "^", "=", "*<", "0>", "x^", "_="])
    values, kinds = rng.choice([(INTEGERS + ["true"], ["", "d", "x", "X", "o", "b", "c", "n", "e"]), (REALS, ["", "f", "e", "g", "G", "%", "E", "F", "n"]), (TEXTS, ["", "s"]), (ALL, ["", "d", "s", "q"])])
    text = values is TEXTS
    spec = (
        align + rng.choice([""] if text else ["", "", "+", "-", " "]) + rng.choice([""] if text else ["", "", "", "#", "z"]) + rng.choice(["", "", "0"]) + rng.choice(["", "8", "15", "1"])
        + rng.choice([""] if text else ["", "", ",", "_"]) + rng.choice(["", ""] if values[0] == "0" else ["", "", ".0", ".2", ".4"]) + rng.choice(kinds)
    )
    field = rng.choice(["", "0", "a", "0!r", "!s", "!a", "a!r", "0[0]", "a[k]", "0.x", "1"] if rng.random() < 0.2 else ["", "0", "a"])
    value = rng.choice(values)
    return f"'<{{{field}{':' if spec else ''}{spec}}}>'.format({value}, a={value})"


def cut(rng):
    bound = lambda: rng.choice(["", "", "0", "1", "2", "-1", "-2", "5", "-9", "99", "none", "10**20", "-(10**20)", "true", "'a'", "1.0"])
    step = rng.choice(["", ":", ":1", ":-1", ":2", ":-2", ":0", ":none"])
    return f"v[{bound()}:{bound()}{step}]"


def statement(rng):
    text = rng.choice(STATEMENTS)
    pools = {"E": ALL, "S": SEQUENCES + DICTS + TEXTS[:8] + ["none", "3", "undef"], "C": ALL}
    out = []
    for i, c in enumerate(text):
        alone = c in pools and not (text[i - 1 : i].isalnum() or text[i + 1 : i + 2].isalnum())
        out.append("(" + rng.choice(pools[c]) + ")" if alone else c)
    return "".join(out)


def nested(rng, depth=3):
    if depth == 0 or rng.random() < 0.15:
        return "(" + rng.choice(ALL) + ")" if rng.random() < 0.5 else rng.choice(ALL)
    inner = lambda: nested(rng, depth - 1)
    kind = rng.randrange(8)
    if kind < 2:
        return f"{inner()} {rng.choice(['+', '/', '//', '%', '~', '==', '!=', 'in', 'not in', 'and', 'or'])} {inner()}"
    if kind < 4:
        name = rng.choice([n for n in FILTERS if FILTERS[n]])
        return f"{inner()}|{name}({rng.choice(FILTERS[name])})"
    if kind == 4:
        name = rng.choice([n for n in TESTS if TESTS[n]])
        return f"{inner()} is {rng.choice(['', 'not '])}{name}({rng.choice(TESTS[name])})"
    if kind == 5:
        return f"{rng.choice(['not ', '-', '+'])}{inner()}"
    if kind == 6:
        return f"[{inner()}, {inner()}]"
    return f"({inner()}) if {inner()} else ({inner()})"


def small(rng):
    return rng.choice(["a", "b", "c", "x", "y", "1", "2", "'t'", "[1, 2]", "a ~ b", "x or 3", "not a", "ns.v", "loop.index", "loop.last", "b|default('-')", "m", "range(3)|list", "x is defined", "[x, y]|length", "c|d(x)", "caller is defined", "loop is defined", "varargs|length", "self is defined"])


def items(rng):
    return rng.choice(["[1, 2, 3]", "[]", "'ab'", "[x, 2]", "range(2)", "a", "[[1], [2, [3]]]", "{'k': 1, 'j': 2}", "c or [4]"])


def tag(rng, code, mark="%"):
    signs = ["", "", "", "-", "+"]
    begin = rng.choice(signs)
    end = rng.choice(["", "", "-"] if mark == "{" else signs)
    close = "}" if mark == "{" else mark
    return f"{{{mark}{begin} {code} {end}{close}}}"


def body(rng, depth, loop=False):
    return "".join(piece(rng, depth, loop) for _ in range(rng.choice([1, 1, 2, 3])))


def piece(rng, depth, loop):
    inner = lambda within=False: body(rng, depth - 1, within)
    kind = rng.randrange(8) if depth == 0 else rng.randrange(22)
    name = rng.choice("abcxy")
    t = lambda code: tag(rng, code)
    if kind < 3:
        return rng.choice([" ", "\n", "  \n  ", "q", "\n\n", " w \n", "\t", "e\n  ", "", "{", "%}", "# "])
    if kind < 5:
        return tag(rng, small(rng), "{")
    if kind == 5:
        return rng.choice([t(f"set {name} = {small(rng)}"), t(f"set ns.v = {small(rng)}"), t(f"set a, b = b, {small(rng)}")])
    if kind == 6:
        return tag(rng, "note", "#") if not loop else rng.choice([t("break"), t("continue"), t(f"if {small(rng)}") + t("break") + t("endif")])
    if kind == 7:
        return t("raw") + rng.choice([" {{ a }} ", "\n  {% if %}\n", "x"]) + t("endraw")
    if kind < 11:
        middle = "".join(t(f"elif {small(rng)}") + inner(loop) for _ in range(rng.choice([0, 0, 1])))
        return t(f"if {small(rng)}") + inner(loop) + middle + (t("else") + inner(loop) if rng.random() < 0.5 else "") + t("endif")
    if kind < 15:
        condition = rng.choice(["", "", "", f" if {small(rng)}", f" if x != 2", " recursive"])
        call = tag(rng, "loop(x) if x is iterable and loop.depth < 4", "{") if condition == " recursive" else ""
        return t(f"for {rng.choice(['x', 'x', name])} in {items(rng)}{condition}") + inner(True) + call + (t("else") + inner(loop) if rng.random() < 0.3 else "") + t("endfor")
    if kind == 15:
        return t(f"macro m({rng.choice(['', 'a', 'a, b=x', 'x=1, y=x', 'caller=none'])})") + inner() + t("endmacro") + tag(rng, rng.choice(["m()", "m(1)", "m(1, 2, 3)", "m(b=4)", "m(q=1)"]), "{")
    if kind == 16:
        return t(f"macro w(a=2)") + inner() + tag(rng, "caller(a)", "{") + t("endmacro") + t(rng.choice(["call(x) w()", "call w(5)", "call(x, y=a) w(a=6)"])) + inner() + t("endcall")
    if kind == 17:
        return t(f"set {name}" + rng.choice(["", "|upper", "|trim|length"])) + inner() + t("endset")
    if kind == 18:
        return t(rng.choice([f"with {name} = {small(rng)}", "with", f"with a = 1, b = a, {name} = {small(rng)}"])) + inner() + t("endwith")
    if kind == 19:
        return t(rng.choice(["filter upper", "filter trim|replace('q', 'z')"])) + inner() + t("endfilter")
    if kind == 20:
        return t("generation") + inner() + t("endgeneration")
    block = f"b{rng.randrange(10**6)}"
    return t(f"block {block}" + rng.choice(["", " scoped"])) + inner() + t("endblock") + rng.choice(["", tag(rng, f"self.{block}()", "{")])


def program(rng):
    return "{% set ns = namespace(v=0) %}{% macro m(z) %}({{ z }}){% endmacro %}" + body(rng, 3) + body(rng, 3)


def expressions(rng):
    for name, variants in FILTERS.items():
        yield from (f"({value})|{name}({arguments})" for arguments in variants for value in ALL)
    for name, variants in TESTS.items():
        yield from (f"({value}) is {name}({arguments})" for arguments in variants for value in ALL)
    yield from calls(STR_METHODS, TEXTS)
    yield from calls(LIST_METHODS, SEQUENCES)
    yield from calls(DICT_METHODS, DICTS)
    for value in ALL:
        yield from (f"{operator}({value})" for operator in ("not ", "-", "+"))
        yield value
    for operator in OPERATORS:
        for a, b in itertools.product(ALL, ALL):
            heavy = operator in ("*", "**") and (a in SLOW or b in SLOW)
            views = ".items()" in a + b or ".keys()" in a + b
            refused = (views and operator in "-<=>=") or (operator == "**" and ("." in b or "e" in b))
            if not heavy and not refused and rng.random() < 0.2:
                yield f"({a}) {operator} ({b})"
    yield from (percent(rng) for _ in range(4000))
    yield from (brace(rng) for _ in range(6000))
    yield from (nested(rng) for _ in range(6000))


def main(folder, seed):
    rng = random.Random(seed)
    now = "2026-03-05T14:07:09"
    context = {"d": {"b": 1, "a": {"x": [1, 2.0, None]}, "items": "mine", "k": "v"}}
    env = environment(datetime.datetime.fromisoformat(now))
    signal.signal(signal.SIGALRM, alarm)
    cuts = ["{% set v = " + rng.choice(TEXTS + SEQUENCES + DICTS + CONSTANTS) + " %}{{ " + cut(rng) + " }}" for _ in range(4000)]
    templates = cuts + ["{{ " + e + " }}" for e in expressions(rng)] + [statement(rng) for _ in range(6000)] + [program(rng) for _ in range(20000)]
    cases = []
    for template in dict.fromkeys(templates):
        signal.setitimer(signal.ITIMER_REAL, 1)
        try:
            result = outcome(env, template, context)
        except TooLong:
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        text = result.get("expected", "").lower()
        if "object" in text or "method" in text or "function" in text or len(text) > 3000:
            continue
        if ADDRESS.search(template):
            continue
        if result.get("error_type") in ("MemoryError", "TooLong"):
            continue
        cases.append({"id": str(len(cases)), "template": template, **result})
    with open(f"{folder}/syntax.json", "w", encoding="utf-8") as file:
        json.dump({"now": now, "context": context, "cases": cases}, file)
    print(len(cases), "cases,", sum("error" in case for case in cases), "of them errors")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
