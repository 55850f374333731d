"""Real windows on a display of their own, while every script thread computes: how even their frames
are, and how long a value takes from the signal to the UI thread and to the pixels.

    peers_windows.py --build build/release
"""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests" / "ui_wx"))
from desktop import Display  # noqa: E402

CONFIG = 'plugins.config={"achronyme.ui_wx": {"print_stats": true}}'


def measured(build, script):
    """What the window says of itself, and what the script printed."""
    with Display() as display:
        ran = subprocess.run(
            [build / "bin" / "achronyme", "--ui", "wx", "--set", CONFIG, "run",
             HERE / "windows" / script],
            env=display.environment, capture_output=True, encoding="utf-8", timeout=300, check=True)
    return {name: float(number) for name, number in map(str.split, ran.stdout.splitlines())}


def line(what, *figures):
    print(f"  {what:<44}" + "  ".join(f"{name} {value:.2f}" for name, value in figures))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    build = parser.parse_args().build
    print("windows, every script thread busy (ms)")
    frames = measured(build, "frames.soc")
    line("40 boxes and 100 000 points: between frames", ("median", frames["interval_p50"]),
         ("p99", frames["interval_p99"]), ("max", frames["interval_max"]))
    line("  painting one", ("median", frames["paint_p50"]), ("p99", frames["paint_p99"]),
         ("max", frames["paint_max"]))
    latency = measured(build, "latency.soc")
    line("signal set -> UI thread", ("median", latency["handler_p50"]),
         ("p99", latency["handler_p99"]), ("max", latency["handler_max"]))
    line("signal set -> pixels", ("median", latency["pixels_p50"]), ("p99", latency["pixels_p99"]),
         ("max", latency["pixels_max"]))
    flood = measured(build, "flood.soc")
    print(f"  {flood['sets'] / 5e6:.2f} million sets a second: {flood['values']:.0f} messages for "
          f"{flood['paints']:.0f} frames")


if __name__ == "__main__":
    main()
