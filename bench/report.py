"""What a benchmark reports: figures, and the one table they are printed in.

A script of this folder yields figures and leaves the rest to run_as_script(). Alone it prints them as a
table; with --json, a line for each, which is how run.py collects those of all.
"""

import argparse
import dataclasses
import json
import pathlib
import sys

COLUMNS = ("figure", "achronyme", "beside it", "ratio", "to reach")


@dataclasses.dataclass
class Figure:
    """One number. `unit`: s, B (bytes), /s, x (a ratio), or "" for a plain count."""

    name: str
    value: float
    unit: str = "s"
    peers: dict = dataclasses.field(default_factory=dict)  # name: value, in the same unit
    most: float | None = None        # to reach: no more than this,
    least: float | None = None       # no less,
    most_ratio: float | None = None  # no more than this many times the first peer
    note: str = ""

    @property
    def ratio(self):
        """To the first peer; None without one."""
        return self.value / next(iter(self.peers.values())) if self.peers else None

    @property
    def is_met(self):
        return ((self.most is None or self.value <= self.most)
                and (self.least is None or self.value >= self.least)
                and (self.most_ratio is None or self.ratio is None or self.ratio <= self.most_ratio))


def with_prefix(value, steps):
    for size, prefix in steps:
        if abs(value) >= size:
            return f"{value / size:.3g} {prefix}"
    return f"{value / steps[-1][0]:.3g} {steps[-1][1]}"


def shown(value, unit):
    """A number with three digits and a unit that suits it."""
    if unit == "s":
        return with_prefix(value, ((1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")))
    if unit == "B":
        return with_prefix(value, ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B")))
    if unit == "/s":
        return with_prefix(value, ((1e6, "M/s"), (1e3, "k/s"), (1, "/s")))
    return f"{value:.3g}{' ' + unit if unit else ''}".strip()


def to_reach(figure):
    bounds = []
    if figure.most is not None:
        bounds.append("<= " + shown(figure.most, figure.unit))
    if figure.least is not None:
        bounds.append(">= " + shown(figure.least, figure.unit))
    if figure.most_ratio is not None:
        bounds.append(f"ratio <= {figure.most_ratio:g}")
    return ", ".join(bounds) + ("" if figure.is_met else "   missed") + (
        f"   {figure.note}" if figure.note else "")


def print_table(parts):
    """`parts`: {title: figures}. All columns are as wide as the widest of any part."""
    rows = {title: [(figure.name, shown(figure.value, figure.unit),
                     ", ".join(f"{name} {shown(value, figure.unit)}"
                               for name, value in figure.peers.items()),
                     f"{figure.ratio:.2f}" if figure.peers else "", to_reach(figure))
                    for figure in figures]
            for title, figures in parts.items()}
    lines = [COLUMNS, *(row for part in rows.values() for row in part)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]

    def line(cells):
        name, value, beside, ratio, goal = cells
        return (f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {beside:<{widths[2]}}"
                f"  {ratio:>{widths[3]}}  {goal}").rstrip()

    print(line(COLUMNS))
    for title, part in rows.items():
        print(title)
        for row in part:
            print(line(row))


def from_json(line):
    return Figure(**json.loads(line))


def run_as_script(description, measure, add_options=lambda parser: None):
    """`measure(options)` yields figures; `options.build` is the folder of a build."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--json", action="store_true", help="a line of JSON for each figure")
    add_options(parser)
    options = parser.parse_args()
    options.achronyme = str((options.build / "bin" / "achronyme").resolve())
    figures = []
    for figure in measure(options):
        figures.append(figure)
        if options.json:
            print(json.dumps(dataclasses.asdict(figure)), flush=True)
    if not options.json:
        print_table({pathlib.Path(sys.argv[0]).parent.name: figures})
