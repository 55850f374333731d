"""Holds #include lines to the arrows of the architecture.

    includes.py [--root REPOSITORY]

Who may link whom is the table in cmake/AchArrows.cmake; a file may include what the target it
belongs to may link, and its own folder. Plugins see their own folder and <achronyme/…>. The SDK
sees itself. Headers that are not ours are nobody's business here.
"""

import argparse
import pathlib
import re
import sys

import sources

PARTS = ["sdk", "host", "vm", "plugins"]

# Where the targets of the arrow table live. `vm` is the module, everything under vm/ at once.
FOLDERS = {
    "ach_sdk": "sdk/include",
    "ach_host_kernel": "host/kernel",
    "ach_host_shell": "host/shell",
    "achronyme": "host",
    "ach_vm_support": "vm/support",
    "ach_vm_bytecode": "vm/bytecode",
    "ach_vm_language": "vm/language",
    "ach_vm_runtime": "vm/runtime",
    "vm": "vm/plugin",
    "ach_file_common": "plugins/file_common",
    "ach_json_common": "plugins/json_common",
    "builtins": "plugins/builtins/encoding",
    "async_io": "plugins/async_io",
    "http": "plugins/async_io",
    "session": "plugins/builtins/session",
    "ach_ui_common": "plugins/ui_common",
    "ui": "plugins/builtins/ui",
    "ui_headless": "plugins/ui_headless",
    "ui_wx": "plugins/ui_wx",
}
# Packs may share what is no pack itself.
SHARED_BY_PACKS = "plugins/builtins/support"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)


def arrows(root):
    """The table of cmake/AchArrows.cmake as {folder: folders it may include from}."""
    text = (root / "cmake/AchArrows.cmake").read_text()
    lines = re.findall(r'"(\w+)\s*->\s*([\w\s]*)"', text)
    if not lines:
        raise SystemExit("includes.py: found no arrows in cmake/AchArrows.cmake")
    unknown = [name for name, targets in lines for name in [name, *targets.split()]
               if name not in FOLDERS]
    if unknown:
        raise SystemExit(f"includes.py: FOLDERS does not say where {unknown[0]} lives")
    table = {}
    for name, targets in lines:  # two targets may live in one folder
        table.setdefault(FOLDERS[name], []).extend(FOLDERS[target] for target in targets.split())
    return table


def owner(path, table):
    """The folder of the target that a repository path belongs to; None for what nobody owns."""
    parts = path.split("/")
    if parts[0] == "plugins":
        depth = 3 if len(parts) > 3 and parts[1] == "builtins" else 2
        return "/".join(parts[:depth])
    folders = [folder for folder in table if path.startswith(folder + "/")]
    return max(folders, key=len) if folders else None


def included_path(root, including, name):
    """The repository path that an include names, or None when it is not ours."""
    candidates = [including.parent / name, root / name, root / "sdk/include" / name]
    for candidate in candidates:
        resolved = pathlib.Path(candidate).resolve()
        if resolved.is_file() and resolved.is_relative_to(root):
            return resolved.relative_to(root).as_posix()
    return name if name.split("/")[0] in {*PARTS, "tests", "bench", "examples", "tools"} else None


def allowed(source, target, table):
    """May a file owned by the folder `source` include one owned by the folder `target`?"""
    if target == source or target == "sdk/include":
        return True
    if source.startswith("plugins/builtins/") and target == SHARED_BY_PACKS:
        return True
    return target in table.get(source, [])


def check(root):
    table = arrows(root)
    findings = []
    for path in sources.files(root, PARTS):
        place = path.relative_to(root).as_posix()
        source = owner(place, table)
        if source is None:
            continue
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            target_path = included_path(root, path, match.group(2))
            if target_path is None:
                continue
            target = owner(target_path, table)
            if target is None or not allowed(source, target, table):
                line = text.count("\n", 0, match.start()) + 1
                findings.append(f"{place}:{line}: {source} may not include {target_path}; "
                                "see cmake/AchArrows.cmake")
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], type=pathlib.Path)
    return sources.report(check(parser.parse_args().root.resolve()), "includes")


if __name__ == "__main__":
    sys.exit(main())
