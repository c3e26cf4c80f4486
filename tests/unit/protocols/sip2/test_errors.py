from protocols.errors import RemoteProtocolError
from protocols.sip2.errors import Undecodable


def test_the_wire_answer_is_96() -> None:
    error = Undecodable(expected="a message code", found="xx", offset=3)
    assert isinstance(error, RemoteProtocolError)
    assert error.answer == "96"
    assert (error.expected, error.found, error.offset) == ("a message code", "xx", 3)


def test_it_never_repeats_a_password() -> None:
    assert "hunter2" not in str(Undecodable(expected="a message code", found="zz|COhunter2|CPhall|"))
