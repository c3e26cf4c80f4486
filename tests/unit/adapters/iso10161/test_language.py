"""ISO 10161 as a language: what the contract of all languages does not say."""

import tomllib
from importlib import import_module

import msgspec

from adapters.iso10161 import Iso10161
from adapters.iso10161.language import NAME
from gateway.model.ill.names import TransactionId
from gateway.model.ill.parts import Client, IllItem
from gateway.model.ill.services import Cancel, IllMessage, IllRequest
from gateway.model.ill.terms import Terms
from gateway.model.secrecy import is_identity_number
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


NUMBER = "11010519491231002X"


def asked(**more: object) -> IllMessage:
    body = IllRequest(
        client=Client(name="张三", identifier=NUMBER), note=f"证件 {NUMBER}", item=IllItem(title="x")
    )
    return msgspec.structs.replace(MESSAGE, body=body, **more)


def from_elsewhere(message: IllMessage) -> bytes:
    """What a system writes that has no such scruples."""
    written = Iso10161().write(message, Terms()).decoded
    ((name, wire),) = written.items()
    wire["client-id"]["client-identifier"] = NUMBER
    wire["unknown"] = [(b"\x9f\x64\x12" + NUMBER.encode()).hex()]
    return encode(from_json({name: wire}))


def test_an_identity_card_number_is_told_to_no_partner() -> None:
    written = Iso10161().write(asked(), Terms())
    assert NUMBER.encode() not in written.payload
    assert NUMBER not in str(written.decoded)
    assert written.losses == (
        "ILL-Request.client-id.client-identifier: an identity-card number, not said",
        "ILL-Request.requester-note: an identity-card number, not said",
    )
    read = Iso10161().read(written.payload, "auto")
    assert isinstance(read, Understood)
    assert isinstance(read.message.body, IllRequest)
    assert read.message.body.client == Client(name="张三", identifier="***")


def test_one_that_comes_is_nowhere_in_what_is_kept() -> None:
    raw = from_elsewhere(asked())
    assert raw.count(NUMBER.encode()) == 2
    read = Iso10161().read(raw, "auto")
    assert isinstance(read, Understood)
    assert read.remarks == (
        "ILL-Request.client-id.client-identifier: an identity-card number, not kept",
        "ILL-Request.unknown[1]: an identity-card number, not kept",
    )
    assert NUMBER not in str((read.message, read.decoded))
    assert NUMBER.encode() not in read.kept
    assert NUMBER.encode().hex() not in str((read.message, read.decoded))
    again = Iso10161().read(read.kept, "auto")
    assert isinstance(again, Understood)
    assert (again.message, again.remarks) == (read.message, ())


def test_a_number_that_names_a_transaction_is_none() -> None:
    named = msgspec.structs.replace(MESSAGE, transaction=TransactionId(group="g", qualifier=NUMBER))
    payload = Iso10161().write(named, Terms()).payload
    read = Iso10161().read(payload, "auto")
    assert isinstance(read, Understood)
    assert (read.message, read.kept) == (named, payload)


def test_what_was_wrong_does_not_tell_it_either() -> None:
    number = next(n for n in range(320300200505040010, 320300200505040020) if is_identity_number(str(n)))
    form = Iso10161().write(MESSAGE, Terms()).decoded["Cancel"]
    del form["requester-note"]
    answer = {"ILL-Answer": {**form, "transaction-results": number, "responder-note": NUMBER}}
    read = Iso10161().read(encode(from_json(answer)), "utf-8")
    assert isinstance(read, Garbled)
    assert read.why == "ILL-Answer.transaction-results: *** is not in the list"
    assert read.decoded["ILL-Answer"]["responder-note"] == "***"
