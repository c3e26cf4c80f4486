"""A language of interlibrary loan, as whoever receives and posts messages asks for it."""

from typing import Any, Protocol

import msgspec

from gateway.model.ill.services import IllMessage
from gateway.model.ill.terms import Terms


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A message in a partner's language.

    `payload` is what goes to the partner, without identity-card numbers; `decoded` the same by the names of
    the language's standard, without passwords; `losses` the elements that it could not say:
    ``ILL-Request.item-id.title: why``.
    """

    payload: bytes
    decoded: dict[str, Any]
    losses: tuple[str, ...] = ()


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner's bytes mean.

    `decoded` as for `Written`. `charset` is the character set that they were in. `remarks` are elements that
    mean nothing here, in the form of losses; they are kept in the message's `rest` where that is possible.
    `kept` are the bytes as the history may keep them: as they came, or said anew where a password was shown
    or an identity-card number stood. `message` and `decoded` hold neither.
    """

    message: IllMessage
    decoded: dict[str, Any]
    charset: str
    kept: bytes
    remarks: tuple[str, ...] = ()


class Garbled(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that mean nothing.

    `answer` says so to whoever sent them, with as much of their transaction-id as could be read (two empty
    qualifiers where nothing could); None where it must not be answered. Its `said` is for the caller to fill.
    `why` is what was wrong, for people; `decoded` what could be read all the same.
    """

    answer: IllMessage | None
    why: str
    decoded: dict[str, Any] = {}


class IllLanguage(Protocol):
    """A language. Nothing is sent or received here."""

    def write(self, message: IllMessage, terms: Terms) -> Written:
        """A message for a partner, valid by the language's standard."""
        ...

    def read(self, raw: bytes, charset: str) -> Understood | Garbled:
        """What one whole message means; `charset` is a name of Python's, or ``auto`` to find it out."""
        ...
