"""ISO 10161 as a language of interlibrary loan."""

from typing import Final

from gateway.model.ill.services import IllMessage
from gateway.model.ill.terms import UTF_8, Terms
from gateway.ports.ill_language import Garbled, Understood, Written
from gateway.translate.iso10161 import garbled
from gateway.translate.iso10161.messages import Unintelligible, describe, to_apdu, understand
from protocols.ber import BerError
from protocols.iso10161.codec import AUTO, decode, encode

NAME: Final = "iso10161"
"""What letters in this language are marked with (`gateway.model.ill.post.Letter.language`)."""


class Iso10161:
    """`IllLanguage`: BER of ISO 10161-1:2014, versions 1 and 2."""

    def write(self, message: IllMessage, terms: Terms) -> Written:
        """The APDU that says a message. Who finds his partner's character set out himself gets UTF-8."""
        spoken = Terms(version=terms.version) if terms.charset == AUTO else terms
        translated = to_apdu(message, spoken)
        return Written(
            payload=encode(translated.apdu, spoken.charset),
            decoded=describe(translated.apdu, spoken.charset),
            losses=translated.losses,
        )

    def read(self, raw: bytes, charset: str) -> Understood | Garbled:
        """The message that an APDU says, or what to answer to bytes that are none."""
        try:
            read = decode(raw, charset)
        except BerError as why:
            spoken = UTF_8 if charset == AUTO else charset
            return Garbled(answer=garbled.answer(raw, why, spoken), why=str(why))
        decoded = describe(read.apdu, read.charset)
        try:
            understood = understand(read.apdu, read.charset)
        except Unintelligible as why:
            answer = garbled.answer(raw, why, read.charset)
            return Garbled(answer=answer, why=str(why), decoded=decoded)
        return Understood(
            message=understood.message, decoded=decoded, charset=read.charset, remarks=understood.remarks
        )
