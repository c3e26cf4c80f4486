"""How libyaz would print one of our values: the names with underscores, a line each, without braces.

Of an EXTERNAL and of ANY it prints how long they are; that their contents are the same is seen in what it
writes again.
"""

import re
from collections.abc import Iterator
from typing import Final

from protocols.ber import Choice, Edifact, External, Null, Raw, Sequence
from protocols.ber.schema import type_name
from protocols.iso10161.apdus import Apdu
from protocols.iso10161.members import Member, members
from tests.yaz.judge import plain

#: libyaz gives two APDUs other names than the rest.
ROOTS: Final = {"ILL-Request": "illRequest", "ILL-Answer": "illAnswer"}
#: Choices that it prints without their own name.
NAMELESS: Final = frozenset({"damaged-portion", "shipped-via"})

_CONTENT: Final = re.compile(r"^((?:octet OCTETSTRING|arbitrary BITSTRING)\(len=\d+\)|.* ANY \(len=).*")


def without_lengths(lines: list[str]) -> list[str]:
    """The lines, of octets and bits only the length, and of ANY nothing."""
    return [_CONTENT.sub(r"\1", line) for line in lines]


def printed(apdu: Apdu) -> list[str]:
    """The lines of an APDU."""
    name = type_name(type(apdu))
    return [ROOTS.get(name, name.replace("-", "_")), *_struct(apdu)]


def _struct(value: Sequence | Choice) -> Iterator[str]:
    if isinstance(value, External):
        yield from _external(value)
        return
    for member in members(type(value)):
        part = getattr(value, member.field)
        if part is not None:
            yield from _member(member, part)


def _member(member: Member, value: object) -> Iterator[str]:
    name = member.element.replace("-", "_")
    if isinstance(value, tuple):
        yield name
        for each in value:
            yield from _struct(each) if isinstance(each, Sequence | Choice) else (str(int(each)),)
    elif isinstance(value, Sequence | Choice):
        if member.element not in NAMELESS:
            yield name
        yield from _struct(value)
    elif member.text == "ILL-String":
        yield name
        yield f"{'EDIFACTString' if isinstance(value, Edifact) else 'GeneralString'} {_quoted(str(value))}"
    else:
        yield f"{name} {_leaf(member, value)}"


def _leaf(member: Member, value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Null):
        return "NULL"
    if isinstance(value, Raw):
        return f"ANY (len={len(value)})"
    return _oid(str(value)) if member.text == "OBJECT IDENTIFIER" else _quoted(str(value))


def _quoted(text: str) -> str:
    """A string as libyaz shows it: each octet that is not of ASCII by its number."""
    octets = text.encode("utf-8", "surrogateescape")
    return "'" + "".join(chr(each) if 31 < each < 127 else f"\\X{each:02X}" for each in octets) + "'"


def _raw(octets: bytes) -> str:
    """Octets as libyaz shows them."""
    return "".join(chr(each) if 31 < each < 127 or each in b"\t\r\f" else f"\\X{each:02X}" for each in octets)


def _oid(dotted: str) -> str:
    return f"OID: {dotted.replace('.', ' ')}"


def _external(value: External) -> Iterator[str]:
    yield f"direct {_oid(str(value.direct_reference))}"
    encoding = value.encoding
    if encoding.single_asn1_type is not None:
        yield f"single ANY (len={len(encoding.single_asn1_type)})"
    elif encoding.octet_aligned is not None:
        yield f"octet OCTETSTRING(len={len(encoding.octet_aligned)})"
        # They stand on this line as they are, and so on several where there are ends of lines among them.
        lines = bytes(encoding.octet_aligned).split(b"\n")[1:]
        yield from filter(None, (plain(_raw(line)) for line in lines))
    elif encoding.arbitrary is not None:
        yield f"arbitrary BITSTRING(len={len(encoding.arbitrary.octets)})"
