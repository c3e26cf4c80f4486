"""Our own side asks: a service, a repeat, the end of a timer's wait, or to take the last act back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from gateway.ill import opening, repeats
from gateway.ill.decisions import Asked, AskedAgain, Decision, Due, Forward, Refused, Setting, TakeBack
from gateway.ill.draft import NOTHING_BEFORE, Draft, settled_between
from gateway.ill.events import Event, asked
from gateway.ill.filling import filled, problem
from gateway.ill.guards import Context
from gateway.ill.reasons import why_not
from gateway.ill.tables import TABLES
from gateway.ill.times import today
from gateway.model.ill.post import CaseKind, TimerKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction, IllTransaction

replace = msgspec.structs.replace

#: The local timers: each only tells staff.
CASES: Final[Mapping[TimerKind, CaseKind]] = {
    TimerKind.ANSWER: CaseKind.NO_ANSWER,
    TimerKind.REPLY: CaseKind.CONDITION_LAPSED,
    TimerKind.DUE: CaseKind.OVERDUE,
}


def ask(transaction: IllTransaction | None, event: Asked, now: datetime, setting: Setting) -> Decision:
    """What becomes of a service that our own side wants sent."""
    body = event.body
    if isinstance(body, IllRequest):
        return _request(transaction, body, event, now, setting)
    if transaction is None:
        return nothing(None, Refusal.NO_TRANSACTION)
    if isinstance(body, Forward):
        return _forward(Draft(transaction, setting, now, new=False), body, event)
    happened = asked(body)
    if happened is None:
        return nothing(transaction, Refusal.AUTOMATIC)
    full = filled(transaction, body, today(now, setting.zone))
    return _fire(Draft(transaction, setting, now, new=False), happened, full, event)


def ask_again(
    transaction: IllTransaction | None, event: AskedAgain, now: datetime, setting: Setting
) -> Decision:
    """Say our last service once more, as a repeat."""
    if transaction is None:
        return nothing(None, Refusal.NO_TRANSACTION)
    ours = [
        one
        for one in transaction.course.exchanged
        if one.direction is Direction.OUT
        and (one.service == event.service if event.service else one.service not in repeats.ASIDE)
    ]
    if not ours:
        return nothing(transaction, Refusal.NOTHING_TO_REPEAT)
    draft = Draft(transaction, setting, now, new=False)
    draft.remarks.append(Remark.SENT_AGAIN)
    return draft.decision(again=(ours[-1],))


def due(transaction: IllTransaction | None, event: Due, now: datetime, setting: Setting) -> Decision:
    """What a timer brings about. One that came too late, for another state, does nothing."""
    if transaction is None:
        return nothing(None, Refusal.NO_TRANSACTION)
    draft = Draft(transaction, setting, now, new=False)
    if event.kind is TimerKind.EXPIRY:
        row = TABLES[transaction.role].fire(transaction.state, Event.EXPIRY, Context(transaction=transaction))
        if row is None:
            return nothing(transaction, Refusal.NOT_IN_THIS_STATE, event.kind)
        draft.take(row, None)
        return draft.decision()
    kind = CASES.get(event.kind)
    if kind is None:
        return nothing(transaction, Refusal.AUTOMATIC, event.kind)
    draft.case(kind, None, transaction.title)
    return replace(draft.decision(), transaction=transaction, alarms=())


def take_back(
    transaction: IllTransaction | None, event: TakeBack, now: datetime, setting: Setting
) -> Decision:
    """Undo the last act of staff: everything is as it was, and what it wanted sent stays here.

    Where the act opened the transaction, the request ends CANCELLED and nobody has heard of it.
    """
    if transaction is None:
        return nothing(None, Refusal.NO_TRANSACTION)
    kept = transaction.course.undo
    if not kept:
        return nothing(transaction, Refusal.NOTHING_TO_TAKE_BACK, event.actor)
    draft = Draft(transaction, setting, now, new=False)
    draft.remarks.append(Remark.TAKEN_BACK)
    if kept == NOTHING_BEFORE:
        gone = transaction.course.exchanged
        draft.move(State.CANCELLED)
        draft.course(exchanged=())
    else:
        before = msgspec.json.decode(kept, type=IllTransaction)
        known = before.course.exchanged
        gone = tuple(one for one in transaction.course.exchanged if one not in known)
        draft.transaction = replace(before, version=transaction.version)
    back = draft.decision()
    reopened = settled_between(draft.transaction.state, transaction.state)
    return replace(back, taken_back=gone, reopened=reopened, undone=transaction.changed)


def nothing(transaction: IllTransaction | None, why: Refusal, detail: str = "") -> Decision:
    """Nothing is done."""
    return Decision(
        transaction=transaction,
        before=State.IDLE if transaction is None else transaction.state,
        refusal=Refused(why=why, detail=detail),
    )


def _request(
    transaction: IllTransaction | None, body: IllRequest, event: Asked, now: datetime, setting: Setting
) -> Decision:
    if transaction is not None:
        return nothing(transaction, Refusal.TRANSACTION_EXISTS)
    if event.opening is None or not opening.id_is_valid(event.opening.transaction):
        return nothing(None, Refusal.INVALID_TRANSACTION_ID)
    agreed = replace(body, optional_messages=setting.partner.as_requester)
    opened = opening.as_requester(agreed, event.opening, event.rest, setting, now)
    return _fire(Draft(opened, setting, now, new=True), Event.ILL_REQ, agreed, event)


def _forward(draft: Draft, body: Forward, event: Asked) -> Decision:
    transaction = draft.transaction
    known = {str(one) for one in (*transaction.course.tried, draft.setting.us, draft.setting.partner.system)}
    if str(body.to) in known:
        return draft.refused(Refusal.ALREADY_TRIED, str(body.to))
    return _fire(draft, Event.FWD_REQ, body, event)


def _fire(draft: Draft, happened: Event, body: AnyService | Forward, event: Asked) -> Decision:
    transaction = draft.transaction
    draft.event = happened
    row = TABLES[transaction.role].fire(transaction.state, happened, Context(transaction=transaction))
    if row is None:
        return draft.refused(why_not(transaction, happened))
    if not isinstance(body, Forward) and (wrong := problem(body)):
        return draft.refused(wrong.why, wrong.detail)
    draft.take(row, body, event.rest)
    return draft.decision(undo=bool(event.actor and draft.setting.partner.grace))
