"""Natives that block, and natives that one thread at a time may enter, in the real machine."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, FIXTURES = sys.argv[1:3]


class Apart(unittest.TestCase):
    def run_script(self, source, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "main.soc"
            path.write_text(source, encoding="utf-8")
            # The toy machine of the same folder would be a second provider of the tables.
            return subprocess.run(
                [ACHRONYME, "--plugins", FIXTURES, "--set", 'plugins.disabled=["test.toy_vm"]', "run",
                 *options, str(path)], capture_output=True, text=True, timeout=240)

    def assert_prints(self, source, *lines, options=()):
        for more in ((), ("--gc-stress",)):
            ran = self.run_script(source, *options, *more)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))
            self.assertEqual(ran.stdout.splitlines(), list(lines))

    def test_help_names_the_plugin_that_says_nothing(self):
        self.assert_prints('try { help(meet) } catch (e) { print(e.message) }',
                           "help(): plugin test.apart says nothing about 'meet'")

    def test_blocked_calls_need_no_executor(self):
        # Three strands are inside of meet() at the same time, and there is one executor.
        self.assert_prints("""
let tasks = map(k => spawn(() => meet(3) + k), [1, 2, 3])
for (t in tasks) { print(await t) }
""", "4", "5", "6", options=("--threads=1",))

    def test_a_collection_does_not_wait_for_a_blocked_call(self):
        self.assert_prints("""
let blocked = spawn(() => wait_until_raised())
mut made = []
for (k in range(0, 2000)) { made = [made.len(), [k, str(k)]] }
raise_flag()
print(await blocked)
""", "1", options=("--max-heap=8M",))

    def test_with_may_suspend_other_tasks_of_the_strand_go_on(self):
        self.assert_prints("""
let waits = (async () => wait_until_raised())()
print(waits.done())
raise_flag()
print(await waits)
let refused = AsyncMutex(0)
print(try { await refused.update(x => wait_until_raised()) } catch (e) { e.kind })
""", "false", "1", "AsyncError")

    def test_without_it_the_strand_stands_still(self):
        self.assert_prints("""
mut turns = 0
let other = (async () => do { await sleep(0); turns = turns + 1 })()
let raising = spawn(() => raise_flag())
stand_until_raised()
print(turns)
await other
print(turns)
let lock = AsyncMutex(1)
await spawn(() => raise_flag())
print(await lock.update(x => x + stand_until_raised()))
""", "0", "1", "2")

    def test_the_caller_of_an_async_function_waits_too(self):
        self.assert_prints("""
let call = async () => do { let one = portray([1]); print("in"); one }
let future = call()
print(future.done())
print((await future)[0].type)
""", "in", "true", "Number")

    def test_values_are_read_and_made_away_from_the_machine(self):
        self.assert_prints("""
let tasks = map(k => spawn(() => portray(["text", [1, 2, k], {a: k}, null])), range(0, 8))
mut sum = 0
for (t in tasks) { let all = await t; sum = sum + all[1].sum; if (all[0].text != "text") { print(all) } }
print(sum)
print(portray([true, [1.5], {a: "x"}]))
""", "52", "[{type: Boolean, text: true}, {type: Vector, text: [1.5], sum: 1.5}, "
           "{type: Record, text: {a: x}}]")

    def test_errors_come_back(self):
        self.assert_prints("""
print(try { fail_apart("OddError", "no") } catch (e) { e.kind + ": " + e.message })
print(try { try_everything(() => 1) } catch (e) { e.kind })
print(try { portray(1, 2) } catch (e) { e.kind })
""", "OddError: fail_apart(): no", "RuntimeError", "RuntimeError")

    def test_cancelling_reaches_it_where_it_polls(self):
        self.assert_prints("""
let endless = spawn(() => until_cancelled())
wait_until_raised()
endless.cancel()
print(try { await endless } catch (e) { e.kind })
""", "CancelledError")

    def test_the_end_of_the_program_reaches_it(self):
        self.assert_prints("""
let endless = spawn(() => until_cancelled())
wait_until_raised()
print("over")
exit(0)
""", "over")

    def test_within_a_native_it_runs_in_place(self):
        self.assert_prints("""
raise_flag()
print(called(() => stand_until_raised()))
print(called(() => enter_serial(1)))
print(try { called(() => wait_until_raised()) } catch (e) { e.kind })
""", "1", "1", "AsyncError")

    def test_one_thread_at_a_time_is_inside(self):
        for function in ("enter_serial", "enter_serial_pool"):
            self.assert_prints(f"""
let enter = () => do {{ for (k in range(0, 25)) {{ {function}(200); called(() => {function}(50)) }} }}
for (t in map(k => spawn(enter), range(0, 6))) {{ await t }}
print({function}(1), most_inside())
""", "301 1", options=("--threads=4",))

    def test_a_serial_native_calls_nothing(self):
        self.assert_prints("""
print(try { serial_calls(() => 1) } catch (e) { e.kind })
print(enter_serial(1))
""", "RuntimeError", "1")

    def test_blocked_calls_in_a_seeded_run(self):
        for seed in range(1, 12):
            self.assert_prints("""
let tasks = map(k => spawn(() => do { let v = portray([k]); await sleep(k); v[0].text }), range(0, 5))
for (t in tasks) { print(await t) }
print(enter_serial(3))
""", "0", "1", "2", "3", "4", "1", options=(f"--schedule=seed:{seed}",))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
