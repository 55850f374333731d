"""The reactive graph from outside: errors that nobody can be given, many strands, memory."""

import re

import support

RUNS = 3 if support.SANITIZED else 20


class Errors(support.ProgramTest):
    def run_silent(self, source):
        ran = self.run_script(source)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stderr.splitlines()

    def test_an_effect_that_another_strand_has_set_off(self):
        lines = self.run_silent("""
let s = signal(0)
mut runs = 0
effect(() => do { runs = runs + 1; if (s.value == 1) { throw {message: "one", kind: "Mine"} } })
await spawn(() => s.set(1))
await spawn(() => s.set(2))
if (runs != 3) { throw "ran " + str(runs) + " times" }
""")
        self.assertEqual(lines, ["error in effect: Mine: one (main.soc:4:56)"])

    def test_the_second_of_one_flush(self):
        lines = self.run_silent("""
let s = signal(0)
effect(() => do { if (s.value == 1) { throw "first" } })
effect(() => do { if (s.value == 1) { throw "second" } })
try { s.set(1) } catch (e) { if (e.message != "first") { throw e } }
""")
        self.assertEqual(lines, ["error in effect: Error: second (main.soc:4:39)"])

    def test_cleanups(self):
        lines = self.run_silent("""
let s = signal(0)
mut calls = 0
effect(() => do {
    s.value
    on_cleanup(() => do { calls = calls + 1 })
    on_cleanup(() => throw "dirty")
})
s.set(1)
if (calls != 1) { throw "called " + str(calls) + " times" }
""")
        self.assertEqual(lines, 2 * ["error in cleanup: Error: dirty (main.soc:7:22)"],
                         "before the second run, and at the end")

    def test_async_effects(self):
        lines = self.run_silent("""
let s = signal(0)
effect(async () => do { let n = s.value; await sleep(5); if (n == 1) { throw "late" } })
s.set(1)
await sleep(50)
""")
        self.assertEqual(lines, ["error in effect: Error: late (main.soc:3:72)"])

    def test_an_abandoned_run_is_no_error(self):
        self.assertEqual(self.run_silent("""
let s = signal(0)
effect(async () => do { s.value; await sleep(5) })
s.set(1)
await sleep(20)
"""), [])


class Strands(support.ProgramTest):
    def test_r8_no_update_is_lost(self):
        source = """
let total = signal(0)
mut runs = 0
mut last = 0
effect(() => do { last = total.value; runs = runs + 1 })
let work = () => do { for (i in range(0, 1000)) { total.update((t) => t + 1) } }
let tasks = map((i) => spawn(work), range(0, 100))
for (task in tasks) { await task }
print(total.value, last, runs >= 1 && runs <= 100001)
"""
        for _ in range(RUNS):
            self.assert_prints(self.run_script(source), "100000 100000 true")

    def test_reading_and_setting_loses_some_and_ends(self):
        ran = self.run_script("""
let total = signal(0)
let work = () => do { for (i in range(0, 1000)) { total.set(total.value + 1) } }
let tasks = map((i) => spawn(work), range(0, 100))
for (task in tasks) { await task }
print(total.value)
""")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertTrue(1000 <= int(ran.stdout) <= 100000, ran.stdout)

    def test_r15_batches_in_opposite_orders_do_not_lock_each_other_out(self):
        self.assert_prints(self.run_script("""
let cells = map((i) => signal(0), range(0, 8))
let sum = computed(() => reduce((x, c) => x + c.value, 0, cells))
mut runs = 0
effect(() => do { sum.value; runs = runs + 1 })
let started = now_ms()
mut rounds = 0
let there = () => do {
    while (now_ms() - started < 2000) {
        batch(() => do { for (i in range(0, 8)) { cells[i].set(1) } })
        rounds = rounds + 1
    }
}
let back = () => do {
    while (now_ms() - started < 2000) {
        batch(() => do { for (i in range(0, 8)) { cells[7 - i].set(2) } })
    }
}
let both = [spawn(there), spawn(back)]
for (one in both) { await one }
print(all((c) => c.value == 1 || c.value == 2, cells), rounds > 0, runs > 0)
print(sum.value == reduce((x, c) => x + c.peek(), 0, cells))
"""), "true true true", "true")

    def test_no_reader_sees_a_mixture(self):
        self.assert_prints(self.run_script("""
let x = signal(0)
let other = signal(0)
let plus = computed(() => x.value + 1)
let same = computed(() => x.value)
let gap = computed(() => plus.value - same.value)
let watched = computed(() => plus.value - same.value)
mut mixed = 0
effect(() => do { if (watched.value != 1) { mixed = mixed + 1 } })
let started = now_ms()
let is_over = () => now_ms() - started > 700
let reader = () => do {
    mut wrong = 0
    while (!is_over()) {
        if (gap.value != 1) { wrong = wrong + 1 }
        if (watched.value != 1) { wrong = wrong + 1 }
    }
    wrong
}
let writer = () => do { mut k = 0; while (!is_over()) { k = k + 1; x.set(k); other.set(k) } }
let readers = [spawn(reader), spawn(reader)]
await spawn(writer)
print(await readers[0], await readers[1], mixed)
"""), "0 0 0")

    def test_whoever_was_told_of_a_change_sees_it(self):
        self.assert_prints(self.run_script("""
let y = signal(0)
let late = computed(() => y.value)
mut is_over = false
let noise = spawn(() => do { while (!is_over) { late.value } })
let [tx, rx] = channel(4)
spawn(async () => do { for (k in range(1, 5001)) { y.set(k); await tx.send(k) }; tx.close() })
mut behind = 0
mut told = await rx.next()
while (!told.done) {
    if (late.value < told.value) { behind = behind + 1 }
    told = await rx.next()
}
is_over = true
await noise
print(behind)
"""), "0")

    def test_an_error_and_a_value_are_not_taken_for_each_other(self):
        self.assert_prints(self.run_script("""
let z = signal(1)
let picky = computed(() => if (z.value % 2 == 0) { throw "even" } else { z.value })
let started = now_ms()
let is_over = () => now_ms() - started > 500
let reader = () => do {
    mut wrong = 0
    while (!is_over()) { if ((try { picky.value } catch (e) { 1 }) == null) { wrong = wrong + 1 } }
    wrong
}
let writer = () => do { mut k = 0; while (!is_over()) { k = k + 1; z.set(k) } }
let readers = [spawn(reader), spawn(reader)]
await spawn(writer)
print(await readers[0], await readers[1])
"""), "0 0")

    def test_a_ring_of_effects_over_two_strands_is_load_and_no_hang(self):
        self.assert_prints(self.run_script("""
let a = signal(0)
let b = signal(0)
effect(() => do { let n = b.value; if (n < 2000) { a.set(n + 1) } })
await spawn(() => do { effect(() => b.set(a.value)) })
while (a.peek() < 2000) { await sleep(1) }
print(a.value)
"""), "2000")

    def test_a_program_with_effects_ends(self):
        self.assert_prints(self.run_script("""
let s = signal(0)
await spawn(() => do { effect(() => s.value); set_interval(() => s.set(s.peek() + 1), 1) })
await sleep(10)
print("end")
"""), "end")


class Memory(support.ProgramTest):
    def live(self, source):
        ran = self.run_script(source, "--gc-statistics")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return float(re.search(r"([\d.]+) MB live", ran.stderr)[1])

    def test_effects_that_come_and_go_leave_nothing(self):
        count = 1_000_000 if support.OPTIMISED else 50_000
        program = """
let s = signal(0)
for (i in range(0, {count})) {{ effect(() => s.value).dispose() }}
mut waste = []
for (i in range(0, 200000)) {{ waste = [i, len(waste)] }}
if (s.observed()) {{ throw "still observed" }}
"""
        few, many = (self.live(program.format(count=n)) for n in (1000, count))
        self.assertLess(many, few + 8)

    def test_computeds_that_nobody_observes_are_garbage(self):
        self.assert_prints(self.run_script("""
let s = signal(0)
for (i in range(0, 200000)) { computed(() => s.value + i).value }
print(s.observed())
""", "--max-heap=32M"), "false")

    def test_a_chain_of_computeds_is_as_long_as_memory_allows(self):
        self.assert_prints(self.run_script("""
let start = signal(0)
mut last = start
for (i in range(0, 20000)) { let before = last; last = computed(() => before.value + 1) }
let end = last
mut seen = 0
effect(() => do { seen = end.value })
start.set(1)
print(seen)
"""), "20001")

    def test_effects_in_effects_go_however_deep(self):
        self.assert_prints(self.run_script("""
let s = signal(0)
mut ended = 0
let nest = (n) => effect(() => do {
    on_cleanup(() => do { ended = ended + 1 })
    if (n > 0) { nest(n - 1) }
})
let outer = nest(2000)
outer.dispose()
print(ended)
"""), "2001")


support.main()
