"""What every language of interlibrary loan does."""

from abc import ABC, abstractmethod

import msgspec
import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.services import AnyService, Expired, IllMessage, IllRequest, Renew, Shipped
from gateway.model.ill.terms import Terms
from gateway.ports.ill_language import Garbled, IllLanguage, Understood

CUMT = SystemId(symbol="CN-JS-CUMT")
HHIT = SystemId(symbol="CN-HHIT")


def message(body: AnyService, version: int = 2) -> IllMessage:
    """A message of ours to a partner."""
    return IllMessage(
        version=version,
        transaction=TransactionId(initial_requester=CUMT, group="2026", qualifier="17"),
        said="20261122101530",
        requester=CUMT,
        responder=HHIT,
        body=body,
    )


REQUEST = message(IllRequest(item=IllItem(title="人工智能导论", isbn="9780632057597"), note="急"))


class IllLanguageContract(ABC):
    """Inherit and give `language`."""

    @abstractmethod
    @pytest.fixture
    def language(self) -> IllLanguage:
        """The language under test."""

    @pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
    @pytest.mark.parametrize("sent", [REQUEST, message(Shipped(note="寄出")), message(Renew())])
    def test_what_is_written_is_read(self, language: IllLanguage, sent: IllMessage, charset: str) -> None:
        written = language.write(sent, Terms(charset=charset))
        assert written.losses == ()
        read = language.read(written.payload, charset)
        assert isinstance(read, Understood)
        assert (read.message, read.remarks, read.charset) == (sent, (), charset)
        assert read.decoded == written.decoded
        assert written.decoded

    def test_what_is_decoded_is_json(self, language: IllLanguage) -> None:
        assert msgspec.json.encode(language.write(REQUEST, Terms()).decoded)

    def test_the_character_set_is_found_out(self, language: IllLanguage) -> None:
        for charset in ("utf-8", "gb18030"):
            read = language.read(language.write(REQUEST, Terms(charset=charset)).payload, "auto")
            assert isinstance(read, Understood)
            assert (read.message, read.charset) == (REQUEST, charset)

    def test_who_finds_the_character_set_out_gets_utf_8(self, language: IllLanguage) -> None:
        assert language.write(REQUEST, Terms(charset="auto")) == language.write(REQUEST, Terms())

    def test_a_loss_is_said(self, language: IllLanguage) -> None:
        written = language.write(message(Expired(note="n")), Terms())
        assert len(written.losses) == 1
        assert language.write(REQUEST, Terms(charset="ascii")).losses

    def test_nobody_is_written_to_in_a_version_above_his_own(self, language: IllLanguage) -> None:
        read = language.read(language.write(REQUEST, Terms(version=1)).payload, "utf-8")
        assert isinstance(read, Understood)
        assert read.message.version == 1

    @pytest.mark.parametrize("raw", [b"", b"GET / HTTP/1.0\r\n\r\n", b"\x00" * 40, b"\xff" * 40])
    def test_bytes_that_mean_nothing_are_answered(self, language: IllLanguage, raw: bytes) -> None:
        read = language.read(raw, "auto")
        assert isinstance(read, Garbled)
        assert read.why
        assert read.answer is not None
        assert read.answer.transaction == TransactionId(group="", qualifier="")

    def test_an_answer_can_be_written(self, language: IllLanguage) -> None:
        cut = language.read(language.write(REQUEST, Terms()).payload[:-5], "utf-8")
        assert isinstance(cut, Garbled)
        assert cut.answer is not None
        assert cut.answer.transaction == REQUEST.transaction
        answer = msgspec.structs.replace(cut.answer, said="20261122101531")
        read = language.read(language.write(answer, Terms()).payload, "utf-8")
        assert isinstance(read, Understood)
        assert read.message == answer
