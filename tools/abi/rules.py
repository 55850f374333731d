"""What every header must keep, beyond being readable.

Each rule yields findings, "file:line: what is wrong, and what to do".
"""

import re

# Passed by value or copied as a whole, and complete for ever: they have no room for a size.
PLAIN = {"ach_str", "ach_complex", "ach_msg"}
CONTEXTS = ("loader", "main", "vm", "io", "worker", "fiber", "gc", "timer", "any")
STATES = ("created", "started", "quiescing", "quiesced", "stopped", "destroyed")
PROPERTIES = ("lock-free", "wait-free")
# The callee's own pointer coming back, and the caller's identity: nobody's ownership changes.
OWN = {"self", "user", "state", "h"}

TAG = re.compile(
    r"\[(?P<contexts>(?:{c})(?: ?\| ?(?:{c}))*)(?P<states>(?: ?& ?(?:{s}))*)"
    r"(?P<properties>(?:, ?(?:{p}))*)\]".format(
        c="|".join(CONTEXTS), s="|".join(STATES), p="|".join(PROPERTIES)))


def parse_tag(comment):
    """The one thread tag of a comment as data, or None when there is none or more than one."""
    found = list(TAG.finditer(comment))
    if len(found) != 1:
        return None
    split = lambda text, mark: [part.strip() for part in text.split(mark) if part.strip()]
    return {"contexts": split(found[0]["contexts"], "|"), "states": split(found[0]["states"], "&"),
            "properties": split(found[0]["properties"], ",")}


def is_intrusive(struct):
    """Memory of its owner that the other side links: its first member is the other side's."""
    return struct.members[0].name in ("next", "link")


def check_function(where, name, comment, signature):
    tag_count = len(list(TAG.finditer(comment)))
    if not comment:
        yield f"{where}: {name} has no comment"
    elif tag_count != 1:
        yield (f"{where}: the comment of {name} needs exactly one thread tag such as [vm] or "
               f"[any, lock-free]; it has {tag_count}")
    for param in signature.params[1:]:
        if param.is_pointer and param.ownership is None and param.name not in OWN:
            yield (f"{where}: {name}: pointer parameter {param.name} needs ACH_BORROW, ACH_TAKE, "
                   f"ACH_GIVE, ACH_FILL or ACH_KEEP")
        if param.ownership and not param.is_pointer and not param.type.startswith("ach_"):
            yield f"{where}: {name}: {param.ownership} on {param.name}, which owns nothing"


def check_struct(abi, struct):
    where = f"{struct.header}:{struct.line}"
    if not struct.members:
        yield f"{where}: {struct.name} is empty"
        return
    first = struct.members[0]
    free = struct.name in PLAIN or struct.is_token or is_intrusive(struct)
    if not free and (first.name != "struct_size" or first.type != "uint32_t"):
        yield f"{where}: {struct.name} must start with 'uint32_t struct_size', or it cannot grow"
    for hole in abi.layout(struct)["holes"]:
        yield f"{where}: {struct.name} has padding before {hole}; spell it out as `reserved`"
    names = [member.name for member in struct.members]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{where}: {struct.name} has two members called {name}"
    for member in struct.members:
        if member.signature:
            yield from check_function(f"{struct.header}:{member.line}",
                                      f"{struct.name}.{member.name}", member.comment,
                                      member.signature)


def check_interface(abi, interface, entry):
    if not re.fullmatch(r"ach\.[a-z_]+/[1-9][0-9]*", interface):
        yield f"{entry['header']}: {interface} is not of the form ach.name/1"
    if table_of(abi, interface) is None:
        yield f"{entry['header']}: no table for {interface}: declare struct ach_<name> with it"


def table_of(abi, interface):
    """The structure that an interface id stands for: ach.bus/1 → ach_bus or ach_bus_table."""
    name = "ach_" + re.fullmatch(r"ach\.([a-z_]+)/\d+", interface).group(1)
    return abi.structs.get(f"{name}_table") or abi.structs.get(name)


def findings(abi):
    for struct in abi.structs.values():
        yield from check_struct(abi, struct)
    for function in abi.functions.values():
        if function.name == "ach_module_v1":
            continue
        yield from check_function(f"{function.header}:{function.line}", function.name,
                                  function.comment, function.signature)
    for interface, entry in abi.interfaces.items():
        yield from check_interface(abi, interface, entry)
