from protocols.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError
from protocols.xml.errors import TooMuch, Unwritable, Wrong, XmlError


def test_an_error_says_where_and_what() -> None:
    error = XmlError(Wrong.VALUE, expected="a date", found="x" * 200, element="a/b", line=7)
    assert isinstance(error, RemoteProtocolError)
    assert str(error) == f"line 7: a/b: expected a date, found '{'x' * 80}'"
    assert (error.wrong, error.line, error.element, error.expected) == (Wrong.VALUE, 7, "a/b", "a date")
    assert str(XmlError(Wrong.DOCUMENT, expected="XML")) == "expected XML, found ''"


def test_too_much_is_a_limit() -> None:
    assert isinstance(TooMuch(Wrong.DOCUMENT, expected="less"), LimitExceeded)


def test_what_cannot_be_written_is_ours() -> None:
    assert isinstance(Unwritable("a", "b"), LocalProtocolError)
    assert [str(Unwritable("a/b", "why")), str(Unwritable("", "why"))] == ["a/b: why", "why"]
