#!/usr/bin/env python3
"""Keeps the C ABI honest: the headers are its one source, everything else is made from them.

    abi.py check      the headers follow their format, agree with sdk/abi/v1.json, and the files made
                      from them are up to date; says what to do otherwise
    abi.py generate   writes the files after an addition; refuses a change that breaks built plugins
    abi.py freeze     writes them after any change: before the first release, in the same commit

Made files: sdk/abi/v1.json (layouts, signatures, tags, since when), tests/sdk/layout.c (the same as
assertions in C11), docs/reference/abi.md.
"""

import argparse
import json
import pathlib
import sys

import compare
import emit
import parse
import rules
from model import FormatError

HEADERS = "sdk/include/achronyme/abi"
FROZEN = "sdk/abi/v1.json"
LAYOUT = "tests/sdk/layout.c"
REFERENCE = "docs/reference/abi.md"


def read_frozen(root):
    path = root / FROZEN
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def made_files(abi, old):
    data = emit.describe(abi, old)
    return data, {FROZEN: emit.json_text(data), LAYOUT: emit.layout_text(data),
                  REFERENCE: emit.reference_text(abi)}


def complain(heading, findings):
    print(heading, file=sys.stderr)
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)
    return 1


def run(command, root):
    abi = parse.parse_headers(root / HEADERS)
    faults = list(rules.findings(abi))
    if faults:
        return complain(f"{len(faults)} fault(s) in {HEADERS}:", faults)
    old = read_frozen(root)
    data, files = made_files(abi, old)
    broken = list(compare.incompatibilities(old, data)) if old else []
    if broken and command != "freeze":
        return complain(
            f"The headers differ from {FROZEN} in ways that break built plugins:", broken +
            ["Add a member at the end, or a new interface id, instead. Before the first release the",
             "ABI may change: `tools/abi/abi.py freeze` in the same commit, and a line in CHANGELOG.md"])
    stale = [name for name, text in files.items()
             if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text]
    if command == "check":
        if stale:
            return complain("Not up to date with the headers; run tools/abi/abi.py generate:", stale)
        print(f"abi: {len(abi.interfaces)} interfaces, {len(abi.structs)} structures, "
              f"{sum(1 for s in abi.structs.values() for m in s.members if m.signature)} functions")
        return 0
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(files[name], encoding="utf-8")
        print(f"wrote {name}")
    return 0


def main():
    parser = argparse.ArgumentParser(description="Checks and describes the C ABI.")
    parser.add_argument("command", choices=["check", "generate", "freeze"])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parents[2])
    arguments = parser.parse_args()
    try:
        return run(arguments.command, arguments.root)
    except FormatError as error:
        return complain("A header does not follow the format (tools/abi/parse.py says what it is):",
                        [str(error)])


if __name__ == "__main__":
    sys.exit(main())
