"""The states of an ILL transaction as ISO 10161-1 names them (Current-State), and whose they are.

IDLE is the state before the first service: no stored transaction is in it, and no report can name it.
"""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Which part a library plays in a transaction. An intermediary plays one of each, and relays."""

    REQUESTER = "requester"
    RESPONDER = "responder"


class State(StrEnum):
    """Where a transaction stands for one of its two sides."""

    IDLE = "IDLE"
    NOT_SUPPLIED = "NOT-SUPPLIED"
    PENDING = "PENDING"
    IN_PROCESS = "IN-PROCESS"
    FORWARD = "FORWARD"
    CONDITIONAL = "CONDITIONAL"
    CANCEL_PENDING = "CANCEL-PENDING"
    CANCELLED = "CANCELLED"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    RENEW_PENDING = "RENEW-PENDING"
    NOT_RECEIVED_OVERDUE = "NOT-RECEIVED-OVERDUE"
    RENEW_OVERDUE = "RENEW-OVERDUE"
    OVERDUE = "OVERDUE"
    RETURNED = "RETURNED"
    CHECKED_IN = "CHECKED-IN"
    RECALL = "RECALL"
    LOST = "LOST"
    UNKNOWN = "UNKNOWN"


REQUESTER_STATES: Final = (
    State.IDLE,
    State.PENDING,
    State.NOT_SUPPLIED,
    State.CONDITIONAL,
    State.CANCEL_PENDING,
    State.CANCELLED,
    State.SHIPPED,
    State.RECEIVED,
    State.RENEW_PENDING,
    State.RENEW_OVERDUE,
    State.OVERDUE,
    State.NOT_RECEIVED_OVERDUE,
    State.RECALL,
    State.RETURNED,
    State.LOST,
)
"""The states a requester can be in, in the order in which a loan meets them."""

RESPONDER_STATES: Final = (
    State.IDLE,
    State.IN_PROCESS,
    State.FORWARD,
    State.NOT_SUPPLIED,
    State.CONDITIONAL,
    State.CANCEL_PENDING,
    State.CANCELLED,
    State.SHIPPED,
    State.RENEW_PENDING,
    State.RENEW_OVERDUE,
    State.OVERDUE,
    State.RECALL,
    State.CHECKED_IN,
    State.LOST,
)
"""The states a responder can be in."""
