"""Windows of scripts on a display of their own: real clicks and keys, asserted on pixels and on what
a closed window says of itself, never on what the script prints."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from desktop import Display, Program, wait_for

ACHRONYME = sys.argv[1]

# Widgets at places that no font moves.
ROW = '"w-[200px] h-[40px]"'
BUTTON, SECOND, SLIDER, INPUT, LABEL, OTHER = [(0, 40 * i, 200, 40) for i in range(6)]

BUSY = """
    let volume = signal(10)
    let name = signal("")
    let clicks = signal(0)
    let state = signal("calm")
    let window = (title, x, spin) => gui_run(() => do {
        ui_button("spin", "w-[200px] h-[40px] bg-blue-500", spin)
        ui_button("count", "w-[200px] h-[40px]", () => clicks.update((k) => k + 1))
        ui_slider(volume, "w-[200px] h-[40px]")
        ui_text_input(name, "w-[200px] h-[40px]")
        ui_label(volume, "w-[200px] h-[40px]")
        ui_label(clicks, "w-[200px] h-[40px]")
        ui_label(state, "w-[200px] h-[40px]")
    }, {title: title, width: 200, height: 280, x: x, y: 0})
"""
STATE = (0, 240, 200, 40)
PRINTS = ('plugins.config={"achronyme.ui_headless": {"print": true}, '
          '"achronyme.ui_wx": {"print": true}}')


def middle(area):
    return area[0] + area[2] // 2, area[1] + area[3] // 2


class Scripts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def program(self, source, environment, *options):
        path = os.path.join(self.folder.name, "main.soc")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        return Program([ACHRONYME, *options, "run", path], environment)

    def shown(self, display, title, x=0):
        wait_for(lambda: display.shows_window(title), f"the window {title} is shown")
        blue = bytes((0x3B, 0x82, 0xF6))
        wait_for(lambda: display.picture(x + 10, 10, 1, 1) == blue, "its button is painted")

    def changes(self, display, area, act, what):
        before = display.picture(*area)
        act()
        return display.until_changed(area, before, what)

    def lives(self, display, x=0):
        """What needs no script code: hovering, typing, sliding, and what is bound to that."""
        def at(area):
            return (area[0] + x, *area[1:])
        self.changes(display, at(SECOND), lambda: display.move(*middle(at(SECOND))),
                     "a button shows that the pointer is over it")
        focused = self.changes(display, at(INPUT), lambda: display.click(*middle(at(INPUT))),
                               "the input has the focus")
        display.type("abc")
        display.until_changed(at(INPUT), focused, "the typing echoes")
        left, top, width, height = at(SLIDER)
        self.changes(display, at(LABEL), lambda: display.click(left + width - 30, top + height // 2),
                     "the label that is bound to the slider's signal follows")

    def test_an_endless_loop_in_a_callback_of_its_own(self):
        with Display() as display, self.program(BUSY + """
            window("Busy", 0, () => do { state.set("spinning"); while (true) { } })
        """, display.environment, "--threads", "1") as program:
            self.shown(display, "Busy")
            self.changes(display, STATE, lambda: display.click(*middle(BUTTON)), "it spins")
            self.lives(display)
            display.close("Busy")
            wait_for(lambda: not display.shows_window("Busy"), "the window is closed")
            program.interrupt()
            self.assertEqual(program.end()[0], 130)

    def test_the_same_loop_as_a_background_job(self):
        with Display() as display, self.program(BUSY + """
            window("Job", 0, () => do {
                spawn_background(() => do { while (true) { } })
                state.set("spinning")
            })
        """, display.environment, "--threads", "1") as program:
            self.shown(display, "Job")
            self.changes(display, STATE, lambda: display.click(*middle(BUTTON)), "it spins")
            self.lives(display)
            for _ in range(3):
                self.changes(display, OTHER, lambda: display.click(*middle(SECOND)),
                             "another button's callback has run")
            program.interrupt()
            self.assertEqual(program.end()[0], 130)

    def test_two_windows_one_busy_the_other_alive(self):
        with Display() as display, self.program(BUSY + """
            let busy = spawn(async () => window("Busy", 0, () => do {
                state.set("spinning")
                while (true) { }
            }))
            let alive = spawn(async () => window("Alive", 300, () => null))
            await alive
        """, display.environment, "--threads", "2") as program:
            self.shown(display, "Busy")
            self.shown(display, "Alive", 300)
            self.changes(display, STATE, lambda: display.click(*middle(BUTTON)), "it spins")
            self.lives(display, 300)
            second = (SECOND[0] + 300, *SECOND[1:])
            self.changes(display, (OTHER[0] + 300, *OTHER[1:]),
                         lambda: display.click(*middle(second)), "a callback has run")
            for title in ("Busy", "Alive"):
                display.close(title)
                wait_for(lambda: not display.shows_window(title), f"{title} is closed")
            program.interrupt()
            program.end()

    def test_its_user_closes_it(self):
        with Display() as display, self.program("""
            gui_run(() => ui_button("x", "w-[200px] h-[40px]"), {title: "Closing"})
            print("closed")
        """, display.environment) as program:
            self.shown(display, "Closing")
            display.close("Closing")
            self.assertEqual(program.end(), (0, "closed\n", ""))

    def test_a_callback_may_keep_it_open(self):
        with Display() as display, self.program("""
            let asked = signal(0)
            gui_run(() => do {
                ui_button("x", "w-[200px] h-[40px]")
                ui_label(asked, "w-[200px] h-[40px]")
            }, {title: "Asking", on_close: () => do { asked.set(asked.peek() + 1); asked.peek() > 1 }})
            print("closed after", asked.peek())
        """, display.environment) as program:
            self.shown(display, "Asking")
            self.changes(display, SECOND, lambda: display.close("Asking"), "it was asked")
            self.assertTrue(display.shows_window("Asking"))
            display.close("Asking")
            self.assertEqual(program.end(), (0, "closed after 2\n", ""))

    def test_an_idle_window_takes_no_time(self):
        with Display() as display, self.program("""
            gui_run(() => do { ui_button("x", "w-[200px] h-[40px]"); ui_label("still") },
                    {title: "Idle"})
        """, display.environment) as program:
            self.shown(display, "Idle")

            def is_still():
                before = program.cpu_seconds()
                time.sleep(2)  # measured over this time, not waited for
                return program.cpu_seconds() - before <= 0.02
            wait_for(is_still, "two seconds pass without any work")

    def test_a_callback_that_takes_long_shows_that_it_does(self):
        with Display() as display, self.program(BUSY + """
            window("Busy", 0, () => do { let end = clock_ms() + 2000; while (clock_ms() < end) { } })
        """, display.environment) as program:
            self.shown(display, "Busy")
            display.click(*middle(SECOND))
            pointing = wait_for(display.cursor, "there is a pointer")
            self.changes(display, BUTTON, lambda: display.click(*middle(BUTTON)), "it is clicked")
            wait_for(lambda: display.cursor() != pointing, "the pointer says that it is busy")
            wait_for(lambda: display.cursor() == pointing, "the callback is over")
            display.close("Busy")
            self.assertEqual(program.end()[0], 0)

    def test_a_closed_window_says_that_it_was_busy(self):
        with Display() as display, self.program(BUSY + """
            window("Busy", 0, () => while (true) { })
        """, display.environment, "--set", PRINTS) as program:
            self.shown(display, "Busy")
            display.click(*middle(SECOND))
            pointing = display.cursor()
            display.click(*middle(BUTTON))
            wait_for(lambda: display.cursor() != pointing, "the pointer says that it is busy")
            display.close("Busy")
            wait_for(lambda: not display.shows_window("Busy"), "the window is closed")
            program.interrupt()
            self.assertIn('window "Busy" 200 x 280 (busy)', program.end()[1])

    ASKS = """
        let n = signal(0)
        let said = signal("nothing")
        let clicks = signal(0)
        set_interval(() => n.update((k) => k + 1), 10)
        gui_run(() => do {
            ui_button("ask", "w-[200px] h-[40px] bg-blue-500", async () => said.set(str(await %s)))
            ui_button("count", "w-[200px] h-[40px]", () => clicks.update((k) => k + 1))
            ui_label(n, "w-[200px] h-[40px]")
            ui_label(clicks, "w-[200px] h-[40px]")
            ui_label(said)
        }, {title: "Asking", width: 700, height: 600, x: 0, y: 0})
    """
    TICKING, COUNT, SAID = (0, 80, 200, 40), (0, 120, 200, 40), (0, 160, 500, 20)

    def asks(self, display, title):
        display.click(*middle(BUTTON))
        display.give_keyboard(title)

    def answered(self, display, title, act):
        """The dialog is over what is compared, until it is gone."""
        before = display.picture(*self.SAID)
        self.asks(display, title)
        act()
        wait_for(lambda: not display.shows_window(title), f"{title} is gone")
        display.until_changed(self.SAID, before, "the answer is there")

    def test_a_question_holds_up_its_window_alone(self):
        with Display() as display, self.program(
                self.ASKS % 'ui_confirm("Really & truly?", {title: "Sure"})', display.environment,
                "--set", PRINTS) as program:
            self.shown(display, "Asking")

            def accept():
                display.click(*middle(SECOND))  # which takes no input
                self.changes(display, self.TICKING, lambda: None, "what is shown goes on")
                display.user("key", "Return")
            self.answered(display, "Sure", accept)
            self.answered(display, "Sure", lambda: display.user("key", "Escape"))
            self.changes(display, self.COUNT, lambda: display.click(*middle(SECOND)),
                         "the window takes input again")
            display.close("Asking")
            self.assertIn("\n  1\n  false\n", program.end()[1])

    def test_a_window_may_go_with_its_question(self):
        with Display() as display, self.program(
                self.ASKS % 'ui_confirm("Really?", {title: "Sure"})', display.environment,
                "--set", PRINTS) as program:
            self.shown(display, "Asking")
            self.asks(display, "Sure")
            display.close("Asking")
            code, out, err = program.end()
            self.assertEqual((code, err), (0, ""))
            self.assertIn('? confirm "Really?"', out)
        for end in ("ui_quit()", "exit(3)"):
            with Display() as display, self.program(
                    "set_timeout(() => do { %s }, 1500)\n" % end +
                    self.ASKS % 'ui_alert("Told")', display.environment) as program:
                self.shown(display, "Asking")
                self.asks(display, "Message")
                self.assertEqual(program.end()[1:], ("", ""))
                self.assertFalse(display.shows_window("Message"))

    def named(self, display, title, path):
        """Types the path into the dialog for files."""
        display.give_keyboard(title)
        window = (0, 0, 1000, 60)
        self.changes(display, window, lambda: display.type(path), "the name is typed")

    def entered(self, display, condition, what):
        """While it looks for files of that name, the dialog may not hear the key."""
        def once():
            display.user("key", "Return")
            end = time.monotonic() + 3
            while time.monotonic() < end and not condition():
                time.sleep(0.02)
            return condition()
        wait_for(once, what)

    def chosen(self, display, title, path):
        self.named(display, title, path)
        self.entered(display, lambda: not display.shows_window(title), "it is accepted")

    def test_files_are_chosen(self):
        new, old = (os.path.join(self.folder.name, name) for name in ("new.txt", "old.txt"))
        with open(old, "w", encoding="utf-8"):
            pass
        with Display() as display, self.program(
                self.ASKS % 'ui_save_file({title: "Where"})', display.environment,
                "--set", PRINTS) as program:
            self.shown(display, "Asking")

            def replace():
                self.named(display, "Where", old)
                self.entered(display, lambda: display.shows_window("Replace file"), "it asks")
                display.give_keyboard("Replace file")
                display.user("key", "Escape")
                wait_for(lambda: not display.shows_window("Replace file"), "it is not replaced")
                display.give_keyboard("Where")
                self.entered(display, lambda: display.shows_window("Replace file"), "it asks again")
                display.give_keyboard("Replace file")
                display.user("key", "Return")
            self.answered(display, "Where", lambda: self.chosen(display, "Where", new))
            self.answered(display, "Where", lambda: display.user("key", "Escape"))
            self.answered(display, "Where", replace)
            display.close("Asking")
            self.assertIn(old, program.end()[1])
        with Display() as display, self.program(
                self.ASKS % 'ui_open_file({filters: [{name: "Texts", extensions: ["txt"]}]})',
                display.environment, "--set", PRINTS) as program:
            self.shown(display, "Asking")
            self.answered(display, "Open file", lambda: self.chosen(display, "Open file", old))
            display.close("Asking")
            self.assertIn(old, program.end()[1])

    SHOWS = """
        mut has_run = false
        let w = gui_open(() => do {
            ui_box("p-4 gap-2 flex-row", () => do {
                ui_label("half: " + str(0.5))
                ui_button("1.5 times", () => null)
                ui_progress_bar(0.25)
            })
            ui_text_input(signal(2.5), {id: "number", type: "number"})
            ui_slider(0.75, 0, 1)
            ui_checkbox("on", true)
            ui_plot("curve", {series: [{name: "s", data: [[0, 0.5], [1, 1.25], [2, -3]]}]})
            ui_label("two\\nlines", {hidden: true})
            has_run = true
        }, {title: "Same", width: 500, height: 400})
        while (!has_run) { await sleep(1) }
        w.close()
        await w.closed()
        print(str(0.5), num("1.25") + 1)
    """

    def printed(self, backend, environment):
        with self.program(self.SHOWS, environment, "--ui", backend, "--set", PRINTS) as program:
            code, out, err = program.end()
        self.assertEqual((code, err), (0, ""))
        return out

    def test_every_backend_shows_the_same(self):
        headless = self.printed("headless", dict(os.environ))
        self.assertIn("half: 0.5", headless)
        with Display() as display:
            self.assertEqual(self.printed("wx", display.environment), headless)

    def test_numbers_keep_their_points_in_every_locale(self):
        if shutil.which("localedef") is None or not os.path.isdir("/usr/share/i18n"):
            self.skipTest("no localedef or no descriptions of locales here (package locales)")
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8",
                               os.path.join(self.folder.name, "de_DE.UTF-8")],
                              capture_output=True, check=False)
        if made.returncode != 0:
            self.skipTest("localedef cannot make de_DE: " + made.stderr.decode())
        headless = self.printed("headless", dict(os.environ))
        with Display() as display:
            german = dict(display.environment, LOCPATH=self.folder.name, LC_ALL="de_DE.UTF-8",
                          LANG="de_DE.UTF-8")
            self.assertEqual(self.printed("wx", german), headless)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
