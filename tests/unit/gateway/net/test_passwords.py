from collections.abc import Callable

import pytest
from twisted.internet.defer import Deferred

from gateway.net.passwords import (
    AT_ONCE,
    HASHER,
    MOST_WAITING,
    REMEMBERED_SECONDS,
    Passwords,
    TooManyLogins,
    hashed,
)
from tests.kiosk_hall import wait

KEY = b"k" * 32


class Desk:
    """Passwords with a clock that is moved by hand, counting how often the slow way was taken."""

    def __init__(self, stored: dict[str, str]) -> None:
        self.time = 0.0
        self.checks = 0
        self.passwords = Passwords(stored, off_reactor=self._off_reactor, now=lambda: self.time, key=KEY)

    async def _off_reactor(self, check: Callable[[], bool]) -> bool:
        self.checks += 1
        return check()

    def right(self, login: str, password: str) -> bool:
        return wait(Deferred.fromCoroutine(self.passwords.right(login, password)))


@pytest.fixture(scope="module")
def secret() -> str:
    return hashed("open sesame")


@pytest.fixture
def desk(secret: str) -> Desk:
    return Desk({"kiosk1": secret, "kiosk2": "in the clear", "kiosk3": "$argon2id$damaged"})


def test_a_hash_names_its_cost_and_not_the_password(secret: str) -> None:
    assert secret.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "sesame" not in secret
    assert not HASHER.check_needs_rehash(secret)


@pytest.mark.parametrize(
    ("login", "password", "right"),
    [
        ("kiosk1", "open sesame", True),
        ("kiosk1", "Open sesame", False),
        ("kiosk1", "", False),
        ("kiosk2", "in the clear", True),
        ("kiosk2", "in the dark", False),
        ("kiosk2", "密码", False),
        ("kiosk3", "damaged", False),
        ("nobody", "open sesame", False),
        ("nobody", "", False),
    ],
)
def test_a_password_is_right_for_its_login(desk: Desk, login: str, password: str, *, right: bool) -> None:
    assert desk.right(login, password) == right
    assert desk.checks == 1


def test_a_hash_is_no_password_for_itself(desk: Desk, secret: str) -> None:
    assert not desk.right("kiosk1", secret)


def test_what_was_right_is_remembered_for_minutes(desk: Desk) -> None:
    assert desk.right("kiosk1", "open sesame")
    desk.time = REMEMBERED_SECONDS - 1
    assert desk.right("kiosk1", "open sesame")
    assert desk.checks == 1
    desk.time = REMEMBERED_SECONDS
    assert desk.right("kiosk1", "open sesame")
    assert desk.checks == 2


def test_what_was_wrong_is_not_remembered_and_spoils_nothing(desk: Desk) -> None:
    assert desk.right("kiosk1", "open sesame")
    assert not desk.right("kiosk1", "wrong")
    assert not desk.right("kiosk1", "wrong")
    assert desk.checks == 3
    assert desk.right("kiosk1", "open sesame")
    assert desk.checks == 3


def test_what_is_remembered_names_neither_login_nor_password(desk: Desk) -> None:
    assert desk.right("kiosk1", "open sesame")
    assert desk.right("kiosk2", "in the clear")
    kept = list(desk.passwords._right)
    assert [len(digest) for digest in kept] == [16, 16]


def test_what_has_lapsed_is_forgotten(desk: Desk) -> None:
    assert desk.right("kiosk1", "open sesame")
    desk.time = REMEMBERED_SECONDS + 1
    assert desk.right("kiosk2", "in the clear")
    assert len(desk.passwords._right) == 1


def test_an_unknown_login_costs_a_verification_as_well() -> None:
    desk = Desk({})
    assert not desk.right("nobody", "anything")
    assert desk.checks == 1


class Crowd:
    """Passwords whose verifications end when they are told to; `came` is what came of each login."""

    def __init__(self) -> None:
        self.checks: list[tuple[Deferred[bool], Callable[[], bool]]] = []
        self.came: dict[str, list[object]] = {}
        self.passwords = Passwords(
            {"kiosk1": "one", "kiosk2": "two"}, off_reactor=self._off_reactor, now=lambda: 0.0, key=KEY
        )

    async def _off_reactor(self, check: Callable[[], bool]) -> bool:
        ended: Deferred[bool] = Deferred()
        self.checks.append((ended, check))
        return await ended

    def comes(self, login: str, password: str, host: str = "10.0.0.1") -> None:
        asked = Deferred.fromCoroutine(self.passwords.right(login, password, host))
        asked.addErrback(lambda failure: failure.type).addCallback(self.came.setdefault(host, []).append)

    def end(self) -> None:
        """The verification that was begun first ends."""
        ended, check = self.checks.pop(0)
        ended.callback(check())


def test_the_lines_of_one_kiosk_share_a_verification() -> None:
    crowd = Crowd()
    for _ in range(1000):
        crowd.comes("kiosk1", "one")
    assert len(crowd.checks) == 1
    crowd.end()
    assert crowd.came == {"10.0.0.1": [True] * 1000}
    assert crowd.passwords._in_hand == {}


def test_a_verification_that_breaks_breaks_for_all_who_share_it() -> None:
    crowd = Crowd()
    crowd.comes("kiosk1", "one")
    crowd.comes("kiosk1", "one")
    crowd.checks.pop()[0].errback(MemoryError())
    assert crowd.came == {"10.0.0.1": [MemoryError, MemoryError]}
    crowd.comes("kiosk1", "one")
    crowd.end()
    assert crowd.came["10.0.0.1"][-1] is True


def test_who_floods_us_delays_nobody_elsewhere() -> None:
    crowd = Crowd()
    for guess in range(200):
        crowd.comes("kiosk1", f"guess {guess}", "10.6.6.6")
    assert len(crowd.checks) == AT_ONCE
    assert crowd.came["10.6.6.6"] == [TooManyLogins] * (200 - AT_ONCE - MOST_WAITING)
    crowd.comes("kiosk2", "two", "10.0.0.2")
    assert len(crowd.checks) == AT_ONCE + 1
    for _ in range(AT_ONCE + 1):
        crowd.end()
    assert crowd.came["10.0.0.2"] == [True]


def test_those_who_wait_have_their_turn_and_leave_nothing_behind() -> None:
    crowd = Crowd()
    for guess in range(AT_ONCE + MOST_WAITING - 1):
        crowd.comes("kiosk1", f"guess {guess}")
    crowd.comes("kiosk1", "one")
    while crowd.checks:
        assert len(crowd.checks) <= AT_ONCE
        crowd.end()
    assert crowd.came["10.0.0.1"] == [False] * (AT_ONCE + MOST_WAITING - 1) + [True]
    assert crowd.passwords._gates == {}
