"""Writes what Python's Jinja2, set up as transformers does, prints for the templates of language.json.

    python3 -m venv venv && venv/bin/pip install jinja2==3.1.6
    venv/bin/python language.py ../resources/seseragi/jinja/language.json

Every case keeps its template; 'expected' or 'error' is written anew.
"""

import datetime
import json
import sys

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def environment(now):
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
        )

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda pattern: now.strftime(pattern)
    return env


def outcome(env, template, context):
    try:
        return {"expected": env.from_string(template).render(**context)}
    except jinja2.exceptions.TemplateError as error:
        raised = type(error) is jinja2.exceptions.TemplateError
        return {"error": str(error), "error_type": "raise_exception" if raised else type(error).__name__}
    except Exception as error:  # whatever Python raises, a template must not print
        return {"error": str(error), "error_type": type(error).__name__}


def main(path):
    with open(path, encoding="utf-8") as file:
        bank = json.load(file)
    env = environment(datetime.datetime.fromisoformat(bank["now"]))
    for case in bank["cases"]:
        result = outcome(env, case["template"], bank["context"])
        for key in ("expected", "error", "error_type"):
            case.pop(key, None)
        case.update(result)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(bank, file, ensure_ascii=True, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
