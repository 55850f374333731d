"""Limits end in errors that a script can catch."""

import os
import subprocess
import unittest

import support


class Limits(support.ProgramTest):
    def test_deep_recursion_is_a_catchable_stack_overflow(self):
        ran = self.run_script("""
let deep = n => 1 + deep(n + 1)
let kind = try { deep(0) } catch (e) { '${e.kind}: ${e.message}' }
print(kind)
print(try { deep(0) } catch (e) { e.kind })
""")
        self.assert_prints(ran, "StackOverflow: Stack overflow", "StackOverflow")

    def test_ten_thousand_frames_are_there(self):
        ran = self.run_script("let total = n => if(n == 0, 0, n + total(n - 1))\nprint(total(10000))\n")
        self.assert_prints(ran, "50005000")

    def test_uncaught_stack_overflow_collapses_its_trace(self):
        ran = self.run_script("let deep = n => 1 + deep(n + 1)\ndeep(0)\n")
        self.assert_refused(ran, "StackOverflow", "Stack overflow", "at deep (main.soc:1:")
        self.assertLess(len(ran.stderr.splitlines()), 60)

    def test_tail_calls_use_constant_memory(self):
        steps = 100_000 if support.SANITIZED else 10_000_000
        ran = self.run_script(f"""
let count = n => if(n == 0, "done", rec(n - 1))
print(count({steps}))
let even = n => if(n == 0, true, odd(n - 1))
let odd = n => if(n == 0, false, even(n - 1))
print(even({steps}))
""", "--max-heap=8M")
        self.assert_prints(ran, "done", "true")

    @unittest.skipIf(support.SANITIZED, "shadow memory counts as memory")
    def test_a_hundred_thousand_sleeping_tasks_take_less_than_200_megabytes(self):
        self.write("main.soc", """
let begun = []
let nap = k => do { begun.push(k); await sleep(3600000) }
for (k in range(0, 100000)) { spawn(nap, k) }
while (len(begun) < 100000) { await sleep(1) }
print("asleep")
exit(0)
""")
        with open(self.folder / "out", "w", encoding="utf-8") as out:
            process = subprocess.Popen([support.ACHRONYME, "run", "main.soc"], cwd=self.folder,
                                       stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertEqual((self.folder / "out").read_text(encoding="utf-8"), "asleep\n")
        self.assertLess(usage.ru_maxrss, 200 * 1024)

    def test_heap_limit_is_a_catchable_out_of_memory(self):
        ran = self.run_script("""
let fill = () => do {
    mut parts = []
    while (true) { parts.push([1, "x", parts.len()]) }
}
print(try { fill() } catch (e) { '${e.kind}: ${e.message}' })
let after = (1..=1000).map(x => [x])
print(after.len())
""", "--max-heap=16M")
        self.assert_prints(ran, "OutOfMemory: Out of memory (limit 16 MB)", "1000")

    def test_doubling_a_string_ends_in_out_of_memory(self):
        ran = self.run_script("""
mut s = "abcdefgh"
print(try { while (true) { s = s + s } } catch (e) { e.kind })
print(s.len() > 1000)
""", "--max-heap=16M")
        self.assert_prints(ran, "OutOfMemory", "true")

    def test_uncaught_out_of_memory(self):
        ran = self.run_script("mut v = []\nwhile (true) { v.push([v]) }\n", "--max-heap=8M")
        self.assert_refused(ran, "OutOfMemory", "limit 8 MB")

    def test_memory_of_garbage_is_used_again(self):
        rounds = 20_000 if support.SANITIZED else 2_000_000
        ran = self.run_script(f"""
mut k = 0
while (k < {rounds}) {{ let garbage = [k, {{a: k}}, "x" + k]; k += 1 }}
print(k)
""", "--max-heap=8M")
        self.assert_prints(ran, str(rounds))


if __name__ == "__main__":
    support.main()
