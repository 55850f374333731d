"""Observers and bindings of a plugin on the real machine."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, FIXTURES = sys.argv[1:3]
SANITIZED = pathlib.Path(ACHRONYME).parent.parent.name in ("asan", "tsan")
GONE, TYPE, CONTEXT = -5, -2, -10  # ACH_E_…


class Watchers(unittest.TestCase):
    def run_script(self, source, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "main.soc"
            path.write_text(source)
            # The toy machine of the same folder would be a second provider of the tables.
            return subprocess.run(
                [ACHRONYME, "--plugins", FIXTURES, "--set", 'plugins.disabled=["test.toy_vm"]', "run",
                 *options, str(path)], capture_output=True, text=True, timeout=240)

    def assert_prints(self, source, *lines, stderr=""):
        for options in (), ("--gc-stress",):
            with self.subTest(options=options):
                ran = self.run_script(source, *options)
                self.assertEqual((ran.returncode, ran.stderr), (0, stderr))
                self.assertEqual(ran.stdout.splitlines(), [str(line) for line in lines])

    # --- observers

    def test_an_observer_is_told_once_until_it_runs_again(self):
        self.assert_prints("""
let s = signal(1)
let o = scope()
print(scope_run(o, () => s.value * 10), scope_dirty(o))
s.set(1)
print(scope_dirty(o))
s.set(2); s.set(3)
print(scope_dirty(o))
print(scope_run(o, () => s.value * 10), scope_dirty(o))
s.set(4)
print(scope_dirty(o))
print(scope_run_sync(o, () => 7))
s.set(5)
print(scope_dirty(o), s.observed())
""", "10 0", 0, 1, "30 1", 2, 7, "2 false")

    def test_a_computed_that_comes_out_the_same_makes_nothing_dirty(self):
        self.assert_prints("""
let n = signal(1)
let odd = computed(() => n.value % 2)
let o = scope()
scope_run(o, () => odd.value)
n.set(3)
print(scope_dirty(o))
n.set(4)
print(scope_dirty(o))
""", 0, 1)

    def test_effects_come_first(self):
        self.assert_prints("""
let s = signal(0)
let o = scope()
scope_run(o, () => s.value)
mut seen = []
effect(() => do { s.value; seen.push(scope_dirty(o)) })
s.set(1)
print(seen, scope_dirty(o))
""", "[0, 0] 1")

    def test_what_a_run_owns_ends_before_the_next(self):
        self.assert_prints("""
let s = signal(0)
let n = signal(0)
let o = scope()
mut log = []
let body = () => do {
    let now = s.value
    on_cleanup(() => log.push("clean " + str(now)))
    effect(() => log.push(str(now) + ":" + str(n.value)))
}
scope_run(o, body)
n.set(1)
s.set(1)
scope_run(o, body)
n.set(2)
print(log)
log = []
print(scope_dispose(o), scope_dispose(o))
await sleep(0)
n.set(3)
print(log, s.observed(), n.observed())
print(scope_run(o, body))
""", "[0:0, 0:1, clean 0, 1:1, 1:2]", f"0 {GONE}", "[clean 1] false false", GONE)

    def test_writing_while_running_is_told_after_the_run(self):
        self.assert_prints("""
let frame = signal(0)
let o = scope()
let step = () => do { frame.set(frame.peek() + 1); frame.value }
print(scope_run(o, step), scope_dirty(o))
print(scope_run(o, step), scope_dirty(o))
let calm = scope()
let made = () => computed(() => frame.value * 2).value
print(scope_run(calm, made), scope_dirty(calm))
mut doubled = 0
effect(() => do { doubled = frame.value * 2 })
scope_run(o, () => do { frame.set(50); frame.value })
print(doubled)
""", "1 1", "2 2", "4 0", 100)

    def test_a_run_that_throws_keeps_what_it_had_read(self):
        self.assert_prints("""
let s = signal(0)
let o = scope()
print(try { scope_run(o, () => do { s.value; throw "no" }) } catch (e) { e.message })
print(try { scope_run(o, () => do { s.value; await sleep(1) }) } catch (e) { e.kind })
s.set(1)
print(scope_dirty(o))
""", "no", "AsyncError", 1)

    def test_runs_inside_of_runs_are_told_apart(self):
        self.assert_prints("""
let a = signal(0)
let b = signal(0)
let outer = scope()
let inner = scope()
scope_run(outer, () => do { a.value; scope_run(inner, () => b.value) })
b.set(1)
print(scope_dirty(outer), scope_dirty(inner))
a.set(1)
print(scope_dirty(outer), scope_dirty(inner))
print(scope_run(outer, () => scope_run(outer, () => 1)))
""", "0 1", "1 1", CONTEXT)

    def test_another_strand_makes_it_dirty_on_its_own(self):
        self.assert_prints("""
let s = signal(0)
let o = scope()
scope_run(o, () => s.value)
await spawn(() => s.set(1))
print(scope_dirty(o))
print(await spawn(() => scope_run(o, () => s.value)))
""", 1, CONTEXT)

    # --- sources

    def test_sources_are_recognised_and_read(self):
        self.assert_prints("""
let s = signal("a")
s.set("b")
let c = computed(() => s.value + "!")
print(source_kind(1), source_kind(s), source_kind(c))
print(source_peek(s), source_peek(c), source_peek(5))
let o = scope()
scope_run(o, () => source_peek(s))
print(s.observed())
print(try { source_peek(computed(() => throw "no")) } catch (e) { e.message })
""", "0 1 2", f"[b, 1] [b!, 1] {TYPE}", "false", "no")

    def test_a_thread_of_its_own_sets_a_signal(self):
        self.assert_prints("""
let s = signal(0)
mut seen = []
effect(() => seen.push(s.value))
print(await set_from_outside(s, [1, "two"]), s.value)
print(await set_from_outside(5, 1))
print(seen)
""", "0 [1, two]", TYPE, "[0, [1, two]]")

    # --- bindings

    def test_values_of_every_kind_arrive(self):
        self.assert_prints("""
let s = signal(1)
let b = bind_to(s, 7)
print(received())
for (v in [2.5, true, false, null, "text"]) { s.set(v); print(received()) }
s.set([1, {a: [true]}])
print(received(), credit(b))
s.set(ones([2, 2]))
print(received(), credit(b))
s.set((x) => x)
print(received(), credit(b))
s.set(error("oh", "Kind"))
print(received(), credit(b))
print(s.observed(), unbind(b), s.observed(), unbind(b), credit(b))
s.set(3)
print(received(), bind_to(1, 1))
""", "[[7, 0, 1]]", "[[7, 1, 2.5]]", "[[7, 2, true]]", "[[7, 3, false]]", "[[7, 4, null]]",
                           "[[7, 5, text]]", "[[7, 6, [1, {a: [true]}]]] 0",
                           "[[7, 7, [[1, 1], [1, 1]]]] 0", "[[7, 8, <function>]] 0",
                           "[[7, 9, Error(Kind): oh]] 0", f"true 0 false {GONE} {GONE}", f"[] {TYPE}")

    def test_only_the_newest_waits(self):
        self.assert_prints("""
let s = signal(0)
bind_to(s, 1)
for (i in range(0, 100)) { s.set(i + 1) }
print(received(), coalesced())
batch(() => do { s.set(5); s.set(6); print(received()) })
print(received())
batch(() => do { s.set(8); s.set(6) })
print(received())
""", "[[1, 100, 100]] 100", "[]", "[[1, 102, 6]]", "[]")

    def test_large_values_wait_for_credit(self):
        self.assert_prints("""
let s = signal([0])
let b = bind_to(s, 1)
print(received())
s.set([1])
s.set([2])
print(received(), credit(b))
mut arrived = []
while (len(arrived) == 0) { await sleep(1); arrived = received() }
print(arrived, credit(b), received())
s.set([3])
print(received())
""", "[[1, 0, [0]]]", "[] 0", "[[1, 2, [2]]] 0 []", "[[1, 3, [3]]]")

    def test_a_computed_is_sent_from_its_strand(self):
        self.assert_prints("""
let n = signal(2)
let c = computed(() => n.value * n.value)
let b = bind_to(c, 3)
print(received(), c.observed())
n.set(3)
print(received())
n.set(-3)
print(received())
await spawn(() => n.set(4))
print(received())
unbind(b)
await sleep(0)
n.set(5)
print(received(), c.observed())
""", "[[3, 1, 4]] true", "[[3, 2, 9]]", "[]", "[[3, 3, 16]]", "[] false")

    def test_a_computed_that_fails_is_null(self):
        ran = self.run_script("""
let n = signal(0)
bind_to(computed(() => if (n.value == 0) { throw "zero" } else { n.value }), 1)
print(received())
n.set(1)
n.set(0)
print(received())
""")
        self.assertEqual(ran.stdout.splitlines(), ["[[1, 1, null]]", "[[1, 3, null]]"])
        self.assertEqual(ran.stderr.count("null is shown"), 1, ran.stderr)

    def test_what_is_nested_deeply_is_cut_off(self):
        ran = self.run_script("""
mut v = [1]
for (i in range(0, 20)) { v = [v] }
let s = signal(v)
bind_to(s, 1)
print(received()[0][2])
""")
        self.assertEqual(ran.stdout.splitlines(), ["[[[[[[[[null]]]]]]]]"])
        self.assertEqual(ran.stderr.count("nested too deeply"), 1, ran.stderr)

    def test_setters_do_not_overtake_each_other(self):
        self.assert_prints("""
let s = signal(0)
bind_to(s, 1)
let hammer = () => do { for (i in range(0, 200)) { s.update((n) => n + 1) } }
let all = [spawn(hammer), spawn(hammer), spawn(hammer)]
for (one in all) { await one }
mut last = received()
while (len(last) == 0 || last[0][2] != 600) {
    await sleep(1)
    let more = received()
    if (len(more) > 0) { last = more }
}
print(last)
""", "[[1, 600, 600]]")


    # Whoever sets faster than anybody reads leaves one message behind, and no memory.
    def test_what_nobody_takes_does_not_pile_up(self):
        def peak(count):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "main.soc"
                path.write_text(f"""
let s = signal("")
bind_to(s, 1)
for (i in range(0, {count})) {{ s.set("text " + str(i)) }}
let all = received()
if (len(all) != 1 || all[0][2] != s.value) {{ exit(3) }}
""")
                run = subprocess.Popen([ACHRONYME, "--plugins", FIXTURES, "--set",
                                        'plugins.disabled=["test.toy_vm"]', "run", str(path)])
                _, status, usage = os.wait4(run.pid, 0)
                run.returncode = os.waitstatus_to_exitcode(status)
                self.assertEqual(run.returncode, 0)
                return usage.ru_maxrss
        few, many = peak(20_000), peak(400_000)
        if not SANITIZED:  # whose own memory grows with what is done
            self.assertLess(many, few + 16 * 1024)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
