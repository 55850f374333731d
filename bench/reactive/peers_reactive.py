"""The reactive graph beside libraries for JavaScript: nine workloads, run in turns.

    peers_reactive.py --build build/release [--rounds 5]

Every run prints `NAME seconds checksum` for each workload, and the checksums must agree: they count the
values and the effect runs that were seen. Shown is the best of the rounds: whatever else the machine
does only adds. The libraries are installed below the build folder once;
without Node.js, npm or a network the table says so and shows our own figures alone.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from report import Figure, run_as_script  # noqa: E402

LIBRARIES = {"alien-signals": "alien-signals@3.2.1", "preact": "@preact/signals-core@1.14.5"}
TARGET = 3.0    # not slower than this many times alien-signals, in the slice that introduced them


def printed(command, environment=None):
    """{workload: (seconds, checksum)}"""
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return {name: (float(seconds), float(checksum))
            for name, seconds, checksum in map(str.split, done.stdout.splitlines())}


def install(folder):
    """The folder with the libraries, or a sentence that says why there is none."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None, "node or npm is missing (Debian packages nodejs, npm): no libraries to compare with"
    stamp = folder / "installed"
    wanted = " ".join(LIBRARIES.values())
    if not stamp.exists() or stamp.read_text() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", *LIBRARIES.values()],
                              cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            return None, f"npm could not install the libraries to compare with: {last}"
        stamp.write_text(wanted)
    return folder / "node_modules", None


def measure(options):
    commands = {"achronyme": ([options.achronyme, "run", str(HERE / "reactive.soc")], None)}
    modules, missing = install(options.build.resolve() / "peers" / "reactive")
    if modules is not None:
        environment = {**os.environ, "BENCH_NODE_MODULES": str(modules)}
        for library in LIBRARIES:
            commands[library] = (["node", str(HERE / "reactive.mjs"), library], environment)

    rounds = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            rounds[name].append(printed(*command))
    for workload in rounds["achronyme"][0]:
        sums = {run[workload][1] for runs in rounds.values() for run in runs}
        if len(sums) != 1:
            raise RuntimeError(f"{workload}: the programs disagree: {sorted(sums)}")
        took = {name: min(run[workload][0] for run in runs) for name, runs in rounds.items()}
        yield Figure(workload, took.pop("achronyme"), peers=took, most_ratio=TARGET,
                     note=missing or "")


def add_options(parser):
    parser.add_argument("--rounds", type=int, default=5)


if __name__ == "__main__":
    run_as_script(__doc__, measure, add_options)
