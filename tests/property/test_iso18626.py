"""ISO 18626: what is declared goes there and back in both versions; schemas judge as the standard's do."""

import os
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from protocols.errors import LocalProtocolError
from protocols.iso18626.codec import Decoded, decode, encode
from protocols.iso18626.codes import CLOSED
from protocols.iso18626.forms import from_json, lines, to_json
from protocols.iso18626.messages import ARMS, Iso18626Message
from protocols.iso18626.versions import V1_2, V2021_2, VERSIONS
from protocols.iso18626.xsd import text
from protocols.xml import Rule, XmlError
from protocols.xml.schema import members, reach
from tests.shared_data import shared
from tests.xml_values import meddled, values

EXAMPLES = 10_000 if os.environ.get("GUANJI_SOAK") else 60
SOAKED = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)

OURS = {version: etree.XMLSchema(etree.fromstring(text(version).encode())) for version in VERSIONS}
MESSAGES = st.one_of(
    *(st.tuples(values(type_, version), st.just(version)) for type_ in ARMS for version in VERSIONS)
)
SEEDS = st.integers(0, 1 << 32)
MEMBERS = [each for type_ in reach(Iso18626Message) for each in members(type_)]
WORDS = sorted(
    {each.name(version) for each in MEMBERS for version in VERSIONS}
    | {str(code) for list_ in CLOSED for code in list_}
)


@pytest.fixture(scope="module")
def theirs() -> dict[str, Any]:
    """The standard's schemas."""
    files = {V1_2: "ISO-18626-v1_2.xsd", V2021_2: "ISO-18626-2021-2.xsd"}
    return {
        version: etree.XMLSchema(etree.parse(str(shared(f"data/iso18626/{file}"))))
        for version, file in files.items()
    }


def attempt(data: bytes) -> tuple[Decoded | None, XmlError | None]:
    """What comes of reading a document, or the error."""
    try:
        return decode(data), None
    except XmlError as error:
        return None, error


def is_valid(schema: Any, data: bytes) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether a schema accepts a document."""
    return bool(schema.validate(etree.fromstring(data)))


@SOAKED
@given(MESSAGES)
def test_a_message_goes_there_and_back(case: tuple[Any, str]) -> None:
    message, version = case
    data, losses = encode(message, version)
    read = decode(data)
    assert (read.message, read.version, read.remarks, losses) == (message, version, (), ())
    assert from_json(to_json(message, secrets=True)) == message
    assert lines(message)
    assert is_valid(OURS[version], data)


@SOAKED
@given(MESSAGES)
def test_what_we_write_is_valid_by_the_standards_schema(
    theirs: dict[str, Any], case: tuple[Any, str]
) -> None:
    message, version = case
    assert is_valid(theirs[version], encode(message, version).data)
    other = next(each for each in VERSIONS if each != version)
    try:
        data, _ = encode(message, other)
    except LocalProtocolError:
        return  # the other version can't be without something, or has not the code
    assert is_valid(theirs[other], data)
    assert decode(data).remarks == ()


@SOAKED
@given(MESSAGES, SEEDS)
def test_our_schemas_judge_as_the_standards(theirs: dict[str, Any], case: tuple[Any, str], seed: int) -> None:
    message, version = case
    data = meddled(encode(message, version).data, Random(seed), WORDS)
    for each in VERSIONS:
        assert is_valid(OURS[each], data) == is_valid(theirs[each], data)


def test_our_schemas_judge_others_samples_as_the_standards(theirs: dict[str, Any]) -> None:
    verdicts = set()
    for file in sorted(shared("data/iso18626/samples").rglob("*.xml")):
        data = file.read_bytes()
        for filled in (data, data.replace(b"_TIMESTAMP_", b"2026-11-23T02:30:00Z")):
            for version in VERSIONS:
                verdict = is_valid(theirs[version], filled)
                assert is_valid(OURS[version], filled) == verdict, file.name
                verdicts.add(verdict)
    assert verdicts == {True, False}


@SOAKED
@given(MESSAGES, SEEDS)
def test_what_is_invalid_is_noted_or_refused(case: tuple[Any, str], seed: int) -> None:
    message, version = case
    data = meddled(encode(message, version).data, Random(seed), WORDS)
    read, refused = attempt(data)
    remarks = read.remarks if read else ()
    if is_valid(OURS[version], data):
        assert refused is None
        assert [each for each in remarks if each.rule is not Rule.EMPTY] == []
    else:
        assert remarks or (refused and refused.answer and refused.line)
