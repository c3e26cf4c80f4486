"""SIP2 on the wire: what holds for every message and for every heap of bytes."""

from collections.abc import Callable
from enum import Flag, StrEnum
from functools import reduce
from operator import or_
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import RemoteProtocolError
from protocols.sip2 import (
    MESSAGES,
    AcsSession,
    Answer,
    Close,
    Dialect,
    Message,
    Profile,
    Request,
    ScSession,
    codes,
    columns_of,
    decode,
    encode,
    explain,
    fen,
    from_json,
    redact,
    seal,
    split_trailer,
    to_json,
    verify,
    wrap,
    yuan,
)
from protocols.sip2.charset import encode as to_bytes
from protocols.sip2.declaration import FixedElement, GroupElement, TaggedElement, declaration_of
from protocols.sip2.dictionary import TAGS
from protocols.sip2.fields import Kind
from protocols.sip2.messages import ANSWERS, LoginResponse

# --- messages ----------------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="|")
WORDS = st.one_of(
    st.text(LETTERS, max_size=40),
    st.sampled_from(["", " ", "和珅传", "AA", "AY1AZ0000", "&#124;", "20260301"]),
)
DATES = st.one_of(
    st.just(""),
    st.datetimes().map(lambda at: f"{at.year:04}{at:%m%d}    {at:%H%M%S}"),
    st.sampled_from(["20260301   Z143005", "20260301   H143005"]),
)


def codes_of(members: type[StrEnum], other: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*members, other])


def flags_of(members: type[Flag]) -> st.SearchStrategy[Flag]:
    return st.lists(st.sampled_from(list(members)), max_size=6).map(
        lambda some: reduce(or_, some, members(0))
    )


def value_of(element: FixedElement | TaggedElement) -> st.SearchStrategy[Any]:
    most = 10**element.width - 1 if element.width else 10**9
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: WORDS,
        Kind.DATE: DATES,
        Kind.NUMBER: st.integers(0, most),
        Kind.YES_NO: st.booleans(),
        Kind.ONE_ZERO: st.booleans(),
        Kind.YES_NO_UNKNOWN: st.none() | st.booleans(),
        Kind.ALGORITHM: st.sampled_from(["", "0", "1"]),
        Kind.VERSION: st.sampled_from(["", "2.00", "1.00", "2.0E"]),
        Kind.CURRENCY: st.sampled_from(["", "CNY", "eur"]),
        Kind.LANGUAGE: codes_of(codes.Language, "555"),
        Kind.CIRCULATION_STATUS: codes_of(codes.CirculationStatus, "99"),
        Kind.SECURITY_MARKER: codes_of(codes.SecurityMarker, "99"),
        Kind.FEE_TYPE: codes_of(codes.FeeType, "99"),
        Kind.PAYMENT_TYPE: codes_of(codes.PaymentType, "99"),
        Kind.MEDIA_TYPE: codes_of(codes.MediaType, "777"),
        Kind.HOLD_TYPE: codes_of(codes.HoldType, "7"),
        Kind.HOLD_MODE: codes_of(codes.HoldMode, ""),
        Kind.SC_STATUS: codes_of(codes.ScStatusCode, "7"),
        Kind.ALERT_TYPE: codes_of(codes.AlertType, "55"),
        Kind.CARD_OPERATION: codes_of(codes.CardOperation, "55"),
        Kind.PATRON_STATUS: flags_of(codes.PatronStatus),
        Kind.SUMMARY: flags_of(codes.Summary),
        Kind.SUPPORTED_MESSAGES: flags_of(codes.SupportedMessages),
    }
    return by_kind[element.kind]


def tagged_values(element: TaggedElement | GroupElement) -> st.SearchStrategy[Any]:
    if isinstance(element, GroupElement):
        members = {member.name: tagged_values(member) for member in element.members}
        return st.lists(st.builds(element.struct, **members), max_size=3).map(tuple)
    if element.repeats:
        return st.lists(WORDS, max_size=3).map(tuple)
    return value_of(element) if element.required else st.none() | value_of(element)


def messages_of(message: type[Message]) -> st.SearchStrategy[Message]:
    declaration = declaration_of(message)
    values = {element.name: value_of(element) for element in declaration.fixed}
    values |= {element.name: tagged_values(element) for element in declaration.tagged}
    unknown = st.sampled_from(["ZZ", "Q1", "10", "xx", " Z"])
    values["extras"] = st.lists(st.tuples(unknown, WORDS), max_size=2).map(tuple)
    return st.builds(message, **values)


EVERY_MESSAGE = st.one_of([messages_of(message) for message in MESSAGES.values()])


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.CODE)
def test_what_is_written_is_read_back(message: type[Message]) -> None:
    @given(messages_of(message))
    def check(original: Message) -> None:
        assert decode(encode(original)) == original
        assert decode(encode(original, trailing_bar=False) + "|") == original
        assert from_json(to_json(original, secrets=True)) == original

    check()


@given(EVERY_MESSAGE, st.integers(0, 9), st.sampled_from(Dialect), st.sampled_from(["utf-8", "gb18030"]))
def test_a_seal_holds(message: Message, sequence: int, dialect: Dialect, charset: str) -> None:
    body = encode(message)
    frame = seal(body, sequence, dialect, charset)
    text = frame.decode(charset)
    assert verify(frame, text) in {dialect, Dialect.THREE_M}
    assert decode(split_trailer(text).body) == message


@given(EVERY_MESSAGE, st.sampled_from(["ascii", "cp850", "gbk", "gb18030", "utf-8"]))
def test_no_character_set_breaks_a_frame(message: Message, charset: str) -> None:
    line = to_bytes(encode(message), charset)
    assert b"\r" not in line
    assert b"\n" not in line
    assert type(decode(line.decode(charset))) is type(message)


@given(EVERY_MESSAGE)
def test_redacting_leaves_a_message_of_the_same_kind(message: Message) -> None:
    body = encode(message)
    assert type(decode(redact(body))) is type(message)
    assert redact(redact(body)) == redact(body)
    explain(body)


# --- anything ----------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *MESSAGES,
        *TAGS,
        "|",
        "Y",
        "N",
        " ",
        "    ",
        "20260301    143005",
        "0001",
        "2.00",
        "CNY",
        "AY1AZ",
        "AY4",
        "和珅",
        "\0",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS)
def test_any_text_is_a_message_or_an_error(text: str) -> None:
    redact(text)
    try:
        message = decode(text)
    except RemoteProtocolError as refusal:
        error = refusal
    else:
        if text.isprintable():  # control characters are read as they are and written as blanks
            assert decode(encode(message)) == message
        assert decode(redact(encode(message))).CODE == message.CODE
        explain(text)
        return
    assert error.answer == "96"


@given(
    TEXTS.map(lambda text: to_bytes(text, "gb18030")) | st.binary(max_size=80),
    st.sampled_from([None, "gbk", "utf-8", "cp850"]),
)
def test_any_bytes_are_answered(data: bytes, charset: str | None) -> None:
    session = AcsSession(Profile(charset=charset))
    session.receive_data(data + b"\r")
    for _ in range(len(data) + 2):
        event = session.next_event(0.0)
        if event is None or isinstance(event, Close):
            break
        if isinstance(event, Request):
            assert type(event.message) in ANSWERS
            assert session.respond(event, LoginResponse(ok=False), 0.0).endswith(b"\r")
        else:
            assert event.data.endswith(b"\r")
    else:
        pytest.fail("a session must come to rest")


STREAM = st.lists(
    st.one_of(
        st.builds(
            lambda message, sequence, dialect: seal(encode(message), sequence, dialect, "utf-8"),
            EVERY_MESSAGE,
            st.integers(0, 2),
            st.sampled_from(Dialect),
        ),
        st.sampled_from([b"9300CNk|COk|", b"9900802.00AY1AZFCA0", b"97AZFEF5", b"", b"garbage", b"\xbc\x7c"]),
    ).map(lambda line: line + b"\r"),
    max_size=6,
).map(b"".join)


@given(STREAM, st.sampled_from([b"\r", b"\n", b"\r\n", b"\r\0"]))
def test_all_at_once_is_the_same_as_byte_by_byte(data: bytes, terminator: bytes) -> None:
    data = data.replace(b"\r", terminator)

    def told(pieces: list[bytes]) -> list[object]:
        session = AcsSession()
        story: list[object] = []
        for piece in pieces:
            session.receive_data(piece)
            while (event := session.next_event(0.0)) is not None:
                story.append(shown(event))
                if isinstance(event, Request):
                    story.append(session.respond(event, LoginResponse(ok=True), 0.0))
        return story

    assert told([data]) == told([data[at : at + 1] for at in range(len(data))])


def shown(event: Request | Answer | Close) -> object:
    """An event for comparison: errors compare by what they say."""
    told = msgspec.structs.asdict(event)
    return {name: str(value) if isinstance(value, Exception) else value for name, value in told.items()}


@given(EVERY_MESSAGE.filter(lambda message: type(message) in ANSWERS), st.sampled_from(Dialect))
def test_both_ends_understand_each_other(message: Message, dialect: Dialect) -> None:
    kiosk, library = ScSession(Profile(dialect=dialect)), AcsSession()
    library.receive_data(kiosk.request(message))
    request = library.next_event(0.0)
    assert isinstance(request, Request)
    assert request.message == message
    kiosk.receive_data(library.respond_text(request, encode(message), 0.0))
    echo = kiosk.next_event()
    assert echo is not None
    assert getattr(echo, "message", None) == message


# --- small things ------------------------------------------------------------------------------------------


@given(st.integers(-(10**12), 10**12))
def test_money_is_exact(amount: int) -> None:
    assert fen(yuan(amount)) == amount


@given(st.text(max_size=60), st.integers(2, 48))
def test_lines_fit_their_printer(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(columns_of(line) <= columns for line in lines)
    squeeze: Callable[[str], str] = lambda some: "".join(some.split())  # noqa: E731
    assert squeeze("".join(lines)) == squeeze(text)
