from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.dispatch.audit import CHUNK, Auditor, KeyHolds, Verdict
from gateway.model.audit import RENEWED, TRIMMED, Act, Entry, Walk, Wanted
from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import BlockPatron, Channel, Checkin, Checkout, MoveDueDates, Renew
from gateway.model.identity import PatronRef
from gateway.model.inbound import Inbound
from gateway.model.outcomes import Outcome
from gateway.model.patrons import BlockReason
from gateway.model.problems import Problem, ProblemCode
from gateway.ports import Ledger
from gateway.store.keys import KeyedDigest
from tests import library
from tests.library import KIOSK, NOW, item_ref, patron_ref
from tests.memory_store import MemoryStore, result


def saved(*records: Record, events: tuple[Event, ...] = ()) -> Changes:
    """What is to be written."""
    return Changes(records=records, events=events)


DIGESTS = KeyedDigest(b"k" * 32)
DESK = msgspec.structs.replace(KIOSK, terminal="desk", channel=Channel.DESK, actor="li")
replace = msgspec.structs.replace


def act(day: int = 1, **more: str) -> Act:
    said = {"at": datetime(2026, 1, day, tzinfo=UTC), "action": "kiosk pause", "account": "guanji"}
    return msgspec.convert(said | more, Act)


class Book:
    """An auditor over a store in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.auditor = Auditor(self.store, DIGESTS.seal)

    @property
    def entries(self) -> list[Entry]:
        return self.store.tables.acts


@pytest.fixture
def book() -> Book:
    return Book()


def done(work: object) -> object:
    """What comes of work that has nothing to wait for."""
    results: list[object] = []
    Deferred.fromCoroutine(work).addCallback(results.append)  # type: ignore[arg-type]
    (found,) = results
    return found


def noted(book: Book, acts: Iterable[Act]) -> None:
    for each in acts:
        done(book.auditor.note(each))


def verdict(book: Book, noted: tuple[int, str] | None = None) -> tuple[int, int | None]:
    found = done(book.auditor.verify(noted))
    assert isinstance(found, Verdict)
    return found.many, found.broken


def test_acts_are_put_down_one_after_the_other(book: Book) -> None:
    noted(book, [act(1), act(2, actor="li"), act(3, subject="kiosk k1")])
    assert [entry.seq for entry in book.entries] == [1, 2, 3]
    assert verdict(book) == (3, None)
    assert done(book.auditor.acts(Wanted(actor="li"), 9)) == (book.entries[1],)


def test_nothing_is_a_whole_book(book: Book) -> None:
    assert verdict(book) == (0, None)
    assert verdict(book, (1, "00")) == (0, 1)


def test_more_acts_than_one_look_takes(book: Book) -> None:
    noted(book, [act() for _ in range(CHUNK + 3)])
    assert verdict(book) == (CHUNK + 3, None)
    book.entries[CHUNK] = replace(book.entries[CHUNK], act=act(2))
    assert verdict(book) == (CHUNK, CHUNK + 1)


def test_old_acts_are_let_go_and_the_rest_stays_whole(book: Book) -> None:
    noted(book, [act(day) for day in range(1, 11)])
    went = done(book.auditor.let_go(datetime(2026, 1, 6, tzinfo=UTC), datetime(2026, 1, 11, tzinfo=UTC)))
    assert went == 5
    assert [entry.seq for entry in book.entries] == [6, 7, 8, 9, 10, 11]
    last = book.entries[-1]
    assert (last.act.action, last.upto) == (TRIMMED, 5)
    assert verdict(book) == (6, None)
    del book.entries[0]
    assert verdict(book) == (0, 1)


def test_letting_go_ends_between_two_units_when_it_is_enough(book: Book) -> None:
    noted(book, [act(1)] * (CHUNK + 2))
    asked = iter([False, True])
    now = datetime(2026, 1, 11, tzinfo=UTC)
    assert done(book.auditor.let_go(now, now, lambda: next(asked))) == CHUNK
    assert verdict(book)[1] is None


def test_what_was_done_last_is_never_let_go(book: Book) -> None:
    noted(book, [act(1), act(2)])
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert done(book.auditor.let_go(later, later)) == 0
    assert done(book.auditor.let_go(datetime(2025, 1, 1, tzinfo=UTC), later)) == 0
    assert len(book.entries) == 2


def renewed(book: Book, why: str = "lost") -> list[Walk]:
    asked: list[Walk] = []
    done(book.auditor.renew(NOW, "guanji", "li", why, asked.append))
    return asked


def test_the_record_begins_anew_with_another_key(book: Book) -> None:
    noted(book, [act(1)] * (CHUNK + 1))
    before = list(book.entries)
    book.auditor = Auditor(book.store, KeyedDigest(b"o" * 32).seal)
    assert verdict(book) == (0, 1)
    (walk,) = renewed(book, "lost by 11010519491231002X")
    assert (walk.broken, walk.astray) == (1, CHUNK + 1)
    assert book.entries[:-1] == before
    begun = book.entries[-1]
    assert (begun.act.action, begun.act.at, begun.act.facts["why"]) == (RENEWED, NOW, "lost by ***")
    noted(book, [act(3)])
    found = done(book.auditor.verify())
    assert isinstance(found, Verdict)
    assert (found.many, found.broken, found.renewed) == (2, None, begun)


def refused(book: Book) -> int | None:
    """Of what act a refusal to begin anew tells."""
    came: list[Failure] = []
    asked: list[Walk] = []
    work = book.auditor.renew(NOW, "guanji", "li", "lost", asked.append)
    Deferred.fromCoroutine(work).addErrback(came.append)
    (failure,) = came
    assert isinstance(failure.value, KeyHolds)
    assert asked == []
    return failure.value.broken


def test_nothing_begins_anew_while_the_key_holds(book: Book) -> None:
    assert refused(book) is None
    noted(book, [act(1), act(2), act(3)])
    assert refused(book) is None
    book.entries[1] = replace(book.entries[1], act=act(9))
    assert refused(book) == 2
    assert len(book.entries) == 3


def message(body: object, **more: object) -> Inbound:
    said = {"ref": "m1", "at": NOW, "origin": DESK, "body": body, "kind": "desk x", "link": "account guanji"}
    return Inbound(**(said | more))  # type: ignore[arg-type]


def perform(book: Book, inbound: Inbound, *saves: Changes, outcome: Outcome | None = None) -> None:
    """Do a message's work: `saves` are Changes, saved one after the other."""

    def work(ledger: Ledger) -> Outcome:
        for changes in saves:
            ledger.save(changes)
        assert ledger.patron(library.patron(9).id) is None
        return outcome or Outcome()

    result(book.store.commit(book.auditor.watched(inbound, work)))


def event(**data: str | int | None) -> Event:
    return Event(kind="renewal", subject="item CUMT.B000001", at=NOW, data=data)


def test_what_staff_ask_is_put_down_with_it(book: Book) -> None:
    command = Checkout(at=NOW, patron=patron_ref(1), item=item_ref(1))
    perform(book, message(command), saved(events=(event(due="2026-04-01", patron="CUMT.P0001"),)))
    (entry,) = book.entries
    assert entry.act == Act(
        at=NOW,
        action="desk x",
        account="guanji",
        actor="li",
        subject="item B000001",
        request="m1",
        facts={"patron": "P0001", "event": "renewal", "due": "2026-04-01"},
    )


def test_what_it_was_before_is_put_down_too(book: Book) -> None:
    loan = library.loan()
    result(book.store.commit(lambda ledger: ledger.save(saved(loan, library.patron(1)))))
    later = replace(loan, due=loan.due + timedelta(days=9))
    command = Renew(at=NOW, patron=patron_ref(1), item=item_ref(1))
    perform(book, message(command), saved(later, events=(event(renewals=1),)))
    facts = book.entries[-1].act.facts
    assert (facts["was_due"], facts["was_state"]) == (loan.due.isoformat(), "open")
    assert facts["renewals"] == 1


def test_of_a_reader_nothing_is_told_but_his_number(book: Book) -> None:
    blocked = Event(
        kind="blocked", subject="patron CUMT.P0001", at=NOW, data={"reason": "other", "text": "his illness"}
    )
    command = BlockPatron(at=NOW, patron=patron_ref(1), reason=BlockReason.OTHER, text="his illness")
    new = replace(library.patron(1), version=0)
    perform(book, message(command), saved(new, events=(blocked,)))
    (entry,) = book.entries
    assert entry.act.subject == "patron P0001"
    assert "illness" not in str(entry.act)
    assert entry.act.facts == {"reason": "other", "event": "blocked", "was_blocked": ""}


def test_of_many_things_done_at_once_the_number_is_told(book: Book) -> None:
    command = MoveDueDates(at=NOW, first=NOW.date(), last=NOW.date(), to=NOW.date())
    perform(
        book, message(command), saved(events=(event(due="x"),)), saved(events=(event(), event())), saved()
    )
    day = NOW.date().isoformat()
    (entry,) = book.entries
    assert entry.act.facts == {"first": day, "last": day, "to": day, "events": 3}
    assert entry.act.subject == ""


def test_nobody_is_told_by_his_identity_card(book: Book) -> None:
    number = "11010519491231002X"
    noted(book, [act(1, subject=f"patron {number}")])
    command = BlockPatron(at=NOW, patron=PatronRef((number,)))
    perform(book, message(command), saved(events=(event(reference=number),)))
    assert number not in str(book.entries)
    assert book.entries[0].act.subject == "patron ***"


def test_a_refusal_is_an_act_with_its_reason(book: Book) -> None:
    command = Checkin(at=NOW, item=item_ref(1), returned=NOW)
    perform(book, message(command), outcome=Outcome(problems=(Problem(ProblemCode.ITEM_UNKNOWN),)))
    assert book.entries[0].act.outcome == "item_unknown"


def test_what_a_kiosk_asks_is_no_act_of_staff(book: Book) -> None:
    command = Checkin(at=NOW, item=item_ref(1), returned=NOW)
    perform(book, message(command, origin=KIOSK))
    assert book.entries == []


def test_what_fails_leaves_no_act(book: Book) -> None:
    def work(_: Ledger) -> Outcome:
        raise KeyError("the engine")

    inbound = message(Checkin(at=NOW, item=item_ref(1), returned=NOW))
    with pytest.raises(KeyError):
        result(book.store.commit(book.auditor.watched(inbound, work)))
    assert book.entries == []
