"""What the ABI headers say, as data.

Sizes are those of LP64: the headers assert 64-bit pointers, and every type that may stand in a
structure is listed in SCALARS or declared by the headers themselves.
"""

import dataclasses

# size and alignment
SCALARS = {
    "bool": 1, "char": 1, "uint8_t": 1, "int8_t": 1, "uint16_t": 2, "int16_t": 2,
    "uint32_t": 4, "int32_t": 4, "uint64_t": 8, "int64_t": 8, "size_t": 8, "double": 8,
}
POINTER = 8
OWNERSHIP = ("ACH_BORROW", "ACH_TAKE", "ACH_GIVE", "ACH_FILL", "ACH_KEEP")


class FormatError(Exception):
    """A header does not follow the format; the message opens with file:line."""


@dataclasses.dataclass
class Param:
    type: str
    name: str
    ownership: str | None = None
    signature: "Signature | None" = None  # of a parameter that is a function

    @property
    def is_pointer(self):
        return self.type.endswith("*") and self.signature is None


@dataclasses.dataclass
class Signature:
    returns: str
    params: list

    def text(self, name="*"):
        params = ", ".join(p.signature.text() if p.signature else p.type for p in self.params)
        return f"{self.returns} ({name})({params or 'void'})"


@dataclasses.dataclass
class Member:
    name: str
    type: str
    line: int
    comment: str = ""
    count: int = 1  # elements of an array
    signature: Signature | None = None


@dataclasses.dataclass
class Struct:
    name: str
    alias: str
    header: str
    line: int
    comment: str
    members: list

    @property
    def is_token(self):
        return len(self.members) == 1 and self.members[0].name == "bits"


@dataclasses.dataclass
class FunctionType:
    name: str
    header: str
    line: int
    comment: str
    signature: Signature


@dataclasses.dataclass
class Constant:
    name: str
    value: int | str
    header: str
    comment: str


@dataclasses.dataclass
class Header:
    name: str
    title: str  # the essay's first sentence or two, and the rest of it
    essay: str


@dataclasses.dataclass
class Abi:
    headers: list = dataclasses.field(default_factory=list)
    structs: dict = dataclasses.field(default_factory=dict)
    functions: dict = dataclasses.field(default_factory=dict)
    aliases: dict = dataclasses.field(default_factory=dict)  # typedef of a scalar
    opaque: dict = dataclasses.field(default_factory=dict)   # alias → struct name
    constants: dict = dataclasses.field(default_factory=dict)
    interfaces: dict = dataclasses.field(default_factory=dict)  # "ach.bus/1" → (header, macro)

    def struct_of(self, type_name):
        """The structure that a type without pointer means, or None."""
        bare = type_name.removeprefix("const ").removeprefix("struct ")
        for struct in self.structs.values():
            if bare in (struct.name, struct.alias):
                return struct
        return None

    def size_align(self, type_name):
        if type_name.endswith("*"):
            return POINTER, POINTER
        bare = type_name.removeprefix("const ")
        bare = self.aliases.get(bare, bare)
        if bare in SCALARS:
            return SCALARS[bare], SCALARS[bare]
        if bare in self.functions:
            return POINTER, POINTER
        struct = self.struct_of(bare)
        if struct is None:
            raise FormatError(f"type {type_name} is neither a scalar nor declared before its use")
        layout = self.layout(struct)
        return layout["size"], layout["align"]

    def layout(self, struct):
        """Offsets, size and the holes that the compiler would fill in."""
        offset, align, members, holes = 0, 1, [], []
        for member in struct.members:
            size, member_align = ((POINTER, POINTER) if member.signature
                                  else self.size_align(member.type))
            if offset % member_align:
                holes.append(member.name)
                offset += member_align - offset % member_align
            members.append((member, offset, size * member.count))
            offset += size * member.count
            align = max(align, member_align)
        if offset % align:
            holes.append("its end")
            offset += align - offset % align
        return {"size": offset, "align": align, "members": members, "holes": holes}
