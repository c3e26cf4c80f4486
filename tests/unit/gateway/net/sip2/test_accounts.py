from collections.abc import Callable
from ipaddress import ip_network

import msgspec
import pytest
from twisted.internet.defer import Deferred

from gateway.net.passwords import AT_ONCE, MOST_WAITING, Passwords, TooManyLogins
from gateway.net.sip2 import Account, Accounts
from gateway.net.tls import Identity
from tests.kiosk_hall import wait
from tests.terminals import terminal

replace = msgspec.structs.replace

KIOSK1 = Account(
    login="k1", terminal=terminal(), networks=(ip_network("10.2.0.0/16"), ip_network("fd00::/8"))
)
ANYWHERE = Account(login="k2", terminal=terminal(), status_before_login=False)


async def at_once(check: Callable[[], bool]) -> bool:
    return check()


def accounts(*known: Account) -> Accounts:
    passwords = Passwords(
        {"k1": "one", "k2": "two", "stale": "three"}, off_reactor=at_once, now=lambda: 0.0, key=b"k"
    )
    return Accounts(known, passwords)


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("10.2.3.4", True),
        ("::ffff:10.2.3.4", True),
        ("fd00::17", True),
        ("10.3.0.1", False),
        ("2001:db8::1", False),
        ("", False),
        ("/run/kiosk.sock", False),
    ],
)
def test_a_kiosk_may_come_from_its_networks(host: str, *, may: bool) -> None:
    assert KIOSK1.may_come_from(host) == may
    assert ANYWHERE.may_come_from(host)


def test_an_account_is_named_after_its_terminal() -> None:
    assert KIOSK1.name == "kiosk1"


@pytest.mark.parametrize(
    ("login", "password", "host", "found"),
    [
        ("k1", "one", "10.2.3.4", KIOSK1),
        ("k1", "one", "10.3.3.4", None),
        ("k1", "two", "10.2.3.4", None),
        ("k2", "two", "192.0.2.1", ANYWHERE),
        ("nobody", "one", "10.2.3.4", None),
        ("stale", "three", "10.2.3.4", None),
    ],
)
def test_login_password_and_address_must_be_right(
    login: str, password: str, host: str, found: Account | None
) -> None:
    known = accounts(KIOSK1, ANYWHERE)
    assert wait(Deferred.fromCoroutine(known.log_in(login, password, host))) is found


def test_status_before_login_is_answered_where_some_kiosk_asks_so() -> None:
    known = accounts(KIOSK1, ANYWHERE)
    assert known.status_before_login("10.2.3.4")
    assert not known.status_before_login("192.0.2.1")
    assert not accounts().status_before_login("10.2.3.4")


def test_a_login_that_too_many_stand_before_is_refused_at_once() -> None:
    async def never(_: Callable[[], bool]) -> bool:
        return await Deferred()

    passwords = Passwords({"k2": "two"}, off_reactor=never, now=lambda: 0.0, key=b"k")
    known = Accounts([ANYWHERE], passwords)
    waiting = [
        Deferred.fromCoroutine(known.log_in("k2", f"guess {guess}", "10.6.6.6"))
        for guess in range(AT_ONCE + MOST_WAITING)
    ]
    assert not any(login.called for login in waiting)
    failed: list[object] = []
    refused: Deferred[object] = Deferred.fromCoroutine(known.log_in("k2", "two", "10.6.6.6"))
    refused.addErrback(lambda failure: failed.append(failure.type))
    assert failed == [TooManyLogins]


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        (Identity(frozenset({"k3.example.edu.cn"}), "sha256:00"), True),
        (Identity(frozenset({"k2.example.edu.cn"}), "sha256:00"), False),
        (Identity(), False),
    ],
)
def test_an_account_may_be_bound_to_a_certificate(shown: Identity, *, right: bool) -> None:
    bound = msgspec.structs.replace(ANYWHERE, certificate="k3.example.edu.cn")
    found = wait(Deferred.fromCoroutine(accounts(bound).log_in("k2", "two", "10.2.3.4", shown)))
    assert (found is bound) == right


def test_an_account_is_found_by_its_login() -> None:
    assert accounts(ANYWHERE).of_login("k2") is ANYWHERE
    assert accounts(ANYWHERE).of_login("kiosk2") is None
