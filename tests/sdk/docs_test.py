"""The blocks of README.md and docs/plugins.md that name a file are that file.

    docs_test.py [--write]      --write puts the files into the documents
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "docs/plugins.md"]
BLOCK = re.compile(r"<!-- (?P<path>\S+) -->\n```(?P<language>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


def with_files(document):
    def filled(match):
        text = (ROOT / match["path"]).read_text(encoding="utf-8")
        return f"<!-- {match['path']} -->\n```{match['language']}\n{text}```\n"
    return BLOCK.sub(filled, document)


def main():
    blocks = 0
    for path in DOCUMENTS:
        document = path.read_text(encoding="utf-8")
        wanted = with_files(document)
        blocks += len(BLOCK.findall(wanted))
        if "--write" in sys.argv:
            path.write_text(wanted, encoding="utf-8")
        elif document != wanted:
            print(f"{path.name} shows other text than the examples; "
                  "run tests/sdk/docs_test.py --write")
            return 1
    # A plugin stays a page.
    for path, most in (("hello_c/hello.c", 40), ("hello_cpp/hello.cpp", 20)):
        lines = (ROOT / "examples/plugins" / path).read_text(encoding="utf-8").count("\n")
        if lines >= most:
            print(f"examples/plugins/{path} has {lines} lines; it has to stay below {most}")
            return 1
    print(f"{blocks} blocks are their files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
