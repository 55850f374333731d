"""Refuses language features that our rules rule out, wherever they are not expressly at home.

    words.py [--root REPOSITORY]

thread_local   A strand moves between threads, and both GCC and clang keep using the old thread's
               block in a shared library. Only the host's executor may know which thread it is on.
thread fences  ThreadSanitizer does not understand them; a sequentially consistent access does.
strtod, ...    Numbers are parsed and printed without a locale, whatever a toolkit sets.
setlocale      Only where a toolkit that sets the process's locale is started, to take it back.
"""

import argparse
import pathlib
import re
import sys

import sources

PARTS = ["sdk", "host", "vm", "plugins", "examples"]

# pattern, the folder or file where it is at home (or None), what to do instead
RULES = [
    (re.compile(r"\b(thread_local|__thread|_Thread_local)\b"), "host/kernel/executor",
     "pass a context instead"),
    (re.compile(r"\b(atomic_thread_fence)\b"), None,
     "use a seq_cst read-modify-write"),
    (re.compile(r"\b(strtod|stod|atof|stof)\b"), None, "use from_chars, to_chars or fmt"),
    (re.compile(r"\b(setlocale)\b"), "plugins/ui_wx/toolkit.cpp",
     "the process has one locale, and it is the host's"),
]


def check(root):
    findings = []
    for path in sources.files(root, PARTS):
        place = path.relative_to(root).as_posix()
        code = sources.code_of(path.read_text(encoding="utf-8"))
        for pattern, home, remedy in RULES:
            if home and (place == home or place.startswith(home + "/")):
                continue
            for match in pattern.finditer(code):
                line = code.count("\n", 0, match.start()) + 1
                findings.append(f"{place}:{line}: {match.group(1)}: {remedy}")
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], type=pathlib.Path)
    return sources.report(check(parser.parse_args().root.resolve()), "words")


if __name__ == "__main__":
    sys.exit(main())
