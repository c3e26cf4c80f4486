"""Items and the titles they are copies of."""

from datetime import datetime
from enum import StrEnum

import msgspec

from gateway.model.identity import AgencyId, ItemId


class ItemStatus(StrEnum):
    """Where an item stands in circulation: the thirteen states of SIP2's circulation status."""

    OTHER = "other"
    ON_ORDER = "on-order"
    AVAILABLE = "available"
    CHARGED = "charged"
    CHARGED_NOT_RECALLABLE = "charged-not-recallable"
    IN_PROCESS = "in-process"
    RECALLED = "recalled"
    ON_HOLD_SHELF = "on-hold-shelf"
    TO_BE_RESHELVED = "to-be-reshelved"
    IN_TRANSIT = "in-transit"
    CLAIMED_RETURNED = "claimed-returned"
    LOST = "lost"
    MISSING = "missing"


class Media(StrEnum):
    """What an item is made of; a kiosk treats magnetic media differently."""

    OTHER = "other"
    BOOK = "book"
    MAGAZINE = "magazine"
    BOUND_JOURNAL = "bound-journal"
    AUDIO_TAPE = "audio-tape"
    VIDEO_TAPE = "video-tape"
    CD = "cd"
    DISKETTE = "diskette"
    BOOK_WITH_DISKETTE = "book-with-diskette"
    BOOK_WITH_CD = "book-with-cd"
    BOOK_WITH_AUDIO_TAPE = "book-with-audio-tape"


#: Media that a desensitizing field would wipe.
MAGNETIC = frozenset(
    {Media.AUDIO_TAPE, Media.VIDEO_TAPE, Media.DISKETTE, Media.BOOK_WITH_DISKETTE, Media.BOOK_WITH_AUDIO_TAPE}
)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One physical item. `item_type` is the policy's key (普通图书, 工具书 …); shelf numbers are 层架号.

    `destination` is the location it is on its way to while its status is in transit. `last_returned` is when
    it was last taken back, lent or not: a loan that is reported later but began before is over already.
    `returned_loan` is the loan which that ended, so that no older one is opened again; empty where none was.
    """

    id: ItemId
    title: str
    author: str = ""
    bib: str = ""
    call_number: str = ""
    media: Media = Media.BOOK
    item_type: str = ""
    collection: str = ""
    permanent_location: str = ""
    current_location: str = ""
    permanent_shelf: str = ""
    current_shelf: str = ""
    destination: str = ""
    status: ItemStatus = ItemStatus.AVAILABLE
    price_fen: int | None = None
    properties: str = ""
    last_returned: datetime | None = None
    returned_loan: str = ""
    version: int = 0


class Bibliographic(msgspec.Struct, frozen=True, kw_only=True):
    """A title: what its copies have in common.

    `record` is the CNMARC or MARC 21 record in ISO 2709, UTF-8.
    """

    id: str
    agency: AgencyId
    title: str
    author: str = ""
    publisher: str = ""
    year: str = ""
    isbn: str = ""
    class_number: str = ""
    record: bytes = b""
