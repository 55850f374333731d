"""Script programs beside the same programs in Lua 5.4, run in turns: times, ratios, start-up, memory.

    peers_lua.py --build build/release [--rounds 3] [--only REGEX]

What runs is in workloads.py; the checksums must be the ones it lists. Shown is the best time of the
rounds: whatever else the machine does only adds. hello.* is timed as a whole process instead.
"""

import argparse
import math
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from workloads import WORKLOADS, reported

HERE = pathlib.Path(__file__).resolve().parent
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="run what matches this regular expression")
    options = parser.parse_args()
    achronyme = str((options.build / "bin" / "achronyme").resolve())
    lua = shutil.which("lua5.4")
    if lua is None:
        print("peers_lua.py: lua5.4 is missing; install the Debian package lua5.4", file=sys.stderr)
        return 1

    print(f"  {'program':<14} {'achronyme':>11} {'lua5.4':>11} {'ratio':>7}")
    ratios = []
    for name in filter(re.compile(options.only).search, WORKLOADS):
        mine, theirs = compare(name, [achronyme, "run", str(HERE / f"{name}.soc")],
                               [lua, str(HERE / f"{name}.lua")], options.rounds)
        if theirs is None:
            print(f"  {name:<14} {mine * 1e3:8.1f} ms   Lua has no library for that here", flush=True)
            continue
        ratios.append(mine / theirs)
        print(f"  {name:<14} {mine * 1e3:8.1f} ms {theirs * 1e3:8.1f} ms {ratios[-1]:7.2f}"
              + ("" if ratios[-1] <= MOST_TARGET else f"   above {MOST_TARGET}"), flush=True)
    if ratios:
        mean = math.exp(statistics.fmean(map(math.log, ratios)))
        print(f"  {'geometric mean':<14} {'':>11} {'':>11} {mean:7.2f}"
              + ("" if mean <= MEAN_TARGET else f"   above {MEAN_TARGET}"))
    if options.only:
        return 0

    hello, lua_hello = [], []
    for _ in range(10 * options.rounds):
        hello.append(whole_process([achronyme, "run", str(HERE / "hello.soc")]))
        lua_hello.append(whole_process([lua, str(HERE / "hello.lua")]))
    mine, theirs = statistics.median(hello), statistics.median(lua_hello)
    print(f"  {'hello (whole)':<14} {mine * 1e3:8.2f} ms {theirs * 1e3:8.2f} ms {mine / theirs:7.2f}"
          + ("" if mine / theirs <= HELLO_TARGET else f"   above {HELLO_TARGET}"))
    print(f"  hello: {peak_memory(achronyme) / 2**20:.1f} MiB at most resident")
    return 0


if __name__ == "__main__":
    sys.exit(main())
