"""Runs the code blocks of README.md and docs/.

    blocks_test.py ACHRONYME SOURCE_DIR

A block marked `soc` is a program and has to end well; when a block marked `text` follows it, that is
what it prints. A block marked `json` has to be JSON, and a configuration if it looks like one (as
`achronyme config check` sees it). Blocks of plugins are the example plugins themselves, which another
test makes sure of; a block in any other language is not allowed, so that none goes untried.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DOCUMENTS = [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TRIED_ELSEWHERE = {"c", "cpp", "cmake"}
CONFIGURATION = {"threads", "executor", "log", "plugins", "ui", "permissions", "shutdown"}


def blocks(path):
    """[(line, language, text, what the next block prints or None)]"""
    text = path.read_text(encoding="utf-8")
    found = list(FENCE.finditer(text))
    for one, following in zip(found, [*found[1:], None]):
        expected = None
        if following and following[1] == "text" and not text[one.end():following.start()].strip():
            expected = following[2]
        yield text.count("\n", 0, one.start()) + 1, one[1], one[2], expected


def run(*args, folder):
    return subprocess.run([ACHRONYME, *args], capture_output=True, text=True, timeout=120, cwd=folder)


class Blocks(unittest.TestCase):
    def check(self, where, language, text, expected, folder):
        if language == "soc":
            script = folder / "block.soc"
            script.write_text(text, encoding="utf-8")
            done = run("--ui", "headless", "run", str(script), folder=folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""), where)
            if expected is not None:
                self.assertEqual(done.stdout, expected, where)
        elif language == "json":
            value = json.loads(text)
            if isinstance(value, dict) and value.keys() & CONFIGURATION and "manifest" not in value:
                file = folder / "block.json"
                file.write_text(text, encoding="utf-8")
                done = run("--config", str(file), "config", "check", folder=folder)
                self.assertEqual(done.returncode, 0, f"{where}: {done.stdout}{done.stderr}")
        else:
            self.assertIn(language, TRIED_ELSEWHERE | {"text"}, f"{where}: nobody tries this block")

    def test_documents(self):
        programs = 0
        for path in DOCUMENTS:
            for line, language, text, expected in blocks(path):
                where = f"{path.relative_to(SOURCE)}:{line}"
                with self.subTest(where), tempfile.TemporaryDirectory() as folder:
                    self.check(where, language, text, expected, pathlib.Path(folder))
                programs += language == "soc"
        print(f"{programs} programs in {len(DOCUMENTS)} documents")
        self.assertGreater(programs, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
