"""What both ends of a SIP2 connection have in common: lines in, lines out, character set, error detection."""

import re

import msgspec

from protocols.buffer import MESSAGE_LIMIT, LineBuffer
from protocols.errors import LimitExceeded
from protocols.sip2.charset import Charset
from protocols.sip2.checksum import Dialect, dialects, follows, seal, split_trailer

BUFFER_LIMIT = 256 * 1024
"""Bytes that may wait unread: four times what a reactor reads at once, so that a rim that pauses reading when
``pending_bytes`` grows never comes near, and one that doesn't can't fill the memory."""

REPEATED_GARBAGE = 5
"""Bad messages in a row before the connection is given up: more than the three retries that 98 announces."""

REPLAY_SECONDS = 60.0
"""How long an answer may be repeated for a message with the same number and text. Longer than a kiosk's
timeout with all its retries; short enough that a kiosk with a constant AY never gets a stale clock in its
next 99."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed with one peer.

    ``charset`` and ``dialect`` are detected where they are None; ``terminator`` ends what we send, and
    ``trailing_bar`` says whether our last field ends with ``|``.
    """

    charset: str | None = None
    terminator: bytes = b"\r"
    dialect: Dialect | None = None
    trailing_bar: bool = True


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much we put up with: bytes of a message and waiting, bad messages in a row, seconds of replay."""

    message: int = MESSAGE_LIMIT
    buffer: int = BUFFER_LIMIT
    garbage: int = REPEATED_GARBAGE
    replay_seconds: float = REPLAY_SECONDS


_ends_whole = re.compile(r".*\||[ \0]*99[0-9][0-9 ]{3}[0-9]\.[0-9]{2}[ \0]*", re.DOTALL).fullmatch
"""Whether a message is not cut short, as far as its end tells: after a field, or a 99 in its full width."""

DEFAULT_PROFILE = Profile()
DEFAULT_LIMITS = Limits()


class Received(msgspec.Struct, frozen=True):
    """One line as it came, taken apart: ``sound`` is False where its checksum fits no dialect."""

    line: bytes
    body: str
    sequence: int | None
    sealed: bool
    sound: bool


class Link:
    """One end of a connection, below the messages."""

    def __init__(self, profile: Profile, limits: Limits) -> None:
        self.profile = profile
        self.limits = limits
        self.charset = Charset(profile.charset)
        self.dialect = profile.dialect
        self.at_eof = False
        self._lines = LineBuffer(limits.message)
        self._overfull = False

    @property
    def pending_bytes(self) -> int:
        """How many received bytes have not been looked at."""
        return self._lines.pending_bytes

    def reconfigure(self, profile: Profile) -> None:
        """Change the agreement; what was detected stays unless the profile says otherwise."""
        if profile.charset is not None:
            self.charset = Charset(profile.charset)
        self.dialect = profile.dialect or self.dialect
        self.profile = profile

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the transport. Too many at once are dropped, and ``next_received`` says so."""
        if self._lines.pending_bytes + len(data) > self.limits.buffer:
            self._overfull = True
        else:
            self._lines.receive_data(data)

    def next_received(self) -> Received | None:
        """Give the next line, or None until more bytes come.

        Raises LimitExceeded when a line or the backlog is too long.
        """
        if self._overfull:
            raise LimitExceeded(expected=f"at most {self.limits.buffer} bytes unread")
        line = self._lines.next_line()
        if line is None:
            return self._unended() if self.at_eof else None
        return self._take_apart(line)

    def _unended(self) -> Received | None:
        """Give the last line of a peer that hung up without ending it, if it is whole.

        Half a barcode is a barcode too: what may have been cut short is not served.
        """
        line = self._lines.rest()
        received = self._take_apart(line) if line else None
        if received is None or not received.sound:
            return None
        return received if received.sealed or _ends_whole(received.body) else None

    def _take_apart(self, line: bytes) -> Received:
        text = self.charset.decode(line)
        trailer = split_trailer(text)
        if trailer.checksum is None:
            return Received(line, trailer.body, trailer.sequence, sealed=False, sound=True)
        sound = self.dialect is not None and follows(self.dialect, line, text, trailer)
        if not sound and (right := dialects(line, text)):
            self.dialect, sound = right[0], True
        return Received(line, trailer.body, trailer.sequence, sealed=True, sound=sound)

    def frame(self, body: str, sequence: int | None, *, sealed: bool) -> bytes:
        """Write a line, with sequence number and checksum where ``sealed``, and with the terminator."""
        if sealed:
            data = seal(body, sequence, self.dialect or Dialect.THREE_M, self.charset.out)
        else:
            data = self.charset.encode(body)
        return data + self.profile.terminator

    def resend_line(self, code: str) -> bytes:
        """Write a 96 or 97: no sequence number, and the checksum that every dialect's peers know."""
        return seal(code, None, Dialect.THREE_M, "ascii") + self.profile.terminator
