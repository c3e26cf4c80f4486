"""What every store promises of staff's acts; subclass `AuditContract` with a `store` fixture."""

import sqlite3
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from gateway.model.audit import Act, Entry, Wanted, follow, trim
from gateway.ports import Ledger, Overtaken, Store
from gateway.store.keys import KeyedDigest
from tests.memory_store import result

NOW = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
SEAL = KeyedDigest(b"k" * 32).seal


def act(day: int = 0, **more: object) -> Act:
    said = {"at": NOW + timedelta(days=day), "action": "kiosk pause", "facts": {"paused": 1, "was": None}}
    return msgspec.convert(said | more, Act)


def book(store: Store, *acts: Act) -> list[Entry]:
    """Put acts down, one after the other."""
    entries: list[Entry] = []

    def work(ledger: Ledger) -> None:
        for each in acts:
            entries.append(follow(ledger.last_act(), each, SEAL))
            ledger.put_act(entries[-1])

    result(store.commit(work))
    return entries


class AuditContract:
    """The promises."""

    def test_acts_come_back_as_they_were_put_down(self, store: Store) -> None:
        said = act(account="guanji", actor="李", subject="kiosk k1", request="m1", outcome="busy")
        entries = book(store, act(), said, act(2))
        assert result(store.read(lambda shelf: shelf.acts_after(0, 9))) == tuple(entries)
        assert result(store.read(lambda shelf: shelf.last_act())) == entries[2]
        assert result(store.read(lambda shelf: shelf.acts_after(1, 1))) == (entries[1],)

    def test_an_empty_book_has_no_last_act(self, store: Store) -> None:
        assert result(store.read(lambda shelf: shelf.last_act())) is None
        assert result(store.read(lambda shelf: shelf.trim_to(3))) is None

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (Wanted(), [3, 2, 1]),
            (Wanted(actor="li"), [3, 1]),
            (Wanted(subject="kiosk k1"), [2]),
            (Wanted(actor="wang", subject="kiosk k1"), [2]),
            (Wanted(actor="li", subject="kiosk k1"), []),
            (Wanted(first=NOW + timedelta(days=1)), [3, 2]),
            (Wanted(last=NOW + timedelta(days=1)), [1]),
            (Wanted(first=NOW, last=NOW + timedelta(days=2), actor="wang"), [2]),
        ],
    )
    def test_acts_are_found(self, store: Store, wanted: Wanted, found: list[int]) -> None:
        book(store, act(actor="li"), act(1, account="wang", subject="kiosk k1"), act(2, account="li"))
        seen = result(store.read(lambda shelf: shelf.acts(wanted, 9)))
        assert [entry.seq for entry in seen] == found
        assert [entry.seq for entry in result(store.read(lambda shelf: shelf.acts(wanted, 1)))] == found[:1]

    def test_a_number_is_given_once(self, store: Store) -> None:
        first, second = book(store, act(), act(1))
        # SQLite has one writer, so that only a mistake gives a number twice: its trigger says so.
        with pytest.raises((Overtaken, sqlite3.IntegrityError)):
            result(store.commit(lambda ledger: ledger.put_act(first)))
        assert result(store.read(lambda shelf: shelf.acts_after(0, 9))) == (first, second)

    def test_what_nobody_let_go_stays(self, store: Store) -> None:
        entries = book(store, act(), act(1), act(2))
        with pytest.raises(Exception, match="the audit is append-only"):
            result(store.commit(lambda ledger: ledger.let_go(2)))
        assert result(store.read(lambda shelf: shelf.acts_after(0, 9))) == tuple(entries)

    def test_what_was_let_go_goes_and_no_more(self, store: Store) -> None:
        entries = book(store, act(), act(1), act(2))
        gone = trim(entries[2], entries[1], NOW, SEAL)

        def work(ledger: Ledger) -> None:
            ledger.put_act(gone)
            ledger.let_go(2)

        result(store.commit(work))
        assert result(store.read(lambda shelf: shelf.acts_after(0, 9))) == (entries[2], gone)
        assert result(store.read(lambda shelf: shelf.trim_to(2))) == gone
        with pytest.raises(Exception, match="the audit is append-only"):
            result(store.commit(lambda ledger: ledger.let_go(3)))
