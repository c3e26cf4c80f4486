import os
import pwd
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from gateway.web.account import account_of


def request(end: object) -> SimpleNamespace:
    return SimpleNamespace(channel=SimpleNamespace(transport=SimpleNamespace(socket=end)))


@pytest.fixture
def end() -> Iterator[socket.socket]:
    one, other = socket.socketpair(socket.AF_UNIX)
    yield one
    one.close()
    other.close()


def test_the_system_says_who_is_at_the_other_end(end: socket.socket) -> None:
    assert account_of(request(end)) == pwd.getpwuid(os.getuid()).pw_name


def test_an_account_without_a_name_is_a_number(end: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert account_of(request(end)) == str(os.getuid())


def test_over_another_line_there_is_no_account() -> None:
    with socket.socket() as line:
        assert account_of(request(line)) == ""
    assert account_of(SimpleNamespace()) == ""
    assert account_of(SimpleNamespace(channel=SimpleNamespace(transport=object()))) == ""
