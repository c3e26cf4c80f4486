"""Writing down what became of letters, many in one unit of work."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from gateway.model.ill.post import Letter, LetterState
from gateway.model.partners import PartnerState
from gateway.outbox.lane import Done
from gateway.outbox.schedule import Delivered, letter_after, line_after
from gateway.ports import Ledger

Marked: TypeAlias = Callable[[Ledger, Letter], object]
"""Told of a letter as it is now, in the unit that writes it."""


def write(ledger: Ledger, done: Sequence[Done], marked: Marked) -> tuple[str, ...]:
    """Write it down; gives the letters that had gone although they were taken back."""
    strays = tuple(one.letter.id for one in done if not _write_letter(ledger, one, marked))
    lines: dict[str, PartnerState] = {}
    for one in done:
        name = one.letter.partner
        line = lines.get(name) or ledger.partner_state(name) or PartnerState(name=name)
        lines[name] = line_after(line, one.outcome, one.terms, one.at)
    for line in lines.values():
        ledger.put_partner_state(line)
    return strays


def _write_letter(ledger: Ledger, done: Done, marked: Marked) -> bool:
    """Write one letter's; False where it went and should not have."""
    after = letter_after(done.letter, done.outcome, done.terms, done.at)
    if ledger.mark(after, LetterState.WAITING):
        marked(ledger, after)
        return True
    kept = ledger.letter(done.letter.id)
    if kept is None or not isinstance(done.outcome, Delivered):
        return True
    if kept.state is LetterState.CONFIRMED:
        # The answer to it was quicker than this.
        sent = msgspec.structs.replace(kept, attempts=after.attempts, sent=done.at)
        ledger.mark(sent, kept.state)
        marked(ledger, sent)
    return kept.state is not LetterState.TAKEN_BACK
