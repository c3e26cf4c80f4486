"""What a SIP2 session reports to whoever runs the connection."""

from enum import StrEnum

import msgspec

from protocols.errors import RemoteProtocolError
from protocols.sip2.checksum import Dialect
from protocols.sip2.messages import Message


class CloseReason(StrEnum):
    """Why a connection is over."""

    PEER_CLOSED = "peer closed"
    LIMIT_EXCEEDED = "limit exceeded"
    REPEATED_GARBAGE = "repeated garbage"


class Close(msgspec.Struct, frozen=True):
    """Nothing more will come of this connection: close it."""

    reason: CloseReason
    error: RemoteProtocolError | None = None


# --- seen by the ACS ---------------------------------------------------------------------------------------


class Request(msgspec.Struct, frozen=True):
    """A kiosk wants something. Answer it with ``AcsSession.respond``; no other comes before.

    ``body`` is its text without sequence number, checksum and terminator. ``sealed`` says that a right
    checksum came with it, ``dialect`` by which rule.
    """

    message: Message
    body: str
    sequence: int | None
    sealed: bool
    dialect: Dialect | None


class AnswerReason(StrEnum):
    """Why the session answered by itself."""

    DAMAGED = "damaged"
    GARBAGE = "garbage"
    NOT_A_REQUEST = "not a request"
    NOTHING_SENT_YET = "nothing sent yet"
    RESENT = "resent"
    REPLAYED = "replayed"


class Answer(msgspec.Struct, frozen=True):
    """Bytes that must be written now. ``message`` is what they answer, where it could be read."""

    data: bytes
    reason: AnswerReason
    message: Message | None = None
    error: RemoteProtocolError | None = None


# --- seen by the SC ----------------------------------------------------------------------------------------


class Response(msgspec.Struct, frozen=True):
    """The answer to the request that was under way."""

    message: Message
    body: str
    sequence: int | None
    sealed: bool


class Damaged(msgspec.Struct, frozen=True):
    """A response came that could not be read: ask for it with ``ScSession.resend_request``."""

    error: RemoteProtocolError | None = None


class ResendWanted(msgspec.Struct, frozen=True):
    """The ACS could not read the request: send it again with ``ScSession.resend``."""


class StepReason(StrEnum):
    """Why a response does not answer the request under way."""

    SEQUENCE = "sequence number of another request"
    KIND = "answer to another kind of request"
    UNASKED = "nothing was asked"


class OutOfStep(msgspec.Struct, frozen=True):
    """A sound response came that is not the answer waited for; the session goes on waiting."""

    message: Message
    reason: StepReason
    expected_sequence: int | None = None
    sequence: int | None = None
