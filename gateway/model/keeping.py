"""What is held about a reader, and for how long: the words for it.

Source: the Personal Information Protection Law of China (PIPL, 个人信息保护法); articles are named where they
bear on something.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from gateway.model.changes import Event
from gateway.model.ill.transactions import IllTransaction
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.patrons import Patron


class Category(StrEnum):
    """What kind of a reader's data something holds (PIPL art. 17: what a reader is told of)."""

    NUMBER = "number"
    NAME = "name"
    CONTACT = "contact"
    BIRTH_DATE = "birth-date"
    STANDING = "standing"
    LOANS = "loans"
    HOLDS = "holds"
    FEES = "fees"


class Basis(StrEnum):
    """On what ground data were told: the reader asked, or the library does its duty (PIPL art. 13)."""

    READER_ASKED = "reader-asked"
    LIBRARY_DUTY = "library-duty"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a message told of a reader (`categories`, never none), to whom (``kiosk kiosk1``), and why."""

    categories: tuple[Category, ...]
    recipient: str
    basis: Basis


class Provided(msgspec.Struct, frozen=True, kw_only=True):
    """That data of a reader were told to somebody: what stays of a message whose content is gone.

    `ref` is the message's id, `kind` its wire's own name (``sip2 11``), `recipient` who was told (``kiosk
    kiosk1``, ``desk``). `patron` is the reader's number as it was read, empty once nobody may know it.
    `categories` are `Category` words in order, with blanks between.
    """

    ref: str
    at: datetime
    kind: str
    recipient: str
    patron: str
    categories: str
    basis: Basis


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """That a reader was erased. `digest` is a keyed hash of who he was, `id` that of this erasure."""

    id: str
    at: datetime
    digest: bytes


class ErasedInPart(Erased, frozen=True, kw_only=True):
    """The same where something is still to be done, which is tried again every hour.

    `unlisted` says why the list of erasures could not be written, `uncleaned` why messages and events still
    name him; empty where that was done.
    """

    unlisted: str = ""
    uncleaned: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the inbox that names a reader, with its answer; both masked, as they are kept."""

    ref: str
    at: datetime
    terminal: str
    kind: str
    text: str
    reply: str


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """Everything held about one reader (PIPL art. 45), oldest first. The digest of his PIN is not in it.

    `lending` are interlibrary loans for him. `provided` is what was told of him, by messages that are still
    held and by those that are not; `titles` are those of the items that he has or had, by their id as text.
    """

    patron: Patron
    has_pin: bool
    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()
    fees: tuple[Fee, ...] = ()
    payments: tuple[Payment, ...] = ()
    lending: tuple[IllTransaction, ...] = ()
    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    provided: tuple[Provided, ...] = ()
    titles: dict[str, str] = {}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against erasing a reader: loans, holds, fees and interlibrary loans that are open."""

    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()
    fees: tuple[Fee, ...] = ()
    lending: tuple[IllTransaction, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.loans or self.holds or self.fees or self.lending)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """For how long what is kept (the configuration's ``[retention]``).

    A loan, hold, fee or payment that is over names its reader for `finished`, and so does what is kept of
    events and of data told; a message keeps its content for `messages`; events are kept for `events`, those
    of terminals for `terminals`; that data were told, for `provided`.
    """

    finished: timedelta
    messages: timedelta
    events: timedelta
    terminals: timedelta
    provided: timedelta


class LetGo(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of what kind were let go of, or are due to be; `more` where time ran out first."""

    rows: dict[str, int]
    more: bool = False


class LoanCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many loans began in one month, by readers of one category and college, at one place.

    `month` is its first day in the library's time. Loans that were taken back at once are not counted.
    """

    month: date
    category: str
    college: str
    place: str
    loans: int
    renewals: int
