"""Every program of bench/scripts/ comes to its checksum, at a small size.

    workloads_test.py ACHRONYME
"""

import pathlib
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "bench" / "scripts"
sys.path.insert(0, str(FOLDER))

from workloads import WORKLOADS, reported  # noqa: E402


class Workloads(unittest.TestCase):
    def test_checksums(self):
        for name, workload in WORKLOADS.items():
            with self.subTest(name):
                done = subprocess.run(
                    [ACHRONYME, "run", str(FOLDER / f"{name}.soc"), str(workload.small)],
                    capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                seconds, checksum = reported(name, done.stdout)
                self.assertGreater(seconds, 0)
                self.assertAlmostEqual(checksum, workload.small_checksum,
                                       delta=1e-9 * abs(workload.small_checksum))

    def test_everything_is_listed(self):
        for suffix in (".soc", ".lua"):
            there = {path.stem for path in FOLDER.glob(f"*{suffix}")} - {"hello"}
            self.assertEqual(there, set(WORKLOADS))


if __name__ == "__main__":
    ACHRONYME = sys.argv.pop(1)
    unittest.main()
