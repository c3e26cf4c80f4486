from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from gateway.dispatch.journal import AlreadyAnswered, MessageJournal
from gateway.model.changes import Changes, Event
from gateway.model.commands import Checkin, Checkout, Command, RenewAll
from gateway.model.inbound import Inbound, Named
from gateway.model.outcomes import CheckinOutcome, Outcome
from gateway.ports import Ledger
from tests.library import KIOSK, MINUTE, NOW, item_ref, patron_ref
from tests.memory_store import MemoryStore, result

replace = msgspec.structs.replace

BODY = Checkin(at=NOW, item=item_ref(), returned=NOW)
WINDOW = timedelta(minutes=10)
MESSAGE = Inbound(
    ref="m1", at=NOW, origin=KIOSK, body=BODY, kind="sip2 09", key=b"key", link="line1", text="09N…"
)


class Book:
    """Counts how often something was really done, and answers with the count."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.times = 0

    def work(self, ledger: Ledger) -> CheckinOutcome:
        self.times += 1
        ledger.save(Changes(events=(Event(kind="checkin", subject="item CUMT.B000001", at=NOW),)))
        return CheckinOutcome(destination=str(self.times))

    def settle(
        self,
        inbound: Inbound = MESSAGE,
        body: Command = BODY,
        render: Callable[[Any], str] = lambda outcome: f"10 {outcome.destination}",
    ) -> str | None:
        journal = MessageJournal(self.store, inbound, body, render, repeat_window=WINDOW)
        result(journal.settle(self.work))
        return journal.reply


def again(**changes: Any) -> Inbound:  # noqa: ANN401 - fields of Inbound
    return replace(MESSAGE, **({"ref": "m2"} | changes))


@pytest.fixture
def book() -> Book:
    return Book()


def test_the_outcome_its_reply_and_the_message_are_kept_together(book: Book) -> None:
    assert book.settle() == "10 1"
    (kept,) = book.store.tables.inbox
    assert (kept.inbound, kept.reply, kept.named) == (MESSAGE, "10 1", Named(item="B000001"))
    assert len(book.store.tables.events) == 1


def test_nothing_is_kept_of_what_can_not_be_rendered(book: Book) -> None:
    def broken(outcome: Outcome) -> str:
        raise ValueError(outcome)

    with pytest.raises(ValueError, match="CheckinOutcome"):
        book.settle(render=broken)
    assert (book.store.tables.inbox, book.store.tables.events) == ([], [])


def test_a_message_without_a_key_is_not_remembered(book: Book) -> None:
    book.settle(replace(MESSAGE, key=b""))
    book.settle(again(key=b""))
    assert (book.times, book.store.tables.inbox) == (2, [])


def repeated(book: Book, inbound: Inbound) -> str | None:
    """The answer that was given before, if this is a repeat."""
    try:
        book.settle(inbound)
    except AlreadyAnswered as known:
        return known.reply
    return None


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (again(link="line2"), "10 1"),
        (again(link="line2", sequenced=True), "10 1"),
        (again(), "10 1"),
        (again(sequenced=True), None),
        (again(link="line2", at=NOW + WINDOW), "10 1"),
        (again(link="line2", at=NOW + WINDOW + timedelta(seconds=1)), None),
        (again(link="line2", key=b"another"), None),
    ],
    ids=[
        "over another line",
        "over another line, numbered",
        "on this line, without a number",
        "on this line, numbered anew",
        "at the end of the window",
        "after the window",
        "another text",
    ],
)
def test_what_is_a_repeat(book: Book, message: Inbound, answer: str | None) -> None:
    book.settle()
    assert repeated(book, message) == answer
    assert book.times == (1 if answer else 2)


def test_a_repeat_leaves_no_trace(book: Book) -> None:
    book.settle()
    repeated(book, again())
    assert len(book.store.tables.inbox) == 1
    assert len(book.store.tables.events) == 1


def test_an_answer_that_a_later_message_overtook_is_not_given_again(book: Book) -> None:
    other = Checkin(at=NOW + MINUTE, item=item_ref(), returned=NOW + MINUTE)
    book.settle()
    book.settle(again(key=b"later", at=NOW + MINUTE), other)
    assert repeated(book, again(ref="m3", at=NOW + 2 * MINUTE)) is None
    assert book.times == 3


def test_an_undated_message_is_overtaken_by_anything_of_its_terminal(book: Book) -> None:
    other = Checkin(at=NOW + MINUTE, item=item_ref(2), returned=NOW + MINUTE)
    book.settle(replace(MESSAGE, dated=False))
    assert repeated(book, again(dated=False)) == "10 1"
    book.settle(again(key=b"later", at=NOW + MINUTE), other)
    assert repeated(book, again(ref="m3", dated=True)) == "10 1"
    assert repeated(book, again(ref="m4", dated=False)) is None


def test_what_was_said_about_a_reader_is_overtaken_by_a_book_of_his(book: Book) -> None:
    renew_all = RenewAll(at=NOW, patron=patron_ref())
    book.settle(MESSAGE, renew_all)
    other = Checkout(at=NOW + MINUTE, patron=patron_ref(2), item=item_ref(2))
    book.settle(again(key=b"another's", at=NOW + MINUTE), other)
    assert repeated(book, again(ref="m3", at=NOW + 2 * MINUTE)) == "10 1"
    his = Checkout(at=NOW + MINUTE, patron=patron_ref(), item=item_ref())
    book.settle(again(ref="m4", key=b"his", at=NOW + 3 * MINUTE), his)
    assert repeated(book, again(ref="m5", at=NOW + 4 * MINUTE)) is None


def test_the_window_is_counted_from_the_first_time(book: Book) -> None:
    def at(moment: datetime) -> str | None:
        return repeated(book, again(at=moment, link="line2"))

    book.settle()
    assert at(NOW + WINDOW) == "10 1"
    assert at(NOW + WINDOW + MINUTE) is None


@pytest.mark.parametrize(
    ("dated", "back", "answer"), [(True, 60, "10 1"), (False, 60, None), (False, 9, "10 1")]
)
def test_a_repeat_across_a_clock_that_was_set_back(book: Book, dated: bool, back: int, answer: str) -> None:  # noqa: FBT001
    """A date tells it from the same thing done again; without one, only that it comes so soon."""
    book.settle(again(dated=dated))
    assert repeated(book, again(dated=dated, ref="m3", at=NOW - back * MINUTE, link="line2")) == answer
