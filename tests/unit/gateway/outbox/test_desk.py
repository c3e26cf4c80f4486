from datetime import timedelta

import pytest

from gateway.model.ill.post import LetterState
from gateway.model.partners import PartnerState
from gateway.outbox.desk import OutboxDesk
from gateway.outbox.terms import SendingTerms
from gateway.ports import Ledger
from gateway.ports.outbox import NotPossible, Outbox
from tests.ill_samples import letter, replace
from tests.memory_store import MemoryStore, result
from tests.store_samples import NOW

DOWN = PartnerState(name="HHIT", failures=4, failing_since=NOW, closed_until=NOW + timedelta(hours=1))


class Noon:
    def now(self) -> object:
        return NOW


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def desk(store: MemoryStore) -> Outbox:
    return OutboxDesk(store, clock=Noon(), terms=lambda _: SendingTerms())  # type: ignore[arg-type]


def posted(store: MemoryStore, **changes: object) -> None:
    result(store.commit(lambda ledger: ledger.post(letter(1, **changes))))
    store.tables.woken.clear()


def test_a_dead_letter_is_sent_again_even_if_its_partner_counts_as_down(
    store: MemoryStore, desk: Outbox
) -> None:
    posted(store, state=LetterState.DEAD, attempts=60, error="refused", finished=NOW)
    result(store.commit(lambda ledger: ledger.put_partner_state(DOWN)))
    again = result(desk.resend("L001"))
    assert again == letter(1, not_before=NOW, next_at=NOW) == store.tables.ill.letters["L001"]
    assert store.tables.ill.partners["HHIT"] == replace(DOWN, closed_until=None)
    assert store.tables.woken == ["outbox"]


def test_what_is_written_besides_is_in_the_same_unit(store: MemoryStore, desk: Outbox) -> None:
    posted(store)

    def refuse(_: Ledger) -> None:
        raise ZeroDivisionError

    for wish in (
        desk.resend("L001", also=refuse),
        desk.pause("HHIT", actor="desk", also=refuse),
        desk.resume("HHIT", also=refuse),
    ):
        with pytest.raises(ZeroDivisionError):
            result(wish)
    assert store.tables.ill.letters["L001"] == letter(1)
    assert store.tables.ill.partners == {}


def test_what_can_not_be_done_is_refused_with_the_reason(store: MemoryStore, desk: Outbox) -> None:
    posted(store, not_before=NOW)
    with pytest.raises(NotPossible, match="about to go"):
        result(desk.take_back("L001"))
    with pytest.raises(KeyError):
        result(desk.take_back("L002"))
    assert store.tables.woken == []


def test_a_letter_in_its_grace_is_taken_back(store: MemoryStore, desk: Outbox) -> None:
    posted(store)
    back = result(desk.take_back("L001"))
    assert store.tables.ill.letters["L001"] == back
    assert back.state is LetterState.TAKEN_BACK


def test_a_line_is_paused_and_taken_up_again(store: MemoryStore, desk: Outbox) -> None:
    line = result(desk.pause("HHIT", actor="desk", why="搬迁"))
    assert line == store.tables.ill.partners["HHIT"]
    assert (line.paused, line.paused_by, line.paused_why, line.paused_at) == (True, "desk", "搬迁", NOW)
    assert result(desk.resume("HHIT")) == PartnerState(name="HHIT")
    assert store.tables.woken == ["outbox", "outbox"]
