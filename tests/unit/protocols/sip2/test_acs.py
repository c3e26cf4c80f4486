from collections.abc import Iterator

import pytest

from protocols.errors import LimitExceeded, LocalProtocolError
from protocols.sip2.acs import AcsSession
from protocols.sip2.checksum import Dialect, seal
from protocols.sip2.errors import Undecodable
from protocols.sip2.events import Answer, AnswerReason, Close, CloseReason, Request
from protocols.sip2.link import Limits, Profile
from protocols.sip2.messages import (
    ItemInformation,
    ItemInformationResponse,
    Login,
    LoginResponse,
    PatronStatusResponse,
    RequestAcsResend,
)

DAY = "20260301    143005"
NOW = 1000.0
OK = LoginResponse(ok=True)
LOGIN = b"9300CNkiosk1|COkiosk1|"


def sealed(
    body: str, sequence: int | None = 1, dialect: Dialect = Dialect.THREE_M, charset: str = "utf-8"
) -> bytes:
    return seal(body, sequence, dialect, charset) + b"\r"


def events(session: AcsSession, now: float = NOW) -> Iterator[Request | Answer | Close]:
    while (event := session.next_event(now)) is not None:
        yield event


def request(session: AcsSession, data: bytes, now: float = NOW) -> Request:
    session.receive_data(data)
    event = session.next_event(now)
    assert isinstance(event, Request)
    return event


def answer(session: AcsSession, data: bytes, now: float = NOW) -> Answer:
    session.receive_data(data)
    event = session.next_event(now)
    assert isinstance(event, Answer)
    return event


def status(name: str) -> PatronStatusResponse:
    return PatronStatusResponse(
        transaction_date=DAY, institution_id="C", patron_identifier="P1", personal_name=name
    )


def test_a_request_and_its_response() -> None:
    session = AcsSession()
    event = request(session, LOGIN + b"\r")
    assert event == Request(
        Login(login_user_id="kiosk1", login_password="kiosk1"),
        "9300CNkiosk1|COkiosk1|",
        sequence=None,
        sealed=False,
        dialect=None,
    )
    assert session.respond(event, OK, NOW) == b"941\r"
    assert session.next_event(NOW) is None


def test_error_detection_is_answered_in_kind() -> None:
    session = AcsSession()
    event = request(session, sealed("9300CNk|COk|", 7))
    assert (event.body, event.sequence, event.sealed, event.dialect) == (
        "9300CNk|COk|",
        7,
        True,
        Dialect.THREE_M,
    )
    assert session.respond(event, OK, NOW) == sealed("941", 7)
    assert session.respond(request(session, b"9300CNk|COk|\r"), OK, NOW) == b"941\r"


def test_a_number_without_a_checksum_is_answered_with_both() -> None:
    session = AcsSession()
    assert session.respond(request(session, b"9300CNk|COk|AY3\r"), OK, NOW) == sealed("941", 3)


def test_a_checksum_without_a_number_is_answered_without_one() -> None:
    session = AcsSession()
    assert session.respond(request(session, sealed("9300CNk|COk|", None)), OK, NOW) == sealed("941", None)


@pytest.mark.parametrize("dialect", Dialect)
def test_each_dialect_is_answered_in_its_own(dialect: Dialect) -> None:
    session = AcsSession()
    event = request(session, sealed("23019AA张三|", 4, dialect, "gbk"))
    assert event.dialect is dialect
    assert session.dialect is dialect
    body = session.render(status("张三"))
    assert session.respond(event, status("张三"), NOW) == sealed(body, 4, dialect, "gb18030")


def test_the_character_set_is_detected_and_kept() -> None:
    session = AcsSession()
    first = session.respond(request(session, b"23019AAP1|\r"), status("张三"), NOW)
    assert "张三".encode() in first
    second = session.respond(request(session, "23019AA李四|\r".encode("gbk")), status("张三"), NOW)
    assert "张三".encode("gbk") in second
    assert session.charset.name == "gb18030"


@pytest.mark.parametrize(
    "noisy",
    [
        b"\xff\xfd\x18\xff\xfb\x019300CNk|COk|\r",
        b"\xff\xfe9900802.00\r",
        b"9300CNk\xff|COk|\r",
    ],
)
def test_noise_of_the_line_decides_no_character_set(noisy: bytes) -> None:
    session = AcsSession()
    session.respond(request(session, noisy), OK, NOW)
    assert session.charset.name is None


def test_a_damaged_line_decides_no_character_set() -> None:
    session = AcsSession()
    damaged = answer(session, sealed("23019AAP1|").replace(b"P1", b"\xff1"))
    assert damaged == Answer(b"96AZFEF6\r", AnswerReason.DAMAGED)
    assert session.charset.name is None


def test_names_whose_second_byte_is_the_delimiter() -> None:
    session = AcsSession(Profile(charset="gbk"))
    event = request(session, "23019AOC|AA珅|AD1234|\r".encode("gbk"))
    assert event.body == "23019AOC|AA珅|AD1234|"


def test_the_kiosk_s_profile() -> None:
    session = AcsSession(Profile(terminator=b"\r\n", trailing_bar=False))
    event = request(session, b"23019AAP1|\r")
    assert session.render(status("x")).endswith("AEx")
    assert session.respond(event, status("x"), NOW).endswith(b"AEx\r\n")


def test_a_login_may_change_the_profile() -> None:
    session = AcsSession()
    event = request(session, LOGIN + b"\r")
    profile = Profile(charset="gbk", terminator=b"\n", dialect=Dialect.DP2)
    session.reconfigure(profile)
    assert session.profile == profile
    assert session.respond(event, OK, NOW) == b"941\n"
    assert session.charset.name == "gbk"


def test_one_request_at_a_time_in_order() -> None:
    session = AcsSession()
    session.receive_data(LOGIN + b"\r\n9900802.00\r\n")
    first = session.next_event(NOW)
    assert isinstance(first, Request)
    assert session.next_event(NOW) is None, "not before the first is answered"
    assert session.pending_bytes == 13
    session.respond(first, OK, NOW)
    assert isinstance(session.next_event(NOW), Request)


def test_a_rendered_response_can_be_sent_later() -> None:
    session = AcsSession()
    event = request(session, sealed("9300CNk|COk|", 2))
    assert session.respond_text(event, "941", NOW) == sealed("941", 2)


def test_only_the_request_under_way_can_be_answered() -> None:
    session = AcsSession()
    event = request(session, LOGIN + b"\r")
    session.respond(event, OK, NOW)
    with pytest.raises(LocalProtocolError):
        session.respond(event, OK, NOW)


# --- 96 and 97 ---------------------------------------------------------------------------------------------


def test_damage_and_garbage_are_answered_with_96() -> None:
    session = AcsSession()
    assert answer(session, b"9900802.00AY1AZ0000\r") == Answer(b"96AZFEF6\r", AnswerReason.DAMAGED)
    garbage = answer(session, b"GET / HTTP/1.1\r\n")
    assert (garbage.data, garbage.reason) == (b"96AZFEF6\r", AnswerReason.GARBAGE)
    assert isinstance(garbage.error, Undecodable)


def test_a_response_is_no_request() -> None:
    refused = answer(AcsSession(), b"941\r")
    assert (refused.reason, refused.message) == (AnswerReason.NOT_A_REQUEST, OK)


@pytest.mark.parametrize("wish", [b"97AZFEF5\r", b"97\r", b"96AZFEF6\r"])
def test_97_gets_the_last_response_unchanged(wish: bytes) -> None:
    session = AcsSession()
    sent = session.respond(request(session, sealed("9300CNk|COk|", 5)), OK, NOW)
    assert [answer(session, wish).data for _ in range(3)] == [sent] * 3
    assert answer(session, wish).reason is AnswerReason.RESENT


def test_97_before_anything_was_sent() -> None:
    assert answer(AcsSession(), b"97AZFEF5\r") == Answer(
        b"96AZFEF6\r", AnswerReason.NOTHING_SENT_YET, RequestAcsResend()
    )


def test_97_after_a_96_repeats_the_96() -> None:
    session = AcsSession()
    session.respond(request(session, sealed("9300CNk|COk|", 5)), OK, NOW)
    answer(session, b"9900802.00AY6AZ0000\r")
    assert answer(session, b"97AZFEF5\r").data == b"96AZFEF6\r", "never an older response"


def test_repeated_garbage_closes() -> None:
    session = AcsSession(limits=Limits(garbage=3))
    session.receive_data(b"x\r" * 5)
    first, second, last = events(session)
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert isinstance(last, Close)
    assert last.reason is CloseReason.REPEATED_GARBAGE
    assert session.next_event(NOW) is None


def test_a_good_message_forgives() -> None:
    session = AcsSession(limits=Limits(garbage=2))
    for _ in range(3):
        assert answer(session, b"x\r").reason is AnswerReason.GARBAGE
        session.respond(request(session, LOGIN + b"\r"), OK, NOW)


# --- replay ------------------------------------------------------------------------------------------------


def test_the_same_message_with_the_same_number_gets_the_stored_answer() -> None:
    session = AcsSession()
    sent = session.respond(request(session, sealed("17AOC|ABB1|", 5)), item("一"), NOW)
    replay = answer(session, sealed("17AOC|ABB1|", 5), NOW + 60)
    assert (replay.data, replay.reason) == (sent, AnswerReason.REPLAYED)
    assert replay.message == ItemInformation(transaction_date="", institution_id="C", item_identifier="B1")


def item(title: str) -> ItemInformationResponse:
    return ItemInformationResponse(
        circulation_status="03",
        security_marker="00",
        fee_type="01",
        transaction_date=DAY,
        item_identifier="B1",
        title_identifier=title,
    )


def test_a_replay_while_the_request_is_under_way_waits_for_its_answer() -> None:
    session = AcsSession()
    data = sealed("17AOC|ABB1|", 5)
    first = request(session, data + data)
    assert session.next_event(NOW) is None
    sent = session.respond(first, item("一"), NOW)
    assert answer(session, b"").data == sent


def test_damage_and_97_between_do_not_hide_a_replay() -> None:
    session = AcsSession()
    sent = session.respond(request(session, sealed("17AOC|ABB1|", 5)), item("一"), NOW)
    answer(session, b"x\r")
    answer(session, b"97\r")
    assert answer(session, sealed("17AOC|ABB1|", 5)).data == sent


@pytest.mark.parametrize(
    ("again", "later"),
    [
        (sealed("17AOC|ABB1|", 6), 1),
        (sealed("17AOC|ABB2|", 5), 1),
        (sealed("17AOC|ABB1|", 5), 60.1),
        (sealed("17AOC|ABB1|", None), 1),
    ],
    ids=["another number", "another text", "too late", "no number"],
)
def test_what_is_no_replay(again: bytes, later: float) -> None:
    session = AcsSession()
    session.respond(request(session, sealed("17AOC|ABB1|", 5)), item("一"), NOW)
    assert request(session, again, NOW + later).body.startswith("17")


def test_without_a_number_nobody_can_tell() -> None:
    session = AcsSession()
    session.respond(request(session, b"17AOC|ABB1|\r"), item("一"), NOW)
    assert request(session, b"17AOC|ABB1|\r").sequence is None


def test_only_the_message_just_before_counts() -> None:
    session = AcsSession()
    session.respond(request(session, sealed("17AOC|ABB1|", 5)), item("一"), NOW)
    session.respond(request(session, sealed("17AOC|ABB2|", 6)), item("二"), NOW)
    assert request(session, sealed("17AOC|ABB1|", 5)).sequence == 5


# --- the end -----------------------------------------------------------------------------------------------


def test_a_closed_connection_is_reported_after_its_messages() -> None:
    session = AcsSession()
    session.receive_data(LOGIN + b"\r990")
    session.receive_eof()
    event = session.next_event(NOW)
    assert isinstance(event, Request)
    session.respond(event, OK, NOW)
    assert session.next_event(NOW) == Close(CloseReason.PEER_CLOSED)
    assert session.next_event(NOW) is None


@pytest.mark.parametrize("limits", [Limits(message=20), Limits(buffer=20)])
def test_too_much_closes(limits: Limits) -> None:
    session = AcsSession(limits=limits)
    session.receive_data(b"x" * 21)
    event = session.next_event(NOW)
    assert isinstance(event, Close)
    assert event.reason is CloseReason.LIMIT_EXCEEDED
    assert isinstance(event.error, LimitExceeded)


def test_an_answer_that_only_puts_the_kiosk_off_is_not_replayed_but_may_be_asked_for() -> None:
    session = AcsSession()
    first = session.respond(request(session, sealed("17" + DAY + "AO|AB1|AC|")), OK, NOW, final=False)
    again = request(session, sealed("17" + DAY + "AO|AB1|AC|"))
    assert again.body == "17" + DAY + "AO|AB1|AC|"
    second = session.respond(again, LoginResponse(ok=False), NOW)
    assert second != first
    assert answer(session, sealed("17" + DAY + "AO|AB1|AC|")).data == second
    put_off = session.respond(request(session, sealed(LOGIN.decode(), 2)), OK, NOW, final=False)
    assert answer(session, b"97AZFEF5\r").data == put_off
