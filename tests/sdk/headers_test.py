"""Compiles every SDK header alone: .h as C11 and C++20, .hpp as C++20, with every compiler given.

    headers_test.py --include DIR --cc gcc --cxx g++ [--cc clang --cxx clang++]

Compilers that are not there are left out, except the first of each kind.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-pedantic-errors", "-Werror", "-Wshadow",
            "-Wconversion", "-Wno-sign-conversion"]


def jobs_of(include, c_compilers, cxx_compilers):
    headers = sorted(path.relative_to(include) for path in include.rglob("*.h"))
    wrappers = sorted(path.relative_to(include) for path in include.rglob("*.hpp"))
    for compiler in c_compilers:
        yield from ((compiler, "c", "-std=c11", header) for header in headers)
    for compiler in cxx_compilers:
        yield from ((compiler, "c++", "-std=c++20", header) for header in headers + wrappers)


def compile_alone(include, compiler, language, standard, header):
    done = subprocess.run(
        [compiler, "-x", language, standard, *WARNINGS, "-fsyntax-only", f"-I{include}", "-"],
        input=f"#include <{header.as_posix()}>\n", capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{compiler} {standard} {header}:\n{done.stderr}"


def present(compilers):
    return [name for position, name in enumerate(compilers) if position == 0 or shutil.which(name)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--include", type=pathlib.Path, required=True)
    parser.add_argument("--cc", action="append", required=True)
    parser.add_argument("--cxx", action="append", required=True)
    arguments = parser.parse_args()
    jobs = list(jobs_of(arguments.include, present(arguments.cc), present(arguments.cxx)))
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        failures = [failure for failure in
                    pool.map(lambda job: compile_alone(arguments.include, *job), jobs) if failure]
    print("\n".join(failures) or f"{len(jobs)} compilations of single headers")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
