import pytest

from protocols.errors import LocalProtocolError
from protocols.sip2.checksum import Dialect, seal
from protocols.sip2.errors import Undecodable
from protocols.sip2.events import Close, CloseReason, Damaged, OutOfStep, ResendWanted, Response, StepReason
from protocols.sip2.link import Limits, Profile
from protocols.sip2.messages import (
    ItemInformation,
    Login,
    LoginResponse,
    PatronStatusRequest,
    PatronStatusResponse,
    RequestAcsResend,
)
from protocols.sip2.sc import ScEvent, ScSession

LOGIN = Login(login_user_id="k", login_password="k")
STATUS = PatronStatusRequest(transaction_date="", institution_id="C", patron_identifier="张三")


def sealed(body: str, sequence: int | None = 0, dialect: Dialect = Dialect.THREE_M) -> bytes:
    return seal(body, sequence, dialect, "utf-8") + b"\r"


def event(session: ScSession, data: bytes) -> ScEvent | None:
    session.receive_data(data)
    return session.next_event()


def test_requests_are_numbered_round() -> None:
    session = ScSession()
    for number in [*range(10), 0, 1]:
        assert session.request(LOGIN) == sealed("9300CNk|COk|", number)
        assert session.waiting
        assert event(session, sealed("941", number)) == Response(
            LoginResponse(ok=True), "941", number, sealed=True
        )
        assert not session.waiting
    assert session.next_event() is None


def test_without_error_detection() -> None:
    session = ScSession(Profile(terminator=b"\r\n", trailing_bar=False), error_detection=False)
    assert session.request(LOGIN) == b"9300CNk|COk\r\n"
    assert event(session, b"940\r\n") == Response(LoginResponse(ok=False), "940", None, sealed=False)


def test_the_dp2_family_always_counts_four() -> None:
    session = ScSession(Profile(dialect=Dialect.DP2, charset="gbk"))
    assert session.request(LOGIN) == sealed("9300CNk|COk|", 4, Dialect.DP2)
    assert isinstance(event(session, sealed("941", 4, Dialect.DP2)), Response)
    assert session.request(LOGIN) == sealed("9300CNk|COk|", 4, Dialect.DP2)


def test_the_character_set_follows_the_first_response_that_shows_it() -> None:
    session = ScSession()
    assert "张三".encode() in session.request(STATUS)
    body = "24              019                  AOC|AA张三|AE张三|"
    response = event(session, body.encode("gbk") + b"\r")
    assert isinstance(response, Response)
    assert isinstance(response.message, PatronStatusResponse)
    assert response.message.personal_name == "张三"
    assert "张三".encode("gbk") in session.request(STATUS)


def test_a_response_in_pieces() -> None:
    session = ScSession()
    session.request(LOGIN)
    data = sealed("941")
    for position in range(len(data) - 1):
        assert event(session, data[position : position + 1]) is None
    assert session.pending_bytes == len(data) - 1
    assert isinstance(event(session, b"\r"), Response)


def test_a_time_out_resends_unchanged() -> None:
    session = ScSession()
    sent = session.request(LOGIN)
    assert session.resend() == sent


def test_the_acs_wants_the_request_again() -> None:
    session = ScSession()
    sent = session.request(LOGIN)
    assert event(session, b"96AZFEF6\r") == ResendWanted()
    assert session.resend() == sent
    assert session.waiting


@pytest.mark.parametrize("damaged", [b"941AY0AZ0000\r", b"garbage\r"])
def test_a_damaged_response_is_asked_for_again(damaged: bytes) -> None:
    session = ScSession()
    session.request(LOGIN)
    found = event(session, damaged)
    assert isinstance(found, Damaged)
    assert found.error is None or isinstance(found.error, Undecodable)
    assert session.resend_request() == b"97AZFEF5\r"
    assert isinstance(event(session, sealed("941")), Response)


def test_a_server_that_resends_as_number_zero() -> None:
    session = ScSession()
    session.request(LOGIN)
    assert isinstance(event(session, sealed("941", 0)), Response)
    session.request(LOGIN)
    session.resend_request()
    assert isinstance(event(session, sealed("941", 0)), Response)


def test_a_response_with_another_number_is_out_of_step() -> None:
    session = ScSession()
    session.request(LOGIN)
    assert event(session, sealed("941", 5)) == OutOfStep(LoginResponse(ok=True), StepReason.SEQUENCE, 0, 5)
    assert session.waiting
    assert isinstance(event(session, sealed("941", 0)), Response)


def test_a_response_of_another_kind_is_out_of_step() -> None:
    session = ScSession(error_detection=False)
    session.request(STATUS)
    assert event(session, b"941\r") == OutOfStep(LoginResponse(ok=True), StepReason.KIND)


def test_a_response_that_nobody_asked_for() -> None:
    session = ScSession()
    session.request(LOGIN)
    session.abandon()
    found = event(session, sealed("941"))
    assert isinstance(found, OutOfStep)
    assert found.reason is StepReason.UNASKED


def test_an_acs_without_error_detection_is_understood() -> None:
    session = ScSession()
    session.request(LOGIN)
    assert event(session, b"941\r") == Response(LoginResponse(ok=True), "941", None, sealed=False)


def test_one_request_at_a_time() -> None:
    session = ScSession()
    session.request(LOGIN)
    with pytest.raises(LocalProtocolError, match="under way"):
        session.request(LOGIN)


@pytest.mark.parametrize("message", [LoginResponse(ok=True), RequestAcsResend()])
def test_only_requests_are_sent(message: LoginResponse | RequestAcsResend) -> None:
    with pytest.raises(LocalProtocolError, match="does not send"):
        ScSession().request(message)


def test_nothing_to_repeat() -> None:
    session = ScSession()
    with pytest.raises(LocalProtocolError):
        session.resend()
    with pytest.raises(LocalProtocolError):
        session.resend_request()


def test_the_end() -> None:
    session = ScSession()
    session.request(ItemInformation(transaction_date="", institution_id="", item_identifier="B1"))
    session.receive_eof()
    assert session.next_event() == Close(CloseReason.PEER_CLOSED)
    assert session.next_event() is None


def test_too_much_closes() -> None:
    session = ScSession(limits=Limits(message=20))
    found = event(session, b"x" * 21)
    assert isinstance(found, Close)
    assert found.reason is CloseReason.LIMIT_EXCEEDED
