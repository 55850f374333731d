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
        config = ('plugins.config={"achronyme.ui_headless": {"print": true}, '
                  '"achronyme.ui_wx": {"print": true}}')
        with self.program(self.SHOWS, environment, "--ui", backend, "--set", config) as program:
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
