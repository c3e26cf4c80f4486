"""ISO 10161 as a language: what the contract of all languages does not say."""

import tomllib
from importlib import import_module

import msgspec

from adapters.iso10161 import Iso10161
from adapters.iso10161.language import NAME
from gateway.model.ill.names import TransactionId
from gateway.model.ill.services import Cancel, IllMessage
from gateway.model.ill.terms import Terms
from gateway.ports.ill_language import Garbled, Understood
from gateway.translate.iso10161.passwords import NOT_KEPT
from protocols.iso10161.codec import decode, encode
from protocols.iso10161.json_form import from_json, to_json
from tests.meta.project import ROOT
from tests.shared_data import shared

MESSAGE = IllMessage(
    transaction=TransactionId(group="g", qualifier="q"), said="20261122101530", body=Cancel(note="不需要了")
)


def test_a_message_is_written_and_read() -> None:
    written = Iso10161().write(MESSAGE, Terms())
    assert written.payload[0] == 0x66
    assert written.decoded == to_json(decode(written.payload).apdu)
    read = Iso10161().read(written.payload, "auto")
    assert isinstance(read, Understood)
    assert (read.message, read.decoded) == (MESSAGE, written.decoded)


def test_who_finds_the_character_set_out_gets_utf_8() -> None:
    assert Iso10161().write(MESSAGE, Terms(charset="auto")) == Iso10161().write(MESSAGE, Terms())


def test_bytes_that_are_no_apdu_are_answered() -> None:
    for charset in ("auto", "gb18030"):
        read = Iso10161().read(b"\x6d\x03\x30\x01\x00", charset)
        assert isinstance(read, Garbled)
        assert read.answer is not None
        assert read.why.startswith("Renew")
        assert read.decoded == {}


def test_what_was_kept_and_can_not_be_written_is_lost() -> None:
    odd = msgspec.structs.replace(MESSAGE, rest={"unknown": ["ff"]})
    written = Iso10161().write(odd, Terms())
    assert written.payload == Iso10161().write(MESSAGE, Terms()).payload
    assert len(written.losses) == 1


def test_an_answer_that_is_none_is_answered_and_shown() -> None:
    form = Iso10161().write(MESSAGE, Terms()).decoded["Cancel"]
    del form["requester-note"]
    answer = {"ILL-Answer": {**form, "transaction-results": 9}}
    read = Iso10161().read(encode(from_json(answer)), "utf-8")
    assert isinstance(read, Garbled)
    assert read.answer is not None
    assert read.answer.transaction == MESSAGE.transaction
    assert read.decoded == answer
    assert read.why == "ILL-Answer.transaction-results: 9 is not in the list"


def test_a_password_is_nowhere_in_what_is_kept() -> None:
    raw = shared("data/ill/yaz-illclient-oclc.ber").read_bytes()
    read = Iso10161().read(raw, "auto")
    assert isinstance(read, Understood)
    assert any(remark.endswith(NOT_KEPT) for remark in read.remarks)
    assert read.kept != raw
    secret = b"secret"
    assert secret in raw
    assert secret not in read.kept
    again = Iso10161().read(read.kept, "auto")
    assert isinstance(again, Understood)
    assert again.message == read.message


def test_bytes_without_a_password_are_kept_as_they_came() -> None:
    payload = Iso10161().write(MESSAGE, Terms()).payload
    read = Iso10161().read(payload, "auto")
    assert isinstance(read, Understood)
    assert read.kept == payload


def test_it_can_be_plugged_in_by_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["guanji.adapters"][NAME].partition(":")
    assert getattr(import_module(module), name) is Iso10161
