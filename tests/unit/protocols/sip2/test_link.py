import pytest

from protocols.errors import LimitExceeded
from protocols.sip2.checksum import Dialect, seal
from protocols.sip2.link import Limits, Link, Profile, Received


def link(profile: Profile | None = None, **limits: int) -> Link:
    return Link(profile or Profile(), Limits(**limits))


def test_a_line_taken_apart() -> None:
    end = link()
    end.receive_data(b"941AY0AZFDFD\r\n")
    assert end.pending_bytes == 14
    assert end.next_received() == Received(b"941AY0AZFDFD", "941", 0, sealed=True, sound=True)
    assert end.next_received() is None
    assert end.dialect is Dialect.THREE_M


def test_without_checksum() -> None:
    end = link()
    end.receive_data(b"941\r941AY3\r")
    assert end.next_received() == Received(b"941", "941", None, sealed=False, sound=True)
    assert end.next_received() == Received(b"941AY3", "941", 3, sealed=False, sound=True)
    assert end.dialect is None


def test_a_wrong_checksum_is_not_sound() -> None:
    end = link()
    end.receive_data(b"941AY0AZ0000\r")
    received = end.next_received()
    assert received
    assert (received.sealed, received.sound) == (True, False)
    assert end.dialect is None


@pytest.mark.parametrize("dialect", Dialect)
def test_the_dialect_is_recognised(dialect: Dialect) -> None:
    end = link()
    end.receive_data(seal("11YNAA张|", 4, dialect, "utf-8") + b"\r")
    assert end.next_received()
    assert end.dialect is dialect


def test_what_fits_the_known_dialect_does_not_change_it() -> None:
    end = link(Profile(dialect=Dialect.CODEPOINT))
    end.receive_data(seal("11YNAAx|", 4, Dialect.THREE_M, "utf-8") + b"\r")
    assert end.next_received()
    assert end.dialect is Dialect.CODEPOINT


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"09N1|ABB1|", "09N1|ABB1|"),
        (b"9900802.00", "9900802.00"),
        (b"\0 9900802.00 ", "9900802.00 "),
        (b"941AY0AZFDFD", "941"),
        (b"09N1|ABB1", None),
        (b"9900802.0", None),
        (b"941AY0AZFDFE", None),
        (b"\n", None),
        (b"", None),
    ],
)
def test_the_last_line_without_its_end(data: bytes, body: str | None) -> None:
    end = link()
    end.receive_data(data)
    assert end.next_received() is None
    end.at_eof = True
    received = end.next_received()
    assert (received and received.body) == body
    assert end.next_received() is None


def test_writing_a_line() -> None:
    end = link(Profile(terminator=b"\r\n", charset="gbk"))
    assert end.frame("24AE张|", None, sealed=False) == "24AE张|".encode("gbk") + b"\r\n"
    assert end.frame("24AE张|", 3, sealed=True) == seal("24AE张|", 3, Dialect.THREE_M, "gbk") + b"\r\n"
    assert end.resend_line("96") == b"96AZFEF6\r\n"


def test_the_agreement_may_change() -> None:
    end = link()
    end.charset.settle("张".encode("gbk"))
    end.dialect = Dialect.CODEPOINT
    end.reconfigure(Profile(terminator=b"\n"))
    assert (end.charset.name, end.dialect) == ("gb18030", Dialect.CODEPOINT), "what was detected stays"
    end.reconfigure(Profile(charset="utf-8", dialect=Dialect.DP2))
    assert (end.charset.name, end.dialect) == ("utf-8", Dialect.DP2)


def test_a_long_line_is_refused() -> None:
    end = link(message=10)
    end.receive_data(b"x" * 11)
    with pytest.raises(LimitExceeded):
        end.next_received()


def test_too_large_a_backlog_is_refused() -> None:
    end = link(buffer=10)
    end.receive_data(b"941\r941\r")
    end.receive_data(b"941\r")
    with pytest.raises(LimitExceeded, match="at most 10 bytes unread"):
        end.next_received()
    assert end.pending_bytes == 8
