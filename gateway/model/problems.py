"""Why something can't be done, and what else a person at a terminal is told: two closed enums.

Each protocol holds one total table from `ProblemCode` to its own codes; `gateway.model.wording` holds the
sentences.
"""

from enum import StrEnum, auto
from typing import TypeAlias

import msgspec

Fact: TypeAlias = str | int


class ProblemCode(StrEnum):
    """Every reason for which a command or query is refused."""

    # the reader
    PATRON_UNKNOWN = auto()
    PATRON_EXISTS = auto()
    PATRON_EXPIRED = auto()
    PATRON_BLOCKED = auto()
    NO_INDUCTION = auto()
    SUSPENDED = auto()
    CARD_LOST = auto()
    PIN_WRONG = auto()
    PIN_REQUIRED = auto()
    PIN_LOCKED = auto()
    TOO_MANY_LOANS = auto()
    OVERDUE_ITEMS = auto()
    FEES_OWED = auto()
    CATEGORY_NOT_LENT = auto()
    # the item
    ITEM_UNKNOWN = auto()
    REFERENCE_ONLY = auto()
    ON_LOAN_TO_ANOTHER = auto()
    ON_LOAN_TO_PATRON = auto()
    HELD_FOR_ANOTHER = auto()
    ITEM_NOT_AVAILABLE = auto()
    ITEM_LOST = auto()
    NOT_ON_LOAN = auto()
    NOT_ON_LOAN_TO_PATRON = auto()
    # renewals and holds
    RENEWAL_LIMIT = auto()
    RENEWAL_WANTED_BY_OTHERS = auto()
    RENEWAL_OVERDUE = auto()
    RENEWAL_TOO_EARLY = auto()
    HOLD_EXISTS = auto()
    HOLD_LIMIT = auto()
    HOLD_UNKNOWN = auto()
    HOLD_NOT_NEEDED = auto()
    HOLD_NOT_ALLOWED = auto()
    PICKUP_UNKNOWN = auto()
    # money
    FEE_TO_ACKNOWLEDGE = auto()
    FEE_UNKNOWN = auto()
    NOTHING_OWED = auto()
    AMOUNT_INVALID = auto()
    AMOUNT_TOO_MUCH = auto()
    PAYMENT_CONFLICT = auto()
    # the transaction and the terminal
    NOTHING_TO_UNDO = auto()
    VALUE_MISSING = auto()
    SERVICE_NOT_OFFERED = auto()
    TERMINAL_PAUSED = auto()
    NOT_LOGGED_IN = auto()
    NOT_SUPPORTED = auto()
    BUSY = auto()
    ENGINE_SLOW = auto()
    ENGINE_DOWN = auto()
    STORE_DOWN = auto()


#: Problems that go away by themselves: the terminal may send the same again.
RETRYABLE = frozenset(
    {ProblemCode.BUSY, ProblemCode.ENGINE_SLOW, ProblemCode.ENGINE_DOWN, ProblemCode.STORE_DOWN}
)


class Problem(msgspec.Struct, frozen=True):
    """One reason for a refusal.

    `element` and `value` name what was wrong, `facts` fill the sentence that people read.
    """

    code: ProblemCode
    element: str = ""
    value: str = ""
    facts: dict[str, Fact] = {}

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed if it is sent again."""
        return self.code in RETRYABLE


class NoticeCode(StrEnum):
    """What a person is told beside the outcome itself."""

    CHECKED_OUT = auto()
    RENEWED = auto()
    RENEWED_ALL = auto()
    RETURNED = auto()
    RETURNED_NOT_ON_LOAN = auto()
    RETURNED_UNKNOWN_ITEM = auto()
    RETURNED_LATE_REPORT = auto()
    SEND_TO = auto()
    HOLD_FOR_PATRON = auto()
    OVERDUE_FEE = auto()
    SUSPENDED_UNTIL = auto()
    LOANS_LEFT = auto()
    OWES = auto()
    OVERDUE_COUNT = auto()
    HOLDS_READY = auto()
    CARD_EXPIRES = auto()
    HOLD_PLACED = auto()
    HOLD_CANCELLED = auto()
    HOLD_CHANGED = auto()
    PAID = auto()
    STILL_OWED = auto()
    BLOCKED = auto()
    ENABLED = auto()
    UNDONE = auto()
    ITEM_UPDATED = auto()
    LOST_DECLARED = auto()
    CLAIM_NOTED = auto()
    CARD_ISSUED = auto()
    PATRON_CHANGED = auto()
    SESSION_ENDED = auto()
    FORCED = auto()
    DUE_DATES_MOVED = auto()


class Notice(msgspec.Struct, frozen=True):
    """A sentence for the person at the terminal; `facts` fill it."""

    code: NoticeCode
    facts: dict[str, Fact] = {}
