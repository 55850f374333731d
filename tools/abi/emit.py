"""The files made from the headers: the frozen description, the layout test, the reference."""

import json
import re

import rules


# --- sdk/abi/v1.json

def param_json(param):
    entry = {"name": param.name, "type": param.type}
    if param.ownership:
        entry["ownership"] = param.ownership.removeprefix("ACH_").lower()
    if param.signature:
        entry["function"] = signature_json(param.signature)
    return entry


def signature_json(signature):
    return {"returns": signature.returns, "params": [param_json(p) for p in signature.params]}


def function_json(signature, comment):
    return {**signature_json(signature), "thread": rules.parse_tag(comment)}


def since_of(old, *path):
    """The minor revision under which something was first frozen, or None."""
    for key in path:
        old = (old or {}).get(key)
    return (old or {}).get("since")


def struct_json(abi, struct, old, minor):
    layout = abi.layout(struct)
    frozen = (old or {}).get("structs", {}).get(struct.name, {})
    known = {member["name"]: member.get("since", minor) for member in frozen.get("members", [])}
    members = []
    for member, offset, size in layout["members"]:
        entry = {"name": member.name, "offset": offset, "size": size, "type": member.type,
                 "since": known.get(member.name, minor)}
        if member.count > 1:
            entry["count"] = member.count
        if member.signature:
            entry["function"] = function_json(member.signature, member.comment)
        members.append(entry)
    kind = ("plain" if struct.name in rules.PLAIN else "token" if struct.is_token else
            "intrusive" if rules.is_intrusive(struct) else "growing")
    return {"alias": struct.alias, "header": struct.header, "kind": kind, "size": layout["size"],
            "align": layout["align"], "since": frozen.get("since", minor), "members": members}


def describe(abi, old):
    """The whole ABI as JSON data; `old` is the frozen one, from which `since` is carried on."""
    minor = abi.constants["ACH_ABI_MINOR"].value
    interfaces = {
        name: {"table": rules.table_of(abi, name).name, "header": entry["header"],
               "macro": entry["macro"],
               "since": since_of(old, "interfaces", name) or minor}
        for name, entry in sorted(abi.interfaces.items())}
    functions = {
        function.name: {"header": function.header,
                        "since": since_of(old, "functions", function.name) or minor,
                        **function_json(function.signature, function.comment)}
        for function in abi.functions.values()}
    return {
        "format": 1,
        "abi": {"major": abi.constants["ACH_ABI_MAJOR"].value, "minor": minor},
        "interfaces": interfaces,
        "constants": {c.name: c.value for c in abi.constants.values()
                      if c.name not in ("ACH_ABI_MAJOR", "ACH_ABI_MINOR")},
        "aliases": dict(abi.aliases),
        "opaque": dict(abi.opaque),
        "functions": functions,
        "structs": {s.name: struct_json(abi, s, old, minor) for s in abi.structs.values()},
    }


def json_text(data, level=0):
    """Readable JSON, so that a difference is one line: what nests no further stays on one line, except
    at the top two levels."""
    if level < 2 and isinstance(data, (dict, list)) or _holds_objects(data):
        inner = " " * (level + 1)
        if isinstance(data, dict):
            parts = [f"{inner}{json.dumps(key)}: {json_text(value, level + 1)}"
                     for key, value in data.items()]
        else:
            parts = [inner + json_text(item, level + 1) for item in data]
        marks = "{}" if isinstance(data, dict) else "[]"
        body = ",\n".join(parts)
        text = f"{marks[0]}\n{body}\n{' ' * level}{marks[1]}" if parts else marks
    else:
        text = json.dumps(data, ensure_ascii=False)
    return text if level else text + "\n"


def _holds_objects(data):
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else []
    return any(isinstance(item, dict) and "contexts" not in item or isinstance(item, list) and
               any(isinstance(part, dict) for part in item) for item in items)


# --- tests/sdk/layout.c

LAYOUT_HEAD = """\
/* Compiled as C11 and never run; made by tools/abi/abi.py from sdk/abi/v1.json.
 *
 * Each line pins a size, an offset or a signature. If one fails, the headers have moved away from what
 * built plugins rely on.
 */
#include "achronyme/achronyme.h"

#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")
#define MEMBER(type, member, offset, size)                                             \\
    _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved"); \\
    _Static_assert(sizeof(((type*)0)->member) == (size), #type "." #member " has another size")
#define SIGNATURE(type, member, ...)                                    \\
    _Static_assert(_Generic(((type*)0)->member, __VA_ARGS__: 1, default: 0), \\
                   #type "." #member " has another signature")
#define FUNCTION(type, ...) \\
    _Static_assert(_Generic((type)0, __VA_ARGS__: 1, default: 0), #type " has another signature")
#define VALUE(constant, value) _Static_assert((constant) == (value), #constant " has another value")
"""


def c_signature(function):
    """A function pointer type without names, from the JSON description."""
    def one(param):
        return c_signature(param["function"]) if "function" in param else param["type"]
    return f"{function['returns']} (*)({', '.join(map(one, function['params'])) or 'void'})"


def layout_text(data):
    lines = [LAYOUT_HEAD]
    for name, value in data["constants"].items():
        if isinstance(value, int):
            lines.append(f"VALUE({name}, {value}{'u' if value > 0x7FFFFFFF else ''});")
    lines.append("")
    for name, function in data["functions"].items():
        if name != "ach_module_v1":
            lines.append(f"FUNCTION({name}, {c_signature(function)});")
    for struct in data["structs"].values():
        alias = struct["alias"]
        lines.append(f"\nSIZE({alias}, {struct['size']});")
        for member in struct["members"]:
            lines.append(f"MEMBER({alias}, {member['name']}, {member['offset']}, {member['size']});")
            if "function" in member:
                lines.append(f"SIGNATURE({alias}, {member['name']}, {c_signature(member['function'])});")
    return "\n".join(lines) + "\n"


# --- docs/reference/abi.md

REFERENCE_HEAD = """\
# The ABI, table by table

Made from `sdk/include/achronyme/abi/*.h` by `tools/abi/abi.py generate`; the headers say the same and
are what counts. Statuses, ownership words and thread tags are explained at [base.h](#baseh).

| interface | table | what it is for |
| --- | --- | --- |
"""


def anchor(header):
    return header.replace(".", "")


def essay_block(text):
    return f"```text\n{text}\n```"


def quote(text):
    return "\n".join(("> " + line).rstrip() for line in text.split("\n"))


def declaration(name, member_type, count):
    return f"{member_type} {name}" + (f"[{count}]" if count > 1 else "")


def function_text(name, signature):
    def one(param):
        if param.signature:
            return function_text(param.name, param.signature)
        return f"{param.ownership + ' ' if param.ownership else ''}{param.type} {param.name}"
    params = ", ".join(map(one, signature.params)) or "void"
    return f"{signature.returns} {name}({params})"


def wrap(declared, width=96):
    """Breaks a long declaration after commas."""
    lines, line = [], ""
    for part in re.split(r"(?<=,) ", declared):
        if line and len(line) + len(part) + 1 > width:
            lines.append(line)
            line = "    " + part
        else:
            line = f"{line} {part}" if line else part
    return "\n".join(lines + [line])


def struct_reference(struct):
    yield f"### `{struct.alias}`\n"
    if struct.comment:
        yield struct.comment + "\n"
    plain = [m for m in struct.members if not m.signature]
    if plain:
        width = max(len(declaration(m.name, m.type, m.count)) for m in plain) + 2
        yield "```c"
        for member in plain:
            declared = declaration(member.name, member.type, member.count) + ";"
            comment = " ".join(member.comment.split())
            yield f"{declared:<{width}}// {comment}" if comment else declared
        yield "```\n"
    for member in struct.members:
        if member.signature:
            yield f"#### {struct.alias}.{member.name}\n"
            yield "```c\n" + wrap(function_text(member.name, member.signature)) + "\n```\n"
            yield quote(member.comment) + "\n"


def header_reference(abi, header):
    yield f"## {header.name}\n"
    yield essay_block(header.essay) + "\n"
    constants = [c for c in abi.constants.values() if c.header == header.name]
    if constants:
        yield "| constant | value | |\n| --- | --- | --- |"
        for constant in constants:
            value = f'"{constant.value}"' if isinstance(constant.value, str) else constant.value
            comment = " ".join(constant.comment.split()).replace("|", "\\|")
            yield f"| `{constant.name}` | `{value}` | {comment} |"
        yield ""
    for function in abi.functions.values():
        if function.header == header.name:
            yield f"### `{function.name}`\n"
            yield "```c\n" + wrap(function_text(function.name, function.signature)) + "\n```\n"
            yield quote(function.comment) + "\n"
    for struct in abi.structs.values():
        if struct.header == header.name:
            yield from struct_reference(struct)


def reference_text(abi):
    lines = []
    titles = {header.name: header.title for header in abi.headers}
    for interface, entry in sorted(abi.interfaces.items()):
        table = rules.table_of(abi, interface)
        about = titles[entry["header"]] if interface.split(".")[1].split("/")[0] in entry["header"] \
            else table.comment.split("\n")[0]
        lines.append(f"| [`{interface}`](#{anchor(entry['header'])}) | `{table.alias}` | {about} |")
    lines.append("")
    for header in abi.headers:
        lines.extend(header_reference(abi, header))
    return REFERENCE_HEAD + "\n".join(lines).rstrip() + "\n"
