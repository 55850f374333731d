"""What is seen of windows from outside of the program: who shows them, and what they cost."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ACHRONYME = sys.argv[1]
SANITIZED = pathlib.Path(ACHRONYME).parent.parent.name in ("asan", "tsan")

SETS = """
let n = signal(0)
let text = signal("")
let points = signal([])
gui_open(() => do {{
    ui_label(n)
    ui_progress_bar(n)
    ui_label(text)
    ui_plot("live", {{series: [{{data: points}}]}})
}})
let d = ui_test()
await d.stats()
for (i in range(0, {sets})) {{
    n.set(i)
    if (i % 100 == 0) {{ text.set("x" + str(i)); points.set([i, i, i]) }}
}}
await d.idle(60000)
let s = await d.stats()
print((await d.texts())[0], s.scope_runs, s.patches)
ui_quit()
"""


def run(source, *options):
    """(status, output, log, most memory in KiB)"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "main.soc")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        with subprocess.Popen([ACHRONYME, *options, "run", path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8") as program:
            output, log = program.stdout.read(), program.stderr.read()
            _, status, usage = os.wait4(program.pid, 0)
            program.returncode = os.waitstatus_to_exitcode(status)
        return program.returncode, output, log, usage.ru_maxrss


class Backends(unittest.TestCase):
    def refused(self, *options):
        status, output, log, _ = run('print(ui_backend())\ngui_run(() => ui_label("x"))', *options)
        self.assertEqual((status, output), (1, "null\n"), log)
        self.assertIn("UIError", log)
        return log

    def test_windows_may_be_switched_off(self):
        self.assertIn("no window can be shown: windows are switched off",
                      self.refused("--ui", "none"))

    def test_an_open_window_keeps_the_program_and_its_errors_do_not_end_it(self):
        status, output, log, _ = run("""
            gui_open(() => do { ui_label("x"); throw "bad" })
            set_timeout(() => do { print("still here"); ui_quit() }, 50)
        """, "--ui", "headless")
        self.assertEqual((status, output), (0, "still here\n"))
        self.assertEqual(log.count("Error: bad"), 1, log)


class Cost(unittest.TestCase):
    def test_a_million_sets_need_no_memory(self):
        status, output, log, few = run(SETS.format(sets=10_000), "--ui", "headless")
        self.assertEqual((status, output, log), (0, "9999 0 0\n", ""))
        sets = 100_000 if SANITIZED else 1_000_000
        status, output, log, many = run(SETS.format(sets=sets), "--ui", "headless")
        self.assertEqual((status, output, log), (0, f"{sets - 1} 0 0\n", ""))
        if not SANITIZED:  # whose own memory grows with what is done
            self.assertLess(many - few, 16 * 1024)


unittest.main(argv=[sys.argv[0]], verbosity=2)
