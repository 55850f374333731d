"""Looks at built plugins from outside, as a suspicious host would.

    modules.py FOLDER [FOLDER…]

Every *.so in the folders must export ach_module_v1 and nothing else, must not reach into
Boost.Fiber (a second copy of its scheduler would block the host's threads), must not link another
module beside it, must not have an executable stack, and must carry in its section `ach.manifest` the very bytes of the file
<name>.manifest.json beside it.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import sources

ENTRY = "ach_module_v1"
MANIFEST_SECTION = "ach.manifest"


def tool(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def dynamic_symbols(module, *which):
    """Names of the dynamic symbol table, demangled."""
    lines = tool("nm", "--dynamic", "--demangle", "--format=posix", *which, str(module)).splitlines()
    return [re.split(r"\s[A-Za-z-](?:\s|$)", line, maxsplit=1)[0].split("@")[0] for line in lines]


def section_bytes(module, name):
    """A section's bytes, or None when the file has no such section."""
    for line in tool("readelf", "--wide", "--section-headers", str(module)).splitlines():
        fields = line.replace("[ ", "[").split()
        if len(fields) > 5 and fields[1] == name:
            offset, size = int(fields[4], 16), int(fields[5], 16)
            return module.read_bytes()[offset:offset + size]
    return None


def check_exports(module):
    exported = dynamic_symbols(module, "--defined-only")
    if ENTRY not in exported:
        yield f"does not export {ENTRY}; is the version script ach_plugin.map applied?"
    for name in sorted(set(exported) - {ENTRY}):
        yield f"exports {name}; only {ENTRY} may be visible"


def check_imports(module):
    for name in dynamic_symbols(module, "--undefined-only"):
        if "boost::fibers" in name or "boost::context" in name:
            yield f"imports {name}; wait through the table ach.fiber/1 instead"
            return


def check_neighbours(module):
    beside = {path.name for path in module.parent.glob("*.so")}
    for line in tool("readelf", "--wide", "--dynamic", str(module)).splitlines():
        needed = re.search(r"\(NEEDED\).*\[(.+)\]", line)
        if needed and needed.group(1) in beside:
            yield f"links {needed.group(1)}; modules meet through the host's tables"


def check_stack(module):
    for line in tool("readelf", "--wide", "--program-headers", str(module)).splitlines():
        if "GNU_STACK" in line and "RWE" in line:
            yield "asks for an executable stack"


def check_manifest(module):
    beside = module.with_suffix(".manifest.json")
    embedded = section_bytes(module, MANIFEST_SECTION)
    if embedded is None:
        yield f"has no section {MANIFEST_SECTION}; build it with achronyme_add_plugin()"
        return
    if not beside.is_file():
        yield f"has no {beside.name} beside it"
        return
    if embedded != beside.read_bytes():
        yield f"carries another manifest than {beside.name} beside it; rebuild it"
        return
    try:
        json.loads(embedded)
    except ValueError as error:
        yield f"has a manifest that is not JSON: {error}"


def check(folder):
    modules = sorted(pathlib.Path(folder).glob("*.so"))
    checks = [check_exports, check_imports, check_neighbours, check_stack, check_manifest]
    return [f"{module}: {finding}" for module in modules for run in checks
            for finding in run(module)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    findings = [finding for folder in parser.parse_args().folders for finding in check(folder)]
    return sources.report(findings, "modules")


if __name__ == "__main__":
    sys.exit(main())
