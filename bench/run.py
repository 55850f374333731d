"""Runs every benchmark of a build and prints one readable table of figures.

    run.py --build build/release [--only REGEX] [--quick] [--out results.json]

Two kinds are found by themselves:

  build/<preset>/bench/*     Google Benchmark executables, made by ach_bench() in CMake
  bench/**/peers*.py         scripts that run something of ours beside the same thing elsewhere;
                             they get --build, and print their own table on stdout

The machine is described above the table: a figure without its machine says nothing, and ratios of
one run say more than times of two.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

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


def scaled(nanoseconds):
    """A time with three digits and a unit that suits it."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def counted(value):
    """A counter with a suffix: 12.3M."""
    for suffix, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(value) >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"


def row(entry):
    unit = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}[entry["time_unit"]]
    counters = [f"{key.replace('_per_second', '/s')}={counted(value)}"
                for key, value in entry.items()
                if key not in NOT_COUNTERS and isinstance(value, (int, float))]
    notes = "  ".join(filter(None, [entry.get("label", ""), *counters]))
    return [entry["name"].removesuffix("/real_time"), scaled(entry["real_time"] * unit),
            scaled(entry["cpu_time"] * unit), notes]


def print_table(title, rows):
    head = ["benchmark", "time", "cpu", "figures"]
    widths = [max(len(line[column]) for line in [head, *rows]) for column in range(3)]
    print(f"\n{title}")
    for line in [head, *rows]:
        print(f"  {line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  {line[3]}"
              .rstrip())


def run_executable(path, quick):
    """Runs one Google Benchmark executable; its entries, or None when it failed."""
    command = [str(path), "--benchmark_format=json"]
    if quick:
        command.append("--benchmark_min_time=0.05")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"\n{path.name}: failed with status {done.returncode}", file=sys.stderr)
        return None
    entries = json.loads(done.stdout)["benchmarks"]
    failed = [entry for entry in entries if entry.get("error_occurred")]
    for entry in failed:
        print(f"\n{entry['name']}: {entry['error_message']}", file=sys.stderr)
    return None if failed else entries


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
    print("\n".join(description), flush=True)
    figures, failed = {}, []
    for path in executables:
        entries = run_executable(path, options.quick)
        if entries is None:
            failed.append(path.name)
            continue
        figures[path.name] = entries
        print_table(path.name, [row(entry) for entry in entries])
        sys.stdout.flush()
    for path in scripts:
        name = path.relative_to(HERE).as_posix()
        print(f"\n{name}", flush=True)
        command = [sys.executable, str(path), "--build", str(options.build.resolve())]
        if subprocess.run(command).returncode != 0:
            failed.append(name)
    if options.out:
        options.out.write_text(json.dumps({"machine": description, "figures": figures}, indent=1))
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
