from protocols.errors import LimitExceeded, LocalProtocolError, ProtocolError, RemoteProtocolError


def test_both_sides_share_one_root() -> None:
    assert issubclass(LocalProtocolError, ProtocolError)
    assert issubclass(RemoteProtocolError, ProtocolError)
    assert issubclass(LimitExceeded, RemoteProtocolError)


def test_a_remote_error_names_element_value_and_answer() -> None:
    error = RemoteProtocolError(expected="two digits", found="x1", element="fee type", offset=20, answer="96")
    assert (error.element, error.found, error.offset, error.answer) == ("fee type", "x1", 20, "96")
    assert str(error) == "fee type: expected two digits at 20, found 'x1'"


def test_without_an_element_the_sentence_starts_with_what_was_expected() -> None:
    assert str(RemoteProtocolError(expected="a message code")) == "expected a message code at 0, found ''"


def test_a_hostile_value_is_cut() -> None:
    error = RemoteProtocolError(expected="less", found="x" * 1000)
    assert error.found == "x" * RemoteProtocolError.FOUND_LIMIT
