"""Which letters went without anybody knowing whether they arrived."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from gateway.dispatch.lending.directory import Correspondent
from gateway.ill.confirmation import UNCONFIRMED, Doubt, needed
from gateway.model.ill.partners import Confirm
from gateway.model.ill.post import Letter, LetterState, Timer, TimerKind
from gateway.model.ill.words import Service
from gateway.ports import Ledger


def watch(ledger: Ledger, letter: Letter, whom: Correspondent) -> None:
    """A letter was handed to the partner's line: look again whether it arrived, where that is wanted."""
    went = letter.state is LetterState.SENT and whom.reachable
    if went and needed(Service(letter.what), whom.terms):
        at = letter.sent or letter.posted
        due = at + timedelta(seconds=whom.terms.confirm_after)
        ledger.set_ill_timer(Timer(transaction=letter.transaction, kind=TimerKind.CONFIRM, due=due))


def doubtful(letter: Letter, confirm: Confirm) -> bool:
    """Whether it is not known if a letter that went has arrived, and is to be."""
    return confirm is not Confirm.NONE and letter.state is LetterState.SENT and letter.what not in UNCONFIRMED


def doubts(letters: Sequence[Letter], confirm: Confirm) -> tuple[Doubt, ...]:
    """The services of which nobody knows whether they arrived, oldest first, and how often each went."""
    unsure = [letter for letter in letters if doubtful(letter, confirm)]
    times = Counter((letter.what, letter.original or letter.said) for letter in unsure)
    return tuple(Doubt(service=Service(what), said=said, times=many) for (what, said), many in times.items())
