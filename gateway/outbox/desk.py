"""What staff ask of the outbox: `gateway.ports.outbox.Outbox` on the store."""

from collections.abc import Callable
from functools import partial

import msgspec

from gateway.model.ill.post import Letter
from gateway.model.partners import PartnerState
from gateway.outbox import schedule
from gateway.outbox.delivery import OUTBOX
from gateway.outbox.schedule import Refused
from gateway.outbox.terms import SendingTerms
from gateway.ports import Also, Clock, Ledger, Store
from gateway.ports.outbox import NotPossible


class OutboxDesk:
    """Each wish is decided in one unit of work; then every server's outbox looks what has changed."""

    def __init__(self, store: Store, *, clock: Clock, terms: Callable[[str], SendingTerms]) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def resend(self, letter: str, *, also: Also | None = None) -> Letter:
        """Send a letter again, or a waiting one at once; its partner is tried even if it counts as down."""
        return await self._store.commit(partial(self._resend, letter=letter, also=also))

    def _resend(self, ledger: Ledger, letter: str, also: Also | None) -> Letter:
        kept = _letter(ledger, letter)
        again = _possible(schedule.sent_again(kept, self._clock.now()))
        ledger.mark(again, kept.state)
        line = ledger.partner_state(kept.partner)
        if line is not None and line.closed_until is not None:
            ledger.put_partner_state(msgspec.structs.replace(line, closed_until=None))
        _end(ledger, also)
        return again

    async def take_back(self, letter: str, *, also: Also | None = None) -> Letter:
        """Keep a letter that has certainly not gone from going, or lay a dead one aside."""
        return await self._store.commit(partial(self._take_back, letter=letter, also=also))

    def _take_back(self, ledger: Ledger, letter: str, also: Also | None) -> Letter:
        kept = _letter(ledger, letter)
        line = _line(ledger, kept.partner)
        back = _possible(schedule.taken_back(kept, line, self._terms(kept.partner), self._clock.now()))
        ledger.mark(back, kept.state)
        _end(ledger, also)
        return back

    async def pause(
        self, partner: str, *, actor: str, why: str = "", also: Also | None = None
    ) -> PartnerState:
        """Let letters to a partner wait until `resume`."""
        change = partial(schedule.paused, now=self._clock.now(), actor=actor, why=why)
        return await self._store.commit(lambda ledger: _change(ledger, partner, change, also))

    async def resume(self, partner: str, *, also: Also | None = None) -> PartnerState:
        """Let them go again, and at once: what was learned of failures before is forgotten."""
        return await self._store.commit(lambda ledger: _change(ledger, partner, schedule.resumed, also))


def _change(
    ledger: Ledger, partner: str, change: Callable[[PartnerState], PartnerState], also: Also | None
) -> PartnerState:
    line = change(_line(ledger, partner))
    ledger.put_partner_state(line)
    _end(ledger, also)
    return line


def _end(ledger: Ledger, also: Also | None) -> None:
    if also is not None:
        also(ledger)
    ledger.wake(OUTBOX)


def _line(ledger: Ledger, partner: str) -> PartnerState:
    return ledger.partner_state(partner) or PartnerState(name=partner)


def _letter(ledger: Ledger, letter: str) -> Letter:
    kept = ledger.letter(letter)
    if kept is None:
        raise KeyError(letter)
    return kept


def _possible(decided: Letter | Refused) -> Letter:
    if isinstance(decided, Refused):
        raise NotPossible(decided.value)
    return decided
