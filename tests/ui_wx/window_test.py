"""Windows of ui_wx with a core that is not a script, on a display of their own: real clicks and
keys, asserted on pixels."""

import os
import sys
import tempfile
import unittest

from desktop import Display, Program, wait_for

ACHRONYME, PLUGINS = sys.argv[1:3]

COUNTER = (0, 0, 120, 19)  # where the toy core's widgets are
PLUS = (20, 38)
INPUT = (0, 56, 200, 36)
IN_INPUT = (60, 74)
SLIDER = (0, 95, 200, 16)


class Windows(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def program(self, source, environment, *options):
        path = os.path.join(self.folder.name, "main.soc")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        return Program([ACHRONYME, "--plugins", PLUGINS, *options, "run", path], environment)

    def shown(self, display):
        wait_for(lambda: display.shows_window("Toy"), "the window is shown")
        blue = bytes((0x3B, 0x82, 0xF6))  # of the button
        wait_for(lambda: display.picture(8, 24, 1, 1) == blue, "the button is painted")

    def uses_everything(self, display):
        before = display.picture(*COUNTER)
        display.click(*PLUS)
        display.until_changed(COUNTER, before, "the click is counted")
        before = display.picture(*INPUT)
        display.click(*IN_INPUT)
        focused = display.until_changed(INPUT, before, "the input has the focus")
        display.type("7.5")
        display.until_changed(INPUT, focused, "the typing is seen")
        before = display.picture(*SLIDER)
        display.click(150, 103)
        display.until_changed(SLIDER, before, "the slider has moved")

    def test_clicks_typing_and_sliding_are_seen_and_told(self):
        with Display() as display, self.program("""
            toy_open()
            mut heard = ""
            while (!contains(heard, "SliderChanged")) {
                await sleep(10)
                heard = heard + toy_heard()
            }
            toy_close()
            while (!contains(heard, "WindowClosed")) {
                await sleep(10)
                heard = heard + toy_heard()
            }
            print(contains(heard, "ButtonClicked"), contains(heard, "TextInputChanged"))
        """, display.environment, "--ui", "wx") as program:
            self.shown(display)
            self.uses_everything(display)
            self.assertEqual(program.end(), (0, "true true\n", ""))

    def test_a_window_lives_while_the_script_computes_for_ever(self):
        with Display() as display, self.program("""
            toy_open()
            while (true) { }
        """, display.environment, "--ui", "wx", "--threads", "1") as program:
            self.shown(display)
            self.uses_everything(display)
            program.interrupt()
            self.assertEqual(program.end()[0], 130)

    def test_an_interrupt_ends_it_with_its_window(self):
        with Display() as display, self.program("""
            toy_open()
            await sleep(600000)
        """, display.environment) as program:
            self.shown(display)
            program.interrupt()
            self.assertEqual(program.end()[0], 130)
            self.assertFalse(display.shows_window("Toy"))

    def test_who_detaches_may_attach_again(self):
        with Display() as display, self.program("""
            for (i in range(0, 3)) {
                toy_open()
                while (!contains(toy_heard(), "ButtonClicked")) { await sleep(10) }
                toy_detach()
                while (!(await exists(script_dir() + "/go" + str(i)))) { await sleep(10) }
            }
            print("three times")
        """, display.environment, "--ui", "wx") as program:
            for i in range(3):
                self.shown(display)
                display.click(*PLUS)
                wait_for(lambda: not display.shows_window("Toy"), "the window is gone")
                display.move(300, 250)  # a button under the pointer has another color
                with open(os.path.join(self.folder.name, f"go{i}"), "w", encoding="utf-8"):
                    pass
            self.assertEqual(program.end(), (0, "three times\n", ""))

    def test_without_a_display_it_says_what_to_do(self):
        environment = dict(os.environ)
        environment.pop("DISPLAY", None)
        environment.pop("WAYLAND_DISPLAY", None)
        for display in ({}, {"DISPLAY": ":9999"}):
            with self.program("toy_open()", {**environment, **display}) as program:
                code, _, err = program.end()
                self.assertEqual(code, 1)
                self.assertIn("no display", err)
                self.assertIn("--ui headless", err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
