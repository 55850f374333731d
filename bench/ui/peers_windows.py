"""Real windows on a display of their own, while every script thread computes: how even their frames
are, and how long a value takes from the signal to the UI thread and to the pixels.

    peers_windows.py --build build/release
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "tests" / "ui_wx")]
from desktop import Display  # noqa: E402
from process import between, numbers, processor_share, watched  # noqa: E402
from report import Figure, run_as_script  # noqa: E402

FLOOD_SECONDS = 5
CONFIG = 'plugins.config={"achronyme.ui_wx": {"print_stats": true}}'


def shown(build, script):
    """What the window says of itself and the script prints, and samples of the process."""
    with Display() as display:
        printed, samples = watched(
            [build / "bin" / "achronyme", "--ui", "wx", "--set", CONFIG, "run",
             HERE / "windows" / script], display.environment)
    return numbers(printed), samples


def measure(options):
    frames, _ = shown(options.build, "frames.soc")
    yield Figure("40 boxes, 100 000 points: between frames, p50", frames["interval_p50"] / 1e3, most=0.017)
    yield Figure("40 boxes, 100 000 points: between frames, max", frames["interval_max"] / 1e3, most=0.033)
    yield Figure("40 boxes, 100 000 points: drawing a frame, p50", frames["paint_p50"] / 1e3)
    latency, _ = shown(options.build, "latency.soc")
    yield Figure("signal set -> UI thread, p50", latency["handler_p50"] / 1e3)
    yield Figure("signal set -> UI thread, p99", latency["handler_p99"] / 1e3, most=0.001)
    yield Figure("signal set -> pixels, p50", latency["pixels_p50"] / 1e3)
    yield Figure("signal set -> pixels, p99", latency["pixels_p99"] / 1e3, most=0.020)
    flood, samples = shown(options.build, "flood.soc")
    first, last = between(samples, 2, FLOOD_SECONDS)
    yield Figure("sets of one signal", flood["sets"] / FLOOD_SECONDS, "/s", least=1e6)
    yield Figure("messages of it for a frame", flood["values"] / flood["paints"], "", most=1.01)
    yield Figure("growth of memory while it is set", last.resident - first.resident, "B", most=2**20)
    yield Figure("processor time of an idle window, of a second",
                 processor_share(shown(options.build, "idle.soc")[1], 2, 5.5), most=0.005)


if __name__ == "__main__":
    run_as_script(__doc__, measure)
