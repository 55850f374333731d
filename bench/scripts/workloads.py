"""The programs of this folder: NAME.soc and NAME.lua do the same work and print `NAME seconds checksum`.

Each takes a size as its argument. Listed is one for tests, with the checksum it comes to, and the
checksum of the size that is measured.
"""

from typing import NamedTuple


class Workload(NamedTuple):
    small: int
    small_checksum: float
    checksum: float


WORKLOADS = {
    "binary_trees": Workload(8, 12631, 1594711),
    "closures": Workload(3000, 6018002, 666671333332),
    "dispatch": Workload(10, 307990, 184794000),
    "exceptions": Workload(2000, 7000, 2100000),
    "fannkuch": Workload(6, 6375, 5734605),
    "fib": Workload(16, 2961, 6534927),
    "generators": Workload(3000, 17996, 5999996),
    "json_roundtrip": Workload(200, 65924, 173547601),
    "levenshtein": Workload(60, 38, 1907),
    "loop": Workload(20000, 669426, 991448),
    "mandelbrot": Workload(24, 14097, 19770646),
    "matmul_nested": Workload(16, 1440, 506250),
    "nbody": Workload(500, -2.541771003401, -2.541747127458),
    "nqueens": Workload(1, 352, 35200),
    "quicksort": Workload(2500, 4012557815, 59697330588341),
    "record_update": Workload(4000, 3996, 2012),
    "sieve": Workload(3000, 1720, 595732),
    "sort_callback": Workload(1500, 669435920, 13211283731741),
    "spectral_norm": Workload(20, 1.273839840541, 1.274224143701),
    "string_append": Workload(500, 3892, 157800),
    "string_build": Workload(3000, 94676, 9467996),
    "wordcount": Workload(20000, 5015515, 9778511),
}


def reported(name, line):
    """The seconds and the checksum in a line that a program has printed about itself."""
    printed, seconds, checksum = line.split()
    if printed != name:
        raise ValueError(f"{name} calls itself {printed}")
    return float(seconds), float(checksum)
