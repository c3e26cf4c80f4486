import pytest

from protocols.xml import parse
from protocols.xml.explain import MOST, Fault, Schema
from protocols.xml.xsd import text
from tests.unit.protocols.xml.samples import CODEC, URI, document


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema(text(CODEC, "1", ""))


def explained(schema: Schema, body: str) -> list[tuple[str, int, str, tuple[str, ...]]]:
    faults = schema.faults(parse(document(f"\n{body}")))
    return [(fault.element, fault.line, fault.found, fault.allowed) for fault in faults]


def test_a_valid_document_has_no_faults(schema: Schema) -> None:
    assert explained(schema, "<card><line/><colour>Red</colour><place><box/></place></card>") == []


def test_each_fault_has_its_place_and_what_is_allowed(schema: Schema) -> None:
    assert explained(schema, "<card><line/>\n<colour>Pink</colour>\n<place>\n<boat/></place><x/></card>") == [
        ("Post/card/colour", 3, "Pink", ("Red", "DarkBlue")),
        ("Post/card/place/boat", 5, "boat", ("street", "box")),
        ("Post/card/x", 5, "x", ()),
    ]


def test_what_is_missing_is_told(schema: Schema) -> None:
    assert explained(schema, "<card>\n<line/></card>") == [("Post/card", 2, "", ("colour",))]


def test_other_reasons_are_xmlschemas_without_its_noise(schema: Schema) -> None:
    body = "<parcel><sent>soon</sent><colour>Red</colour><town/><name/></parcel>"
    assert schema.faults(parse(document(body))) == [
        Fault("Post/parcel/sent", 1, "soon", (), "Invalid datetime string 'soon'")
    ]
    (fault,) = schema.faults(parse(f"<Past xmlns='{URI}'/>".encode()))
    assert fault == Fault("Past", 1, "", (), "'Past' is not an element of the schema")


def test_a_hundred_faults_are_enough(schema: Schema) -> None:
    colours = "<colours>Pink</colours>" * (MOST + 5)
    body = f"<parcel><colour>Red</colour>{colours}<town/><name/></parcel>"
    assert len(schema.faults(parse(document(body)))) == MOST
