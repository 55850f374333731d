"""Seeded runs of whole programs: the same seed gives the same output, byte for byte."""

import re
import signal
import subprocess

import support

# Tasks, timers and files. What is printed depends on nothing but the order in which they go on.
RACY = """
let note = async (name, ms) => do {
    for (i in [1, 2, 3]) { await sleep(ms); print(name, i, clock_ms()) }
    name
}
let look = async (path) => do {
    let text = await read_file(path)
    print("read", path, text, clock_ms())
    path
}
let files = ["a.txt", "b.txt", "c.txt", "d.txt"]
let all = [note("x", 5), note("y", 5), note("z", 7)]
let read = map(look, files)
for (f in read) { await f }
for (f in all) { await f }
await write_file("out.txt", "done")
print(await read_file("out.txt"), now_ms())
"""

# Strands that share a vector, between which every poll may be the end of a slice.
SHARED = """
let shared = []
let fill = async (who) => do {
    for (i in range(0, 20)) { shared.push(who) }
    await sleep(who)
    shared.push(str(who) + await read_file("abcd"[who] + ".txt"))
}
let all = map(who => spawn(fill, who), [0, 1, 2, 3])
for (f in all) { await f }
print(shared)
"""

SEEDS = range(12)


class Schedule(support.ProgramTest):
    def setUp(self):
        super().setUp()
        for name in "abcd":
            self.write(f"{name}.txt", name * 3)

    def seeded(self, seed, source=RACY):
        ran = self.run_script(source, f"--schedule=seed:{seed}")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return ran.stdout

    def test_the_same_seed_gives_the_same_output(self):
        for seed in SEEDS:
            first = self.seeded(seed)
            self.assertEqual(len(first.splitlines()), 14)
            for _ in range(3):
                self.assertEqual(self.seeded(seed), first, f"seed {seed}")

    def test_different_seeds_give_different_orders(self):
        self.assertGreater(len({self.seeded(seed) for seed in SEEDS}), 3)

    def test_strands_are_taken_apart_at_every_poll(self):
        found = [self.seeded(seed, SHARED) for seed in SEEDS]
        self.assertEqual(len(set(found)), len(SEEDS))
        self.assertEqual({"".join(sorted(order)) for order in found},
                         {"".join(sorted(found[0]))}, "nothing is lost")
        for seed in SEEDS:
            self.assertEqual(self.seeded(seed, SHARED), found[seed], f"seed {seed}")

    def test_time_passes_at_once_and_begins_at_a_fixed_date(self):
        ran = self.run_script("""
            let before = now_ms()
            await sleep(3600000)
            print(before < 946684801000, now_ms() - before >= 3600000, clock_ms() >= 3600000)
        """, "--schedule=seed:1", timeout=60)
        self.assert_prints(ran, "true true true")

    def test_a_loop_that_waits_for_time_ends(self):
        self.assert_prints(self.run_script("""
            let end = clock_ms() + 20
            while (clock_ms() < end) {}
            print("over")
        """, "--schedule=seed:1"), "over")

    def test_errors_of_files_come_in_order_too(self):
        source = """
            let look = async (path) => do {
                try { print(await read_file(path)) } catch (e) { print(e.kind, path) }
            }
            let all = map(look, ["a.txt", "none", "b.txt", "neither"])
            for (f in all) { await f }
        """
        for seed in SEEDS:
            first = self.run_script(source, f"--schedule=seed:{seed}")
            self.assertEqual(sorted(first.stdout.split()),
                             ["IOError", "IOError", "aaa", "bbb", "neither", "none"])
            self.assertEqual(self.run_script(source, f"--schedule=seed:{seed}").stdout,
                             first.stdout)

    def test_an_interrupt_ends_the_wait_for_something_outside(self):
        self.write("main.soc", 'print("ready")\ninput()\n')
        for seed in range(4):
            with subprocess.Popen([support.ACHRONYME, "run", f"--schedule=seed:{seed}", "main.soc"],
                                  cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as running:
                self.addCleanup(running.kill)
                self.assertEqual(running.stdout.readline(), b"ready\n")
                running.send_signal(signal.SIGINT)
                self.assertEqual(running.wait(timeout=120), 130)

    def test_a_chosen_seed_is_told(self):
        ran = self.run_script(RACY, "--schedule=seed")
        self.assertEqual(ran.returncode, 0)
        told = re.fullmatch(r"achronyme: this run follows --schedule=(seed:\d+)\n", ran.stderr)
        self.assertTrue(told, ran.stderr)
        self.assertEqual(self.run_script(RACY, f"--schedule={told[1]}").stdout, ran.stdout)

    def test_it_is_configured_like_everything_else(self):
        self.write("achronyme.json", '{"executor": {"schedule": "seed:3"}}')
        configured = self.run_script(RACY).stdout
        (self.folder / "achronyme.json").unlink()
        self.assertEqual(configured, self.seeded(3))

    def test_nonsense_is_refused(self):
        for nonsense in ("seed:x", "seed:", "sed", "seed:99999999999999999999"):
            ran = self.run_script("1", f"--schedule={nonsense}")
            self.assertEqual(ran.returncode, 2)
            self.assertRegex(ran.stderr, "--schedule|/executor/schedule")
            self.assertEqual(ran.stdout, "")


if __name__ == "__main__":
    support.main()
