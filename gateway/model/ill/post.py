"""What a decision leaves to be done: letters to partners, timers, and cases for staff."""

from datetime import datetime
from enum import StrEnum

import msgspec

from gateway.model.ill.words import Service


class LetterState(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DEAD = "dead"
    TAKEN_BACK = "taken-back"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One message to a partner, written down before it is sent.

    `id` sorts by time. `partner` is the configured name, or the address of a peer nobody has named.
    `what` is the service, for people; `payload` the bytes, in `language`. Nothing is sent before `not_before`
    (grace, schedule), nor tried again before `next_at`. `attempts` counts tries, `error` is the last failure.
    `said` is the date-time that the message itself bears and `original` that of the service it repeats: a
    repeat of a letter bears the same `original`, or else the letter's `said`. `finished` is when it was
    confirmed, died or was taken back. `resend_of` is the letter whose service it says again.
    """

    id: str
    partner: str
    transaction: str
    what: str
    payload: bytes
    language: str = "iso10161"
    posted: datetime
    not_before: datetime
    state: LetterState = LetterState.WAITING
    attempts: int = 0
    next_at: datetime
    error: str = ""
    said: str = ""
    original: str = ""
    resend_of: str = ""
    sent: datetime | None = None
    finished: datetime | None = None


class TimerKind(StrEnum):
    """What a transaction waits for. EXPIRY is the standard's only timer; the others are local."""

    EXPIRY = "expiry"
    ANSWER = "answer"
    REPLY = "reply"
    CONFIRM = "confirm"
    DUE = "due"


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A moment at which a transaction is to be looked at again; one of each kind at most. Durable."""

    transaction: str
    kind: TimerKind
    due: datetime


class CaseKind(StrEnum):
    """What staff must look at."""

    BOOK_FOR_CLOSED_REQUEST = "book-for-closed-request"
    ERROR_REPORTED = "error-reported"
    NO_ANSWER = "no-answer"
    CONDITION_TO_ANSWER = "condition-to-answer"
    CONDITION_LAPSED = "condition-lapsed"
    CANCEL_TO_ANSWER = "cancel-to-answer"
    RENEWAL_TO_ANSWER = "renewal-to-answer"
    REPLY_FOR_CLOSED_REQUEST = "reply-for-closed-request"
    LOST = "lost"
    DAMAGED = "damaged"
    RECALLED = "recalled"
    OVERDUE = "overdue"
    MESSAGE = "message"
    SHIPPED_WHILE_CANCELLED = "shipped-while-cancelled"
    STATES_DISAGREE = "states-disagree"
    LETTER_UNCONFIRMED = "letter-unconfirmed"
    LETTER_WAITS = "letter-waits"
    RETURN_NOT_EXPECTED = "return-not-expected"
    RELAY_HELD = "relay-held"
    ANSWERED_BY_ANOTHER = "answered-by-another"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person must look at; open until one has.

    `service` is what brought it about, `detail` its note or what else helps. There is one open case of a
    kind for a transaction: a second of the same kind takes the place of the first.
    """

    transaction: str
    kind: CaseKind
    opened: datetime
    service: Service | None = None
    detail: str = ""
    closed: datetime | None = None
    closed_by: str = ""
