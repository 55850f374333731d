"""Whole programs, watched from outside: what waiting costs, and what a second processor brings.

    peers_programs.py --build build/release
"""

import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from process import numbers, processor_share, watched  # noqa: E402
from report import Figure, run_as_script  # noqa: E402

SLEEPERS = 100_000


def most_memory(command):
    return max(one.resident for one in watched(command)[1])


def measure(options):
    def run(script):
        return [options.achronyme, "run", str(HERE / script)]

    late = numbers(watched(run("timers.soc"))[0])
    yield Figure("timer beside an endless loop: late by, p50", late["p50"] / 1e3)
    yield Figure("timer beside an endless loop: late by, p99", late["p99"] / 1e3, most=0.002)
    yield Figure("processor time of a sleeping program, of a second",
                 processor_share(watched(run("sleeping.soc"))[1], 1, 4.5), most=0.002)
    node = shutil.which("node")
    peers = {"node": most_memory([node, str(HERE / "sleepers.js")])} if node else {}
    yield Figure(f"memory of {SLEEPERS} sleeping tasks", most_memory(run("sleepers.soc")), "B", peers,
                 most=200e6, note="node's are promises of one thread" if peers else "")
    took = numbers(watched(run("parallel.soc"))[0])
    yield Figure(f"parallel_map on {os.cpu_count()} processors: faster by",
                 took["alone"] / took["together"], "x", least=0.95 * os.cpu_count())


if __name__ == "__main__":
    run_as_script(__doc__, measure)
