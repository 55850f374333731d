"""A process watched from outside while it runs: its memory and the processor time it takes."""

import os
import pathlib
import subprocess
import time
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")


class Sample(NamedTuple):
    seconds: float   # since its start
    resident: int    # bytes
    processor: float  # seconds, of all its threads


def sample(process, start):
    """None when it has ended."""
    folder = pathlib.Path("/proc", str(process.pid))
    try:
        times = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        pages = int((folder / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    if pages == 0:
        return None
    return Sample(time.monotonic() - start, pages * os.sysconf("SC_PAGE_SIZE"),
                  (int(times[11]) + int(times[12])) / TICK)


def watched(command, environment=None, every=0.1):
    """What it printed, and samples of it."""
    start, samples = time.monotonic(), []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                          encoding="utf-8") as process:
        while process.poll() is None:
            one = sample(process, start)
            if one:
                samples.append(one)
            time.sleep(every)
        printed = process.stdout.read()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return printed, samples


def numbers(printed):
    """{name: number} of a text whose lines are a name and a number each."""
    return {name: float(number) for name, number in map(str.split, printed.splitlines())}


def between(samples, begin, end):
    """The first sample after `begin` and the last one before `end`, in seconds of the run."""
    within = [one for one in samples if begin <= one.seconds <= end]
    return within[0], within[-1]


def processor_share(samples, begin, end):
    """The processor time of a second between two moments of the run."""
    first, last = between(samples, begin, end)
    return (last.processor - first.processor) / (last.seconds - first.seconds)
