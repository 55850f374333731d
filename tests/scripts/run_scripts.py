"""Runs script tests: programs that say beside their lines what they should do.

    run_scripts.py ACHRONYME FOLDER…

    print(1 + 1)             // expect: 2
    let x = missing          // expect error: Undefined variable: missing
    throw "low"              // expect error: Error: low

`expect:` names one line of standard output; the lines of a program must be exactly the expected ones,
in the order in which they stand in the source (a loop's lines are listed one below the other).
`expect error:` says that the program ends with status 1, that its message contains the text, and
that it names this line. A program without it must end with status 0 and an empty standard error.

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

EXPECTATION = re.compile(r"// expect( error)?: ?(.*)$")
COLLECTIONS = re.compile(r"^gc: (\d+) collections.*\n", re.M)
TIMEOUT = 240


def expectations(source):
    """Expected output lines, and (line number, text) of the expected error or None."""
    output, error = [], None
    for number, line in enumerate(source.splitlines(), 1):
        for is_error, text in EXPECTATION.findall(line):
            if is_error:
                error = (number, text.rstrip())
            else:
                output.append(text)
    return output, error


def complaint(ran, output, error, name):
    """What is wrong with a run; empty when all is as expected."""
    if error:
        number, text = error
        if ran.returncode != 1:
            return f"should fail with '{text}', but ended with {ran.returncode}\n{ran.stderr}"
        if text not in ran.stderr or f"{name}:{number}:" not in ran.stderr:
            return f"should fail at line {number} with '{text}', but said\n{ran.stderr}"
    elif ran.returncode != 0 or ran.stderr:
        return f"ended with {ran.returncode} and said\n{ran.stderr}"
    printed = ran.stdout.splitlines()
    if printed != output:
        return "\n".join(difflib.unified_diff(output, printed, "expected", "printed", lineterm=""))
    return ""


def run(achronyme, path):
    output, error = expectations(path.read_text(encoding="utf-8"))
    if not output and not error:
        return "expects nothing: a test that cannot fail", 0, 0
    stress = ["--gc-stress", "--gc-statistics"] if os.environ.get("ACH_GC_STRESS") else []
    try:
        ran = subprocess.run([achronyme, "run", *stress, str(path)], capture_output=True,
                             encoding="utf-8", timeout=TIMEOUT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"still ran after {TIMEOUT} s", 0, 0
    collections = sum(map(int, COLLECTIONS.findall(ran.stderr)))
    ran.stderr = COLLECTIONS.sub("", ran.stderr)
    return complaint(ran, output, error, path.name), len(output) + bool(error), collections


def main():
    achronyme, *folders = sys.argv[1:]
    scripts = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.soc")
                     if not path.name.startswith("_"))
    if not scripts:
        print(f"no scripts in {', '.join(folders)}")
        return 1
    failed = expected = collected = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda path: run(achronyme, path), scripts)
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
