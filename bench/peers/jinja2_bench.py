"""The Python side of JinjaBenchmark: CPython's Jinja2 on the ten largest chat templates of a folder.

    python3 -m venv venv && venv/bin/pip install jinja2==3.1.6
    venv/bin/python bench/peers/jinja2_bench.py FOLDER
"""

import datetime
import glob
import json
import os
import statistics
import sys
import time

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

ROUNDS = 30


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def environment():
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
    env.globals["strftime_now"] = datetime.datetime.now().strftime
    return env


def variables(content, chat):
    values = {t: content[t] for t in ("bos_token", "eos_token") if content.get(t) is not None}
    values.update(content.get("context", {}))
    values.update(chat.get("kwargs", {}))
    for name in ("messages", "tools", "documents", "add_generation_prompt"):
        values[name] = chat.get(name)
    return values


def main(folder):
    files = sorted(glob.glob(os.path.join(folder, "*.jinja")), key=os.path.getsize, reverse=True)[:10]
    means = []
    for path in files:
        with open(path, encoding="utf-8") as file:
            source = file.read()
        with open(path.replace(".jinja", ".cases.json"), encoding="utf-8") as file:
            content = json.load(file)
        start = time.perf_counter()
        template = environment().from_string(source)
        compiled = time.perf_counter() - start
        inputs = [variables(content, chat) for chat in content["cases"] if "expected" in chat]
        best = float("inf")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for values in inputs:
                template.render(**values)
            best = min(best, (time.perf_counter() - start) / len(inputs))
        means.append(best)
        print(f"{os.path.basename(path):52} compile {compiled * 1e3:6.1f} ms  render {best * 1e6:6.1f} us")
    print(f"{'mean':52} {'':18} render {statistics.mean(means) * 1e6:6.1f} us")


if __name__ == "__main__":
    main(sys.argv[1])
