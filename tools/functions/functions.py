"""docs/reference/functions.md: every function that scripts may call, in the words of help(name).

    functions.py ACHRONYME SOURCE_DIR [--write]

Names come from the manifests of the source tree, texts from the program that was built. Without
--write it only says whether the page is current; a function that help() does not know is a mistake.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

GROUPS = {  # manifest: heading, and what stands below it
    "vm/plugin": ("Tasks, signals, the program", ""),
    "plugins/workers": ("Every core", ""),
    "plugins/async_io": ("Files and environment files", "Each gives a Future."),
    "plugins/async_io/http": ("HTTP", "Each gives a Future."),
    "plugins/builtins/ui": ("Windows", "More in [ui.md](../ui.md)."),
    "plugins/ui_headless": ("Trying windows", ""),
}
MODULES = {"strings": "Texts", "arrays": "Vectors and arrays", "functional": "Functions over Vectors",
           "records": "Records", "math": "Numbers", "complex": "Complex numbers",
           "linalg": "Matrices",
           "stats": "Statistics", "encoding": "Encodings", "env": "Environment variables and sessions",
           "dsp": "Signals in time and frequency"}
HEAD = """# Functions

Made from the texts of `help(name)` by `tools/functions/functions.py`. A function needs no import; an argument
that ends with `?`, or has a value behind `=`, may be left out. What has a dot in front is a method, too:
`[3, 1].map(f)` is `map(f, [3, 1])`, `"a b".split(" ")` is `split("a b", " ")`.
"""


def names_in(path):
    contributes = json.loads(path.read_text(encoding="utf-8"))["contributes"]
    natives = {one if isinstance(one, str) else one["name"] for one in contributes["natives"]}
    return natives, contributes.get("modules", {})


def methods_of_values(source):
    path = source / "plugins/builtins/module/builtins.json"
    return set(json.loads(path.read_text(encoding="utf-8"))["contributes"]["methods"])


def is_public(name):
    return "__" not in name


def groups(source):
    """[(heading, what stands below, {names})]"""
    core, modules = names_in(source / "plugins/builtins/module/builtins.json")
    dsp, of_dsp = names_in(source / "plugins/builtins/module/dsp.json")
    session, of_session = names_in(source / "plugins/builtins/session/manifest.json")
    modules = {**modules, **of_dsp, "env": modules["env"] + of_session["env"]}
    in_modules = set().union(*map(set, modules.values()))
    yield "Everywhere", "", (core | dsp | session) - in_modules
    for module, heading in MODULES.items():
        yield heading, f"Module `{module}`.", set(modules[module])
    for folder, (heading, below) in GROUPS.items():
        natives, _ = names_in(source / folder / "manifest.json")
        yield heading, below, natives


def helps(program, names):
    """name: its text; asked in one run."""
    mark = "\x01"
    script = "".join(f'print("{mark}{name}")\ntry {{ help("{name}") }} catch (e) {{ }}\n'
                     for name in names)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "ask.soc")
        file.write_text(script, encoding="utf-8")
        done = subprocess.run([program, "--ui", "headless", "run", str(file)], capture_output=True,
                              text=True, timeout=300, check=True)
    parts = (part.split("\n", 1) for part in done.stdout.split(mark)[1:])
    return {name: text.strip() for name, text in parts}


def entry(name, text, methods):
    """One list item for each overload: `f(x) -> T`: what it does."""
    items = []
    for start in re.split(rf"\n(?={re.escape(name)}\()", text):
        call = re.match(rf"({re.escape(name)}\(.*?\)(?: -> [^:\n]+)?)(?::|\n|$)\s*(.*)", start, re.DOTALL)
        if call is None:
            raise SystemExit(f"help({name}) does not begin with a call: {start}")
        said = " ".join(call[2].split())
        dot = "." if name in methods else ""
        items.append(f"- {dot}`{call[1]}`" + (f": {said}" if said else ""))
    return items


def objects(source):
    kinds = {}
    for folder in ("vm/plugin", "plugins/builtins/ui"):
        natives, _ = names_in(source / folder / "manifest.json")
        for name in natives:
            kind, _, method = name.partition("__")
            if kind and method and kind[0].isupper():
                kinds.setdefault(kind, []).append(method)
    for kind in sorted(kinds):
        yield f"- {kind}: " + ", ".join(f"`{method}`" for method in sorted(kinds[kind]))


def page(program, source):
    all_groups = list(groups(source))
    names = sorted({name for _, _, some in all_groups for name in some if is_public(name)})
    texts = helps(program, names)
    silent = [name for name in names if not texts.get(name)]
    if silent:
        raise SystemExit(f"help() has nothing to say about: {', '.join(silent)}")
    methods = methods_of_values(source)
    lines = [HEAD]
    for heading, below, some in all_groups:
        lines += [f"## {heading}", ""] + ([below, ""] if below else [])
        for name in sorted(filter(is_public, some)):
            lines += entry(name, texts[name], methods)
        lines.append("")
    lines += ["## Methods of objects", "", "What tasks, channels, locks, signals and windows can do.", ""]
    return "\n".join([*lines, *objects(source)]) + "\n"


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    path = source / "docs/reference/functions.md"
    wanted = page(program, source)
    if "--write" in sys.argv:
        path.write_text(wanted, encoding="utf-8")
        return 0
    if not path.exists() or path.read_text(encoding="utf-8") != wanted:
        print("docs/reference/functions.md is not current; "
              f"run {pathlib.Path(__file__).name} {program} {source} --write")
        return 1
    print(f"{len(re.findall('^- ', wanted, re.MULTILINE))} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
