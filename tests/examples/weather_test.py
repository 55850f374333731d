"""The weather report against an independent computation, and against bad data.

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


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
