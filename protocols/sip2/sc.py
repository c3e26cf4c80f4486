"""The kiosk's end of a connection: one request under way, numbered, repeatable.

Source: SIP2 document rev. 2.12, "Error detection"; reference file §1.4.
"""

from typing import TypeAlias

from protocols.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError
from protocols.sip2.checksum import DP2_SEQUENCE, Dialect
from protocols.sip2.decoder import decode
from protocols.sip2.encoder import encode
from protocols.sip2.errors import Undecodable
from protocols.sip2.events import Close, CloseReason, Damaged, OutOfStep, ResendWanted, Response, StepReason
from protocols.sip2.link import DEFAULT_LIMITS, DEFAULT_PROFILE, Limits, Link, Profile, Received
from protocols.sip2.messages import ANSWERS, Message, RequestAcsResend, RequestScResend

ScEvent: TypeAlias = Response | Damaged | ResendWanted | OutOfStep | Close

_SEQUENCES = 10
_SIPSERVER_RESENDS_AS = (
    0  # SIPServer and its kin answer a 97 with AY0 whatever the number was (reference §1.4)
)


class ScSession:
    """A conversation with a library system, without sockets and clocks.

    ``request`` gives the bytes to send; feed what comes back to ``receive_data`` and call ``next_event``
    until it gives None. Time-outs are the caller's: ``resend`` repeats the request unchanged, ``abandon``
    gives it up. ``error_detection`` adds sequence numbers and checksums.
    """

    def __init__(
        self,
        profile: Profile = DEFAULT_PROFILE,
        limits: Limits = DEFAULT_LIMITS,
        *,
        error_detection: bool = True,
    ) -> None:
        self._link = Link(profile, limits)
        self._error_detection = error_detection
        self._next_sequence = 0
        self._awaited: type[Message] | None = None
        self._sequence: int | None = None
        self._last_sent = b""
        self._asked_again = False
        self._closed = False

    @property
    def pending_bytes(self) -> int:
        """How many received bytes wait."""
        return self._link.pending_bytes

    @property
    def waiting(self) -> bool:
        """Whether a request is under way."""
        return self._awaited is not None

    def request(self, message: Message) -> bytes:
        """Give the bytes of a new request.

        Raises LocalProtocolError for a message that is no request, or while another is under way.
        """
        awaited = ANSWERS.get(type(message))
        if awaited is None:
            raise LocalProtocolError(f"a kiosk does not send {type(message).__name__}")
        if self._awaited is not None:
            raise LocalProtocolError("another request is under way")
        self._awaited, self._asked_again = awaited, False
        self._sequence = self._take_sequence() if self._error_detection else None
        body = encode(message, trailing_bar=self._link.profile.trailing_bar)
        self._last_sent = self._link.frame(body, self._sequence, sealed=self._error_detection)
        return self._last_sent

    def resend(self) -> bytes:
        """Give the bytes of the request under way once more, unchanged."""
        if self._awaited is None:
            raise LocalProtocolError("no request is under way")
        return self._last_sent

    def resend_request(self) -> bytes:
        """Give the bytes of a 97: the response was damaged and is wanted again."""
        if self._awaited is None:
            raise LocalProtocolError("no request is under way")
        self._asked_again = True
        return self._link.resend_line(RequestAcsResend.CODE)

    def abandon(self) -> None:
        """Wait no longer for the response; should it come, it is out of step."""
        self._awaited = None

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the transport, in segments of any size."""
        self._link.receive_data(data)

    def receive_eof(self) -> None:
        """Note that the library system closed its side; a whole response is read even without its end."""
        self._link.at_eof = True

    def next_event(self) -> ScEvent | None:
        """Give what happened next, or None until more bytes come."""
        if self._closed:
            return None
        try:
            received = self._link.next_received()
        except LimitExceeded as error:
            return self._close(CloseReason.LIMIT_EXCEEDED, error)
        if received is not None:
            return self._take(received)
        return self._close(CloseReason.PEER_CLOSED) if self._link.at_eof else None

    def _take_sequence(self) -> int:
        if self._link.dialect is Dialect.DP2:
            return DP2_SEQUENCE
        sequence = self._next_sequence
        self._next_sequence = (sequence + 1) % _SEQUENCES
        return sequence

    def _take(self, received: Received) -> ScEvent:
        if not received.sound:
            return Damaged()
        try:
            message = decode(received.body)
        except Undecodable as error:
            return Damaged(error)
        if isinstance(message, RequestScResend):
            return ResendWanted()
        reason = self._out_of_step(message, received.sequence)
        if reason is not None:
            return OutOfStep(message, reason, self._sequence, received.sequence)
        self._link.charset.settle(received.line)
        self._awaited = None
        return Response(message, received.body, received.sequence, received.sealed)

    def _out_of_step(self, message: Message, sequence: int | None) -> StepReason | None:
        if self._awaited is None:
            return StepReason.UNASKED
        expected = {self._sequence, None}  # an ACS without error detection answers without a number
        if self._asked_again:
            expected.add(_SIPSERVER_RESENDS_AS)
        if self._sequence is not None and sequence not in expected:
            return StepReason.SEQUENCE
        return None if isinstance(message, self._awaited) else StepReason.KIND

    def _close(self, reason: CloseReason, error: RemoteProtocolError | None = None) -> Close:
        self._closed = True
        return Close(reason, error)
