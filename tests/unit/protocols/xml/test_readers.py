from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from protocols.xml import XmlError
from tests.unit.protocols.xml.samples import (
    Card,
    Colour,
    Extra,
    Label,
    Place,
    Street,
    Weight,
    parcel,
    read,
    read_parcel,
)


def test_everything_is_read_as_declared() -> None:
    found, remarks = read_parcel(
        "<sent>2026-11-23T02:30:00Z</sent><day>2026-11-24</day>",
        "<otherColour>DarkBlue</otherColour><colours>Red</colours><colours>DarkBlue</colours>"
        "<fragile>1</fragile><urgent>N</urgent><pieces>-3</pieces><price>12.50</price>"
        "<label p:scheme='s' count='2'>x</label><weight unit='kg'>1.5</weight>"
        "<place><street><line>L</line><town>T</town></street></place><route>a</route><route/>"
        "<extra depth='1'><note>n</note><label>l</label></extra><pin>1</pin>",
    )
    assert found == parcel(
        day=date(2026, 11, 24),
        other_colour=Colour.DARK_BLUE,
        colours=(Colour.RED, Colour.DARK_BLUE),
        fragile=True,
        urgent=False,
        pieces=-3,
        price=Decimal("12.50"),
        label=Label(value="x", scheme="s", count=2),
        weight=Weight(value=Decimal("1.5"), unit="kg"),
        place=Place(street=Street(line="L", town="T")),
        way=("a", ""),
        extra=Extra(depth=1, note="n", label=(Label(value="l"),)),
        pin="1",
    )
    # The order of version 1 puts two members last.
    assert remarks == [
        "order parcel/sent",
        "order parcel/day",
        *(f"order parcel/{name}" for name in ("colour", "otherColour", "colours", "colours[2]", "fragile")),
        *(f"order parcel/{name}" for name in ("urgent", "pieces", "price", "label", "weight", "place")),
        *(f"order parcel/{name}" for name in ("route", "route[2]", "extra", "pin")),
    ]


def test_in_the_versions_order_nothing_is_to_be_said() -> None:
    post, remarks = read(
        "<parcel><name>A</name><town>B</town><sent>2026-11-23T02:30:00Z</sent><colour>Green</colour>"
        "<pieces>1</pieces><way>1</way><way>2</way><way>3</way><URL>u</URL><stamps>s</stamps></parcel>",
        "2",
    )
    assert post.parcel == parcel(
        town="B",
        sent=datetime(2026, 11, 23, 2, 30, tzinfo=UTC),
        colour=Colour.GREEN,
        pieces=1,
        way=("1", "2", "3"),
        url="u",
        stamps=(Label(value="s"),),
    )
    assert remarks == []


@pytest.mark.parametrize(
    ("more", "field", "value", "remark"),
    [
        (
            "<otherColour>Purple</otherColour>",
            "other_colour",
            "Purple",
            "foreign-code parcel/otherColour Purple",
        ),
        ("<otherColour>green</otherColour>", "other_colour", "Green", "spelling parcel/otherColour green"),
        ("<otherColour/>", "other_colour", None, "empty parcel/otherColour"),
        ("<colours> </colours>", "colours", (), "empty parcel/colours"),
        ("<fragile>yes</fragile>", "fragile", True, "spelling parcel/fragile yes"),
        ("<urgent/>", "urgent", None, "empty parcel/urgent"),
        ("<pieces>0</pieces>", "pieces", 0, "range parcel/pieces 0"),
        ("<price>12,5</price>", "price", Decimal("12.5"), "spelling parcel/price 12,5"),
        ("<label/>", "label", None, "empty parcel/label"),
        ("<weight/>", "weight", None, "empty parcel/weight"),
        ("<place/>", "place", None, "empty parcel/place"),
        ("<extra/>", "extra", Extra(), ""),
        ("<pin>1<b>2</b>3</pin>", "pin", "123", "nested parcel/pin"),
        ("<pin/>", "pin", "", ""),
        (
            "<label scheme='s'>x</label>",
            "label",
            Label(value="x", scheme="s"),
            "unqualified parcel/label/@scheme s",
        ),
        ("<label count=' '>x</label>", "label", Label(value="x", count=None), "empty parcel/label/@count"),
        ("<route>a</route>", "way", ("a",), "other-version parcel/route a"),
        ("<way>a</way>text", "way", ("a",), "stray parcel text"),
        ("<extra>text<note>n</note></extra>", "extra", Extra(note="n"), "stray parcel/extra text"),
        ("<pin xmlns=''>1</pin>", "pin", "1", "unqualified parcel/pin"),
    ],
)
def test_what_is_put_up_with_is_noted(more: str, field: str, value: object, remark: str) -> None:
    found, remarks = read_parcel(after=more, version="2")
    assert getattr(found, field) == value
    said = [each for each in remarks if each not in ("order parcel/name", "missing parcel/sent")]
    assert [each[: len(remark)] for each in said] == ([remark] if remark else [])


def test_what_nobody_knows_is_kept_as_xml() -> None:
    found, remarks = read_parcel(after="<x y='1'>z</x><pin xmlns='urn:other'>2</pin>")
    assert found.unknown == (
        '<ns0:x xmlns:ns0="urn:post" y="1">z</ns0:x>',
        '<ns0:pin xmlns:ns0="urn:other">2</ns0:pin>',
    )
    assert [each.split()[0] for each in remarks] == ["order", "unknown", "unknown"]
    assert found.pin is None


def test_what_other_versions_have_is_read() -> None:
    found, remarks = read_parcel(after="<URL>u</URL><way>a</way><way>b</way><way>c</way>")
    assert (found.url, found.way) == ("u", ("a", "b", "c"))
    assert remarks[1:] == [
        "other-version parcel/URL u",
        "other-version parcel/way a",
        "other-version parcel/way[2] b",
        "other-version parcel/way[3] c",
        "repeated parcel/route 3 times",
    ]


def test_what_should_be_there_is_missed() -> None:
    post, remarks = read("<card><place><box>7</box></place></card>")
    assert post.card == Card(place=Place(box="7"))
    assert [(each.rule.value, each.element, each.line) for each in remarks] == [
        ("missing", "Post/card/line", 1),
        ("missing", "Post/card/colour", 1),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<parcel/>", "Post/parcel/name: expected the element, found 'nothing'"),
        ("<parcel><name/></parcel>", "Post/parcel/colour: expected the element, found 'nothing'"),
        (
            "<parcel><name/><colour/></parcel>",
            "Post/parcel/colour: expected one of Red, DarkBlue, Green, found ''",
        ),
        (
            "<parcel><name/><colour>Pink</colour></parcel>",
            "expected one of Red, DarkBlue, Green, found 'Pink'",
        ),
        (
            "<parcel><name/><name/></parcel>",
            "Post/parcel/name[2]: expected the element once, found 'another name'",
        ),
        ("<parcel><day>soon</day></parcel>", "Post/parcel/day: expected a date, found 'soon'"),
        (
            "<parcel><weight>1</weight></parcel>",
            "Post/parcel/weight/@unit: expected the element, found 'nothing'",
        ),
        (
            "<parcel><weight unit='kg'> </weight></parcel>",
            "Post/parcel/weight: expected a decimal number, found ''",
        ),
        (
            "<parcel><label count='x'>1</label></parcel>",
            "parcel/label/@count: expected a whole number, found 'x'",
        ),
        ("<card><place/></card>", "Post/card/place: expected one of street, box, found 'nothing'"),
        ("<card><place><x/></place></card>", "Post/card/place: expected one of street, box, found 'x'"),
        ("<card><place><box/><box/></place></card>", "Post/card/place/box[2]: expected the element once"),
        ("", "Post: expected one of parcel, card, found 'nothing'"),
    ],
)
def test_what_cannot_be_understood_is_refused(body: str, said: str) -> None:
    with pytest.raises(XmlError) as refused:
        read(body)
    assert said in str(refused.value)
    assert str(refused.value).startswith("line 1: ")


def test_a_choice_of_another_version_is_read() -> None:
    post, remarks = read("<card><line>1</line><colour>Red</colour><place><drone>D</drone></place></card>")
    assert post.card
    assert post.card.place == Place(drone=Label(value="D"))
    assert [each.rule.value for each in remarks] == ["other-version"]
