"""Installs the build into a prefix, moves the prefix, and builds plugins against the moved one.

Builds outside/ of this folder and every example plugin that says find_package(Achronyme). All must
configure with nothing but CMAKE_PREFIX_PATH, and come out as modules.py wants them. A manifest that no
host would take is refused when a project is configured.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(*arguments):
    done = subprocess.run([str(argument) for argument in arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print(done.stdout)
        raise SystemExit(f"failed: {' '.join(map(str, arguments))}")
    return done.stdout


def outside_projects(source):
    yield HERE / "outside"
    for listfile in sorted((source / "examples/plugins").glob("*/CMakeLists.txt")):
        if "find_package(Achronyme" in listfile.read_text():
            yield listfile.parent


def build_outside(cmake, project, prefix, work):
    """Configures and builds a copy of a project far from our tree; the folder of its modules."""
    copy = work / "projects" / project.name
    shutil.copytree(project, copy)
    run(cmake, "-S", copy, "-B", copy / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
        "-DCMAKE_BUILD_TYPE=Release")
    run(cmake, "--build", copy / "build")
    return copy / "build/plugins"


def check_nothing_points_back(prefix, *places):
    """No installed text file may name the source tree, the build tree or the first prefix."""
    for path in prefix.rglob("*"):
        if path.suffix not in {".cmake", ".json", ".h", ".hpp", ".map"} or not path.is_file():
            continue
        text = path.read_text()
        for place in places:
            if str(place) in text:
                raise SystemExit(f"{path.relative_to(prefix)} names {place}")


def check_refuses_another_version(cmake, prefix, work):
    project = work / "future"
    project.mkdir()
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(Future LANGUAGES C)\n"
        "find_package(Achronyme 99.0 REQUIRED)\n")
    done = subprocess.run([cmake, "-S", project, "-B", project / "build", "-G", "Ninja",
                           f"-DCMAKE_PREFIX_PATH={prefix}"], capture_output=True, text=True)
    if done.returncode == 0 or "99.0" not in done.stderr:
        raise SystemExit("a project that asks for Achronyme 99.0 was served")


def check_refuses_a_manifest(cmake, prefix, work, text, complaint):
    project = work / "wrong"
    shutil.copytree(HERE / "outside", project)
    (project / "manifest.json").write_text(text)
    done = subprocess.run([cmake, "-S", project, "-B", project / "build", "-G", "Ninja",
                           f"-DCMAKE_PREFIX_PATH={prefix}"], capture_output=True, text=True)
    said = " ".join(done.stderr.split())
    if done.returncode == 0 or complaint not in said:
        raise SystemExit(f"a wrong manifest was taken, or not for {complaint!r}: {said}")
    shutil.rmtree(project)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cmake", default="cmake")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="achronyme-install-") as folder:
        work = pathlib.Path(folder)
        first, moved = work / "first", work / "moved" / "here"
        run(options.cmake, "--install", options.build, "--prefix", first)
        moved.parent.mkdir()
        first.rename(moved)
        check_nothing_points_back(moved, options.source, options.build, first)
        check_refuses_another_version(options.cmake, moved, work)
        good = (HERE / "outside/manifest.json").read_text()
        for text, complaint in ((good.replace(",", "", 1), "is not valid JSON"),
                                (good.replace('"version"', '"versoin"'), 'has no "version"'),
                                (good.replace('"abi"', '"note": 1, "abi"'), 'unknown key "note"')):
            check_refuses_a_manifest(options.cmake, moved, work, text, complaint)

        modules = [moved / "lib/achronyme/plugins"]
        for project in outside_projects(options.source):
            built = build_outside(options.cmake, project, moved, work)
            if not list(built.glob("*.so")):
                raise SystemExit(f"{project.name} built no module")
            modules.append(built)
        print(run(sys.executable, options.source / "tools/checks/modules.py", *modules))

        program = moved / "bin/achronyme"
        if program.exists():
            print(run(program, "--version"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
