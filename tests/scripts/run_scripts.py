"""Runs script tests: programs that say beside their lines what they should do.

    run_scripts.py ACHRONYME [OPTION…] FOLDER…

    print(1 + 1)             // expect: 2
    let x = missing          // expect error: Undefined variable: missing
    throw "low"              // expect error: Error: low
    warn_me()                // expect log: warning: beware

`expect:` names one line of standard output; the lines of a program must be exactly the expected ones,
in the order in which they stand in the source (a loop's lines are listed one below the other).
`expect error:` says that the program ends with status 1, that its message contains the text, and
that it names this line. A program without it must end with status 0, and its standard error must be
exactly the lines of `expect log:`, where {n} stands for the number of the line. Options are the
program's.

With ACH_GC_STRESS set every allocation collects, and the number of collections is printed. A file
whose name starts with `_` is a module for its neighbours and no test.
"""

import concurrent.futures
import difflib
import os
import pathlib
import re
import subprocess
import sys

EXPECTATION = re.compile(r"// expect( error| log)?: ?(.*)$")
COLLECTIONS = re.compile(r"^gc: (\d+) collections.*\n", re.M)
TIMEOUT = 240


def expectations(source):
    """Expected lines of output and log, and (line number, text) of the expected error or None."""
    output, log, error = [], [], None
    for number, line in enumerate(source.splitlines(), 1):
        for what, text in EXPECTATION.findall(line):
            if what == " error":
                error = (number, text.rstrip())
            elif what == " log":
                log.append(text.rstrip().replace("{n}", str(number)))
            else:
                output.append(text)
    return output, log, error


def difference(expected, found, kind):
    return "\n".join(difflib.unified_diff(expected, found, f"expected {kind}", f"{kind}", lineterm=""))


def complaint(ran, output, log, error, name):
    """What is wrong with a run; empty when all is as expected."""
    if error:
        number, text = error
        if ran.returncode != 1:
            return f"should fail with '{text}', but ended with {ran.returncode}\n{ran.stderr}"
        if text not in ran.stderr or f"{name}:{number}:" not in ran.stderr:
            return f"should fail at line {number} with '{text}', but said\n{ran.stderr}"
    elif ran.returncode != 0 or (ran.stderr and not log):
        return f"ended with {ran.returncode} and said\n{ran.stderr}"
    elif ran.stderr.splitlines() != log:
        return difference(log, ran.stderr.splitlines(), "log")
    printed = ran.stdout.splitlines()
    return difference(output, printed, "output") if printed != output else ""


def run(command, path):
    output, log, error = expectations(path.read_text(encoding="utf-8"))
    if not output and not log and not error:
        return "expects nothing: a test that cannot fail", 0, 0
    stress = ["--gc-stress", "--gc-statistics"] if os.environ.get("ACH_GC_STRESS") else []
    try:
        ran = subprocess.run([*command, "run", *stress, path.name], cwd=path.parent,
                             capture_output=True, encoding="utf-8", timeout=TIMEOUT,
                             stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"still ran after {TIMEOUT} s", 0, 0
    collections = sum(map(int, COLLECTIONS.findall(ran.stderr)))
    ran.stderr = COLLECTIONS.sub("", ran.stderr)
    count = len(output) + len(log) + bool(error)
    return complaint(ran, output, log, error, path.name), count, collections


def main():
    achronyme, *rest = sys.argv[1:]
    achronyme = os.path.abspath(achronyme)
    options = [argument for argument in rest if argument.startswith("--")]
    folders = [argument for argument in rest if not argument.startswith("--")]
    scripts = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.soc")
                     if not path.name.startswith("_"))
    if not scripts:
        print(f"no scripts in {', '.join(folders)}")
        return 1
    failed = expected = collected = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda path: run([achronyme, *options], path), scripts)
        for path, (wrong, count, collections) in zip(scripts, results):
            expected += count
            collected += collections
            if wrong:
                failed += 1
                print(f"{path}: {wrong}\n", flush=True)
    print(f"{len(scripts) - failed} scripts passed, {failed} failed, {expected} expectations"
          + (f", {collected} collections" if os.environ.get("ACH_GC_STRESS") else ""))
    if os.environ.get("ACH_GC_STRESS") and collected == 0:
        print("no collection happened under stress")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
