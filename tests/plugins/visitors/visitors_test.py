"""Threads of a plugin that call script functions of the real machine, all at once."""

import subprocess
import sys
import tempfile
import pathlib
import unittest

ACHRONYME, FIXTURES = sys.argv[1:3]


class Visitors(unittest.TestCase):
    def run_script(self, source, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "main.soc"
            path.write_text(source)
            # The toy machine of the same folder would be a second provider of the tables.
            return subprocess.run(
                [ACHRONYME, "--plugins", FIXTURES, "--set", 'plugins.disabled=["test.toy_vm"]', "run",
                 *options, str(path)], capture_output=True, text=True, timeout=240)

    def assert_prints(self, ran, *lines):
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.splitlines(), list(lines))

    SOURCE = """
mut calls = 0
let seen = []
let fib = n => if(n < 2, n, rec(n - 1) + rec(n - 2))
let entry = n => do { calls = calls + 1; seen.push(n); fib(n) }
let f = visit(entry, 4, 50)
mut turns = 0
while (!f.done()) { await sleep(0); turns = turns + 1 }
print(await f, seen.len(), calls >= 50, calls <= 200)
"""

    def test_four_threads_call_one_function(self):
        self.assert_prints(self.run_script(self.SOURCE), "1600 200 true true")

    def test_with_a_collection_at_every_allocation(self):
        self.assert_prints(self.run_script(self.SOURCE, "--gc-stress"), "1600 200 true true")

    def test_errors_stay_with_their_visit(self):
        ran = self.run_script("""
let f = visit(n => do { throw "no" }, 2, 3)
print(try { await f } catch (e) { e.kind })
""")
        self.assertEqual((ran.returncode, ran.stdout), (0, "VisitError\n"))
        self.assertEqual(ran.stderr.count("no ("), 6, ran.stderr)

    def test_a_thread_sets_a_variable_of_the_script(self):
        self.assert_prints(self.run_script("""
mut answer = 1
let read = () => answer
print(await set_outside("answer", [42]), read())
print(await set_outside("nobody", 1) < 0)
"""), "0 [42]", "true")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
