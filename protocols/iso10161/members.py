"""What the declared types consist of, by the standard's names, for whoever walks through values.

The print, the JSON form and the rules know no type by itself: they follow this.
"""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec

from protocols.ber import Choice, Sequence
from protocols.ber.declare import Named, Size
from protocols.ber.leaves import Oid, Text, Texts

#: Not a member of any type of the standard, but what a peer put beside them.
UNKNOWN: Final = "unknown"


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


@cache
def members(type_: type[msgspec.Struct]) -> tuple[Member, ...]:
    """The members of a SEQUENCE or CHOICE in the standard's order."""
    hints = get_type_hints(type_, include_extras=True)
    return tuple(
        _member(field, hints[field.name]) for field in msgspec.structs.fields(type_) if field.name != UNKNOWN
    )


def _member(field: msgspec.structs.FieldInfo, hint: Any) -> Member:  # noqa: ANN401 - any annotation
    notes: tuple[object, ...] = ()
    optional, many = False, False
    while True:
        if get_origin(hint) is Annotated:
            hint, *further = get_args(hint)
            notes += tuple(further)
        elif get_origin(hint) in (Union, UnionType):
            arms = [arm for arm in get_args(hint) if arm is not NoneType]
            optional = optional or len(arms) < len(get_args(hint))
            hint = arms[0]  # an enumeration stands before the int that is not in it
        elif get_origin(hint) is tuple:
            hint, many = get_args(hint)[0], True
        else:
            break
    names = [note.name for note in notes if isinstance(note, Named)]
    return Member(
        field=field.name,
        element=names[0] if names else field.name.replace("_", "-"),
        of=hint,
        text=next((_text(note) for note in notes if isinstance(note, Text | Texts | Oid)), ""),
        many=many,
        optional=optional,
        default=None if field.default is msgspec.NODEFAULT else field.default,
        size=next((note for note in notes if isinstance(note, Size)), None),
    )


def _text(note: Text | Texts | Oid) -> str:
    return "OBJECT IDENTIFIER" if isinstance(note, Oid) else note.name


@cache
def by_element(type_: type[msgspec.Struct]) -> dict[str, Member]:
    """The members of a type by the standard's names."""
    return {member.element: member for member in members(type_)}


def name_of(type_: type[Any]) -> str:
    """The standard's name of a type: its own, or the class's with hyphens."""
    given: str = getattr(type_, "asn1_name", "")
    if given:
        return given
    return "".join(f"-{letter}" if letter.isupper() else letter for letter in type_.__name__).lstrip("-")


def structs(value: msgspec.Struct, path: str) -> Iterator[tuple[str, msgspec.Struct]]:
    """Every SEQUENCE and CHOICE within a value, itself first, each with its path."""
    yield path, value
    for member in members(type(value)):
        for place, part in _parts(path, member, getattr(value, member.field)):
            if _has_members(part):
                yield from structs(part, place)


def leaves(value: msgspec.Struct, path: str) -> Iterator[Leaf]:
    """Every value without members within a value, in the standard's order."""
    for place, it in structs(value, path):
        for member in members(type(it)):
            for below, part in _parts(place, member, getattr(it, member.field)):
                if not _has_members(part):
                    yield Leaf(below, member, part)


def _parts(path: str, member: Member, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value
    if value is None:
        return
    place = f"{path}.{member.element}"
    if member.many:
        yield from ((f"{place}[{number}]", part) for number, part in enumerate(value, 1))
    else:
        yield place, value


def _has_members(value: object) -> bool:
    return isinstance(value, Sequence | Choice)
