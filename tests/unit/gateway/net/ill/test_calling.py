from typing import Any, cast

import pytest
from twisted.internet import error
from twisted.internet.defer import CancelledError
from twisted.internet.testing import MemoryReactorClock

from gateway.net.ill.calling import OneLine, dial, why_not

REFUSED: Exception = error.ConnectionRefusedError(osError="Connection refused")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (REFUSED, "it refuses connections: nothing listens there (Connection refused)"),
        (CancelledError(), "it does not pick up (CancelledError)"),
        (OSError(113, "No route to host"), "it can't be reached ([Errno 113] No route to host)"),
        (ValueError("odd\n  text"), "odd text"),
        (KeyError(), "KeyError"),
        (None, "None"),
    ],
)
def test_errors_have_words(cause: BaseException | None, words: str) -> None:
    assert why_not(cause) == words


def test_words_are_short() -> None:
    assert len(why_not(ValueError("x" * 999))) == 200


def test_an_address_is_dialled() -> None:
    """What the reactor of tests makes of any name is 127.0.0.1."""
    reactor: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]
    line = cast("Any", object())
    calling = dial(reactor)("10.1.2.3", 1611, OneLine(line))
    reactor.advance(0)
    ((host, port, factory, _, _),) = reactor.tcpClients
    assert (host, port) == ("127.0.0.1", 1611)
    assert factory is not None
    calling.addErrback(lambda _: None).cancel()


def test_a_factory_of_one_line() -> None:
    line = cast("Any", object())
    assert OneLine(line).buildProtocol(None) is line
