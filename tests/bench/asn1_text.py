"""Declared types as ASN.1 text that asn1tools compiles: arms have names, values too, defaults are OPTIONAL.

asn1tools writes a member that is there even where it has its default, as we do, when it is declared OPTIONAL.
"""

from enum import IntEnum

from protocols.ber.declare import Declared
from protocols.ber.leaves import Text, Texts
from protocols.ber.schema import (
    Anything,
    Arms,
    Enumerated,
    Form,
    Kind,
    Leaf,
    ListOf,
    Presence,
    Record,
    form,
    members,
    reach,
    type_name,
)

_LEAVES = {
    Leaf.BOOLEAN: "BOOLEAN",
    Leaf.INTEGER: "INTEGER",
    Leaf.BITS: "BIT STRING",
    Leaf.OCTETS: "OCTET STRING",
    Leaf.NULL: "NULL",
    Leaf.OID: "OBJECT IDENTIFIER",
}


def module(declared: type[Declared]) -> str:
    """A module with a type and all that it is made of."""
    kinds = [form(declared).kind, *sorted(reach(form(declared).kind), key=repr)]
    types = {kind.type for kind in kinds if isinstance(kind, Record | Arms)}
    lines = [_definition(each) for each in sorted(types, key=lambda each: each.__name__)]
    return "\n".join(["M DEFINITIONS EXPLICIT TAGS ::= BEGIN", *lines, "END"])


def _definition(declared: type[Declared]) -> str:
    own = form(declared)
    word = "SEQUENCE" if isinstance(own.kind, Record) else "CHOICE"
    arms = ", ".join(
        f"{_small(member.name)} {_form(member.form)}"
        + (" OPTIONAL" if word == "SEQUENCE" and member.presence is not Presence.MANDATORY else "")
        for member in members(declared)
    )
    return f"{type_name(declared)} ::= {_tags(own)}{word} {{ {arms} }}"


def _form(used: Form) -> str:
    if isinstance(used.kind, Record):
        # The type's own tags stand with its definition; an implicit one in their place is said as such.
        own = form(used.kind.type).tags
        if used.tags == own:
            return type_name(used.kind.type)
        if used.tags[1:] == own:
            return f"{used.tags[0]} {type_name(used.kind.type)}"
        return f"{used.tags[0]} IMPLICIT {type_name(used.kind.type)}"
    return _tags(used) + _kind(used.kind)


def _tags(used: Form) -> str:
    """All tags but that which the kind has anyhow."""
    if used.open:
        return "".join(f"{tag} " for tag in used.tags)
    *wrapping, last = used.tags
    said = "" if last.kind == 0 and last.number != _EXTERNAL else f"{last} IMPLICIT "
    return "".join(f"{tag} " for tag in wrapping) + said


_EXTERNAL = 8


def _kind(kind: Kind) -> str:  # noqa: PLR0911 - one for each kind
    if isinstance(kind, Leaf):
        return _LEAVES[kind]
    if isinstance(kind, Text):
        return kind.name
    if isinstance(kind, Texts):
        arms = (kind.plain, *(text for text, made in kind.others if made is not str))
        return f"CHOICE {{ {', '.join(f'{_small(text.name)} {text.name}' for text in arms)} }}"
    if isinstance(kind, Anything):
        return "ANY"
    if isinstance(kind, ListOf):
        return f"SEQUENCE OF {_form(kind.element)}"
    if isinstance(kind, Enumerated):
        return f"ENUMERATED {{ {', '.join(f'{_value(value)}({int(value)})' for value in kind.values)} }}"
    return type_name(kind.type)


def _value(value: IntEnum) -> str:
    return _small(value.name.lower().replace("_", "-"))


def _small(name: str) -> str:
    return name[0].lower() + name[1:]
