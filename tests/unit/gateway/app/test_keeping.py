from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from twisted.internet.defer import Deferred

from gateway.app.keeping import LORE, PATIENCE, Keeping, keeping, reapply, result_of
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.model.changes import Changes
from gateway.model.inbound import Named
from gateway.model.keeping import Erased, ErasedInPart, LetGo, Standing
from gateway.model.loans import LoanState
from gateway.store.caretaker import Caretaker
from gateway.store.erased import beside
from gateway.store.keys import KeyedDigest, create_key, load_key
from gateway.store.opening import open_store
from gateway.store.retention import BATCH
from gateway.store.sql_store import SqlStore
from tests.kept import TERMS, Clock, Numbers
from tests.memory_store import result
from tests.store_samples import CUMT, LOAN, NOW, READER, message

OVER = msgspec.structs.replace(LOAN, state=LoanState.RETURNED, ended=NOW)


class Around:
    """A keeping with everything around it by hand."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder / "guanji.db")
        self.clock = Clock()
        self.clock.time = NOW + timedelta(days=100)
        self.seconds = 0.0
        self.wiped = 0
        self.counted: list[LetGo] = []
        self.resting: list[Deferred[None]] = []
        self.waits = False
        self.keeping = Keeping(
            Caretaker(
                self.store,
                digests=KeyedDigest(bytes(32)),
                log=beside(folder / "guanji.key"),
                clock=self.clock,
                new_id=Numbers(),
                lore=LORE,
                rest=self._rest,
            ),
            terms=lambda: TERMS,
            seconds=lambda: self.seconds,
            wipe=self._wipe,
            counted=self.counted.append,
        )

    async def _wipe(self) -> None:
        self.wiped += 1

    def _rest(self, seconds: float) -> Awaitable[None]:
        self.seconds += PATIENCE if seconds else 0
        rest: Deferred[None] = Deferred()
        self.resting.append(rest)
        if not self.waits:
            rest.callback(None)
        return rest

    def save(self, number: int) -> None:
        loans = (msgspec.structs.replace(OVER, id=f"L{place:04}") for place in range(number))
        result(self.store.commit(lambda ledger: ledger.save(Changes(records=(READER, *loans)))))


@pytest.fixture
def around(tmp_path: Path) -> Around:
    return Around(tmp_path)


def test_who_waits_is_told_how_far_it_came(around: Around) -> None:
    around.save(BATCH + 5)
    first = result(around.keeping.let_go())
    assert (first.rows["loans"], first.more) == (BATCH, True)
    assert result(around.keeping.due()).rows["loans"] == 5
    second = result(around.keeping.let_go())
    assert second.rows["loans"] == 5
    assert around.counted == [first, second]
    assert around.wiped == 2


def test_the_chore_goes_on_to_the_end_and_nobody_beside_it(around: Around) -> None:
    around.save(150)
    around.waits = True
    running = Deferred.fromCoroutine(around.keeping.chore())
    assert result(around.keeping.let_go()) == LetGo(rows={}, more=True)
    while around.resting:
        around.resting.pop().callback(None)
    assert running.called
    assert [gone.rows["loans"] for gone in around.counted] == [150]


def test_the_chore_goes_no_further_once_it_is_another_servers(around: Around) -> None:
    around.save(BATCH + 5)
    result(around.keeping.chore(lambda: around.seconds > 0))  # a rest has passed
    assert [gone.rows["loans"] for gone in around.counted] == [BATCH]
    assert result(around.keeping.due()).rows["loans"] == 5


def test_where_nothing_went_nothing_is_wiped(around: Around) -> None:
    assert not any(result(around.keeping.let_go()).rows.values())
    result(around.keeping.chore())
    assert around.wiped == 0


def test_an_erasure_is_wiped_too(around: Around) -> None:
    around.save(0)
    assert isinstance(result(around.keeping.erase(CUMT, ("P0001",), actor="li")), Erased)
    assert around.wiped == 1


def test_a_refused_erasure_wipes_nothing(around: Around) -> None:
    result(around.store.commit(lambda ledger: ledger.save(Changes(records=(READER, LOAN)))))
    assert isinstance(result(around.keeping.erase(CUMT, ("P0001",), actor="li")), Standing)
    assert around.wiped == 0


def test_the_next_run_ends_an_erasure_that_was_broken_off(around: Around) -> None:
    around.save(0)
    heard = msgspec.structs.replace(message("m1"), text="11…|AAP0001|")
    result(around.store.commit(lambda ledger: ledger.remember(heard, "12…", Named(patron="P0001"))))
    around.keeping.caretaker.stop()
    assert isinstance(result(around.keeping.erase(CUMT, ("P0001",), actor="li")), ErasedInPart)
    around.keeping.caretaker._stopping = False
    result(around.keeping.chore())
    assert around.wiped == 2
    assert result(around.keeping.caretaker.resume()) == 0


def test_a_run_that_fails_lets_the_next_one_in(around: Around) -> None:
    result(around.store.stop())
    for _ in range(2):
        with pytest.raises(Exception, match="closed"):
            result(around.keeping.let_go())
    assert around.counted == []


# --- the real parts ----------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path) -> Config:
    create_key(tmp_path / "guanji.key")
    return Config(agency="CUMT", database=Database(str(tmp_path / "guanji.db")), keys=tmp_path / "guanji.key")


def opened(config: Config) -> SqlStore:
    return open_store(config.database, key_fingerprint=KeyedDigest(load_key(config.keys)).fingerprint)


def test_a_database_from_before_an_erasure_is_made_right(config: Config) -> None:
    digests = KeyedDigest(load_key(config.keys))
    beside(config.keys).add([Erased(id="E1", at=NOW, digest=digests.erased(READER.id))])
    store = opened(config)
    result(store.commit(lambda ledger: ledger.save(Changes(records=(READER, LOAN)))))
    result(store.stop())
    again, gone = reapply(config)
    assert again == 1
    assert set(gone.rows.values()) == {0}  # what was erased has lost its reader already
    store = opened(config)
    assert result(store.read(lambda shelf: shelf.patron(READER.id))) is None
    result(store.stop())


def test_a_running_servers_keeping_goes_by_the_configuration_of_the_moment(config: Config) -> None:
    configs = [config]
    store = opened(config)
    result(store.commit(lambda ledger: ledger.save(Changes(records=(READER, OVER)))))
    clock = Clock()
    clock.time = NOW + timedelta(days=50)
    made = keeping(
        lambda: configs[-1],
        store,
        digests=KeyedDigest(load_key(config.keys)),
        clock=clock,
        new_id=Numbers(),
        reactor=_Reactor(),
        counted=lambda _: None,
    )
    assert result_of(made.due()).rows["loans"] == 0
    shorter = msgspec.structs.replace(config.retention, finished_loans_days=40)
    configs.append(msgspec.structs.replace(config, retention=shorter))
    assert result_of(made.due()).rows["loans"] == 1
    result(store.stop())


class _Reactor:
    def seconds(self) -> float:
        return 0.0

    def callLater(self, delay: float, call: Callable[..., Any]) -> None:  # noqa: N802 - Twisted's name
        raise NotImplementedError


def test_what_work_raised_is_raised() -> None:
    async def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        result_of(fails())
