"""The results as a table, ratios included.

    python3 bench/peers/report.py RESULTS.json
"""

import json
import statistics
import sys

from tests import ROWS

# Seseragi's models, and against which model of each peer they stand
PAIRS = {"Q8_0": ("int8", "Q8_0"), "Q4_0": ("int4", "Q4_0"), "Q4_K_M": ("int4", "Q4_K_M")}
GIB = 2**30


def rates(row, figure):
    return [row.test.counted / seconds for seconds in figure["seconds"]]


def cell(values, digits):
    """The median, and from where to where the rounds went."""
    if not values:
        return ""
    middle, low, high = (f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low}-{high})"


def ratio(ours, theirs):
    return f"{statistics.median(ours) / statistics.median(theirs):.2f}x" if ours and theirs else ""


def lines(title, figures, values, digits):
    """A line for each of Seseragi's models."""
    for ours, (openvino, llama) in PAIRS.items():
        sides = [values(figures.get(name)) for name in (f"seseragi {ours}", f"openvino {openvino}", f"llama.cpp {llama}")]
        if any(sides):
            cells = [cell(side, digits) for side in sides]
            yield [title, ours, *cells, ratio(sides[0], sides[1]), ratio(sides[0], sides[2])]


def memory(name):
    return lambda figure: [figure[name] / GIB] if figure else []


def markdown(results):
    table = [["", "ours", "Seseragi", "OpenVINO GenAI", "llama.cpp", "to OpenVINO", "to llama.cpp"]]
    for name, figures in results["rows"].items():
        row = ROWS[name]
        if name == "start":
            table += lines(row.title + ", s", figures, lambda f: f["seconds"] if f else [], 2)
            table += lines("resident memory then, GiB", figures, memory("VmRSS"), 2)
        else:
            table += lines(row.title + ", t/s", figures, lambda f: rates(row, f) if f else [], 1)
        if name == "streams16":
            table += lines("resident memory then (highest), GiB", figures, memory("VmHWM"), 2)
    machine = results["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    head = (
        f"{machine['date']}; {machine['cpu']} ({', '.join(machine['features'])}), {machine['cores']} cores,"
        f" {machine['threads']} threads, {machine['memory_gib']} GiB; {machine['seseragi']}; {packages}\n\n"
    )
    table.insert(1, ["---", "---", "--:", "--:", "--:", "--:", "--:"])
    return head + "".join("| " + " | ".join(line) + " |\n" for line in table)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        print(markdown(json.load(file)), end="")
