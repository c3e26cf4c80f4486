"""Whatever a kiosk sends, or somebody who says he is one: both ends of a session, the codec, the explanation.

The first byte says how the rest is cut into segments.
"""

from protocols.errors import RemoteProtocolError
from protocols.sip2 import (
    AcsSession,
    Answer,
    Close,
    Limits,
    Request,
    ScSession,
    decode,
    encode,
    explain,
    from_json,
    redact,
    split_trailer,
    to_json,
)
from protocols.sip2.messages import LoginResponse

#: A small limit is found sooner than a large one.
LIMITS = Limits(message=512, buffer=2048, garbage=3)

ASKED = decode("1720261122    120000AOCUMT|AB1|")


def target(data: bytes) -> None:
    """Two sessions and every reader of a text."""
    step = 1 + (data[0] if data else 0)
    pieces = [data[at : at + step] for at in range(1, len(data), step)]
    library, kiosk = AcsSession(limits=LIMITS), ScSession(limits=LIMITS)
    kiosk.request(ASKED)
    for piece in pieces:
        _library(library, piece)
        _kiosk(kiosk, piece)
    for line in data[1:].split(b"\r"):
        for charset in ("utf-8", "gb18030"):
            _text(line.decode(charset, "replace"))


def _library(session: AcsSession, piece: bytes) -> None:
    session.receive_data(piece)
    for _ in range(LIMITS.buffer):  # every event uses up at least a byte that came
        event = session.next_event(0.0)
        if event is None:
            return
        if isinstance(event, Request):
            assert session.respond(event, LoginResponse(ok=True), 0.0)
        elif isinstance(event, Answer):
            assert event.data.endswith((b"\r", b"\n"))
        else:
            assert isinstance(event, Close)
            return
    raise AssertionError("a session must come to rest")


def _kiosk(session: ScSession, piece: bytes) -> None:
    session.receive_data(piece)
    for _ in range(LIMITS.buffer):
        event = session.next_event()
        if event is None or isinstance(event, Close):
            return
    raise AssertionError("a session must come to rest")


def _text(text: str) -> None:
    redact(text)
    try:
        message = decode(split_trailer(text).body)
    except RemoteProtocolError:
        return
    explain(text)
    assert from_json(to_json(message, secrets=True)) == message
    written = encode(message)  # its fields are cut to their lengths there, and control characters are blanks
    again = decode(written)
    if text.isprintable():
        assert encode(again) == written
