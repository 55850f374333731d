"""Tasks that share: the sizes at which locks, channels and parallel loops must hold."""

import support


class Acceptance(support.ProgramTest):
    def check(self, source, printed, *options):
        ran = self.run_script(source, *options)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.split(), printed.split())

    def test_a_mutex_counts_every_update(self):  # T3
        self.check("""
let m = AsyncMutex(0)
let tasks = map(i => spawn(() => do { for (k in range(0, 1000)) { await m.update(x => x + 1) } }),
                range(0, 100))
for (t in tasks) { await t }
print(await m.update(x => x))
""", "100000")

    def test_four_calls_of_one_function_at_a_time(self):  # T4
        self.check("""
let fib = (n) => if (n < 2) { n } else { rec(n - 1) + rec(n - 2) }
for (t in map(n => spawn(fib, n), [19, 20, 21, 22])) { print(await t) }
""", "4181 6765 10946 17711")

    def test_an_async_call_begins_at_once_every_time(self):  # T5
        self.check("""
mut wrong = 0
for (run in 0..1000) {
    let seen = []
    let step = async (tag) => do { seen.push(tag + "1"); await sleep(0); seen.push(tag + "2"); tag }
    let p = step("a")
    let q = step("b")
    seen.push("caller")
    seen.push(await p + await q)
    if (seen != ["a1", "b1", "caller", "a2", "b2", "ab"]) { wrong += 1 }
}
print(wrong)
""", "0")

    def test_the_error_of_the_smallest_index_every_time(self):  # T6
        self.check("""
mut wrong = 0
for (run in 0..1000) {
    let f = i => if (i == 7 || i == 31 || i == 90) { throw str(i) } else { i }
    try { parallel_map(range(0, 100), f) } catch (e) { if (e.message != "7") { wrong += 1 } }
}
print(wrong)
""", "0")

    def test_nested_parallel_calls_with_two_workers(self):  # T7
        self.check("""
let cube = parallel_map(0..8, i => parallel_map(0..8, j => parallel_map(0..8, k => i * 64 + j * 8 + k)))
mut sum = 0
for (a in cube) { for (b in a) { for (c in b) { sum += c } } }
print(sum)
""", "130816")

    def test_many_messages_between_four_and_four(self):  # T8
        self.check("""
let [tx, rx] = channel(16)
let producers = map(p => spawn(async () => do {
    for (i in range(0, 25000)) { await tx.send([p, i]) }
}), range(0, 4))
let consumers = map(c => spawn(async () => do {
    let last = [-1, -1, -1, -1]
    mut sum = 0
    mut ordered = true
    mut item = await rx.next()
    while (!item.done) {
        let [p, i] = item.value
        if (i <= last[p]) { ordered = false }
        last[p] = i
        sum += i
        item = await rx.next()
    }
    [sum, ordered]
}), range(0, 4))
for (p in producers) { await p }
tx.close()
let results = map(c => await c, consumers)
print(reduce((sum, r) => sum + r[0], 0, results), all(r => r[1], results))
""", "1249950000 true")


class Timers(support.ProgramTest):
    def test_an_error_of_a_callback_is_one_line_and_the_interval_goes_on(self):
        ran = self.run_script("""
mut n = 0
let tick = () => do { n += 1; if (n == 1) { throw {message: "once", kind: "Mine"} } }
let t = set_interval(tick, 1)
while (n < 3) { await sleep(1) }
t.cancel()
print(n >= 3)
""")
        self.assertEqual((ran.returncode, ran.stdout), (0, "true\n"))
        self.assertEqual(ran.stderr.splitlines(),
                         ["unhandled error in task tick: Mine: once (main.soc:3:45)"])


if __name__ == "__main__":
    support.main()
