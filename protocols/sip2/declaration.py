"""What a message struct declares: the one source of codec, JSON form and explanation."""

import types
from collections.abc import Iterator
from functools import cache
from typing import Union, get_args, get_origin

import msgspec

from protocols.sip2.fields import Fixed, Group, Kind, Tag
from protocols.sip2.messages.message import Message


class FixedElement(msgspec.Struct, frozen=True):
    """A positional element: attribute name, how it is written, width in characters."""

    name: str
    kind: Kind
    width: int


class TaggedElement(msgspec.Struct, frozen=True):
    """A tagged element: attribute name, letters, how it is written, whether it is required or repeats."""

    name: str
    letters: str
    kind: Kind
    width: int
    required: bool
    repeats: bool


class GroupElement(msgspec.Struct, frozen=True):
    """A repeating run of tags: attribute name, struct of one run, its members; the first opens a run."""

    name: str
    struct: type[msgspec.Struct]
    members: tuple[TaggedElement, ...]


class Declaration(msgspec.Struct, frozen=True):
    """A message's elements: the positional ones in wire order, the tagged ones in the order of writing."""

    message: type[Message]
    fixed: tuple[FixedElement, ...]
    tagged: tuple[TaggedElement | GroupElement, ...]


@cache
def declaration_of(message: type[Message]) -> Declaration:
    """Give what this message class declares."""
    elements = tuple(_elements(message))
    return Declaration(
        message,
        tuple(element for element in elements if isinstance(element, FixedElement)),
        tuple(element for element in elements if not isinstance(element, FixedElement)),
    )


def _elements(struct: type[msgspec.Struct]) -> Iterator[FixedElement | TaggedElement | GroupElement]:
    for name, annotation in struct.__annotations__.items():
        optional = get_origin(annotation) in {Union, types.UnionType}
        declared = get_args(annotation)[0] if optional else annotation
        match getattr(declared, "__metadata__", ()):
            case (Fixed(width, kind),):
                yield FixedElement(name, kind, width)
            case (Tag(letters, kind, width),):
                repeats = get_origin(declared.__origin__) is tuple
                required = not (optional or repeats)
                yield TaggedElement(name, letters, kind, width, required, repeats)
            case (Group(members),):
                yield GroupElement(name, members, tuple(_tagged(members)))


def _tagged(struct: type[msgspec.Struct]) -> Iterator[TaggedElement]:
    return (element for element in _elements(struct) if isinstance(element, TaggedElement))
