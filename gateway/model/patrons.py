"""Patrons: readers, their cards and what keeps them from borrowing."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from gateway.model.identity import AgencyId, PatronId


class CardKind(StrEnum):
    """What a number that names a reader is."""

    NUMBER = "number"
    CHIP = "chip"
    EARLIER = "earlier"


class Card(msgspec.Struct, frozen=True):
    """One number that names a reader. A card reported lost names nobody from that moment on."""

    value: str
    kind: CardKind = CardKind.NUMBER
    lost: bool = False


class BlockReason(StrEnum):
    """Why a reader may not borrow."""

    NO_INDUCTION = "no-induction"
    CARD_RETAINED = "card-retained"
    SUSPENDED = "suspended"
    DISCIPLINE = "discipline"
    LEAVING = "leaving"
    OTHER = "other"


class PatronBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A reason not to lend to a reader, with the sentence and the link that he is shown.

    `until` is the first day on which it no longer holds; None means until somebody lifts it.
    """

    reason: BlockReason
    text: str = ""
    link: str = ""
    since: datetime
    until: date | None = None


class Patron(msgspec.Struct, frozen=True, kw_only=True):
    """A reader as the library knows him.

    `category` is the library's own word (本科生, 研究生, …) and the policy's key; `college`, `campus` and
    `class_name` are what statistics count by. `expires` is the last day on which the card is good. `pin` is
    the keyed digest of the PIN, never the PIN (docs/adr/0005). `version` rises with each change.
    """

    id: PatronId
    name: str
    category: str
    college: str = ""
    campus: str = ""
    class_name: str = ""
    home_library: AgencyId | None = None
    expires: date | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[PatronBlock, ...] = ()
    pin: bytes | None = None
    email: str = ""
    phone: str = ""
    birth_date: date | None = None
    version: int = 0
