import pytest

from adapters.embedded import EmbeddedEngine
from adapters.embedded.engine import EXPIRED_AT_ONCE
from gateway.circulation.policy import Policy, Rule
from gateway.model.changes import Changes
from gateway.model.loans import HoldState
from gateway.ports import StoreDown
from tests.library import DAY, NOW, hold, replace
from tests.memory_store import MemoryLedger, MemoryStore, result
from tests.place import (
    Place,
    Watch,
    fill,
    library_setting,
    out,
    pin_digest,
)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def place(store: MemoryStore) -> Place:
    clock = Watch()
    return fill(Place(EmbeddedEngine(store, library_setting(), clock, pin_digest), store, clock))


def test_events_name_the_message_that_caused_them(place: Place, store: MemoryStore) -> None:
    place.do(out())
    (event,) = store.tables.events
    assert (event.kind, event.cause, event.at) == ("checkout", "in000001", NOW)


def test_message_and_changes_are_kept_in_one_commit(place: Place, store: MemoryStore) -> None:
    place.do(out())
    assert [kept.inbound.ref for kept in store.tables.inbox] == ["in000001"]
    assert len(store.tables.loans) == 1


def test_a_refusal_saves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.do(out(1))
    saved: list[Changes] = []
    monkeypatch.setattr(MemoryLedger, "save", lambda _, changes, **__: saved.append(changes))
    assert not place.do(out(2)).ok
    assert saved == []


def test_what_could_not_be_written_did_not_happen(
    place: Place, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreDown

    monkeypatch.setattr(MemoryLedger, "remember", fails)
    with pytest.raises(StoreDown):
        place.do(out())
    assert (store.tables.loans, store.tables.events) == ({}, [])
    assert result(store.read(lambda shelf: shelf.loans_of(place.patron().patron.id))) == ()  # type: ignore[union-attr]


def test_no_more_holds_are_settled_at_once_than_kiosks_can_bear(place: Place, store: MemoryStore) -> None:
    lapsed = (hold(reader=n, expires=NOW - DAY) for n in range(EXPIRED_AT_ONCE + 2))
    place.seed(*lapsed)
    engine = EmbeddedEngine(store, library_setting(), Watch(), pin_digest)
    assert [result(engine.expire_holds()) for _ in range(3)] == [EXPIRED_AT_ONCE, 2, 0]


def test_what_was_settled_between_look_and_commit_is_left_alone(
    place: Place, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.seed(hold(expires=NOW - DAY, state=HoldState.CANCELLED))
    stale = (hold(expires=NOW - DAY),)
    monkeypatch.setattr(MemoryLedger, "lapsed_holds", lambda *_: stale)
    engine = EmbeddedEngine(store, library_setting(), Watch(), pin_digest)
    assert result(engine.expire_holds()) == 0
    assert store.tables.holds["hold2"].state is HoldState.CANCELLED


def test_other_terms_hold_from_the_next_loan_on(store: MemoryStore) -> None:
    clock = Watch()
    engine = EmbeddedEngine(store, library_setting(), clock, pin_digest)
    place = fill(Place(engine, store, clock))
    assert place.do(out(1, 1)).ok
    engine.adopt(replace(library_setting(), policy=Policy(rules=(Rule(lendable=False),))))
    assert not place.do(out(1, 2)).ok
