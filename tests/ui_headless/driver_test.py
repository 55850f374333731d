"""ui_test against the headless backend, with a core that is not a script."""

import os
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, PLUGINS = sys.argv[1:3]


def run(source, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "main.soc")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        return subprocess.run([ACHRONYME, "--plugins", PLUGINS, "--ui", "headless", *options, "run",
                               path],
                              capture_output=True, encoding="utf-8", timeout=60, check=False)


class Driver(unittest.TestCase):
    def prints(self, source, *lines, options=()):
        ran = run(source, *options)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.splitlines(), list(lines))

    def test_clicks_are_dispatched_and_applied_when_they_end(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            await d.click("+")
            await d.click("+")
            print(await d.texts())
        """, '[n = 2, +, bound, off]')

    def test_a_seed_orders_the_display_as_well(self):
        for seed in range(1, 6):
            with self.subTest(seed=seed):
                self.prints("""
                    toy_open()
                    let d = ui_test()
                    await d.click("+")
                    await sleep(5000)
                    await d.click("+")
                    print(await d.texts())
                    await d.close()
                """, '[n = 2, +, bound, off]',
                            options=("--set", f'executor.schedule="seed:{seed}"'))

    def test_places_are_those_of_the_metrics(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            let plus = await d.find("+")
            print(plus.kind, plus.x, plus.y, plus.width, plus.height, plus.visible)
            print(await d.find("nobody"))
        """, "button 0 19.6 40.4 35.6 true", "null")

    def test_what_users_do_becomes_events(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            await d.idle()
            toy_heard()
            await d.type("input", "hello")
            await d.submit("input")
            await d.set("slider", 6.6)
            await d.resize(500, 200)
            print(toy_heard())
            print((await d.find("input")).props.value, (await d.find("slider")).props.value)
        """, "TextInputChanged TextSubmitted SliderChanged WindowResized ", "hello 7")

    def test_values_reach_what_is_bound(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            await d.idle()
            toy_value(3, "newest")
            await d.idle()
            toy_value(2, "older")
            await d.idle()
            print((await d.texts())[2])
            print((await d.stats()).latency_p99 >= 0)
        """, "newest", "true")

    def test_what_cannot_be_done_is_said(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            let attempt = async (f) => do { try { await f() } catch (e) { print(e.kind, e.message) } }
            await attempt(() => d.click("off"))
            await attempt(() => d.click("nobody"))
            await d.close()
            await attempt(() => d.texts())
        """, "UIError the widget 'off' is disabled", "UIError there is no widget 'nobody' to click",
                    "UIError the window is closed")

    def test_notices_come_and_go(self):
        self.prints("""
            toy_open()
            let d = ui_test()
            toy_notice("careful", 1e6)
            await d.idle()
            print(await d.notices())
            toy_notice("soon gone", 20)
            mut rounds = 0
            while (len(await d.notices()) > 0 && rounds < 1000) { await sleep(5); rounds += 1 }
            print(await d.notices())
        """, '[careful]', "[]")

    def test_a_closed_window_is_printed_when_that_is_wanted(self):
        ran = run("""
            toy_open()
            let d = ui_test()
            await d.click("+")
            await d.close()
        """, "--set", 'plugins.config={"achronyme.ui_headless": {"print": true}}')
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(ran.stdout.splitlines(), [
            'window "Toy" 400 x 300', "  n = 1", "  [ + ]", "  [_]", "  O-------------------- 0",
            "  bound", "  [ off ]  (disabled)"])

    def test_without_a_window_it_says_so(self):
        self.prints("""
            try { ui_test() } catch (e) { print(e.kind) }
        """, "UIError")


unittest.main(argv=[sys.argv[0]])
