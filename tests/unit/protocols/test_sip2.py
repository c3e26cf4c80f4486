"""The package as a whole: its public names, our vectors, and the messages of other systems."""

import importlib
import json
from collections import Counter
from enum import StrEnum
from typing import Any

import pytest

from protocols import sip2
from protocols.sip2 import codes, decode, encode, from_json, split_trailer, to_json
from protocols.sip2.dissector import dissect
from protocols.sip2.fields import FeeLine
from tests.shared_data import ROOT, shared

VECTORS: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/vectors/sip2/messages.json").read_text(encoding="utf-8")
)

# A second writing of the code lists, from the document.
SIZES = {
    codes.CirculationStatus: "01 02 03 04 05 06 07 08 09 10 11 12 13",
    codes.SecurityMarker: "00 01 02 03",
    codes.FeeType: "01 02 03 04 05 06 07 08 09",
    codes.PaymentType: "00 01 02",
    codes.MediaType: "000 001 002 003 004 005 006 007 008 009 010",
    codes.HoldType: "1 2 3 4",
    codes.HoldMode: "+ - *",
    codes.ScStatusCode: "0 1 2",
    codes.AlertType: "00 01 02 03 04 98 99",
    codes.CardOperation: "01 02 11 14",
    codes.Language: " ".join(f"{number:03}" for number in range(28)),
}


@pytest.mark.parametrize("code_list", SIZES, ids=lambda code_list: code_list.__name__)
def test_code_lists(code_list: type[StrEnum]) -> None:
    assert [member.value for member in code_list] == SIZES[code_list].split()


def test_positional_flags_have_the_document_s_widths() -> None:
    assert len(codes.PatronStatus) == 14
    assert len(codes.Summary) == 10
    assert len(codes.SupportedMessages) == 16


def test_public_names() -> None:
    assert len(set(sip2.__all__)) == len(sip2.__all__)
    assert all(hasattr(sip2, name) for name in sip2.__all__)
    assert importlib.import_module("protocols.sip2.messages").__all__


def test_a_fee_line_needs_only_its_number() -> None:
    assert FeeLine(fee_identifier="1").fee_remaining is None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["note"])
def test_own_vectors(vector: dict[str, Any]) -> None:
    message = decode(vector["text"])
    assert to_json(message, secrets=True) == vector["message"]
    assert from_json(vector["message"]) == message
    assert encode(message) == vector.get("written", vector["text"])
    assert decode(encode(message)) == message


def test_own_vectors_hold_every_message() -> None:
    assert {vector["message"]["code"] for vector in VECTORS} == set(sip2.MESSAGES)


def test_messages_of_other_systems_keep_their_fields() -> None:
    lines = shared("data/sip2/peer_messages.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 386
    for line in lines:
        text = json.loads(line)["text"]
        message = decode(text)
        written = encode(message)
        assert decode(written) == message, text
        assert not fields(split_trailer(text).body) - fields(written), text


def test_live_answers_of_another_server() -> None:
    lines = shared("data/sip2/sipserver_live_transcript.txt").read_text("utf-8", "replace").splitlines()
    answers = [line.removeprefix("< b'").removesuffix("\\r'") for line in lines if line.endswith("\\r'")]
    assert len(answers) > 10
    for answer in answers:
        message = decode(answer)
        assert decode(encode(message)) == message


def fields(text: str) -> Counter[str]:
    """The tagged fields of a message; those of the link are not counted."""
    parts = dissect(text)
    segments = [segment.lstrip() for segment in (*parts.strays, *text[parts.tags_at :].split("|"))]
    return Counter(segment for segment in segments if segment and segment[:2] not in {"AY", "AZ"})
