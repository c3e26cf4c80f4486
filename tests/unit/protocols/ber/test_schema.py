from collections.abc import Iterator
from enum import IntEnum
from typing import Annotated

import pytest

from protocols.ber import (
    Choice,
    External,
    GeneralString,
    IllString,
    OctetString,
    Raw,
    Sequence,
    SetOf,
    Tag,
    explicit,
    implicit,
    schema,
    size,
    universal,
)
from protocols.ber.declare import Declared, Size
from protocols.ber.schema import (
    Anything,
    Arms,
    Enumerated,
    Leaf,
    ListOf,
    Presence,
    Record,
    first_tags,
    form,
    members,
    reach,
    recursive,
    type_name,
)
from tests.caches import forgotten
from tests.unit.protocols.ber.samples import Branch, Colour, Drawing, Point, Row, Shape, Tiny, Tree


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with forgotten(schema):
        yield


def test_members_stand_in_the_standards_order_under_its_names() -> None:
    assert [(member.field, member.name, member.presence) for member in members(Point)] == [
        ("label", "label", Presence.OPTIONAL),
        ("x", "x", Presence.MANDATORY),
        ("y", "y", Presence.DEFAULT),
    ]
    assert members(Point)[2].default == 7
    assert [member.name for member in members(Shape)] == ["point", "nothing", "name", "faR", "other"]
    assert "inner-octets" in {member.name for member in members(Row)}
    assert not members(Tiny)


def test_a_list_may_be_what_is_there_by_default() -> None:
    class Two(Sequence, frozen=True, kw_only=True):
        rows: Annotated[tuple[int, ...], implicit(0)] = ()
        more: Annotated[list[int] | None, implicit(1)] = None

    with pytest.raises(TypeError, match="is no ASN"):
        members(Two)
    assert [member.default for member in members(External)] == [None] * 3 + [members(External)[3].default]


@pytest.mark.parametrize(
    ("annotation", "tags", "kind"),
    [
        (bool, (universal(1),), Leaf.BOOLEAN),
        (int | None, (universal(2),), Leaf.INTEGER),
        (Colour, (universal(10),), Enumerated(Colour, unknown=False)),
        (Colour | int, (universal(10),), Enumerated(Colour, unknown=True)),
        (Annotated[int, implicit(3)], (Tag(2, 3),), Leaf.INTEGER),
        (Annotated[int, explicit(3)], (Tag(2, 3), universal(2)), Leaf.INTEGER),
        (Annotated[Annotated[int, explicit(3)], implicit(4)], (Tag(2, 4), universal(2)), Leaf.INTEGER),
        (OctetString, (universal(4),), Leaf.OCTETS),
        (Raw, (), Anything()),
        (Annotated[Raw, implicit(1)], (Tag(2, 1),), Anything()),
        (Shape, (), Arms(Shape)),
        (Annotated[Shape, implicit(1)], (Tag(2, 1),), Arms(Shape)),
        (Point, (universal(16),), Record(Point)),
        (Row, (universal(17),), Record(Row)),
        (Drawing, (Tag(1, 3), universal(16)), Record(Drawing)),
        (tuple[int, ...], (universal(16),), ListOf(form(int))),
        (SetOf[int], (universal(17),), ListOf(form(int))),
        (Annotated[SetOf[int] | None, implicit(3)], (Tag(2, 3),), ListOf(form(int))),
    ],
)
def test_forms(annotation: object, tags: tuple[Tag, ...], kind: object) -> None:
    made = form(annotation)
    assert (made.tags, made.kind, made.size) == (tags, kind, None)


def test_sizes() -> None:
    assert form(Annotated[GeneralString | None, explicit(0), size(3, 3)]).size == Size(3, 3)
    assert form(tuple[int, ...]).size is None


def test_types_without_a_tag_of_their_own() -> None:
    assert [form(each).open for each in (IllString, Shape, Raw, int, Point)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert set(first_tags(form(IllString))) == {universal(27), universal(26), universal(12)}
    assert set(first_tags(form(Shape))) == {Tag(2, 20), Tag(2, 21), universal(27), Tag(2, 1000), Tag(2, 22)}
    assert list(first_tags(form(Drawing))) == [Tag(1, 3)]
    assert not list(first_tags(form(Raw)))


class Plain(IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    "annotation",
    [
        str,
        bytes,
        float,
        None,
        int | str,
        int | tuple[int, ...],
        Plain | Colour | int,
        Annotated[str, size(1)],
        "int",
        Declared,
    ],
)
def test_what_is_no_asn1_type(annotation: object) -> None:
    with pytest.raises(TypeError):
        form(annotation)


def test_members_differ_in_their_tags() -> None:
    class Same(Sequence, frozen=True, kw_only=True):
        one: int
        two: int | None = None

    class Within(Sequence, frozen=True, kw_only=True):
        text: GeneralString
        other: IllString | None = None

    class TwoAny(Sequence, frozen=True, kw_only=True):
        one: Raw
        two: Raw | None = None

    class OneArm(Choice, frozen=True, kw_only=True):
        one: Annotated[int | None, implicit(1)] = None
        two: Annotated[int | None, explicit(1)] = None

    for wrong in (Same, Within, TwoAny, OneArm):
        with pytest.raises(TypeError, match="another element has that tag"):
            members(wrong)


def test_names_of_types() -> None:
    assert [type_name(each) for each in (Drawing, Tiny, Shape)] == ["A-Drawing", "Tiny", "Shape"]
    assert type_name(type("SystemId", (Sequence,), {}, frozen=True)) == "System-Id"


def test_what_a_type_may_hold() -> None:
    assert reach(Record(Point)) == {members(Point)[0].form.kind, Leaf.INTEGER}
    assert Record(Tree) in reach(Arms(Branch))
    assert recursive(Record(Tree))
    assert recursive(Record(Drawing)), "a tree is part of it"
    assert not recursive(Record(Row))
    assert not recursive(Leaf.NULL)
