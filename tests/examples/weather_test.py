"""The weather report and the weather window against an independent computation, and against bad data.

    weather_test.py ACHRONYME SOURCE_DIR

Every figure of the printed report and of the CSV it writes is computed again here, from the data
file, with plain definitions (no shared code, no FFT). A printed figure may differ by half of its last
digit, plus rounding noise.
"""

import cmath
import csv
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ACHRONYME, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DATA = SOURCE / "examples" / "data" / "seattle-weather.csv"
REPORT = SOURCE / "examples" / "weather" / "report.soc"
TOUR = SOURCE / "examples" / "weather" / "tour.soc"
DIGITS = {"mean": 2, "deviation": 2, "lowest": 1, "highest": 1, "rain": 1, "wet_days": 0, "trend": 2}


def run(*args):
    return subprocess.run([ACHRONYME, "run", str(REPORT), *map(str, args)], capture_output=True,
                          text=True, timeout=120)


def days():
    with open(DATA, newline="") as file:
        for row in csv.DictReader(file):
            low, high = float(row["temp_min"]), float(row["temp_max"])
            yield {"date": row["date"], "low": low, "high": high, "mean": (low + high) / 2,
                   "rain": float(row["precipitation"])}


def slope(ys):
    n = len(ys)
    x_mean, y_mean = (n - 1) / 2, math.fsum(ys) / n
    above = math.fsum((x - x_mean) * (y - y_mean) for x, y in enumerate(ys))
    return above / math.fsum((x - x_mean) ** 2 for x in range(n))


def figures(group):
    means = [day["mean"] for day in group]
    average = math.fsum(means) / len(means)
    return {
        "mean": average,
        "deviation": math.sqrt(math.fsum((m - average) ** 2 for m in means) / (len(means) - 1)),
        "lowest": min(day["low"] for day in group),
        "highest": max(day["high"] for day in group),
        "rain": math.fsum(day["rain"] for day in group),
        "wet_days": sum(day["rain"] >= 1 for day in group),
        "trend": 30 * slope(means),
    }


def grouped(rows, length):
    groups = {}
    for row in rows:
        groups.setdefault(row["date"][:length], []).append(row)
    return {label: figures(group) for label, group in groups.items()}


def strongest_periods(ys, count):
    n = len(ys)
    average = math.fsum(ys) / n
    window = [0.5 - 0.5 * math.cos(2 * math.pi * k / (n - 1)) for k in range(n)]
    series = [(y - average) * w for y, w in zip(ys, window)]
    scale = 2 / math.fsum(window)
    turns = [cmath.exp(-2j * math.pi * k / n) for k in range(n)]
    amplitude = [scale * abs(sum(x * turns[k * t % n] for t, x in enumerate(series)))
                 for k in range(n // 2 + 1)]
    peaks = [(amplitude[k], n / k) for k in range(2, n // 2)
             if amplitude[k] > amplitude[k - 1] and amplitude[k] >= amplitude[k + 1]]
    return sorted(peaks, reverse=True)[:count]


class WeatherReport(unittest.TestCase):
    def assert_printed(self, text, exact, digits, what):
        self.assertAlmostEqual(float(text), exact, delta=0.5 * 10 ** -digits + 1e-9, msg=what)
        self.assertEqual(len(text.partition(".")[2]), digits, what)

    def test_figures_agree_with_an_independent_computation(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "months.csv"
            ran = run(DATA, target)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertEqual(ran.stderr, "")
            with open(target, newline="") as file:
                written = list(csv.DictReader(file))
        rows = list(days())
        months = grouped(rows, 7)
        self.assertEqual([row["label"] for row in written], list(months))
        for row in written:
            for name, digits in DIGITS.items():
                self.assert_printed(row[name], months[row["label"]][name], digits,
                                    f"{row['label']} {name}")

        expected = {**months, **grouped(rows, 4), "all": figures(rows)}
        printed = {m[1]: m[2].split() for m in
                   re.finditer(r"^ *(all|\d{4}(?:-\d\d)?)((?:  +-?[\d.]+){7})$", ran.stdout, re.M)}
        self.assertEqual(set(printed), set(expected))
        for label, cells in printed.items():
            for cell, (name, digits) in zip(cells, DIGITS.items()):
                self.assert_printed(cell, expected[label][name], digits, f"{label} {name}")

        peaks = re.findall(r"([\d.]+) days   amplitude ([\d.]+) °C", ran.stdout)
        strongest = strongest_periods([row["mean"] for row in rows], 5)
        self.assertEqual(len(peaks), 5)
        for (period, amplitude), (exact_amplitude, exact_period) in zip(peaks, strongest):
            self.assert_printed(period, exact_period, 1, "period")
            self.assert_printed(amplitude, exact_amplitude, 2, "amplitude")

    def assert_refused(self, content, *parts):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder) / "data.csv"
            if content is not None:
                data.write_bytes(content)
            target = pathlib.Path(folder) / "months.csv"
            ran = run(data, target)
            self.assertEqual(ran.returncode, 1, ran.stdout)
            for part in ("data.csv", *parts):
                self.assertIn(part, ran.stderr)
            self.assertFalse(target.exists())

    HEAD = b"date,precipitation,temp_max,temp_min,wind,weather\n"

    def test_missing_file(self):
        self.assert_refused(None, "Failed to read file", "IOError")

    def test_empty_file(self):
        self.assert_refused(b"", "the file is empty")

    def test_other_header(self):
        self.assert_refused(b"a,b\n1,2\n", "the header should be")

    def test_missing_cell(self):
        self.assert_refused(self.HEAD + b"2012-01-01,0.0,12.8,5.0,4.7\n", ":2:", "found 5")

    def test_cell_that_is_no_number(self):
        self.assert_refused(self.HEAD + b"2012-01-01,0.0,warm,5.0,4.7,rain\n", ":2:", "temp_max",
                            "warm")

    def test_bad_date(self):
        self.assert_refused(self.HEAD + b"yesterday,0.0,12.8,5.0,4.7,rain\n", ":2:", "yesterday")

    def test_invalid_utf8(self):
        self.assert_refused(self.HEAD + b"\xff\xfe", "UTF-8")


class WeatherWindow(unittest.TestCase):
    """What a scripted user of the window is shown, on the headless backend and a clock of its own."""

    STEP = re.compile(r"^ *(\d+) s  (.*)\n +mean (\S+) (\S+), warmest day (\S+) \S+, "
                      r"coldest day (\S+) \S+, rain (\d+) mm$", re.MULTILINE)

    def assert_shown(self, step, part, unit):
        months = [month for label, month in grouped(days(), 7).items() if part in label]
        in_unit = (lambda t: t * 1.8 + 32) if unit == "°F" else (lambda t: t)
        self.assertEqual(step[4], unit)
        exact = [math.fsum(month["mean"] for month in months) / len(months),
                 max(month["highest"] for month in months), min(month["lowest"] for month in months)]
        for shown, value in zip((step[3], step[5], step[6]), exact):
            self.assertAlmostEqual(float(shown), in_unit(value), delta=0.05 + 1e-9, msg=step[2])
        self.assertAlmostEqual(float(step[7]), math.fsum(month["rain"] for month in months), delta=0.5)

    def test_a_minute_with_it(self):
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([ACHRONYME, "--ui", "headless", "--schedule", "seed:1", "run", TOUR],
                                 capture_output=True, text=True, timeout=240, cwd=folder)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""), ran.stdout)
            with open(pathlib.Path(folder) / "weather-months.csv", newline="") as file:
                exported = [row["label"] for row in csv.DictReader(file)]
        self.assertEqual(exported, [f"2013-{month:02}" for month in range(1, 13)])

        steps = {m[2]: m for m in self.STEP.finditer(ran.stdout)}
        self.assert_shown(steps["the window has opened"], "", "°C")
        self.assert_shown(steps["only the months of July"], "-07", "°C")
        self.assert_shown(steps["in degrees Fahrenheit"], "-07", "°F")
        self.assert_shown(steps["the year 2013"], "2013", "°F")
        self.assertIn("the window says: written to weather-months.csv\n", ran.stdout)
        self.assert_shown(steps["the bootstrap is done"], "", "°C")
        self.assertGreaterEqual(int(steps["a minute is over"][1]), 60)

        july = re.search(r"July: (\S+) °C, between (\S+) and (\S+)$", ran.stdout, re.MULTILINE)
        means = [day["mean"] for day in days() if day["date"][5:7] == "07"]
        exact = math.fsum(means) / len(means)
        error = math.sqrt(math.fsum((m - exact) ** 2 for m in means)) / len(means)
        self.assertAlmostEqual(float(july[1]), exact, delta=0.051)
        for shown, value in ((july[2], exact - 1.96 * error), (july[3], exact + 1.96 * error)):
            self.assertAlmostEqual(float(shown), value, delta=0.15)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
