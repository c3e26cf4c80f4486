"""A little protocol with everything that can be declared, in the versions 1 and 2."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from protocols.xml import (
    Choice,
    Closed,
    Codec,
    Complex,
    Remark,
    YesNo,
    attribute,
    content,
    least,
    most,
    named,
    only,
    parse,
    plain,
    required,
    secret,
)

URI = "urn:post"


class Colour(Closed):
    """A closed list that grew."""

    RED = "Red"
    DARK_BLUE = "DarkBlue"
    GREEN = "Green", "2"


class Label(Complex, frozen=True, kw_only=True):
    """Text with attributes of both kinds."""

    value: Annotated[str, content()]
    scheme: Annotated[str | None, attribute(qualified=True)] = None
    count: Annotated[int | None, attribute(qualified=False)] = None


class Weight(Complex, frozen=True, kw_only=True):
    """A number with an attribute that has to be there."""

    value: Annotated[Decimal, content()]
    unit: Annotated[str, attribute(qualified=False)]


class Street(Complex, frozen=True, kw_only=True):
    """One way to say where."""

    line: str
    town: str


class Place(Choice, frozen=True, kw_only=True):
    """Where."""

    street: Street | None = None
    box: str | None = None
    drone: Annotated[Label | None, only("2")] = None


class Extra(Complex, frozen=True, kw_only=True):
    """A type with room for anything."""

    xml_open: ClassVar[bool] = True

    depth: "Annotated[int | None, attribute(qualified=False)]" = None
    note: str | None = None
    label: tuple[Label, ...] = ()


class Parcel(Complex, frozen=True, kw_only=True):
    """All sorts of members."""

    xml_order: ClassVar[Mapping[str, tuple[str, ...]]] = {"1": ("town", "name")}

    name: str
    town: Annotated[str | None, required(filled=True)] = None
    sent: Annotated[datetime | None, required("2")] = None
    day: date | None = None
    colour: Colour
    other_colour: Colour | str | None = None
    colours: tuple[Colour | str, ...] = ()
    fragile: bool | None = None
    urgent: YesNo | None = None
    pieces: Annotated[int | None, least(1, "2")] = None
    price: Decimal | None = None
    label: Annotated[Label | None, plain("2")] = None
    weight: Weight | None = None
    place: Place | None = None
    way: Annotated[tuple[str, ...], most(2, "1"), named("route", "1")] = ()
    url: Annotated[str | None, named("URL"), only("2")] = None
    stamps: Annotated[tuple[Label, ...], only("2")] = ()
    extra: Extra | None = None
    pin: Annotated[str | None, secret()] = None


class Card(Complex, frozen=True, kw_only=True):
    """Members that version 1 can't be without."""

    line: Annotated[tuple[str, ...], required()] = ()
    colour: Annotated[Colour | str | None, required("1")] = None
    place: Place


class Post(Choice, frozen=True, kw_only=True):
    """The root."""

    parcel: Parcel | None = None
    card: Card | None = None


CODEC = Codec(Post, uri=URI, prefix="p", versions=("1", "2"), attribute="version")

SENT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def parcel(**other: Any) -> Parcel:  # noqa: ANN401 - of any type
    """The least parcel, and whatever else."""
    return Parcel(**{"name": "A", "town": "徐州", "sent": SENT, "colour": Colour.RED, **other})


def full() -> Parcel:
    """A parcel with everything that version 2 has."""
    return parcel(
        day=date(2026, 11, 24),
        other_colour=Colour.GREEN,
        colours=(Colour.RED, Colour.DARK_BLUE),
        fragile=True,
        urgent=False,
        pieces=3,
        price=Decimal("12.50"),
        label=Label(value="x"),
        weight=Weight(value=Decimal("1.5"), unit="kg"),
        place=Place(street=Street(line="大学路1号", town="徐州")),
        way=("a", "b", "c"),
        url="http://x/?a=1&b=2",
        stamps=(Label(value="s", scheme='a"b\n<', count=2),),
        extra=Extra(depth=1, note="n", unknown=("<x:y xmlns:x='urn:x'/>",), label=(Label(value="l"),)),
        pin="1234",
    )


def document(body: str, version: str = "1", attributes: str = "") -> bytes:
    """A document around a body."""
    return f'<Post xmlns="{URI}" xmlns:p="{URI}" p:version="{version}"{attributes}>{body}</Post>'.encode()


def read(body: str, version: str = "1") -> tuple[Post, list[Remark]]:
    """A body's value and remarks."""
    remarks: list[Remark] = []
    return CODEC.read(parse(document(body, version)), version, remarks), remarks


LEAST = "<parcel><town>徐州</town><name>A</name>{}<colour>Red</colour>{}</parcel>"


def read_parcel(before: str = "", after: str = "", version: str = "1") -> tuple[Parcel, list[str]]:
    """A least parcel with more elements before and after its colour: its value, and its remarks as text."""
    post, remarks = read(LEAST.format(before, after), version)
    assert post.parcel
    said = [
        f"{each.rule.value} {each.element.removeprefix('Post/')} {each.found}".strip() for each in remarks
    ]
    return post.parcel, said
