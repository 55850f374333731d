"""What the checks share: our own source files, and their text without comments and literals."""

import pathlib
import re

SUFFIXES = {".c", ".h", ".cpp", ".hpp", ".def", ".inc"}

# A comment, a raw string, a string or a character literal, whichever comes first. A digit
# separator (1'000) is matched first so that it does not open a character literal.
_NOISE = re.compile(
    r"""
    //(?:\\\n|[^\n])*
  | /\*.*?\*/
  | R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"
  | "(?:\\.|[^"\\\n])*"
  | (?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])
  | '(?:\\.|[^'\\\n])*'
    """,
    re.VERBOSE | re.DOTALL,
)


def blank(match):
    """Replaces a match by as many lines, so that line numbers stay right."""
    return "\n" * match.group(0).count("\n") or " "


def code_of(text):
    """The text with comments and literals blanked out."""
    return _NOISE.sub(blank, text)


def files(root, parts):
    """Every source file below the given folders of the repository, sorted."""
    root = pathlib.Path(root)
    return sorted(
        path
        for part in parts
        for path in (root / part).rglob("*")
        if path.suffix in SUFFIXES and path.is_file()
    )


def report(findings, what):
    """Prints one finding a line; the exit status of a check."""
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} finding(s)")
    return 1 if findings else 0
