"""What tasks, channels, locks and parallel loops cost, beside Go and Node.js where they are installed.

    peers_tasks.py --build build/release

Each program prints `NAME nanoseconds` for one operation. A peer without such a thing leaves it out:
Node's workers share no functions, so there is nothing in it that spawn() could be compared with.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from process import numbers  # noqa: E402
from report import Figure, run_as_script  # noqa: E402


def figures(command):
    """The nanoseconds of each operation that a program reports."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return numbers(done.stdout)


def peers(folder):
    """Name and command of each peer that is there."""
    node, go = shutil.which("node"), shutil.which("go")
    if node:
        yield "node", [node, str(HERE / "tasks.js")]
    if go:
        program = pathlib.Path(folder, "tasks")
        subprocess.run([go, "build", "-o", str(program), str(HERE / "tasks.go")], check=True)
        yield "go", [str(program)]


def measure(options):
    with tempfile.TemporaryDirectory() as folder:
        theirs = {name: figures(command) for name, command in peers(folder)}
    for operation, ns in figures([options.achronyme, "run", str(HERE / "tasks.soc")]).items():
        beside = {name: found[operation] / 1e9 for name, found in theirs.items() if operation in found}
        yield Figure(operation, ns / 1e9, peers=beside)


if __name__ == "__main__":
    run_as_script(__doc__, measure)
