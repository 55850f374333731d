#!/usr/bin/env python3
"""Makes the tests of tests/spec/ from the examples of the specification.

    examples.py generate [--documents DIR]   writes them
    examples.py check [--documents DIR]      says whether they are what the documents say

The documents are a folder, also given by ACH_SPEC_DOCUMENTS. Without one, `check` says so and ends
with status 77, which the tests take for "skipped".

Each document becomes one program, in which every example is a function of its own; a failure names
the document, its line and the example (tests/spec/_examples.soc). What a program cannot say of
itself, because it is rejected, because of what it prints or because it needs the top level of a
file, becomes a program of its own.
"""

import argparse
import itertools
import os
import pathlib
import sys

import documents

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/spec"
SKIPPED = 77

# The documents, and whether their results are written in quoted form.
DOCUMENTS = {
    "language": True, "language-syntax": True, "language-values": True, "language-types": True,
    "language-patterns": True, "language-execution": True, "builtins": False,
    "builtins-core": False, "builtins-math": False, "builtins-complex": False,
    "builtins-string": False, "builtins-array": False, "builtins-functional": False,
    "builtins-record": False, "builtins-stats": False, "builtins-dsp": False,
    "builtins-encoding": False, "builtins-env": False,
}

# What an example takes for granted.
PREPARED = {
    'env_get("A")': 'env_set("A", "x y")',
}

MADE = "// Made from the specification by tools/spec/examples.py; do not edit.\n"


def quoted(text):
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return f'"{text}"'


def needs_top_level(example):
    return any("save_env" in line for line in example.before + example.code)


def as_check(name, example, wants_quotes):
    """One example as a call of the functions of _examples.soc."""
    body = [PREPARED[line] for line in example.code if line in PREPARED]
    body += example.before + example.code
    where = f"{name}.md:{example.line}"
    last = quoted(example.code[-1])
    if example.mark == "✗":
        kind, _, message = example.result.partition(": ")
        head = f'fails({quoted(where)}, {last}, {quoted(kind)}, {quoted(message)}, () => do {{'
    elif example.mark == "≈":
        head = f'near({quoted(where)}, {last}, {example.result}, () => do {{'
    else:
        form = "quoted" if wants_quotes else "shown"
        head = f'{form}({quoted(where)}, {last}, {quoted(example.result)}, () => do {{'
    return "\n".join([head, *("    " + line if line else "" for line in body), "})\n"])


def as_rejected(example):
    lines = example.before + example.code
    lines[-1] += "  // expect error: Compile error"
    return "\n".join(lines) + "\n"


def in_temporary_folder(line):
    return line.replace('"s.ach"', 'tmp_folder + "/s.ach"')


def as_program(examples):
    """Examples of one block, at the top level of a file; what they print or give is expected."""
    lines = ["let tmp_folder = await temp_dir()"] if any(map(needs_top_level, examples)) else []
    for example in examples:
        *above, last = map(in_temporary_folder, example.code)
        lines += above
        if example.mark == "writes:":
            lines.append(f"{last}  // expect: {example.result}")
        else:
            lines.append(f"print({last})  // expect: {example.result}")
    return "\n".join(lines) + "\n"


def tests_of(name, text, wants_quotes):
    """File name → content, and how many examples they hold."""
    files, checks = {}, []
    examples = list(documents.examples_of(text))
    for _, group in itertools.groupby(examples, key=lambda example: example.block):
        block = list(group)
        if any(e.mark == "writes:" or needs_top_level(e) for e in block):
            files[f"{name}-{block[0].line}.soc"] = MADE + as_program(block)
            continue
        for example in block:
            if example.result == "compile":
                files[f"{name}-{example.line}.soc"] = MADE + as_rejected(example)
            else:
                checks.append(as_check(name, example, wants_quotes))
    if checks:
        head = 'import { shown, quoted, near, fails, report } from "./_examples"\n\n'
        tail = f"\nreport()  // expect: {len(checks)} examples hold\n"
        files[f"{name}.soc"] = MADE + head + "\n".join(checks) + tail
    return files, len(examples)


def made_tests(folder):
    files, count = {}, 0
    for name, wants_quotes in DOCUMENTS.items():
        made, examples = tests_of(name, (folder / f"{name}.md").read_text(encoding="utf-8"),
                                  wants_quotes)
        files |= made
        count += examples
    return files, count


def written_tests():
    return {path.name: path.read_text(encoding="utf-8") for path in OUT.glob("*.soc")
            if not path.name.startswith("_")}


def generate(files):
    for name in written_tests().keys() - files.keys():
        (OUT / name).unlink()
    for name, text in files.items():
        (OUT / name).write_text(text, encoding="utf-8")


def check(files):
    written = written_tests()
    drifted = sorted(name for name in written.keys() | files.keys()
                     if written.get(name) != files.get(name))
    for name in drifted:
        print(f"tests/spec/{name} is not what the documents say")
    if drifted:
        print("run tools/spec/examples.py generate, and look at what changed")
    return 1 if drifted else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["generate", "check"])
    parser.add_argument("--documents", default=os.environ.get("ACH_SPEC_DOCUMENTS"))
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.documents or "")
    if not arguments.documents or not (folder / "language.md").is_file():
        print("the documents are not at hand: give --documents DIR, or set ACH_SPEC_DOCUMENTS")
        return SKIPPED
    files, count = made_tests(folder)
    if arguments.command == "check":
        return check(files)
    generate(files)
    print(f"{count} examples in {len(files)} programs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
