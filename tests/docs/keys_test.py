"""docs/configuration.md names every key of the configuration's schema, and no other.

    keys_test.py SOURCE_DIR
"""

import json
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])


def keys(schema, prefix=""):
    for name, part in schema.get("properties", {}).items():
        if name == "$schema":
            continue
        if not part.get("properties") or name == "permissions":
            yield prefix + name
        yield from keys(part, f"{prefix}{name}.")


def main():
    schema = json.loads((SOURCE / "config/achronyme.schema.json").read_text(encoding="utf-8"))
    text = (SOURCE / "docs/configuration.md").read_text(encoding="utf-8")
    wanted, named = set(keys(schema)), set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE))
    for key in sorted(wanted ^ named):
        print(f"{key}: " + ("not explained" if key in wanted else "there is no such key"))
    print(f"{len(wanted)} keys")
    return wanted != named


if __name__ == "__main__":
    sys.exit(main())
