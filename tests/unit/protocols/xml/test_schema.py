from collections.abc import Callable
from typing import Annotated

import pytest

from protocols.xml import leaves
from protocols.xml.declare import Complex, Declared, Named, YesNo, named
from protocols.xml.schema import (
    Arms,
    Codes,
    Member,
    Record,
    elements,
    is_element,
    leaf,
    members,
    reach,
    text_member,
    type_name,
)
from tests.unit.protocols.xml.samples import Card, Colour, Extra, Label, Parcel, Place, Post, Street, Weight


def member(declared: type[Declared], field: str) -> Member:
    return next(each for each in members(declared) if each.field == field)


def test_members_have_kinds() -> None:
    kinds = {each.field: each.kind for each in members(Parcel)}
    assert kinds["name"] is leaves.TEXT
    assert kinds["sent"] is leaves.DATE_TIME
    assert kinds["day"] is leaves.DATE
    assert kinds["colour"] == Codes(Colour, kept=False)
    assert kinds["colours"] == Codes(Colour, kept=True)
    assert kinds["fragile"] is leaves.BOOLEAN
    assert kinds["urgent"] is leaves.YES_NO
    assert kinds["pieces"] is leaves.INTEGER
    assert kinds["price"] is leaves.DECIMAL
    assert kinds["label"] == Record(Label)
    assert kinds["place"] == Arms(Place)


def test_members_are_what_is_said_of_them() -> None:
    way, url, label = member(Parcel, "way"), member(Parcel, "url"), member(Parcel, "label")
    assert [way.name("1"), way.name("2"), url.name("2"), member(Parcel, "other_colour").name("")] == [
        "route",
        "way",
        "URL",
        "otherColour",
    ]
    assert [way.most("1"), way.most("2"), url.most("2"), way.many] == [2, None, 1, True]
    assert [url.is_in("1"), url.is_in("2")] == [False, True]
    assert [member(Parcel, "sent").is_required(version) for version in ("1", "2")] == [False, True]
    assert [member(Parcel, "name").mandatory, member(Parcel, "name").is_required("1")] == [True, True]
    assert [label.is_plain("1"), label.is_plain("2")] == [False, True]
    assert [member(Parcel, "pieces").least("1"), member(Parcel, "pieces").least("2")] == [None, 1]
    assert [member(Parcel, "pin").secret, url.secret] == [True, False]
    scheme = member(Label, "scheme").attribute
    assert scheme
    assert scheme.qualified
    assert url.mark(Named, "1")


def test_elements_come_in_the_versions_order() -> None:
    assert [each.field for each in elements(Parcel, "1")][-2:] == ["town", "name"]
    assert [each.field for each in elements(Parcel, "2")][:2] == ["name", "town"]
    assert [each.field for each in elements(Place, "1")] == ["street", "box"]
    assert elements(Label, "1") == ()
    assert [each.field for each in members(Label) if is_element(each)] == []


def test_types_are_found() -> None:
    assert reach(Post) == (Post, Parcel, Card, Label, Weight, Place, Extra, Street)
    assert type_name(Post) == "Post"
    text = text_member(Label)
    assert text
    assert text.content
    assert text_member(Parcel) is None


def test_a_simple_member_has_a_leaf() -> None:
    assert leaf(member(Parcel, "price")) is leaves.DECIMAL
    assert leaf(member(Parcel, "colour")).expected == "one of Red, DarkBlue, Green"
    with pytest.raises(TypeError, match="place is no simple type"):
        leaf(member(Parcel, "place"))


def _bytes() -> type[Declared]:
    class Wrong(Complex, frozen=True, kw_only=True):
        a: bytes

    return Wrong


def _mixture() -> type[Declared]:
    class Wrong(Complex, frozen=True, kw_only=True):
        a: int | str

    return Wrong


def _dict() -> type[Declared]:
    class Wrong(Complex, frozen=True, kw_only=True):
        a: dict[str, str]

    return Wrong


@pytest.mark.parametrize("make", [_bytes, _mixture, _dict])
def test_what_is_no_type_of_an_element_is_refused(make: Callable[[], type[Declared]]) -> None:
    with pytest.raises(TypeError, match="is no type of an element"):
        members(make())


def test_what_is_said_may_stand_inside() -> None:
    class Inside(Complex, frozen=True, kw_only=True):
        a: tuple[Annotated[str, named("A")], ...] = ()
        b: YesNo | None = None

    assert [each.name("") for each in members(Inside)] == ["A", "b"]
    assert members(Inside)[1].kind is leaves.YES_NO
