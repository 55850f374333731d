"""Runs script tests under many seeded schedules: every order must give what the script expects.

    run_seeds.py ACHRONYME SEEDS [OPTION…] FOLDER…   every script of the folders under seeds 1 to
                                                     SEEDS; the options are ACHRONYME's
    run_seeds.py ACHRONYME SEEDS --find SCRIPT       the script has a mistake: some seed must show
                                                     it, and show it again

Prints the seeds that failed, and for each script the command that runs the first of them again. A
script that is about the machine's own time or threads says so in a line `// no seeds: …`.

With ACH_GC_STRESS set every allocation collects, and only the first few seeds are tried; a mistake is
looked for under all of them.
"""

import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys

import run_scripts

TIMEOUT = 240
STRESSED_SEEDS = 5
OPT_OUT = re.compile(r"^// no seeds: \S", re.M)


def command(achronyme, path, seed):
    stress = ["--gc-stress"] if os.environ.get("ACH_GC_STRESS") else []
    return [*achronyme, "run", f"--schedule=seed:{seed}", *stress, path.name]


def complaint(achronyme, path, wanted, seed):
    """What is wrong with this script under this seed; empty when all is as expected."""
    output, log, error = wanted
    try:
        ran = subprocess.run(command(achronyme, path, seed), capture_output=True, encoding="utf-8",
                             timeout=TIMEOUT, stdin=subprocess.DEVNULL, cwd=path.parent)
    except subprocess.TimeoutExpired:
        return f"still ran after {TIMEOUT} s"
    return run_scripts.complaint(ran, output, log, error, path.name)


def failures(pool, achronyme, path, seeds):
    """Seed and complaint of each run that was not as expected."""
    wanted = run_scripts.expectations(path.read_text(encoding="utf-8"))
    found = pool.map(lambda seed: (seed, complaint(achronyme, path, wanted, seed)), seeds)
    return [(seed, wrong) for seed, wrong in found if wrong]


def report(achronyme, path, seeds, found):
    seed, wrong = found[0]
    again = f"cd {shlex.quote(str(path.parent))} && {shlex.join(command(achronyme, path, seed))}"
    print(f"{path}: wrong under {len(found)} of {len(seeds)} seeds: "
          f"{', '.join(str(one) for one, _ in found[:10])}{' …' if len(found) > 10 else ''}\n"
          f"{wrong}\nagain: {again}\n", flush=True)


def hold(pool, achronyme, folders, seeds):
    """Every script is right under every seed."""
    scripts = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.soc")
                     if not path.name.startswith("_")
                     and not OPT_OUT.search(path.read_text(encoding="utf-8")))
    if not scripts:
        print(f"no scripts in {', '.join(folders)}")
        return 1
    failed = 0
    for path in scripts:
        found = failures(pool, achronyme, path, seeds)
        if found:
            failed += 1
            report(achronyme, path, seeds, found)
    print(f"{len(scripts) - failed} scripts held under {len(seeds)} seeds, {failed} did not")
    return 1 if failed else 0


def find(pool, achronyme, path, seeds):
    """Some seed shows the script's mistake, not all do, and it shows again for the same seed."""
    found = failures(pool, achronyme, path, seeds)
    if not found or len(found) == len(seeds):
        print(f"{path}: wrong under {len(found)} of {len(seeds)} seeds")
        return 1
    report(achronyme, path, seeds, found)
    wanted = run_scripts.expectations(path.read_text(encoding="utf-8"))
    for seed, wrong in found[:5]:
        again = {complaint(achronyme, path, wanted, seed) for _ in range(3)}
        if again != {wrong}:
            print(f"{path}: seed {seed} gave something else the next time: {again}")
            return 1
    return 0


def main():
    achronyme, count, *words = sys.argv[1:]
    seeds = range(1, int(count) + 1)
    options = [word for word in words if word.startswith("--") and word != "--find"]
    words = [word for word in words if word not in options]
    achronyme = [os.path.abspath(achronyme), *options]
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        if words[0] == "--find":
            return find(pool, achronyme, pathlib.Path(words[1]), seeds)
        if os.environ.get("ACH_GC_STRESS"):
            seeds = seeds[:STRESSED_SEEDS]
        return hold(pool, achronyme, words, seeds)


if __name__ == "__main__":
    sys.exit(main())
