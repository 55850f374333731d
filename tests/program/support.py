"""Running the executable from tests. Its path is the first argument of every test program."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ACHRONYME = sys.argv[1]
SANITIZED = pathlib.Path(ACHRONYME).parent.parent.name in ("asan", "tsan")
OPTIMISED = pathlib.Path(ACHRONYME).parent.parent.name == "release"


class ProgramTest(unittest.TestCase):
    """A folder for files, and runs of the executable in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def call(self, *words, timeout=240):
        return subprocess.run([ACHRONYME, *map(str, words)], cwd=self.folder, capture_output=True,
                              encoding="utf-8", timeout=timeout, stdin=subprocess.DEVNULL)

    def run_script(self, source, *options, timeout=240):
        self.write("main.soc", source)
        return self.call("run", *options, "main.soc", timeout=timeout)

    def assert_prints(self, ran, *lines):
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.splitlines(), list(lines))

    def assert_refused(self, ran, *parts, status=1):
        """One clear message with these parts, and the status."""
        self.assertEqual(ran.returncode, status, ran.stderr)
        for part in parts:
            self.assertIn(part, ran.stderr)
        first = ran.stderr.splitlines()[0]
        self.assertRegex(first, r"^(Parse error|Compile error|Runtime error|achronyme)")
        headings = [line for line in ran.stderr.splitlines()
                    if line.startswith(("Parse error", "Compile error", "Runtime error"))]
        self.assertLessEqual(len(headings), 1, ran.stderr)


def main():
    unittest.main(argv=[sys.argv[0]])
