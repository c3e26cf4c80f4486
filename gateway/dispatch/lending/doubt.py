"""Which letters went without anybody knowing whether they arrived."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from gateway.dispatch.lending.directory import Correspondent
from gateway.ill.confirmation import UNCONFIRMED, Doubt, needed
from gateway.model.ill.partners import Confirm
from gateway.model.ill.post import CaseKind, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.words import Service
from gateway.ports import Ledger

#: Cases of one transaction that are looked through, those that are over included.
CASES: Final = 100

#: Partners have whole days to answer, so nobody is told of a letter before it has waited for one.
DAY: Final = timedelta(days=1)


def watch(ledger: Ledger, letter: Letter, whom: Correspondent) -> None:
    """A letter was handed to the partner's line: look again whether it arrived, where that is wanted.

    So it is with one that has no address too: the question waits for its next call, as any letter to it does.
    After a question, however it fared, look what its answer has left in doubt.
    """
    service = Service(letter.what)
    went = letter.state is LetterState.SENT and needed(service, whom.terms)
    asked = service is Service.STATUS_QUERY and letter.state is not LetterState.WAITING
    if whom.terms.confirm is not Confirm.NONE and (went or asked):
        due = moment(letter) + timedelta(seconds=whom.terms.confirm_after)
        ledger.set_ill_timer(Timer(transaction=letter.transaction, kind=TimerKind.CONFIRM, due=due))
    if letter.state is LetterState.SENT and (not whom.reachable or waited_long(letter)):
        _called_for(ledger, letter)


def _called_for(ledger: Ledger, letter: Letter) -> None:
    """It has gone after all: nobody need see to its having waited."""
    for case in ledger.ill_cases(CASES, letter.transaction):
        if case.kind is CaseKind.LETTER_WAITS and case.closed is None:
            ledger.put_ill_case(msgspec.structs.replace(case, closed=moment(letter)))


def waited_long(letter: Letter) -> bool:
    """Whether it may have been told of: a partner that has an address now may have had none before."""
    return moment(letter) - letter.not_before >= DAY


def uncalled(letters: Sequence[Letter], whom: Correspondent) -> Letter | None:
    """The first letter that waits for its partner to call, since nobody can call it."""
    waiting = (one for one in letters if one.state is LetterState.WAITING and one.partner == whom.name)
    return None if whom.reachable else next(waiting, None)


def told_of(letter: Letter, whom: Correspondent) -> datetime:
    """When staff are to be told that a letter still waits for a call: after the days for an answer."""
    return letter.not_before + timedelta(days=whom.terms.answer_days)


def wait_for_call(ledger: Ledger, letters: Sequence[Letter], whom: Correspondent) -> None:
    """Look again when a letter has waited for too long, where its partner is given a term at all."""
    first = uncalled(letters, whom)
    if first is None or not whom.terms.answer_days:
        return
    if all(timer.kind is not TimerKind.CONFIRM for timer in ledger.ill_timers(first.transaction)):
        timer = Timer(transaction=first.transaction, kind=TimerKind.CONFIRM, due=told_of(first, whom))
        ledger.set_ill_timer(timer)


def moment(letter: Letter) -> datetime:
    """When something last happened to a letter."""
    return letter.sent or letter.finished or letter.posted


def doubtful(letter: Letter, confirm: Confirm) -> bool:
    """Whether it is not known if a letter that went has arrived, and is to be."""
    return confirm is not Confirm.NONE and letter.state is LetterState.SENT and letter.what not in UNCONFIRMED


def doubts(letters: Sequence[Letter], confirm: Confirm) -> tuple[Doubt, ...]:
    """The services of which nobody knows whether they arrived, oldest first, and how often each went."""
    queries = [letter.posted for letter in letters if letter.what == Service.STATUS_QUERY]
    unsure: dict[tuple[str, str], list[datetime]] = {}
    for letter in letters:
        if doubtful(letter, confirm):
            unsure.setdefault((letter.what, letter.original or letter.said), []).append(moment(letter))
    return tuple(
        Doubt(
            service=Service(what),
            said=said,
            times=len(sent),
            asked=bool(queries) and max(queries) >= max(sent),
        )
        for (what, said), sent in unsure.items()
    )
