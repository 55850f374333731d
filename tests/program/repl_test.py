"""`achronyme repl`: entries from a pipe, and a person at a terminal, which is a pty here.

What a person sees is waited for, never a time: every step ends with the prompt that follows it.
"""

import json
import os
import pathlib
import pty
import unittest
import re
import select
import signal
import subprocess

import support

PLUGINS = pathlib.Path(support.ACHRONYME).parent.parent / "plugins"
PATIENCE = 240
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")


class Piped(support.ProgramTest):
    def repl(self, source, *options):
        return subprocess.run([support.ACHRONYME, "repl", *options], cwd=self.folder, input=source,
                              capture_output=True, encoding="utf-8", timeout=PATIENCE)

    def answers(self, source, *options):
        ran = self.repl(source, *options)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return ran.stdout.splitlines()

    def test_entries_share_one_scope(self):
        self.assertEqual(self.answers('mut a = [1]\na.push(2); a\n"q" + str(len(a))\nnull\n'),
                         ["[1]", "[1, 2]", '"q2"'])

    def test_an_entry_goes_on_until_it_is_complete(self):
        self.assertEqual(self.answers("let f = (x) => do {\n  let y = x + 1\n  y * 2\n}\nf(1)\n[1,\n\n2]\n"),
                         ["<function>", "4", "[1, 2]"])

    def test_an_error_ends_the_entry_and_not_the_session(self):
        ran = self.repl('let a = 1; let b = [][3]; let c = 2\na\nb\nlet = 1\na = 2\nthrow "x"\n"on"\n')
        self.assertEqual(ran.returncode, 0)
        self.assertEqual(ran.stdout.splitlines(), ["1", '"on"'])
        for part in ("Index out of bounds: 3", "Undefined variable: b", "expected a name",
                     "Cannot assign to immutable variable 'a'", "at <top level> ((entry 6):1:1)"):
            self.assertIn(part, ran.stderr)
        self.assertNotIn("\x1b", ran.stderr)

    def test_what_an_entry_declared_before_it_failed_stays(self):
        ran = self.repl("let early = 1; let late = [][0]\nearly\nlate\n")
        self.assertEqual(ran.stdout.splitlines(), ["1"])
        self.assertIn("Undefined variable: late", ran.stderr)

    def test_redeclaring_makes_a_new_variable(self):
        self.assertEqual(self.answers("let a = 1\nlet f = () => a\nlet a = 2\n[f(), a]\n")[-1], "[1, 2]")

    def test_types_of_earlier_entries_type_lambdas(self):
        ran = self.repl('type Step = (Number): Number\nlet f: Step = n => n\nf("a")\nf(2)\n')
        self.assertEqual(ran.stdout.splitlines(), ["<function>", "2"])
        self.assertIn("expected Number, got String (argument 1, parameter 'n')", ran.stderr)

    def test_entries_await_and_other_tasks_run_meanwhile(self):
        self.assertEqual(self.answers(
            'let done = []\nset_timeout(() => done.push("timer"), 1)\nawait sleep(20)\ndone\n')[-1],
            '["timer"]')

    def test_waiting_for_what_cannot_happen_ends(self):
        ran = self.repl('await channel()[1].recv()\n"on"\n')
        self.assertEqual(ran.stdout.splitlines(), ['"on"'])
        self.assertEqual(ran.stderr,
                         "Runtime error: the entry waits for something that can no longer happen\n")

    def test_commands_are_whole_lines(self):
        self.assertEqual(self.answers("let a = 1\nclear\nlet a = 5\n  a  \nexit\na\n"), ["1", "5", "5"])
        self.assertEqual(self.answers('let quit = 1; quit\nquit\n"not here"\n'), ["1"])
        self.assertIn("help(name)", self.repl("help\n").stdout)

    def test_exit_has_the_status(self):
        ran = self.repl("exit(3)\n")
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (3, "", ""))

    def test_the_end_of_input_ends_the_entry(self):
        ran = self.repl("1\n(2 +")
        self.assertEqual((ran.returncode, ran.stdout), (0, "1\n"))
        self.assertIn("found the end of the text", ran.stderr)
        self.assertEqual(self.answers("1 + 1"), ["2"])

    def test_modules_come_from_the_working_directory(self):
        self.write("m.soc", "let x = 7\nexport { x }\n")
        self.assertEqual(self.answers('import { x } from "./m"\nx\n')[-1], "7")

    def test_entries_survive_a_collection_at_every_allocation(self):
        ran = self.repl('let r = {a: [1, {b: "x"}]}\nlet f = () => r.a[1].b + "y"\nf()\nthrow f()\n'
                        "[f(), r]\n", "--gc-stress")
        self.assertEqual(ran.stdout.splitlines()[2:], ['"xy"', '["xy", {a: [1, {b: "x"}]}]'])
        self.assertIn("Error: xy", ran.stderr)

    def test_wrong_words_are_refused(self):
        self.assert_refused(self.call("repl", "main.soc"), "takes options only", status=2)
        self.assert_refused(self.call("repl", "--print"), "is no option", status=2)


class Help(support.ProgramTest):
    def test_help_takes_names_and_functions(self):
        self.assert_prints(self.run_script('help(map)\nhelp("map")\nlet f = sin\nhelp(f)'),
                           *2 * ["map(f, c, more...): a Vector of f of each element; with several "
                                 "collections, of one of each"],
                           "sin(x): sine of an angle in radians")

    def test_help_on_nothing_names_the_nearest(self):
        self.assert_refused(self.run_script('help("sine")'), "'sine'; did you mean 'sin'?")
        self.assert_refused(self.run_script("help(1)"), "expected String or Function, got Number")

    def test_every_function_is_described_beside_its_definition(self):
        names = []
        for manifest in ("vm", "builtins", "dsp", "async_io", "http", "workers"):
            contributes = json.loads((PLUGINS / f"{manifest}.manifest.json").read_text())["contributes"]
            names += [name for name in contributes["natives"] if "__" not in name]
        ran = self.run_script(f"""
for (name in {json.dumps(names)}) {{
    try {{ help(name) }} catch (e) {{ print("MISSING", name) }}
}}""")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        missing = [line.split()[1] for line in ran.stdout.splitlines() if line.startswith("MISSING")]
        self.assertEqual(missing, [])


class Terminal:
    """A person at a terminal: types, and reads until something is there."""

    def __init__(self, folder, **environment):
        self.seen = ""
        process, self.master = pty.fork()
        if process == 0:
            os.chdir(folder)
            os.environ.pop("NO_COLOR", None)
            os.environ.update({"TERM": "xterm", "HOME": str(folder), "XDG_STATE_HOME": f"{folder}/state"}
                              | environment)
            os.execv(support.ACHRONYME, [support.ACHRONYME, "repl"])
        self.process = process

    def read(self):
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        if not ready:
            raise AssertionError(f"nothing more came after {self.seen[-500:]!r}")
        try:
            got = os.read(self.master, 4096)
        except OSError:  # the other side has gone
            got = b""
        self.seen += got.decode(errors="replace")
        return bool(got)

    def until(self, pattern):
        """What came up to and with the pattern, without the terminal's controls."""
        while not (found := re.search(pattern, CONTROLS.sub("", self.seen))):
            if not self.read():
                raise AssertionError(f"{pattern!r} did not come, but {self.seen[-2000:]!r}")
        text = CONTROLS.sub("", self.seen)[:found.end()]
        self.raw, self.seen = self.seen, CONTROLS.sub("", self.seen)[found.end():]
        return text

    def type(self, text):
        os.write(self.master, text.encode())

    def answer(self, entry):
        """What comes between an entry and the next prompt."""
        self.type(entry + "\r")
        return self.until(r"\n> $").removesuffix("\n> ")

    def end(self):
        while self.read():
            pass
        os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class AtATerminal(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            for end in pty.openpty():
                os.close(end)
        except OSError as why:
            raise unittest.SkipTest(f"this machine has no terminals to give: {why}")

    def open(self, **environment):
        terminal = Terminal(self.folder, **environment)
        self.assertIn("`help`", terminal.until(r"> $"))
        return terminal

    def test_a_person_gets_prompts_and_answers(self):
        terminal = self.open()
        self.assertTrue(terminal.answer('"ä" + "€"').endswith('\n"ä€"'))
        terminal.type("[1,\r")
        terminal.until(r"\.\.\. $")
        self.assertTrue(terminal.answer("2]").endswith("\n[1, 2]"))
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_the_arrows_bring_earlier_lines_also_of_earlier_sessions(self):
        terminal = self.open()
        terminal.answer("40 + 2")
        terminal.answer('"b"')
        self.assertTrue(terminal.answer("\x1b[A\x1b[A").endswith("\n42"))
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        again = self.open()
        self.assertTrue(again.answer("\x1b[A\x1b[A").endswith("\n42"), again.seen)
        again.type("\x04")
        self.assertEqual(again.end(), 0)

    def test_an_entry_of_several_lines_comes_back_as_one(self):
        terminal = self.open()
        terminal.answer('"before"')
        for line in ("let f = x => do {", "", "  x + 1 // one"):
            terminal.type(line + "\r")
            terminal.until(r"\.\.\. $")
        terminal.answer("}")
        terminal.answer("f(41)")
        self.assertTrue(terminal.answer("\x1b[A\x1b[A").endswith("\n<function>"))
        self.assertTrue(terminal.answer("f(1)").endswith("\n2"))
        self.assertTrue(terminal.answer(5 * "\x1b[A").endswith('\n"before"'))
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        again = self.open()
        again.answer(4 * "\x1b[A")
        self.assertTrue(again.answer("f(4)").endswith("\n5"), again.seen)
        again.type("\x04")
        self.assertEqual(again.end(), 0)

    def test_a_line_is_edited_in_the_middle(self):
        terminal = self.open()
        self.assertTrue(terminal.answer("12 + 3\x1b[D\x7f4").endswith("\n55"))
        self.assertTrue(terminal.answer("10\x01[\x05]").endswith("\n[10]"))
        self.assertTrue(terminal.answer("äöü\x7f\x7f\x01\"\x05\"").endswith('\n"ä"'))
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_tab_completes_names_and_fields(self):
        terminal = self.open()
        terminal.answer("let temperature = {inside: 21, outside: 4, deeper: {level: 9}}")
        self.assertTrue(terminal.answer("tempera\t.outs\t").endswith("\n4"))
        self.assertTrue(terminal.answer("temperature.deeper.l\t").endswith("\n9"))
        self.assertTrue(terminal.answer('json_st\t([1, 2])').endswith('\n"[1,2]"'))
        terminal.answer('let list = [3, 1]; let text = "Ab"; let held = {it: list}')
        self.assertTrue(terminal.answer("text.starts_w\t('A')").endswith("\ntrue"))
        terminal.answer("held.it.pus\t(2)")
        self.assertTrue(terminal.answer("list").endswith("\n[3, 1, 2]"))
        terminal.type("temperature.\t")
        listed = terminal.until(r"deeper(?s:.*)> temperature\.")
        for field in ("inside", "outside", "deeper"):
            self.assertIn(field, listed)
        terminal.type("inside\r")
        terminal.until("21\n> $")
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_an_interrupt_drops_what_is_written(self):
        terminal = self.open()
        terminal.type("[1,\r")
        terminal.until(r"\.\.\. $")
        terminal.type("2, 3")
        terminal.until("2, 3")
        terminal.type("\x03")
        terminal.until(r"\n> $")
        self.assertTrue(terminal.answer('"fresh"').endswith('\n"fresh"'))
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_interrupts_cancel_what_runs_however_often(self):
        terminal = self.open()
        for endless in ("while (true) { }", "await sleep(1e9)", "let f = () => f(); f()"):
            with self.subTest(endless):
                terminal.type(f'print("begun"); {endless}\r')
                terminal.until(r"\nbegun\n")
                terminal.type("\x03")
                terminal.until(r"Interrupted\n> $")
        self.assertTrue(terminal.answer("1 + 1").endswith("\n2"))
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_programs_may_ask_for_input_themselves(self):
        terminal = self.open()
        terminal.type('let name = input("who? ")\r')
        terminal.until(r"who\? $")
        terminal.type("Ann\r")
        terminal.until(r'"Ann"\n> $')
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_tasks_run_while_a_person_thinks(self):
        terminal = self.open()
        terminal.type('set_timeout(() => print("from a timer"), 1)\r')
        terminal.until("from a timer")
        terminal.type("exit(4)\r")
        self.assertEqual(terminal.end(), 4)

    def test_a_timer_may_end_the_session(self):
        terminal = self.open()
        terminal.type("set_timeout(() => exit(5), 1)\r")
        self.assertEqual(terminal.end(), 5)

    def test_errors_are_red_unless_somebody_minds(self):
        terminal = self.open()
        terminal.answer("nope")
        self.assertIn("\x1b[1;31mCompile error", terminal.raw)
        self.assertIn("\x1b[1;31m^^^^\x1b[0m", terminal.raw)
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            plain = self.open(**environment)
            self.assertIn("Compile error", plain.answer("nope"))
            self.assertNotIn("\x1b[1;31m", plain.raw)
            plain.type("\x04")
            self.assertEqual(plain.end(), 0)

    def test_sigterm_ends_the_session_and_gives_the_terminal_back(self):
        terminal = self.open()
        os.kill(terminal.process, signal.SIGTERM)
        self.assertEqual(terminal.end(), 143)


if __name__ == "__main__":
    support.main()
