from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest

from protocols.xml import Codec, Complex, Rule, Unwritable, Why, parse, plain
from tests.unit.protocols.xml.samples import (
    CODEC,
    SENT,
    URI,
    Card,
    Colour,
    Extra,
    Label,
    Parcel,
    Place,
    Post,
    Street,
    Weight,
    full,
    parcel,
    read,
)

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<Post xmlns="{URI}" xmlns:p="{URI}" p:version='


@dataclass
class Wrote:
    """The body of a document, and what is not in it."""

    body: str
    losses: list[tuple[str, Why, str]]


def write(value: Parcel | Card, version: str = "2") -> Wrote:
    post = Post(parcel=value) if isinstance(value, Parcel) else Post(card=value)
    data, losses = CODEC.write(post, version)
    text = data.decode()
    head = f'{HEAD}"{version}">'
    assert text.startswith(head)
    assert text.endswith("</Post>")
    said = [(each.element.removeprefix("Post/"), each.why, each.found) for each in losses]
    return Wrote(text.removeprefix(head).removesuffix("</Post>"), said)


def test_everything_is_written_in_order() -> None:
    wrote = write(full())
    assert wrote.losses == []
    assert wrote.body == (
        "<parcel><name>A</name><town>徐州</town><sent>2026-11-23T02:30:00Z</sent><day>2026-11-24</day>"
        "<colour>Red</colour><otherColour>Green</otherColour>"
        "<colours>Red</colours><colours>DarkBlue</colours>"
        "<fragile>true</fragile><urgent>N</urgent><pieces>3</pieces><price>12.50</price><label>x</label>"
        '<weight unit="kg">1.5</weight>'
        "<place><street><line>大学路1号</line><town>徐州</town></street></place>"
        "<way>a</way><way>b</way><way>c</way><URL>http://x/?a=1&amp;b=2</URL>"
        '<stamps p:scheme="a&quot;b&#10;&lt;" count="2">s</stamps>'
        "<extra depth=\"1\"><note>n</note><label>l</label><x:y xmlns:x='urn:x'/></extra>"
        "<pin>1234</pin></parcel>"
    )
    again, remarks = read(wrote.body, "2")
    assert remarks == [remarks[0]]
    assert again.parcel
    assert again.parcel.extra
    kept = msgspec.structs.replace(again.parcel.extra, unknown=full().extra.unknown)  # type: ignore[union-attr]
    assert msgspec.structs.replace(again.parcel, extra=kept) == full()


def test_what_a_version_has_no_place_for_is_said() -> None:
    wrote = write(full(), "1")
    assert wrote.losses == [
        ("parcel/otherColour", Why.NO_CODE, "Green"),
        ("parcel/route[3]", Why.TOO_MANY, "c"),
        ("parcel/URL", Why.NO_PLACE, "http://x/?a=1&b=2"),
        ("parcel/stamps", Why.NO_PLACE, 's a"b\n< 2'),
    ]
    assert "<route>a</route><route>b</route><extra" in wrote.body
    assert wrote.body.endswith("<town>徐州</town><name>A</name></parcel>")
    assert [each.rule for each in read(wrote.body)[1]] == [Rule.UNKNOWN]


@pytest.mark.parametrize(
    ("change", "element", "why", "found"),
    [
        ({"label": Label(value="a<", scheme="s")}, "label/@scheme", Why.NO_PLACE, "s"),
        ({"pieces": 0}, "pieces", Why.RANGE, "0"),
        ({"other_colour": "Pink"}, "otherColour", Why.NO_CODE, "Pink"),
        ({"colours": ("Red", "Pink")}, "colours[2]", Why.NO_CODE, "Pink"),
        ({"pin": "\x02"}, "pin", Why.CHARACTERS, "\\x02"),
        ({"stamps": (Label(value="x", scheme="\x02"),)}, "stamps/@scheme", Why.CHARACTERS, "\\x02"),
        ({"unknown": ("<x/>",)}, "", Why.UNKNOWN, "<x/>"),
        ({"label": Label(value="\x02")}, "label", Why.CHARACTERS, "\\x02"),
    ],
)
def test_losses(change: dict[str, Any], element: str, why: Why, found: str) -> None:
    wrote = write(parcel(**change))
    assert wrote.losses == [(f"parcel/{element}".removesuffix("/"), why, found)]
    assert parse(f"<a xmlns:p='urn:p'>{wrote.body}</a>".encode()).root[0].tag == "parcel"


def test_what_says_nothing_is_not_lost() -> None:
    assert write(parcel(url="", stamps=()), "1").losses == []
    assert write(parcel(town=None)).body.startswith("<parcel><name>A</name><town></town>")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (parcel(name=None), "Post/parcel/name: "),
        (parcel(name=7), "Post/parcel/name: "),
        (parcel(sent=None), "Post/parcel/sent: is missing, and version 2 has it always"),
        (parcel(sent="now"), "Post/parcel/sent: expected a date and time, found 'now'"),
        (parcel(colour="Pink"), "Post/parcel/colour: 'Pink' is no code of version 2"),
        (parcel(colours=["Red"]), "Post/parcel/colours: expected a tuple, found \\['Red'\\]"),
        (parcel(colours=([],)), "Post/parcel/colours: unhashable"),
        (parcel(price=Decimal("NaN")), "Post/parcel/price: expected a number"),
        (parcel(pieces="3"), "Post/parcel/pieces: "),
        (parcel(place=Street(line="", town="")), "Post/parcel/place: expected Place, found Street"),
        (parcel(place=Place()), "Post/parcel/place: expected one of street, box, drone, found 0 of them"),
        (parcel(place=Place(box="1", street=Street(line="", town=""))), "found 2 of them"),
        (parcel(weight=Weight(value=Decimal(1), unit=None)), "Post/parcel/weight/@unit: "),  # type: ignore[arg-type]
        (parcel(stamps=(Label(value="1"), Label(value=2))), "Post/parcel/stamps\\[2\\]/value: "),  # type: ignore[arg-type]
        (parcel(extra=Extra(unknown=("<",))), "Post/parcel/extra: .*well-formed"),
        (
            Card(place=Place(box="1"), colour=Colour.RED),
            "Post/card/line: is missing, and version 2 has it always",
        ),
    ],
)
def test_what_cannot_be_valid_is_refused(value: Parcel | Card, said: str) -> None:
    with pytest.raises(Unwritable, match=said):
        write(value)


def test_what_only_one_version_wants() -> None:
    card = Card(line=("x",), place=Place(drone=Label(value="d")))
    assert write(card).body == "<card><line>x</line><place><drone>d</drone></place></card>"
    with pytest.raises(Unwritable, match="Post/card/colour: is missing, and version 1 has it always"):
        write(card, "1")
    with pytest.raises(Unwritable, match="Post/card/place: expected one of street, box, found 0 of them"):
        write(msgspec.structs.replace(card, colour=Colour.RED), "1")
    with pytest.raises(Unwritable, match="Post: expected Post, found Card"):
        CODEC.write(card, "1")  # type: ignore[arg-type] # no root: that is the test


def test_a_time_without_zone_stays_so() -> None:
    assert "<sent>2026-11-23T10:30:00</sent>" in write(parcel(sent=datetime(2026, 11, 23, 10, 30))).body  # noqa: DTZ001
    assert SENT.isoformat()[:10] == "2026-11-23"


class Wrong(Complex, frozen=True, kw_only=True):
    """A type with elements, of which text alone is wanted."""

    street: Annotated[Street, plain()]


def test_text_alone_is_wanted_of_what_has_text() -> None:
    codec = Codec(Wrong, uri="urn:x", prefix="x", versions=("1",), attribute="version")
    with pytest.raises(TypeError, match="Street has no text"):
        codec.write(Wrong(street=Street(line="", town="")), "1")
