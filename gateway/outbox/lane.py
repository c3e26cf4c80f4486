"""What is in hand for one partner. Nothing of it is lost for good when the process ends."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from gateway.model.ill.post import Letter
from gateway.model.leases import Lease
from gateway.model.partners import PartnerState
from gateway.outbox.schedule import Failed, Outcome, line_after
from gateway.outbox.terms import SendingTerms


class Done(NamedTuple):
    """What became of a letter, and when; to be written down on these terms."""

    letter: Letter
    outcome: Outcome
    at: datetime
    terms: SendingTerms


class Lane:
    """Letters of one partner: `ready` to go, `under_way`, and `unmarked`: gone, but not written down yet.

    `line` is how the partner's line fares, what is not written down included; `next_at` when the first may go
    of those that may not yet; `going` that somebody is about to begin whatever may go. `lease` says that this
    server speaks for the partner, `until` then by the timers' clock; `asking` that it asks whether it may,
    which it does not before `ask_from`.
    """

    def __init__(self, partner: str, terms: SendingTerms) -> None:
        self.partner = partner
        self.terms = terms
        self.line = PartnerState(name=partner)
        self.ready: dict[str, Letter] = {}
        self.next_at: datetime | None = None
        self.under_way: dict[str, Letter] = {}
        self.unmarked: dict[str, Done] = {}
        self._lately: dict[str, Done] = {}
        self._outages = 0
        self._begun: dict[str, int] = {}
        self.going = False
        self.lease: Lease | None = None
        self.until = 0.0
        self.asking = False
        self.ask_from = 0.0

    @property
    def held(self) -> frozenset[str]:
        """The ids of letters that the database still has waiting and that must not go twice."""
        return frozenset((*self.under_way, *self.unmarked))

    @property
    def busy(self) -> frozenset[str]:
        """Transactions of which no letter may go now: order is kept only if one is written down first."""
        done = (done.letter for done in self.unmarked.values())
        return frozenset(letter.transaction for letter in (*self.under_way.values(), *done))

    def look(self) -> None:
        """The database is asked now: its answer may not know yet what is written down from here on."""
        self._lately = {}

    def take(self, line: PartnerState, due: Iterable[Letter]) -> None:
        """Go on with what the database had when it was asked."""
        known = self.held | self._lately.keys()
        self.ready = {letter.id: letter for letter in due if letter.id not in known}
        for done in (*self._lately.values(), *self.unmarked.values()):
            line = line_after(line, done.outcome, done.terms, done.at)
        self.line = line

    def begin(self, letter: Letter) -> None:
        """A letter goes."""
        del self.ready[letter.id]
        self.under_way[letter.id] = letter
        self._begun[letter.id] = self._outages

    def end(self, letter: Letter, outcome: Outcome, at: datetime) -> Done:
        """It has gone, or has not."""
        outcome = self._counted(self._begun.pop(letter.id), outcome)
        done = Done(self.under_way.pop(letter.id), outcome, at, self.terms)
        self.unmarked[letter.id] = done
        self.line = line_after(self.line, outcome, self.terms, at)
        return done

    def _counted(self, begun: int, outcome: Outcome) -> Outcome:
        """One outage counts once, however many letters were on their way when it came."""
        if not isinstance(outcome, Failed) or outcome.permanent:
            return outcome
        if begun < self._outages:
            return msgspec.structs.replace(outcome, together=True)
        self._outages += 1
        return outcome

    def marked(self, done: Done) -> None:
        """That is written down."""
        self._lately[done.letter.id] = self.unmarked.pop(done.letter.id)
