"""Each small example, run as its first comment says, against what it ought to print.

    examples_test.py ACHRONYME SOURCE_DIR PLUGIN_DIR

PLUGIN_DIR holds the plugins of examples/plugins.
"""

import http.server
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

ACHRONYME, SOURCE, PLUGINS = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
EXAMPLES = SOURCE / "examples"


def run(example, *args, folder=None, options=()):
    return subprocess.run([ACHRONYME, *options, "run", str(EXAMPLES / example), *map(str, args)],
                          capture_output=True, text=True, timeout=240, cwd=folder)


class Examples(unittest.TestCase):
    def lines(self, example, *args, **more):
        done = run(example, *args, **more)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, 0)
        return done.stdout.splitlines()

    def test_hello(self):
        self.assertEqual(self.lines("hello.soc"), ["Hello, world!"])
        self.assertEqual(self.lines("hello.soc", "Ada"), ["Hello, Ada!"])

    def test_records(self):
        self.assertEqual(self.lines("records.soc"), [
            "Ada has 75",
            "refused: Ada has 75, not 100",
            "rectangle of 3 by 2, area 6",
            "square of 4 by 4, area 16",
            "together 22",
            "a square without a colour; 1 more after the rectangle",
        ])

    def test_signals(self):
        self.assertEqual(self.lines("signals.soc"), [
            "18 °C, 64.4 °F",
            "  take a coat",
            "19 °C, 66.2 °F",
            "24 °C, 75.2 °F",
            "  a shirt will do",
            "25 °C, 77 °F",
            "1000 readings",
        ])

    def test_pipeline(self):
        text = "the sun rose over the hill and the mist over the river rose to meet the sun".split()
        ranking = sorted(set(text), key=lambda word: (-text.count(word), word))[:3]
        vowels = sum(letter in "aeiou" for word in text for letter in word)
        self.assertEqual(self.lines("pipeline.soc"), [
            *(f"{word:6} {text.count(word)}" for word in ranking),
            f"{len(text)} words, {vowels} vowels",
        ])

    def test_mandelbrot(self):
        with tempfile.TemporaryDirectory() as folder:
            said = self.lines("mandelbrot.soc", "small.pgm", 48, folder=folder)
            picture = pathlib.Path(folder, "small.pgm").read_text().split()
        width, height, most, inside = 48, 32, 120, 0
        self.assertEqual(picture[:4], ["P2", str(width), str(height), "255"])
        for place, shade in enumerate(picture[4:]):
            x, y = 3 * (place % width) / width - 2.2, 2 * (place // width) / height - 1
            re = im = count = 0
            while count < most and re * re + im * im <= 4:
                re, im, count = re * re - im * im + x, 2 * re * im + y, count + 1
            inside += count == most
            self.assertLessEqual(abs(int(shade) - 255 * (1 - count / most)), 0.5, f"point {place}")
        self.assertEqual(len(picture), 4 + width * height)
        self.assertEqual(said, [f"small.pgm: 48 by 32 points, {inside} of them in the set"])

    def test_fetch(self):
        class Pages(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                page = b"one page" if self.path == "/page" else b"no such page"
                self.send_response(200 if self.path == "/page" else 404)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            base = f"http://127.0.0.1:{server.server_port}"
            said = self.lines("fetch.soc", base + "/page", base + "/none", "http://127.0.0.1:1/")
            server.shutdown()
        self.assertEqual(said[::2], [base + "/page", base + "/none", "http://127.0.0.1:1/"])
        self.assertRegex(said[1], r"^ +200  8 characters in \d+ ms$")
        self.assertRegex(said[3], r"^ +404  12 characters in \d+ ms$")
        self.assertRegex(said[5], r"NetworkError: .*refused")
        self.assertIn("which pages?", run("fetch.soc").stderr)

    def with_plugins(self, script, *names, options=()):
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                for file in (f"{name}.so", f"{name}.manifest.json"):
                    pathlib.Path(folder, file).symlink_to(PLUGINS / file)
            return self.lines(script, options=("--plugins", folder, *options))

    def test_counter(self):
        somebody = """
            spawn(async () => do {
                let user = ui_test()
                print(await user.texts())
                await user.click("One more")
                await user.click("One more")
                print(await user.texts())
                await user.click("From the start")
                await user.idle()
                print(await user.texts())
                await user.close()
            })
        """
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "counter.soc")
            script.write_text(somebody + (EXAMPLES / "counter.soc").read_text())
            self.assertEqual(self.lines(script, options=("--ui", "headless")), [
                "[0 clicks, One more, From the start]",
                "[2 clicks, One more, From the start]",
                "[0 clicks, One more, From the start]",
            ])

    def test_plugins(self):
        said = self.with_plugins("plugins/greet.soc", "hello_c", "hello_cpp")
        self.assertEqual(said, ["Hello, Ada!", "Good morning, Ada!", "It is 25 °C outside."])

    def test_a_topic(self):
        self.assertEqual(self.with_plugins("plugins/meter.soc", "meter", "dial"), [
            "the dial shows 0 W",
            "40 W are 351 kWh a year",
            "the dial shows 40 W",
            "1200 W are 10519 kWh a year",
            "the dial shows 1200 W",
        ])

    def test_a_topic_in_a_window(self):
        somebody = """
            spawn(async () => do {
                let user = ui_test()
                await user.click("100 W more")
                while ((await user.texts())[0] != "100 W") { await sleep(1) }
                print(await user.texts())
                await user.close()
            })
        """
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "window.soc")
            script.write_text(somebody + (EXAMPLES / "plugins/meter_window.soc").read_text())
            said = self.with_plugins(script, "meter", "dial", options=("--ui", "headless"))
        self.assertEqual(said, ["[100 W, 877 kWh a year, 100 W more]"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
