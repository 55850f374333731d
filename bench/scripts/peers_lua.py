"""Script programs beside the same programs in Lua 5.4, run in turns: times, ratios, start-up, memory.

    peers_lua.py --build build/release [--rounds 3] [--only REGEX]

What runs is in workloads.py; the checksums must be the ones it lists. Shown is the best time of the
rounds: whatever else the machine does only adds. hello.* is timed as a whole process instead.
"""

import math
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from report import Figure, run_as_script  # noqa: E402
from workloads import WORKLOADS, reported  # noqa: E402

MEAN_TARGET = 0.8     # the geometric mean of the ratios to Lua,
MOST_TARGET = 1.5     # and the largest of them
HELLO_TARGET = 2.5    # start-up


def seconds_of(name, command):
    """What a program says that its work took; None when it lacks something it needs."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    if done.stdout.startswith("skip "):
        return None
    seconds, checksum = reported(name, done.stdout)
    if not math.isclose(checksum, WORKLOADS[name].checksum, rel_tol=1e-9):
        raise RuntimeError(f"{' '.join(command)}: {checksum} and not {WORKLOADS[name].checksum}")
    return seconds


def whole_process(command):
    """Wall time of a run, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak_memory(achronyme):
    """Peak resident memory of hello.soc, in bytes, read while the program waits for a line.

    Not from wait4(): its figure begins with what this process had when it made the other one.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".soc") as waiting:
        waiting.write((HERE / "hello.soc").read_text() + "\ninput()\n")
        waiting.flush()
        with subprocess.Popen([achronyme, "run", waiting.name], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as program:
            program.stdout.readline()
            status = pathlib.Path("/proc", str(program.pid), "status").read_text()
            program.stdin.close()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def compare(name, ours, theirs, rounds):
    mine, lua = [], []
    for _ in range(rounds):
        mine.append(seconds_of(name, ours))
        lua.append(seconds_of(name, theirs))
    return min(mine), None if None in lua else min(lua)


def measure(options):
    lua = shutil.which("lua5.4")
    if lua is None:
        raise RuntimeError("lua5.4 is missing; install the Debian package lua5.4")
    ratios = []
    for name in filter(re.compile(options.only).search, WORKLOADS):
        mine, theirs = compare(name, [options.achronyme, "run", str(HERE / f"{name}.soc")],
                               [lua, str(HERE / f"{name}.lua")], options.rounds)
        if theirs is None:
            yield Figure(name, mine, note="Lua has no library for that here")
            continue
        ratios.append(mine / theirs)
        yield Figure(name, mine, peers={"lua5.4": theirs}, most_ratio=MOST_TARGET)
    if ratios:
        yield Figure("geometric mean of the ratios to Lua",
                     math.exp(statistics.fmean(map(math.log, ratios))), "", most=MEAN_TARGET)
    if options.only:
        return

    hello, lua_hello = [], []
    for _ in range(10 * options.rounds):
        hello.append(whole_process([options.achronyme, "run", str(HERE / "hello.soc")]))
        lua_hello.append(whole_process([lua, str(HERE / "hello.lua")]))
    yield Figure("hello, the whole process", statistics.median(hello),
                 peers={"lua5.4": statistics.median(lua_hello)}, most_ratio=HELLO_TARGET)
    yield Figure("hello, memory", peak_memory(options.achronyme), "B", most=15 * 2**20)


def add_options(parser):
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="run what matches this regular expression")


if __name__ == "__main__":
    run_as_script(__doc__, measure, add_options)
