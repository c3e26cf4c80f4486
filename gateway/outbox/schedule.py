"""Which letter may go, and when; what becomes of it, and of the line to its partner. Nothing here happens.

A letter that failed waits for a while, longer each time. After a few failures in a row the partner counts as
down: its line is closed for a while, longer each time, and then one letter alone is tried. So a partner that
is down costs one try now and then, however many letters wait for it, and one bad letter can't keep the good
ones from going.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from gateway.model.ill.post import Letter, LetterState
from gateway.model.ill.words import Service
from gateway.model.partners import PartnerState
from gateway.outbox.terms import SendingTerms, open_from

_replace = msgspec.structs.replace

#: How much the clocks of two servers may differ, and how long a commit may be on its way: a letter that goes
#: within this can't be taken back any more.
MARGIN: Final = timedelta(seconds=2)

#: Who misses one of these asks again: once dead, they hold up nothing that counts.
QUESTIONS: Final = frozenset({Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT})

#: Doublings after which the delay is at its longest anyway: a number that no float overflows at.
_DOUBLINGS: Final = 32


# ------------------------------------------------------------------------------------------- may any go?


class Hindrance(StrEnum):
    """Why nothing more goes to a partner just now."""

    PAUSED = "paused"
    OUT_OF_HOURS = "out-of-hours"
    DOWN = "down"
    FULL = "full"


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """How many letters may go to a partner now.

    Where none may, `why`, and when to look `again`, None where that is not a matter of time. `probing`: the
    partner counts as down, and one letter finds out whether it still is.
    """

    room: int = 0
    why: Hindrance | None = None
    again: datetime | None = None
    probing: bool = False


def gate(state: PartnerState, terms: SendingTerms, now: datetime, zone: tzinfo, on_their_way: int) -> Gate:
    """How many letters may go to a partner now, besides those that are `on_their_way`."""
    if state.paused:
        return Gate(why=Hindrance.PAUSED)
    if state.closed_until is not None and now < state.closed_until:
        return Gate(why=Hindrance.DOWN, again=state.closed_until)
    opens = open_from(terms.hours, zone, now)
    if opens > now:
        return Gate(why=Hindrance.OUT_OF_HOURS, again=opens)
    probing = state.failures >= terms.breaker
    room = (1 if probing else terms.window) - on_their_way
    if room <= 0:
        return Gate(why=Hindrance.FULL, probing=probing)
    return Gate(room=room, probing=probing)


def choose(due: Iterable[Letter], busy: Collection[str], open_gate: Gate) -> tuple[Letter, ...]:
    """Which of the letters that are due go now, none of a transaction that has one under way (`busy`).

    A partner that counts as down is tried with the letter that was tried least often: were it always the
    oldest, one that breaks the other side's server would keep all others from ever going.
    """
    going: list[Letter] = []
    taken = set(busy)
    for letter in sorted(due, key=lambda one: one.attempts) if open_gate.probing else due:
        if len(going) == open_gate.room:
            break
        if not letter.transaction or letter.transaction not in taken:
            going.append(letter)
            taken.add(letter.transaction)
    return tuple(going)


# ------------------------------------------------------------------------------------- what becomes of it


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """A letter went; `confirmed` says that the partner itself said so."""

    confirmed: bool = False


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """A letter did not go, or nobody knows; `permanent` means that it never will.

    `chance`, from 0 to 1, spreads the next tries of many letters and many servers. `together`: another that
    was on its way with it has failed before, and it is the same outage.
    """

    reason: str
    chance: float
    permanent: bool = False
    together: bool = False


class Uncalled(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody could be called, and the partner had no line to us: nothing was tried."""

    reason: str


Outcome: TypeAlias = Delivered | Failed | Uncalled


def delay(failures: int, chance: float, terms: SendingTerms) -> timedelta:
    """How long to wait after so many failures: between half of the time that is due and all of it."""
    doubled = terms.first_delay * 2 ** min(failures - 1, _DOUBLINGS)
    longest: timedelta = min(doubled, terms.longest_delay)
    return longest * ((1 + chance) / 2)


def letter_after(letter: Letter, outcome: Outcome, terms: SendingTerms, now: datetime) -> Letter:
    """The letter after a try; one for which there was nobody to be tried is as it was."""
    if isinstance(outcome, Uncalled):
        return _replace(letter, error=outcome.reason, next_at=now + terms.first_delay)
    attempts = letter.attempts + 1
    if isinstance(outcome, Delivered):
        state = LetterState.CONFIRMED if outcome.confirmed else LetterState.SENT
        ended = now if outcome.confirmed else None
        return _replace(letter, state=state, attempts=attempts, error="", sent=now, finished=ended)
    if outcome.permanent or attempts >= terms.tries:
        return _replace(letter, state=LetterState.DEAD, attempts=attempts, error=outcome.reason, finished=now)
    next_at = now + delay(attempts, outcome.chance, terms)
    return _replace(letter, attempts=attempts, error=outcome.reason, next_at=next_at)


def line_after(state: PartnerState, outcome: Outcome, terms: SendingTerms, now: datetime) -> PartnerState:
    """The line to a partner after a try.

    A letter that never will go says nothing about the line, nor does one that waits for a call. Letters that
    were on their way together fail with one line, and are one failure.
    """
    if isinstance(outcome, Uncalled):
        return state
    if isinstance(outcome, Delivered):
        return _replace(state, failures=0, failing_since=None, closed_until=None, error="", last_sent=now)
    if outcome.permanent or outcome.together or (state.closed_until is not None and now < state.closed_until):
        return state
    failures = state.failures + 1
    return _replace(
        state,
        failures=failures,
        failing_since=state.failing_since or now,
        # The next letter may be luckier; three in a row are not a matter of luck.
        closed_until=now + delay(failures, outcome.chance, terms) if failures >= terms.breaker else None,
        error=outcome.reason,
    )


# ------------------------------------------------------------------------------------ what staff may ask


class Refused(StrEnum):
    """Why something can't be done with a letter."""

    SENT = "it has been sent"
    GOING = "it is about to go, or gone already"
    OVER = "it has been taken back"
    EMPTY = "its content was let go of"


def blocked(letters: Sequence[Letter]) -> Mapping[str, Letter]:
    """Which of a transaction's letters, in their order, wait behind one that is dead, and behind which.

    Where its request was passed on it has letters to two partners: each waits for those to its own.
    """
    waiting: dict[str, Letter] = {}
    dead: dict[str, Letter] = {}
    for letter in letters:
        if letter.partner in dead and letter.state is LetterState.WAITING:
            waiting[letter.id] = dead[letter.partner]
        if letter.state is LetterState.DEAD and letter.what not in QUESTIONS:
            dead.setdefault(letter.partner, letter)
    return waiting


def taken_back(letter: Letter, line: PartnerState, terms: SendingTerms, now: datetime) -> Letter | Refused:
    """The letter, taken back: one that has certainly not gone, or a dead one, which staff have looked at.

    It has not gone while its time has not come, or if it was never tried and its partner has been paused for
    longer than a try takes.
    """
    if letter.state in {LetterState.SENT, LetterState.CONFIRMED}:
        return Refused.SENT
    if letter.state is LetterState.TAKEN_BACK:
        return Refused.OVER
    paused = line.paused and line.paused_at is not None and line.paused_at + terms.patience + MARGIN < now
    early = now + MARGIN < letter.not_before
    if letter.state is LetterState.DEAD or (letter.attempts == 0 and (early or paused)):
        return _replace(letter, state=LetterState.TAKEN_BACK, error="", finished=now)
    return Refused.GOING


def sent_again(letter: Letter, now: datetime) -> Letter | Refused:
    """The letter, to be sent again from now on, whatever became of it.

    One that waits is tried at once; if it was in its grace, that is over.
    """
    if letter.state is LetterState.TAKEN_BACK:
        return Refused.OVER
    if not letter.payload:
        return Refused.EMPTY
    waiting = _replace(letter, state=LetterState.WAITING, attempts=0, error="", sent=None, finished=None)
    return _replace(waiting, not_before=min(letter.not_before, now), next_at=now)


def hurried(letter: Letter, now: datetime) -> Letter:
    """A letter that waits for its next try, or for a call, now that its partner has called."""
    return _replace(letter, next_at=min(letter.next_at, max(letter.not_before, now)))


def called(line: PartnerState) -> PartnerState:
    """The line to a partner that has just called: what went wrong on its lines before is no more."""
    return _replace(line, failures=0, failing_since=None, closed_until=None, error="")


def paused(line: PartnerState, now: datetime, *, actor: str, why: str) -> PartnerState:
    """The line, paused; if it was already, by whoever did so first."""
    if line.paused:
        return line
    return _replace(line, paused=True, paused_by=actor, paused_why=why, paused_at=now)


def resumed(line: PartnerState) -> PartnerState:
    """The line, in service again, and as if it had never failed."""
    return PartnerState(name=line.name, last_sent=line.last_sent)
