"""What the standard has no way back from, set right by staff (the LAC paper "Undo"; reference ill.md §2.9).

A repair changes our own state alone. The partner is told in words, by MESSAGE: the standard has nothing else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from gateway.ill.absorbing import unshipped
from gateway.ill.asking import nothing
from gateway.ill.decisions import Decision, Repair, Setting
from gateway.ill.draft import Draft
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import Message
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction

replace = msgspec.structs.replace
S = State

REPAIRS: Final[Mapping[tuple[Role, State], tuple[State, ...]]] = {
    (Role.REQUESTER, S.SHIPPED): (S.PENDING,),
    (Role.REQUESTER, S.RECEIVED): (S.SHIPPED,),
    (Role.REQUESTER, S.RETURNED): (S.RECEIVED,),
    (Role.REQUESTER, S.LOST): (S.RECEIVED, S.SHIPPED),
    (Role.RESPONDER, S.SHIPPED): (S.IN_PROCESS,),
    (Role.RESPONDER, S.OVERDUE): (S.SHIPPED,),
    (Role.RESPONDER, S.RECALL): (S.SHIPPED,),
    (Role.RESPONDER, S.CHECKED_IN): (S.SHIPPED, S.OVERDUE),
    (Role.RESPONDER, S.LOST): (S.SHIPPED, S.OVERDUE),
}
"""Where staff may take a transaction back to, by role and state."""

#: States in which nothing has been shipped.
_UNSHIPPED: Final = frozenset({S.PENDING, S.IN_PROCESS})
#: States in which the item is, as far as the requester knows, still on its way to him.
_ON_ITS_WAY: Final = frozenset({S.SHIPPED})


def repairs(transaction: IllTransaction) -> tuple[State, ...]:
    """The states that staff may go back to."""
    return REPAIRS.get((transaction.role, transaction.state), ())


def repair(transaction: IllTransaction | None, event: Repair, now: datetime, setting: Setting) -> Decision:
    """Go back to an earlier state, and tell the partner."""
    if transaction is None:
        return nothing(None, Refusal.NO_TRANSACTION)
    if event.to not in repairs(transaction):
        return nothing(transaction, Refusal.NOTHING_TO_REPAIR, event.to)
    if not event.note.strip():
        return nothing(transaction, Refusal.VALUE_MISSING, "note")
    draft = Draft(transaction, setting, now, new=False)
    draft.remarks.append(Remark.REPAIRED)
    if event.to in _UNSHIPPED:
        draft.transaction = unshipped(transaction)
    elif transaction.role is Role.REQUESTER:
        draft.course(arrived=event.to not in _ON_ITS_WAY, returned=False, checked_in=False)
    else:
        draft.course(checked_in=False, returned=False)
    draft.move(event.to)
    draft.send(Message(note=event.note))
    return draft.decision(undo=bool(event.actor and setting.partner.grace))
