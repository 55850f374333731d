"""What tasks, channels, locks and parallel loops cost, beside Go and Node.js where they are installed.

    peers_tasks.py --build build/release

Each program prints `NAME nanoseconds` for one operation. A peer without such a thing leaves it out:
Node's workers share no functions, so there is nothing in it that spawn() could be compared with.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def figures(command):
    """The nanoseconds of each operation that a program reports."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return {name: float(ns) for name, ns in map(str.split, done.stdout.splitlines())}


def peers(folder):
    """Name and command of each peer that is there."""
    node, go = shutil.which("node"), shutil.which("go")
    if node:
        yield "node", [node, str(HERE / "tasks.js")]
    if go:
        program = pathlib.Path(folder, "tasks")
        subprocess.run([go, "build", "-o", str(program), str(HERE / "tasks.go")], check=True)
        yield "go", [str(program)]


def shown(ns):
    if ns is None:
        return "-"
    return f"{ns / 1e3:.2f} us" if ns >= 1e3 else f"{ns:.0f} ns"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    achronyme = str((options.build / "bin" / "achronyme").resolve())
    with tempfile.TemporaryDirectory() as folder:
        columns = {"achronyme": figures([achronyme, "run", str(HERE / "tasks.soc")])}
        for name, command in peers(folder):
            columns[name] = figures(command)
    print(f"  {'one operation':<24}" + "".join(f"{name:>14}" for name in columns))
    for operation in columns["achronyme"]:
        print(f"  {operation:<24}"
              + "".join(f"{shown(column.get(operation)):>14}" for column in columns.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
