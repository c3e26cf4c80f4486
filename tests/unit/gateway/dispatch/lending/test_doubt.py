"""Which letters are looked after until they are known to have arrived."""

from datetime import timedelta

import pytest

from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.doubt import wait_for_call, watch
from gateway.model.ill.partners import Confirm, PartnerTerms
from gateway.model.ill.post import LetterState, Timer, TimerKind
from tests.ill_samples import letter, replace
from tests.memory_store import MemoryLedger, Tables
from tests.store_samples import NOW

SENT = letter(state=LetterState.SENT, sent=NOW)


def watched(whom: Correspondent, **changes: object) -> tuple[Timer, ...]:
    ledger = MemoryLedger(Tables())
    watch(ledger, replace(SENT, **changes), whom)
    return ledger.ill_timers(SENT.transaction)


def correspondent(confirm: Confirm = Confirm.STATUS_QUERY, *, reachable: bool = True) -> Correspondent:
    return Correspondent(
        terms=PartnerTerms(name="HHIT", confirm=confirm, confirm_after=900), reachable=reachable
    )


@pytest.mark.parametrize("reachable", [True, False])
def test_what_went_is_looked_after_whoever_opened_the_line(reachable: bool) -> None:  # noqa: FBT001 - a parameter
    due = NOW + timedelta(minutes=15)
    assert watched(correspondent(reachable=reachable)) == (
        Timer(transaction=SENT.transaction, kind=TimerKind.CONFIRM, due=due),
    )


def test_what_has_not_gone_or_is_not_to_be_made_sure_of_is_not() -> None:
    assert watched(correspondent(), state=LetterState.WAITING) == ()
    assert watched(correspondent(), what="STATUS-OR-ERROR-REPORT") == ()
    assert watched(correspondent(Confirm.NONE)) == ()


def waited_for(whom: Correspondent, *timers: Timer) -> tuple[Timer, ...]:
    ledger = MemoryLedger(Tables())
    for timer in timers:
        ledger.set_ill_timer(timer)
    wait_for_call(ledger, (SENT, letter()), whom)
    return ledger.ill_timers(SENT.transaction)


def test_what_waits_for_a_call_is_looked_at_after_the_days_for_an_answer() -> None:
    (timer,) = waited_for(correspondent(reachable=False))
    due = letter().not_before + timedelta(days=correspondent().terms.answer_days)
    assert (timer.kind, timer.due) == (TimerKind.CONFIRM, due)
    sooner = Timer(transaction=SENT.transaction, kind=TimerKind.CONFIRM, due=NOW)
    assert waited_for(correspondent(reachable=False), sooner) == (sooner,)


def test_whom_we_call_and_who_has_no_term_is_not_waited_for() -> None:
    assert waited_for(correspondent()) == ()
    never = correspondent(reachable=False)
    assert waited_for(replace(never, terms=replace(never.terms, answer_days=0))) == ()
