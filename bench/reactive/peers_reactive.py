"""What signals, computeds and effects cost, beside libraries for JavaScript where they are installed.

    peers_reactive.py --build build/release

Each program prints `NAME nanoseconds` for one operation. The libraries are looked for in the folder
that BENCH_NODE_MODULES names; one that is not there is left out.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = ("alien-signals", "preact")


def figures(command):
    """The nanoseconds of each operation that a program reports; None when it cannot run."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return None
    return {name: float(ns) for name, ns in map(str.split, done.stdout.splitlines())}


def shown(ns):
    if ns is None:
        return "-"
    return f"{ns / 1e3:.2f} us" if ns >= 1e3 else f"{ns:.0f} ns"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    achronyme = str((options.build / "bin" / "achronyme").resolve())
    columns = {"achronyme": figures([achronyme, "run", str(HERE / "reactive.soc")])}
    if columns["achronyme"] is None:
        print("reactive.soc failed", file=sys.stderr)
        return 1
    node = shutil.which("node")
    for library in LIBRARIES if node else ():
        found = figures([node, str(HERE / "reactive.mjs"), library])
        if found is not None:
            columns[library] = found
    print(f"  {'one operation':<24}" + "".join(f"{name:>16}" for name in columns))
    for operation in columns["achronyme"]:
        print(f"  {operation:<24}"
              + "".join(f"{shown(column.get(operation)):>16}" for column in columns.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
