"""Tasks beyond the end of the script: unhandled errors, exit, and what still runs then."""

import signal
import subprocess
import time

import support


class Unhandled(support.ProgramTest):
    def run_silent(self, source):
        ran = self.run_script(source)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stderr.splitlines()

    def test_a_failure_that_nobody_looked_at_is_one_line(self):
        lines = self.run_silent("""
let fetch = () => do { throw {message: "no such thing", kind: "Mine"} }
let f = spawn(fetch)
await sleep(20)
""")
        self.assertEqual(lines, ["unhandled error in task fetch: Mine: no such thing (main.soc:2:24)"])

    def test_without_kind_and_name(self):
        lines = self.run_silent("spawn(() => do { throw \"plain\" })\nawait sleep(20)\n")
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("unhandled error in task anonymous: Error: plain"), lines)

    def test_what_was_not_read_comes_from_where_it_was_asked_for(self):
        lines = self.run_silent("""
let look = () => do { let f = read_file("nowhere"); 1 }
look()
await sleep(20)
""")
        self.assertEqual(lines, ["unhandled error in task look: IOError: Failed to read file "
                                 "'nowhere': no such file or directory (main.soc:2:31)"])

    def test_it_is_reported_when_the_future_dies(self):
        ran = self.run_script("""
let lose = () => do { spawn(() => do { throw "lost" }); null }
lose()
await sleep(20)
mut waste = []
for (i in range(0, 300000)) { waste = [i, waste.len()] }
print("end")
""", "--gc-statistics")
        self.assertEqual(ran.returncode, 0)
        self.assertEqual(ran.stderr.count("unhandled error"), 1, ran.stderr)

    def test_awaited_polled_followed_and_cancelled_ones_are_not(self):
        lines = self.run_silent("""
let bad = () => do { throw "seen" }
let a = spawn(bad)
try { await a } catch (e) { }
let b = spawn(bad)
await sleep(20)
b.poll()
let c = spawn(() => spawn(bad))
try { await c } catch (e) { }
let d = spawn(async () => await sleep(60000))
d.cancel()
await sleep(5)
""")
        self.assertEqual(lines, [])


class Exit(support.ProgramTest):
    def test_exit_ends_with_its_code_from_any_task(self):
        for call in ("exit(7)", "await spawn(() => exit(7))", "spawn(() => exit(7))\nawait sleep(60000)"):
            ran = self.run_script(f"{call}\nprint('not reached')\n", timeout=60)
            self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (7, "", ""), call)

    def test_code_is_truncated_and_checked(self):
        self.assertEqual(self.run_script("exit(3.9)\n").returncode, 3)
        self.assertEqual(self.run_script("exit()\n").returncode, 0)
        ran = self.run_script("""
for (code in [256, -1, 0 / 0, 1 / 0]) { print(try { exit(code) } catch (e) { e.kind }) }
print(try { exit("1") } catch (e) { e.kind })
""")
        self.assert_prints(ran, *["ValueError"] * 4, "TypeError")

    def test_the_main_script_ends_the_program_and_others_unwind(self):
        ran = self.run_script("""
let job = async () => do { try { await sleep(60000) } catch (e) { print(e.kind) } }
let f = job()
let g = spawn(job)
await sleep(20)
print("end")
""", timeout=60)
        self.assert_prints(ran, "end", "CancelledError", "CancelledError")

    def test_endless_loops_do_not_keep_it(self):
        began = time.monotonic()
        ran = self.run_script("""
let f = spawn(() => do { while (true) { } })
let g = spawn(() => do { while (true) { try { while (true) { } } catch (e) { } } })
await sleep(20)
print("end")
""", timeout=60)
        self.assert_prints(ran, "end")
        self.assertLess(time.monotonic() - began, 30)

    def test_endless_loops_hear_of_the_end(self):
        for loop in ("while (true) { }", "for (k in 0..1e12) { [k].len() }"):
            for count in (1, 3):
                ran = self.run_script(f"""
effect(() => on_cleanup(() => print("clean")))
for (k in 0..{count}) {{
    spawn(() => do {{ try {{ {loop} }} catch (e) {{ print(e.kind) }} }})
}}
await sleep(20)
print("end")
""", timeout=60)
                self.assert_prints(ran, "end", *["CancelledError"] * count, "clean")

    def test_effects_clean_up_although_a_task_stays(self):
        ran = self.run_script("""
effect(() => on_cleanup(() => print("clean")))
spawn(() => do { while (true) { try { while (true) { } } catch (e) { } } })
await sleep(20)
print("end")
""", timeout=60)
        self.assert_prints(ran, "end", "clean")

    def test_nothing_new_is_started_at_the_end(self):
        ran = self.run_script("""
let job = async () => do {
    try { await sleep(60000) } catch (e) { }
    print(try { spawn(() => 1) } catch (e) { e.kind })
    print(try { await sleep(1) } catch (e) { e.kind })
}
let f = job()
print("end")
""", timeout=60)
        self.assert_prints(ran, "end", "CancelledError", "CancelledError")

    def test_no_timer_is_started_at_the_end(self):
        ran = self.run_script("""
let job = async () => do {
    try { await sleep(60000) } catch (e) { }
    print(try { set_timeout(() => 1, 1) } catch (e) { e.kind })
    print(try { set_interval(() => 1, 1) } catch (e) { e.kind })
    print(try { spawn_background(() => 1) } catch (e) { e.kind })
}
let f = job()
""", timeout=60)
        self.assert_prints(ran, *["CancelledError"] * 3)

    def test_effects_clean_up_when_the_tasks_have_ended(self):
        source = """
let name = signal("s")
let far = spawn(() => effect(() => on_cleanup(() => print("far"))))
await far
let job = async () => do { try { await sleep(60000) } catch (e) { print("task " + e.kind) } }
let f = job()
let gone = effect(() => on_cleanup(() => print("gone")))
gone.dispose()
effect(() => do {
    name.value
    effect(() => on_cleanup(() => print("inner " + name.value)))
    on_cleanup(() => print("first " + name.value))
    on_cleanup(() => throw "dirty")
})
effect(() => on_cleanup(() => print("second")))
print("end")
"""
        for schedule in [], ["--schedule=seed:1"], ["--schedule=seed:2"]:
            ran = self.run_script(source, *schedule, timeout=60)
            self.assertEqual(ran.stderr, "error in cleanup: Error: dirty (main.soc:13:22)\n")
            lines = ran.stdout.splitlines()
            self.assertEqual(lines[:3], ["gone", "end", "task CancelledError"])
            lines.remove("far")
            self.assertEqual(lines[3:], ["first s", "inner s", "second"])

    def test_a_cleanup_that_does_not_end_is_left(self):
        ran = self.run_script("""
effect(() => on_cleanup(() => do { while (true) { try { while (true) { } } catch (e) { } } }))
print("end")
""", timeout=60)
        self.assert_prints(ran, "end")

    def test_who_does_not_want_to_end_is_stopped(self):
        ran = self.run_script("""
let stay = async () => do {
    try { await sleep(60000) } catch (e) { while (true) { try { while (true) { } } catch (e) { } } }
}
let f = stay()
print("end")
""", timeout=60)
        self.assert_prints(ran, "end")

    def test_exit_and_errors_clean_up_as_well(self):
        for last, status in ("exit(3)", 3), ('throw "x"', 1):
            ran = self.run_script('effect(() => on_cleanup(() => print("clean")))\n' + last)
            self.assertEqual((ran.returncode, ran.stdout), (status, "clean\n"))

    def test_waiting_for_ever_is_an_error_of_the_script(self):
        ran = self.run_script("""
let [tx, rx] = channel()
await rx.recv()
tx.close()
""")
        self.assert_refused(ran, "Error(DeadlockError): all tasks are waiting", "main.soc:3:1")

    def test_an_uncaught_error_of_the_script_is_reported_first(self):
        ran = self.run_script("""
let f = (async () => do { try { await sleep(60000) } catch (e) { print("unwound") } })()
throw "low"
""", timeout=60)
        self.assert_refused(ran, "low")
        self.assertEqual(ran.stdout, "unwound\n")

    def test_who_is_asked_to_end_unwinds(self):
        self.write("main.soc", """
let f = (async () => do { try { await sleep(60000) } catch (e) { print(e.kind) } })()
print("ready")
while (true) { }
""")
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with subprocess.Popen([support.ACHRONYME, "run", "main.soc"], cwd=self.folder,
                                  text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
                self.assertEqual(ran.stdout.readline(), "ready\n")
                ran.send_signal(number)
                out, err = ran.communicate(timeout=60)
            self.assertEqual((ran.returncode, out, err), (status, "CancelledError\n", ""))


if __name__ == "__main__":
    support.main()
