"""What the declared types consist of, by the standard's names, for whoever walks through values.

The print, the JSON form and the rules know no type by itself: they follow this.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from protocols.ber import BitString, Choice, Null, Raw, Sequence, schema
from protocols.ber.declare import Size
from protocols.ber.leaves import Text, Texts


class Member(msgspec.Struct, frozen=True):
    """A member of a SEQUENCE or CHOICE.

    * ``field``     its name in Python, ``element`` its name in the standard;
    * ``of``        its type: a class; of a list, that of its elements;
    * ``text``      its string type by the standard's name, or ``OBJECT IDENTIFIER``; ``""`` for others;
    * ``many``      whether it is a list;
    * ``optional``  whether it may be absent, ``default`` what it is then, if the standard says so;
    * ``size``      of a string or list.
    """

    field: str
    element: str
    of: type[Any]
    text: str
    many: bool
    optional: bool
    default: Any
    size: Size | None


class Leaf(msgspec.Struct, frozen=True):
    """A value without members: where it stands, which member it is (or is in the list of), and itself."""

    path: str
    member: Member
    value: Any


_PYTHON: Final[dict[schema.Leaf, type[Any]]] = {
    schema.Leaf.BOOLEAN: bool,
    schema.Leaf.INTEGER: int,
    schema.Leaf.BITS: BitString,
    schema.Leaf.OCTETS: bytes,
    schema.Leaf.NULL: Null,
    schema.Leaf.OID: str,
}


def members(type_: type[Any]) -> tuple[Member, ...]:
    """The members of a SEQUENCE or CHOICE in the standard's order."""
    declared: Any = type_
    return _members(declared)


@cache
def _members(type_: type[Sequence | Choice]) -> tuple[Member, ...]:
    return tuple(_by_element(type_).values())


def _member(declared: schema.Member) -> Member:
    kind = declared.form.kind
    many = isinstance(kind, schema.ListOf)
    if isinstance(kind, schema.ListOf):
        kind = kind.element.kind
    return Member(
        field=declared.field,
        element=declared.name,
        of=_of(kind),
        text=_text(kind),
        many=many,
        optional=declared.presence is schema.Presence.OPTIONAL,
        default=declared.default if declared.presence is schema.Presence.DEFAULT else None,
        size=declared.form.size,
    )


def _of(kind: schema.Kind) -> type[Any]:
    if isinstance(kind, schema.Leaf):
        return _PYTHON[kind]
    if isinstance(kind, schema.Enumerated):
        return kind.values
    if isinstance(kind, schema.Record | schema.Arms):
        return kind.type
    return Raw if isinstance(kind, schema.Anything) else str


def _text(kind: schema.Kind) -> str:
    if isinstance(kind, Text | Texts):
        return kind.name
    return "OBJECT IDENTIFIER" if kind is schema.Leaf.OID else ""


def by_element(type_: type[Any]) -> Mapping[str, Member]:
    """The members of a type by the standard's names, in the standard's order."""
    declared: Any = type_
    return _by_element(declared)


@cache
def _by_element(type_: type[Sequence | Choice]) -> Mapping[str, Member]:
    return {declared.name: _member(declared) for declared in schema.members(type_)}


def structs(value: Sequence | Choice, path: str) -> Iterator[tuple[str, Sequence | Choice]]:
    """Every SEQUENCE and CHOICE within a value, itself first, each with its path."""
    yield path, value
    for member in members(type(value)):
        for place, part in _parts(path, member, getattr(value, member.field)):
            if isinstance(part, Sequence | Choice):
                yield from structs(part, place)


def leaves(value: Sequence | Choice, path: str) -> Iterator[Leaf]:
    """Every value without members within a value, in the standard's order."""
    for place, it in structs(value, path):
        for member in members(type(it)):
            for below, part in _parts(place, member, getattr(it, member.field)):
                if not isinstance(part, Sequence | Choice):
                    yield Leaf(below, member, part)


def _parts(path: str, member: Member, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value
    if value is None:
        return
    place = f"{path}.{member.element}"
    if member.many:
        yield from ((f"{place}[{number}]", part) for number, part in enumerate(value, 1))
    else:
        yield place, value
