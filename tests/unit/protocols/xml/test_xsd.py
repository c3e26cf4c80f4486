import pytest

from protocols.xml import parse
from protocols.xml.codec import Codec
from protocols.xml.xmlschemas import XMLSchema10
from protocols.xml.xsd import text
from tests.unit.protocols.xml.samples import (
    CODEC,
    URI,
    Card,
    Extra,
    Label,
    Place,
    Post,
    document,
    full,
    parcel,
)

SCHEMAS = {version: XMLSchema10(text(CODEC, version, "about <it>")) for version in CODEC.versions}


def valid(body: str, version: str) -> bool:
    return SCHEMAS[version].is_valid(parse(document(body, version)).root)


@pytest.mark.parametrize("version", CODEC.versions)
@pytest.mark.parametrize(
    "post",
    [
        Post(parcel=full()),
        Post(parcel=parcel()),
        Post(card=Card(line=("x", "y"), colour="Red", place=Place(box="1"))),
    ],
)
def test_what_we_write_is_valid(post: Post, version: str) -> None:
    assert SCHEMAS[version].is_valid(parse(CODEC.write(post, version).data).root)


def test_what_a_version_has_not_is_invalid() -> None:
    body = "<card><line/><colour>{}</colour><place>{}</place></card>"
    assert valid(body.format("Red", "<box/>"), "1")
    assert not valid(body.format("Green", "<box/>"), "1")
    assert not valid(body.format("Red", "<drone>d</drone>"), "1")
    assert not valid(body.format("Red", "<box/><box/>"), "1")
    assert valid(body.format("Green", "<drone p:scheme='s' count='1'>d</drone>"), "2")
    assert not valid(body.format("Green", "<drone scheme='s'>d</drone>"), "2")
    assert not valid(body.replace("<line/>", "").format("Red", "<box/>"), "2")


def test_details_are_held() -> None:
    first = "<parcel><colour>Red</colour>{}<town/><name/></parcel>"
    second = "<parcel><name/><town/><sent>2026-01-01T00:00:00Z</sent><colour>Red</colour>{}</parcel>"
    assert valid(first.format("<pieces>-1</pieces>"), "1")
    assert not valid(second.format("<pieces>0</pieces>"), "2")
    assert valid(second.format("<pieces>1</pieces>"), "2")
    assert valid(first.format("<label p:scheme='s'>x</label>"), "1")
    assert not valid(second.format("<label p:scheme='s'>x</label>"), "2")
    assert not valid(first.format("<weight>1</weight>"), "1")
    assert not valid(first.format("<route/><route/><route/>"), "1")
    assert valid(second.format("<way/><way/><way/>"), "2")
    assert valid(first.format("<extra><x xmlns='urn:x'/></extra>"), "1")
    assert not valid(first.format("<x xmlns='urn:x'/>"), "1")
    assert not valid(second.format("<urgent>yes</urgent>"), "2")


def test_it_names_what_it_is() -> None:
    schema = text(CODEC, "1", "about <it>")
    assert schema.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<xs:schema ')
    assert f'targetNamespace="{URI}"' in schema
    assert "about &lt;it&gt;" in schema
    assert '<xs:complexType name="Street">' in schema
    assert schema.endswith("</xs:schema>\n")
    assert "drone" not in schema
    assert Label.__name__ in schema


def test_without_yes_or_no_nothing_is_said_of_them() -> None:
    codec = Codec(Extra, uri="urn:x", prefix="x", versions=("1",), attribute="version")
    assert "YesNo" not in text(codec, "1", "")
