"""Runs every benchmark of a build and prints one table of all figures, those of others beside ours.

    run.py --build build/release [--only REGEX] [--quick] [--out results.json]

Two kinds are found by themselves:

  build/<preset>/bench/*     Google Benchmark executables, made by ach_bench() in CMake
  bench/**/peers*.py         scripts that run something of ours beside the same thing elsewhere;
                             they get --build and --json (report.py)

The machine is described above the table: a figure without its machine says nothing, and ratios of
one run say more than times of two.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

from report import Figure, from_json, print_table

HERE = pathlib.Path(__file__).resolve().parent
NOT_COUNTERS = {
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
    "repetition_index", "threads", "iterations", "real_time", "cpu_time", "time_unit",
    "aggregate_name", "aggregate_unit", "label", "error_occurred", "error_message",
}


def machine():
    """What the figures were taken on, in a few lines."""
    model = "unknown processor"
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout
    return [
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB",
        f"{platform.system()} {platform.release()}, {compiler.splitlines()[0] if compiler else ''}",
        f"load before the run: {busy:.2f}" + ("  (busy: expect noise)" if busy > 0.5 else ""),
    ]


SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
# To reach, by the name of the figure.
MOST = {"post_to_busy/class:0, p99": 42e-6}


def figures_of(entry):
    """The figures of one Google Benchmark entry: what it counted, or else its time."""
    name = re.sub(r"/(real_time|manual_time|iterations:\d+)", "", entry["name"])
    found = []
    for key, value in entry.items():
        if key in NOT_COUNTERS or not isinstance(value, (int, float)):
            continue
        if key.endswith("_us"):
            what = f"{name}, {key.removesuffix('_us')}"
            found.append(Figure(what, value * 1e-6, most=MOST.get(what)))
        elif key == "items_per_second":
            found.append(Figure(name, value, "/s"))
        else:
            found.append(Figure(f"{name}, {key}", value, ""))
    return found or [Figure(name, entry["real_time"] * SECONDS[entry["time_unit"]])]


def run_executable(path, quick):
    """The figures of a Google Benchmark executable, or None when it failed."""
    command = [str(path), "--benchmark_format=json"]
    if quick:
        command.append("--benchmark_min_time=0.05")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"{path.name}: failed with status {done.returncode}", file=sys.stderr)
        return None
    entries = json.loads(done.stdout)["benchmarks"]
    failed = [entry for entry in entries if entry.get("error_occurred")]
    for entry in failed:
        print(f"{entry['name']}: {entry['error_message']}", file=sys.stderr)
    return None if failed else [figure for entry in entries for figure in figures_of(entry)]


def run_script(path, build):
    """The figures of a script, or None when it failed."""
    done = subprocess.run([sys.executable, str(path), "--build", str(build), "--json"],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"{path.name}: failed with status {done.returncode}", file=sys.stderr)
        return None
    return [from_json(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="", help="run what matches this regular expression")
    parser.add_argument("--quick", action="store_true", help="short runs: does everything work?")
    parser.add_argument("--out", type=pathlib.Path, help="also write the figures as JSON")
    options = parser.parse_args()

    folder = options.build / "bench"
    executables = sorted(path for path in folder.glob("*") if path.is_file()
                         and os.access(path, os.X_OK)) if folder.is_dir() else []
    scripts = sorted(HERE.rglob("peers*.py"))
    wanted = re.compile(options.only)
    executables = [path for path in executables if wanted.search(path.name)]
    scripts = [path for path in scripts if wanted.search(path.relative_to(HERE).as_posix())]
    if not executables and not scripts:
        print(f"run.py: nothing to run for '{options.only}' in {folder} and {HERE}",
              file=sys.stderr)
        return 1

    description = machine()
    print("\n".join(description) + "\n", flush=True)
    parts, failed = {}, []
    for path in executables + scripts:
        title = path.parent.name if path in scripts else path.name
        print(f"measuring {title} …", file=sys.stderr, flush=True)
        figures = (run_script(path, options.build.resolve()) if path in scripts
                   else run_executable(path, options.quick))
        if figures is None:
            failed.append(title)
        else:
            parts[title] = figures
    print_table(parts)
    if options.out:
        options.out.write_text(json.dumps(
            {"machine": description,
             "figures": {title: list(map(dataclasses.asdict, figures))
                         for title, figures in parts.items()}}, indent=1))
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
