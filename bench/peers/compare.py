"""Measures Seseragi, OpenVINO GenAI and llama.cpp in alternation on this machine.

    venv/bin/python bench/peers/compare.py MODELS --out RESULTS.json [--rows pp128,tg] [--sides openvino] [--bits int8]

Each contestant is a process of its own that has the model loaded and is warm; the rounds of a row go round all of them,
beginning with another one each time, and while one computes the others wait for a line on their standard input. For the
row `start` every round starts new processes. Medians count. RESULTS.json and, beside it, RESULTS.md are written anew
after each row, so that a run that was stopped has left what it measured.
"""

import argparse
import dataclasses
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

from report import markdown
from tests import ROWS

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ("openvino-genai", "openvino", "nncf", "llama-cpp-python", "numpy")


@dataclasses.dataclass(frozen=True)
class Contestant:
    bits: str
    side: str
    model: str  # as it is called in the table
    file: str  # below the folder of the models

    @property
    def name(self):
        return f"{self.side} {self.model}"


CONTESTANTS = [
    Contestant("int8", "seseragi", "Q8_0", "q8_0.gguf"),
    Contestant("int8", "openvino", "int8", "openvino-int8"),
    Contestant("int8", "llama.cpp", "Q8_0", "q8_0.gguf"),
    Contestant("4bit", "seseragi", "Q4_0", "q4_0.gguf"),
    Contestant("4bit", "seseragi", "Q4_K_M", "q4_k_m.gguf"),
    Contestant("4bit", "openvino", "int4", "openvino-int4"),
    Contestant("4bit", "llama.cpp", "Q4_0", "q4_0.gguf"),
    Contestant("4bit", "llama.cpp", "Q4_K_M", "q4_k_m.gguf"),
]


class Process:
    """A contestant at work on one test."""

    def __init__(self, contestant, test, options, cold=False):
        self.contestant = contestant
        environment = dict(os.environ, PEER_STARTED=repr(time.time()))
        if cold:
            environment["PEER_COLD"] = "1"
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            command(contestant, test, options, cold),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=options.stderr,
            text=True,
            env=environment,
        )
        if cold:
            self._ask()
        self.ready = self._answer()

    def measure(self):
        """One repetition: seconds, and for the peers how many tokens took part."""
        self._ask()
        return self._answer()

    def first_token(self):
        """Seconds from the start to the first token; of the peers without the start of Python and its imports."""
        self._answer()
        return time.perf_counter() - self.begun - self.ready.get("imported", 0)

    def memory(self):
        """Resident memory now and at its highest, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        return {name: int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM")}

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def _ask(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.contestant.name} ended with {self.process.wait()}; the log beside the results says why")
        return json.loads(line)


def command(contestant, test, options, cold):
    model = str(options.models / contestant.file)
    if contestant.side == "seseragi":
        tests = ["-p", str(test.prompt), "-n", str(test.generated)]
        if test.prompt and test.generated:
            tests = ["-p", "0", "-n", "0", "-pg", f"{test.prompt},{test.generated}"]
        turns = ["--turns", "-r", "1000", *(["--no-warmup"] if cold else [])]
        where = ["-b", str(test.batch), "-d", str(test.depth), "-t", str(options.threads)]
        return [str(options.seseragi), "bench", "engine", "-m", model, *tests, *where, *turns, *options.seseragi_args]
    script = {"openvino": "side_openvino.py", "llama.cpp": "side_llama.py"}[contestant.side]
    return [sys.executable, str(HERE / script), model, json.dumps(dataclasses.asdict(test)), str(options.threads)]


def check_work(contestant, test, result):
    """The peers say how much they computed: exactly what Seseragi does, and what the test says."""
    expected = {"prompted": test.batch * test.fresh, "generated": test.batch * max(test.generated, test.prompt > 0)}
    said = {name: result[name] for name in expected if name in result}
    if said and said != expected:
        raise SystemExit(f"{contestant.name} computed {said} instead of {expected}")


def measure_row(row, contestants, options):
    """Figures of a row, {contestant: {"seconds": [...], "VmRSS": ..., "VmHWM": ...}}."""
    figures = {c.name: {"seconds": []} for c in contestants}
    processes = [Process(c, row.test, options) for c in contestants]
    for turn in range(rounds(row, options)):
        for i in range(len(processes)):
            process = processes[(i + turn) % len(processes)]
            contestant = process.contestant
            if turn < rounds(row, options, contestant):
                result = process.measure()
                check_work(contestant, row.test, result)
                figures[contestant.name]["seconds"].append(result["seconds"])
                print(f"  {contestant.name:18} {row.test.counted / result['seconds']:9.1f} t/s", flush=True)
    for process in processes:
        figures[process.contestant.name].update(process.memory())
        process.close()
    return figures


def measure_start(row, contestants, options):
    figures = {c.name: {"seconds": [], "VmRSS": [], "VmHWM": []} for c in contestants}
    for turn in range(rounds(row, options)):
        for i in range(len(contestants)):
            contestant = contestants[(i + turn) % len(contestants)]
            process = Process(contestant, row.test, options, cold=True)
            own = figures[contestant.name]
            own["seconds"].append(process.first_token())
            for name, value in process.memory().items():
                own[name].append(value)
            process.close()
            print(f"  {contestant.name:18} {own['seconds'][-1]:6.2f} s {own['VmRSS'][-1] / 2**30:5.2f} GiB", flush=True)
    for own in figures.values():
        own.update({name: statistics.median(own[name]) for name in ("VmRSS", "VmHWM")})
    return figures


def rounds(row, options, contestant=None):
    most = row.slow_rounds if contestant and contestant.side == "llama.cpp" else row.rounds
    return min(most, options.rounds) if options.rounds else most


def machine(options):
    cpu = next(
        (l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo", encoding="utf-8") if l.startswith("model name")), ""
    )
    flags = next((l.split() for l in open("/proc/cpuinfo", encoding="utf-8") if l.startswith("flags")), [])
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    version = "Seseragi was not asked"
    if any(c.side == "seseragi" for c in options.contestants):
        version = subprocess.run([options.seseragi, "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "date": datetime.datetime.now().isoformat(timespec="minutes"),
        "cpu": cpu,
        "features": [f for f in ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8") if f in flags],
        "cores": os.cpu_count(),
        "threads": options.threads,
        "memory_gib": round(memory / 2**30, 1),
        "kernel": platform.release(),
        "seseragi": version.strip().splitlines()[0],
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=pathlib.Path, help="the folder that models.py filled")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="file for the results, .json")
    parser.add_argument("--rows", default=",".join(ROWS), help="of " + ",".join(ROWS))
    parser.add_argument("--sides", default="seseragi,openvino,llama.cpp")
    parser.add_argument("--bits", default="int8,4bit")
    parser.add_argument("--rounds", type=int, default=0, help="fewer rounds than a row would have, for a trial")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seseragi", type=pathlib.Path, default=HERE.parent.parent / "seseragi")
    parser.add_argument("--seseragi-args", default="", help="more options of 'seseragi bench engine'")
    options = parser.parse_args()
    options.seseragi_args = options.seseragi_args.split()
    options.rows = chosen(parser, "rows", options.rows, ROWS)
    sides = chosen(parser, "sides", options.sides, {c.side for c in CONTESTANTS})
    bits = chosen(parser, "bits", options.bits, {c.bits for c in CONTESTANTS})
    options.contestants = [c for c in CONTESTANTS if c.side in sides and c.bits in bits]
    return options


def chosen(parser, what, names, known):
    names = names.split(",")
    unknown = sorted(set(names) - set(known))
    if unknown:
        parser.error(f"no such {what}: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return names


def main():
    options = arguments()
    results = {"machine": machine(options), "command": sys.argv, "rows": {}}
    log = options.out.with_suffix(".log")
    with open(log, "w", encoding="utf-8") as options.stderr:
        for name in options.rows:
            row, began = ROWS[name], time.perf_counter()
            figures = results["rows"].setdefault(name, {})
            for bits in ("int8", "4bit"):
                contestants = [c for c in options.contestants if c.bits == bits]
                if not contestants:
                    continue
                print(f"{name}, {bits}", flush=True)
                measure = measure_start if name == "start" else measure_row
                figures.update(measure(row, contestants, options))
            results["machine"].setdefault("minutes", {})[name] = round((time.perf_counter() - began) / 60, 1)
            options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
            options.out.with_suffix(".md").write_text(markdown(results), encoding="utf-8")
    print(markdown(results))


if __name__ == "__main__":
    main()
