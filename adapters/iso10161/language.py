"""ISO 10161 as a language of interlibrary loan."""

from typing import Final

import msgspec

from gateway.model.ill.services import IllMessage
from gateway.model.ill.terms import UTF_8, Terms
from gateway.model.secrecy import without_identity_numbers
from gateway.ports.ill_language import Garbled, Understood, Written
from gateway.translate.iso10161 import garbled, identities, passwords
from gateway.translate.iso10161.messages import Unintelligible, describe, to_apdu, understand
from protocols.ber import BerError
from protocols.errors import LocalProtocolError
from protocols.iso10161.codec import AUTO, decode, encode

NAME: Final = "iso10161"
"""What letters in this language are marked with (`gateway.model.ill.post.Letter.language`)."""

#: How the remark ends of what may not be kept.
_NOT_KEPT: Final = (passwords.NOT_KEPT, identities.NOT_KEPT)


class Iso10161:
    """`IllLanguage`: BER of ISO 10161-1:2014, versions 1 and 2."""

    def write(self, message: IllMessage, terms: Terms) -> Written:
        """The APDU that says a message. Who finds his partner's character set out himself gets UTF-8."""
        spoken = Terms(version=terms.version) if terms.charset == AUTO else terms
        translated = to_apdu(message, spoken)
        try:
            payload = encode(translated.apdu, spoken.charset)
        except LocalProtocolError as misfit:
            # Something that was kept beside the model has the right form, and BER can't hold it.
            translated = to_apdu(msgspec.structs.replace(message, rest={}), spoken)
            payload = encode(translated.apdu, spoken.charset)
            lost = (*translated.losses, f"{misfit}; nothing that was kept beside it was said")
            return Written(payload=payload, decoded=translated.described, losses=lost)
        return Written(payload=payload, decoded=translated.described, losses=translated.losses)

    def read(self, raw: bytes, charset: str) -> Understood | Garbled:
        """The message that an APDU says, or what to answer to bytes that are none."""
        try:
            read = decode(raw, charset)
        except BerError as why:
            spoken = UTF_8 if charset == AUTO else charset
            return Garbled(answer=garbled.answer(raw, why, spoken), why=_told(why))
        try:
            understood = understand(read.apdu, read.charset)
        except Unintelligible as why:
            answer = garbled.answer(raw, why, read.charset)
            return Garbled(answer=answer, why=_told(why), decoded=describe(read.apdu, read.charset))
        return Understood(
            message=understood.message,
            decoded=understood.described,
            charset=read.charset,
            kept=self._kept(raw, understood.message, read.charset, understood.remarks),
            remarks=understood.remarks,
        )

    def _kept(self, raw: bytes, message: IllMessage, charset: str, remarks: tuple[str, ...]) -> bytes:
        if not any(remark.endswith(_NOT_KEPT) for remark in remarks):
            return raw
        return self.write(message, Terms(version=message.version, charset=charset)).payload


def _told(why: Exception) -> str:
    """What was wrong, for people: it may name what was found."""
    return without_identity_numbers(str(why))
