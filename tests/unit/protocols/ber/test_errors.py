from protocols.ber.errors import BerError, Fault, TooMuch, Unwritable
from protocols.errors import LimitExceeded, LocalProtocolError, ProtocolError, RemoteProtocolError


def test_a_fault_becomes_an_error_that_names_the_way() -> None:
    fault = Fault(7, "an INTEGER", "05 00")
    fault.path += ["number", "[2]", "numbers", "A-Drawing"]
    error = fault.error()
    assert type(error) is BerError
    assert (error.element, error.offset) == ("A-Drawing.numbers[2].number", 7)
    assert str(error) == "A-Drawing.numbers[2].number: expected an INTEGER at 7, found '05 00'"
    assert Fault(0, "", "").error().element == ""


def test_each_error_is_of_its_branch() -> None:
    assert issubclass(BerError, RemoteProtocolError)
    assert issubclass(TooMuch, LimitExceeded)
    assert issubclass(Unwritable, LocalProtocolError)
    assert isinstance(Fault(0, "", "", TooMuch).error(), TooMuch)
    assert not issubclass(Fault, ProtocolError), "it never leaves the codec"


def test_what_cannot_be_written_is_named() -> None:
    assert str(Unwritable("Point.x", "an int is wanted")) == "Point.x: an int is wanted"
    assert str(Unwritable("", "an int is wanted")) == "an int is wanted"
