"""Declared types in which every feature of a declaration occurs, for the tests of the codec."""

from enum import IntEnum
from typing import Annotated, ClassVar

from protocols.ber import (
    BitString,
    Choice,
    External,
    GeneralString,
    IllString,
    InternationalString,
    Null,
    ObjectIdentifier,
    OctetString,
    PrintableString,
    Raw,
    Sequence,
    SetOf,
    Tagging,
    VisibleString,
    application,
    explicit,
    implicit,
    named,
    private,
    size,
    universal,
)


class Colour(IntEnum):
    RED = 1
    BLUE = 300
    DARK = -2


class Point(Sequence, frozen=True, kw_only=True):
    """Mandatory, OPTIONAL and DEFAULT, in an order that Python alone would not allow."""

    label: Annotated[VisibleString | None, implicit(0)] = None
    x: Annotated[int, implicit(1)]
    y: Annotated[int, explicit(2)] = 7


class Shape(Choice, frozen=True, kw_only=True):
    """Arms of every form; it stands untagged in `Drawing`."""

    point: Annotated[Point | None, implicit(20)] = None
    nothing: Annotated[Null | None, implicit(21)] = None
    name: GeneralString | None = None
    far: Annotated[int | None, implicit(1000), named("faR")] = None
    other: Annotated[IllString | None, explicit(22)] = None


class Row(Sequence, frozen=True, kw_only=True):
    """A row of other leaves, all of them optional."""

    asn1_tag: ClassVar[Tagging | None] = implicit(universal(17))

    octets: OctetString | None = None
    bits: BitString | None = None
    oid: ObjectIdentifier | None = None
    truth: bool | None = None
    colour: Colour | int | None = None
    strict: Annotated[Colour | None, implicit(2)] = None
    null: Null | None = None
    inner_octets: Annotated[OctetString | None, explicit(3)] = None
    inner_bits: Annotated[BitString | None, explicit(4)] = None
    inner_text: Annotated[PrintableString | None, explicit(5), size(1, 5)] = None
    inner_truth: Annotated[bool | None, explicit(6)] = None
    deep: Annotated[Annotated[int | None, implicit(50)], explicit(private(300))] = None
    deeper: Annotated[Annotated[Annotated[IllString | None, explicit(8)], explicit(9)], explicit(70_000)] = (
        None
    )
    either: Annotated[IllString | None, size(1)] = None
    deep_point: Annotated[Annotated[Point | None, implicit(11)], explicit(12)] = None


class Tree(Sequence, frozen=True, kw_only=True):
    """A type that holds itself, in itself and by way of a CHOICE and of a list."""

    left: Annotated["Tree | None", implicit(0)] = None
    branch: Annotated["Branch | None", explicit(1)] = None
    leaves: Annotated["tuple[Tree, ...] | None", implicit(2)] = None
    leaf: InternationalString | None = None


class Branch(Choice, frozen=True, kw_only=True):
    tree: Annotated[Tree | None, implicit(0)] = None
    end: Annotated[Null | None, implicit(1)] = None


class Drawing(Sequence, frozen=True, kw_only=True):
    """Everything together."""

    asn1_name: ClassVar[str] = "A-Drawing"
    asn1_tag: ClassVar[Tagging | None] = explicit(application(3))

    title: Annotated[IllString, explicit(0)]
    shape: Shape | None = None
    shapes: Annotated[tuple[Shape, ...] | None, implicit(1), size(1, 3)] = None
    row: Annotated[Row | None, implicit(2)] = None
    numbers: Annotated[SetOf[int] | None, implicit(3)] = None
    colours: Annotated[tuple[Colour | int, ...] | None, implicit(4)] = None
    texts: Annotated[tuple[IllString, ...] | None, implicit(5)] = None
    anything: Annotated[tuple[Raw, ...] | None, implicit(6)] = None
    external: Annotated[External | None, explicit(7)] = None
    item: Annotated[Raw | None, explicit(8)] = None
    tree: Annotated[Tree | None, implicit(9)] = None
    chosen: Annotated[Shape | None, explicit(46)] = None
    rest: Raw | None = None


class Tiny(Sequence, frozen=True, kw_only=True):
    """A SEQUENCE without members."""


class Loose(Choice, frozen=True, kw_only=True):
    """A CHOICE of which one arm is anything."""

    number: int | None = None
    rest: Raw | None = None


class Light(Choice, frozen=True, kw_only=True):
    """A CHOICE in which another stands untagged."""

    shape: Shape | None = None
    loud: Annotated[bool | None, implicit(1)] = None
