"""Finds the examples of a document: code with the result that the document gives for it.

An example stands in a code span of a paragraph or table, or in a fenced block of SOC. In a block a
mark speaks of what stands before it on its line, and the lines above it, up to the previous mark,
belong to it; all examples of a block see what its earlier lines declared.
"""

import re
from dataclasses import dataclass, field

DECLARES = re.compile(r"\b(let|mut|type)\b")
MARK = re.compile(r"//\s*(→|✗|≈|writes:)")
ARROW = re.compile(r"^`([^`]+)`\s*(→|writes)\s*`([^`]+)`")
SPAN = re.compile(r"`([^`]+)`")
NEWLINE_NOTE = re.compile(r"\s*\+ newline")
NOTE = re.compile(r"^\((?!.*=>)[^()]*\)$")


@dataclass
class Example:
    line: int
    code: list            # the lines whose last statement has the result
    mark: str             # → gives, ≈ gives about, ✗ fails, writes: prints
    result: str
    block: tuple          # what tells its block from others
    before: list = field(default_factory=list)  # what the block declared above


def segments(line):
    """(code, mark, result) for each mark of a line; the result ends where two blanks begin."""
    found = []
    marks = list(MARK.finditer(line))
    start = 0
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        code = line[start:mark.start()].strip()
        result, start = line[mark.end():end].strip(), end
        if number + 1 < len(marks):
            cut = re.search(r"\s{2,}", result)
            if not cut:
                raise ValueError(f"no blanks between a result and what follows it: {line}")
            start = line.index(result, mark.end()) + cut.start()
            result = result[:cut.start()]
        parts = re.split(r"\s{2,}", result)
        if len(parts) == 2 and NOTE.match(parts[1]):
            result = parts[0]
        found.append((code, mark.group(1), result))
    return found


def of_block(first, lines):
    """The examples of a fenced block that begins at line `first`."""
    examples, above, pending = [], [], []
    for number, line in enumerate(lines, first):
        if not MARK.search(line):
            pending.append(line)
            continue
        for code, mark, result in segments(line):
            pending.append(code)
            needed = list(above) if any(map(DECLARES.search, above)) else []
            examples.append(Example(number, list(pending), mark, result, (first,), needed))
            above += pending[:-1] if mark == "✗" else pending
            pending = []
    return examples


def of_text(number, line):
    """The examples in the code spans of a line."""
    for position in SPAN.finditer(line):
        span = position.group(1).replace(r"\|", "|")
        following = line[position.end():]
        if MARK.search(span):
            for code, mark, result in segments(span):
                if NEWLINE_NOTE.match(following):
                    result += "\n"
                if code not in ("", "e", "expr"):  # the conventions show their own form
                    yield Example(number, [code], mark, result, (number, position.start()))
        elif arrow := ARROW.match(line[position.start():]):
            code, mark, result = arrow.group(1).replace(r"\|", "|"), arrow.group(2), arrow.group(3)
            if "(" in code and mark == "writes":
                yield Example(number, [code], "writes:", result, (number, position.start()))
            elif "(" in code and result.endswith("Error"):
                yield Example(number, [code], "✗", result, (number, position.start()))


def examples_of(text):
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line.startswith("```"):
            yield from of_text(number, line)
            continue
        end = number
        while not lines[end].startswith("```"):
            end += 1
        if line.strip() == "```":
            yield from of_block(number + 1, lines[number:end])
        number = end + 1
