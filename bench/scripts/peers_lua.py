"""Script programs beside the same programs in Lua 5.4, run in turns: times, ratios, start-up, memory.

    peers_lua.py --build build/release [--rounds 5]

Every NAME.soc here has a NAME.lua that does the same work; both print `NAME seconds checksum`, and the
checksums must agree. hello.* is timed as a whole process instead.
"""

import argparse
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TARGET = 1.5          # not slower than this many times Lua, in the slice that introduced them
HELLO_TARGET = 3.0    # start-up


def printed(command):
    """Seconds and checksum that a program reports about itself."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    _, seconds, checksum = done.stdout.split()
    return float(seconds), float(checksum)


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
    mine, lua, sums = [], [], set()
    for _ in range(rounds):
        for command, times in ((ours, mine), (theirs, lua)):
            seconds, checksum = printed(command)
            times.append(seconds)
            sums.add(checksum)
    if len(sums) != 1:
        raise RuntimeError(f"{name}: the programs disagree: {sorted(sums)}")
    return statistics.median(mine), statistics.median(lua)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    achronyme = str((options.build / "bin" / "achronyme").resolve())
    lua = shutil.which("lua5.4")
    if lua is None:
        print("peers_lua.py: lua5.4 is missing; install the Debian package lua5.4", file=sys.stderr)
        return 1

    print(f"  {'program':<14} {'achronyme':>11} {'lua5.4':>11} {'ratio':>7}")
    ratios = []
    for program in sorted(HERE.glob("*.soc")):
        name = program.stem
        peer = program.with_suffix(".lua")
        if name == "hello" or not peer.exists():
            continue
        mine, theirs = compare(name, [achronyme, "run", str(program)], [lua, str(peer)],
                               options.rounds)
        ratios.append(mine / theirs)
        print(f"  {name:<14} {mine * 1e3:8.1f} ms {theirs * 1e3:8.1f} ms {ratios[-1]:7.2f}"
              + ("" if ratios[-1] <= TARGET else f"   above {TARGET}"), flush=True)
    mean = math.exp(statistics.fmean(map(math.log, ratios)))
    print(f"  {'geometric mean':<14} {'':>11} {'':>11} {mean:7.2f}")

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
