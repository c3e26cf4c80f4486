"""Bytes ⇄ APDUs, and the character set that a peer turns out to use."""

import json
from pathlib import Path

import pytest

from protocols.ber import BerError
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import Apdu, IllRequest
from protocols.iso10161.codec import AUTO, GB18030, UTF_8, Decoded, decode, encode, number
from protocols.iso10161.items import ItemId
from protocols.iso10161.json_form import from_json, to_json
from tests.ill.twins import indefinite
from tests.shared_data import ROOT
from tests.unit.protocols.iso10161.samples import ENVELOPE, message, request

VECTORS = ROOT / "tests/vectors/iso10161"


def test_an_apdu_comes_back_as_it_went() -> None:
    octets = encode(request())
    assert octets[:1] == b"\x61"
    assert decode(octets) == Decoded(request(), UTF_8)
    assert decode(memoryview(octets)).apdu == request()


def test_every_default_is_written() -> None:
    octets = encode(request())
    assert b"\x85\x01\x01" in octets  # transaction-type
    assert b"\x8e\x01\x03" in octets  # place-on-hold
    assert octets.endswith(b"\x95\x01\x00\x96\x01\x00")  # retry-flag, forward-flag


@pytest.mark.parametrize(
    ("note", "written", "read"),
    [
        ("plain", UTF_8, UTF_8),
        ("岩石力学", UTF_8, UTF_8),
        ("岩石力学", GB18030, GB18030),
        ("café", "latin-1", UTF_8),  # neither: kept, byte by byte
    ],
)
def test_the_character_set_is_found_out(note: str, written: str, read: str) -> None:
    octets = encode(message(note), written)
    found = decode(octets, AUTO)
    assert found.charset == read
    assert (found.apdu == message(note)) is (written != "latin-1")
    assert encode(found.apdu, found.charset) == octets


def test_a_large_number_is_no_hindrance() -> None:
    octets = encode(message("岩石力学", protocol_version_num=2**90), GB18030)
    assert decode(octets, AUTO).charset == GB18030


def test_a_configured_character_set_is_taken_at_its_word() -> None:
    octets = encode(message("岩石力学"), GB18030)
    assert decode(octets, "gbk") == Decoded(message("岩石力学"), "gbk")
    assert encode(decode(octets, UTF_8).apdu) == octets


def test_an_apdu_knows_its_number() -> None:
    assert number(message()) == 17


@pytest.mark.parametrize("size", range(0, 90, 7))
def test_no_apdu_begins_like_http(size: int) -> None:
    """YAZ (cs_complete_auto) takes three printable octets for HTTP, and waits for ever."""
    apdu = message("x" * size)
    written = encode(apdu)
    assert not all(0x20 <= octet < 0x7F for octet in written[:3])
    assert decode(written).apdu == apdu


def test_what_is_no_apdu_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match="Apdu is no APDU"):
        encode(Apdu(**ENVELOPE))


def test_an_error_names_the_element_and_the_offset() -> None:
    octets = encode(message("note"))
    with pytest.raises(BerError) as broken:
        decode(octets.replace(b"\x80\x01\x02", b"\x80\x00\x9f", 1))
    assert broken.value.element.startswith("Message")
    with pytest.raises(BerError):
        decode(b"\x61\x80\x30\x80")
    bad = request(item_id=ItemId(isbn="too long for it"))
    with pytest.raises(LocalProtocolError, match="iSBN"):
        encode(bad)
    assert isinstance(bad, IllRequest)


@pytest.mark.parametrize("vector", sorted(VECTORS.glob("*.json")), ids=lambda file: file.stem)
def test_our_vectors(vector: Path) -> None:
    told = json.loads(vector.read_text(encoding="utf-8"))
    octets = bytes.fromhex(told["octets"])
    apdu = decode(octets).apdu
    assert to_json(apdu, secrets=True) == told["apdu"]
    assert encode(from_json(told["apdu"])) == octets
    assert decode(indefinite(octets)).apdu == apdu


def test_there_are_vectors_of_every_kind() -> None:
    names = {file.name.partition("-")[0] for file in VECTORS.glob("*.json")}
    assert names == {f"{number:02}" for number in range(1, 21)}
