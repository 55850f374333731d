"""May a plugin that was built against the frozen ABI be loaded by a host with this one?

Only additions are allowed: members at the end of a structure that knows its size, new structures,
interfaces, constants and function types. Whatever else differs is a finding.
"""


def signature_of(function):
    """What callers rely on: types and ownership, not the names of parameters."""
    return (function["returns"],
            tuple((p["type"], p.get("ownership"), signature_of(p["function"]) if "function" in p
                   else None) for p in function["params"]))


def compare_struct(name, old, new):
    if new is None:
        yield f"{name} is gone"
        return
    for key in ("alias", "align", "kind"):
        if old[key] != new[key]:
            yield f"{name}: {key} was {old[key]}, is {new[key]}"
    if old["kind"] != "growing" and old["size"] != new["size"]:
        yield f"{name}: size was {old['size']}, is {new['size']}, and it has no struct_size to tell"
    here = {member["name"]: member for member in new["members"]}
    for position, member in enumerate(old["members"]):
        now = here.get(member["name"])
        where = f"{name}.{member['name']}"
        if now is None:
            yield f"{where} is gone"
        elif new["members"].index(now) != position or now["offset"] != member["offset"]:
            yield f"{where} has moved: offset was {member['offset']}, is {now['offset']}"
        elif (now["size"], now["type"]) != (member["size"], member["type"]):
            yield f"{where} was {member['type']}, is {now['type']}"
        elif "function" in member:
            yield from compare_function(where, member["function"], now["function"])


def compare_function(where, old, new):
    if signature_of(old) != signature_of(new):
        yield f"{where}: the signature or an ownership word has changed"
    if old.get("thread") != new.get("thread"):
        yield f"{where}: the thread tag was {old.get('thread')}, is {new.get('thread')}"


def incompatibilities(old, new):
    if old["abi"]["major"] != new["abi"]["major"]:
        yield "the major revision has changed: that is another file, sdk/abi/v<major>.json"
    for name, struct in old["structs"].items():
        yield from compare_struct(name, struct, new["structs"].get(name))
    for name, function in old["functions"].items():
        if name not in new["functions"]:
            yield f"{name} is gone"
        else:
            yield from compare_function(name, function, new["functions"][name])
    for kind in ("constants", "aliases", "opaque"):
        for name, value in old[kind].items():
            if new[kind].get(name) != value:
                yield f"{name} was {value}, is {new[kind].get(name, 'gone')}"
    for name, entry in old["interfaces"].items():
        if new["interfaces"].get(name, {}).get("table") != entry["table"]:
            yield f"interface {name} is gone or has another table"
