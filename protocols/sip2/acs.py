"""The library's end of a connection: requests in order, and the answers that need nobody's decision.

Source: SIP2 document rev. 2.12, "Error detection" and "Message formats"; reference file §1.4.
"""

import msgspec

from protocols.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError
from protocols.sip2.charset import Charset
from protocols.sip2.checksum import Dialect
from protocols.sip2.decoder import decode
from protocols.sip2.encoder import encode
from protocols.sip2.errors import Undecodable
from protocols.sip2.events import Answer, AnswerReason, Close, CloseReason, Request
from protocols.sip2.link import DEFAULT_LIMITS, DEFAULT_PROFILE, Limits, Link, Profile, Received
from protocols.sip2.messages import ANSWERS, Login, Message, RequestAcsResend, RequestScResend, ScStatus

# The document gives 97 to the SC and 96 to the ACS; kiosks that grew up with dp2Capo swap them (reference
# §2.1).
_ASKS_FOR_THE_LAST_ANSWER = (RequestAcsResend, RequestScResend)

# What a kiosk says of itself holds no text: letters beyond ASCII in it are noise of the line.
_WITHOUT_TEXT = (Login, ScStatus)


class _Answered(msgspec.Struct, frozen=True):
    """The last request that was answered: its number and text, the bytes of the answer, and when."""

    sequence: int | None
    body: str
    data: bytes
    at: float

    def answers(self, received: Received, now: float, replay_seconds: float) -> bool:
        """Say whether this is the same message again: without a number nobody can tell, so it is not."""
        same = self.sequence is not None and (self.sequence, self.body) == (received.sequence, received.body)
        return same and now - self.at <= replay_seconds


class AcsSession:
    """A conversation with one kiosk, without sockets and clocks.

    Give it bytes with ``receive_data``, then call ``next_event`` until it gives None, and do what each event
    says. After a Request it gives None until ``respond`` was called, so that replies leave in request order.
    ``now`` is any clock that only goes forward, in seconds.
    """

    def __init__(self, profile: Profile = DEFAULT_PROFILE, limits: Limits = DEFAULT_LIMITS) -> None:
        self._link = Link(profile, limits)
        self._outstanding: Request | None = None
        self._answered: _Answered | None = None
        self._last_sent = b""
        self._bad_in_a_row = 0
        self._closed = False

    @property
    def profile(self) -> Profile:
        """What is agreed with this kiosk."""
        return self._link.profile

    @property
    def charset(self) -> Charset:
        """The kiosk's character set, as configured or as detected so far."""
        return self._link.charset

    @property
    def dialect(self) -> Dialect | None:
        """The kiosk's checksum dialect, as configured or as its last checksum showed."""
        return self._link.dialect

    @property
    def pending_bytes(self) -> int:
        """How many received bytes wait; pause reading while this is large."""
        return self._link.pending_bytes

    def reconfigure(self, profile: Profile) -> None:
        """Change what is agreed, for instance after the login told which kiosk this is."""
        self._link.reconfigure(profile)

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the transport, in segments of any size."""
        self._link.receive_data(data)

    def receive_eof(self) -> None:
        """Note that the kiosk closed its side.

        Whole messages that came before are still served, the last one even if its end was never sent.
        """
        self._link.at_eof = True

    def next_event(self, now: float) -> Request | Answer | Close | None:
        """Give what happened next, or None when nothing is to do until more bytes or a response come."""
        if self._closed or self._outstanding is not None:
            return None
        try:
            received = self._link.next_received()
        except LimitExceeded as error:
            return self._close(CloseReason.LIMIT_EXCEEDED, error)
        if received is not None:
            return self._take(received, now)
        return self._close(CloseReason.PEER_CLOSED) if self._link.at_eof else None

    def render(self, message: Message) -> str:
        """Write a response as this kiosk wants it, without what belongs to the link: the text to keep."""
        return encode(message, trailing_bar=self.profile.trailing_bar)

    def respond(self, request: Request, message: Message, now: float, *, final: bool = True) -> bytes:
        """Give the bytes that answer the request under way."""
        return self.respond_text(request, self.render(message), now, final=final)

    def respond_text(self, request: Request, body: str, now: float, *, final: bool = True) -> bytes:
        """Give the bytes that answer the request under way with a text rendered before.

        The answer carries the request's sequence number and a checksum where the request had either. One that
        is not ``final`` only puts the kiosk off ("try again"): the same message again is a new request, not a
        repeat. Raises LocalProtocolError when this request is not the one under way.
        """
        if request is not self._outstanding:
            raise LocalProtocolError("this request is not under way")
        sealed = request.sealed or request.sequence is not None
        data = self._link.frame(body, request.sequence, sealed=sealed)
        self._outstanding = None
        self._answered = _Answered(request.sequence, request.body, data, now) if final else None
        self._last_sent = data
        return data

    def _take(self, received: Received, now: float) -> Request | Answer | Close:
        if not received.sound:
            return self._ask_again(AnswerReason.DAMAGED)
        try:
            message = decode(received.body)
        except Undecodable as error:
            return self._ask_again(AnswerReason.GARBAGE, error=error)
        if isinstance(message, _ASKS_FOR_THE_LAST_ANSWER):
            return self._send_again(message)
        if type(message) not in ANSWERS:
            return self._ask_again(AnswerReason.NOT_A_REQUEST, message)
        self._bad_in_a_row = 0
        if not isinstance(message, _WITHOUT_TEXT):
            self._link.charset.settle(received.line)
        before = self._answered
        if before is not None and before.answers(received, now, self._link.limits.replay_seconds):
            return Answer(before.data, AnswerReason.REPLAYED, message)
        dialect = self.dialect if received.sealed else None
        self._outstanding = Request(message, received.body, received.sequence, received.sealed, dialect)
        return self._outstanding

    def _ask_again(
        self, reason: AnswerReason, message: Message | None = None, error: RemoteProtocolError | None = None
    ) -> Answer | Close:
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= self._link.limits.garbage:
            return self._close(CloseReason.REPEATED_GARBAGE, error)
        self._last_sent = self._link.resend_line(RequestScResend.CODE)
        return Answer(self._last_sent, reason, message, error)

    def _send_again(self, message: Message) -> Answer | Close:
        # The last thing sent, unchanged, be it a response or a 96: a kiosk whose request was damaged and
        # then our 96 as well must not take an older response for the answer.
        if self._last_sent:
            return Answer(self._last_sent, AnswerReason.RESENT, message)
        return self._ask_again(AnswerReason.NOTHING_SENT_YET, message)

    def _close(self, reason: CloseReason, error: RemoteProtocolError | None = None) -> Close:
        self._closed = True
        return Close(reason, error)
