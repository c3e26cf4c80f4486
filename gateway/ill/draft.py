"""A decision in the making: what the actions of a row do to a transaction, and what they leave to be done.

A draft lives inside one call of `decide`; what leaves that is frozen.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from gateway.ill import alarms, errors, repeats
from gateway.ill.absorbing import absorb, absorb_late
from gateway.ill.decisions import Decision, Forward, Onward, Refused, Setting
from gateway.ill.endings import over
from gateway.ill.events import Action, Event, forwarded
from gateway.ill.guards import Context
from gateway.ill.history_report import status
from gateway.ill.negotiation import wanted
from gateway.ill.times import day_text, said_at, today
from gateway.ill.versions import fitting
from gateway.machine.table import Row
from gateway.model.ill.names import SystemId
from gateway.model.ill.parts import ThirdParty
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.reports import AlreadyForwarded
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    ConditionalReply,
    Expired,
    ForwardNotification,
    IllAnswer,
    IllMessage,
    Received,
    RenewAnswer,
    StatusOrErrorReport,
)
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Reason, Results, Service

replace = msgspec.structs.replace
Line = Row[State, Event, Action, Context]

#: Cases that are answered once the state is left in which they arose.
SETTLED_BY_LEAVING: Final[Mapping[CaseKind, frozenset[State]]] = {
    CaseKind.CONDITION_TO_ANSWER: frozenset({State.CONDITIONAL}),
    CaseKind.CONDITION_LAPSED: frozenset({State.CONDITIONAL}),
    CaseKind.CANCEL_TO_ANSWER: frozenset({State.CANCEL_PENDING}),
    CaseKind.RENEWAL_TO_ANSWER: frozenset({State.RENEW_PENDING, State.RENEW_OVERDUE}),
    CaseKind.NO_ANSWER: frozenset({State.PENDING, State.CANCEL_PENDING}),
}


def settled_between(before: State, after: State) -> tuple[CaseKind, ...]:
    """The kinds of cases that are answered by going from one state to another."""
    left = {before} - {after}
    return tuple(kind for kind, states in SETTLED_BY_LEAVING.items() if left & states)


class Draft:
    """A transaction as it is being changed by one event."""

    def __init__(self, transaction: IllTransaction, setting: Setting, now: datetime, *, new: bool) -> None:
        self.original = None if new else transaction
        self.before = transaction.state
        self.transaction = transaction
        self.setting = setting
        self.now = now
        self.sends: list[IllMessage] = []
        self.onward: list[Onward] = []
        self.cases: list[Case] = []
        self.remarks: list[Remark] = []
        self.losses: list[str] = []
        self.redirected: AlreadyForwarded | None = None
        self.acknowledgement: IllMessage | None = None
        self.message: IllMessage | None = None
        self.event: Event | None = None
        self.source = ""

    def course(self, **changed: Any) -> None:  # noqa: ANN401 - any field of it
        """Change protocol variables."""
        self.transaction = replace(self.transaction, course=replace(self.transaction.course, **changed))

    def heard(self, message: IllMessage) -> Exchanged:
        """Remember what arrived."""
        self.message = message
        one = repeats.exchanged(Direction.IN, message)
        self.transaction = replace(self.transaction, course=repeats.remember(self.transaction.course, one))
        return one

    def compose(self, body: AnyService, rest: dict[str, Any] | None = None) -> IllMessage:
        """A message of ours in this transaction, in the version that the partner speaks."""
        course = self.transaction.course
        fit, lost = fitting(body, course.version)
        self.losses += lost
        return IllMessage(
            version=course.version,
            transaction=course.id,
            said=said_at(self.now, self.setting.zone, repeats.last_said(course)),
            requester=course.requester,
            responder=course.responder,
            body=fit,
            rest=rest or {},
        )

    def send(self, body: AnyService, rest: dict[str, Any] | None = None) -> None:
        """Send a service to the partner, and remember that."""
        message = self.compose(body, rest)
        self.sends.append(message)
        one = repeats.exchanged(Direction.OUT, message)
        self.transaction = replace(self.transaction, course=repeats.remember(self.transaction.course, one))

    def case(self, kind: CaseKind, service: Service | None, detail: str) -> None:
        """Leave something for staff."""
        self.cases.append(
            Case(transaction=self.transaction.id, kind=kind, opened=self.now, service=service, detail=detail)
        )

    def take(
        self,
        row: Line,
        body: AnyService | Forward | None,
        rest: dict[str, Any] | None = None,
    ) -> None:
        """Do what a row says; the first row taken names the decision."""
        self.event = self.event or row.event
        self.source = self.source or row.source
        if body is not None and not isinstance(body, Forward):
            take_in = absorb_late if Action.LATE in row.actions else absorb
            self.transaction = take_in(self.transaction, body)
        self.move(row.reaches(self.transaction.state))
        if row.event is Event.FWD and Action.LATE not in row.actions and self.message is not None:
            self._redirect(self.message)
        for action in row.actions:
            _ACTIONS[action](self, body, rest)
        if self.transaction.state is not State.CANCEL_PENDING and self.transaction.course.conditional:
            self.course(conditional=False)

    def move(self, to: State) -> None:
        """Go to a state."""
        if to is not self.transaction.state:
            self.transaction = replace(self.transaction, state=to)
            self.course(last_transition=day_text(today(self.now, self.setting.zone)))

    def decision(self, *, undo: bool = False, again: tuple[Exchanged, ...] = ()) -> Decision:
        """The decision as it stands. `undo` keeps the transaction as it was, so that staff can go back."""
        after = replace(
            self.transaction,
            changed=self.now,
            closed=(self.transaction.closed or self.now) if over(self.transaction) else None,
        )
        kept = _kept(self.original) if undo else b""
        after = replace(after, course=replace(after.course, undo=kept))
        settled = settled_between(self.before, after.state)
        return Decision(
            transaction=after,
            before=self.before,
            sends=tuple(self.sends),
            again=again,
            onward=tuple(self.onward),
            acknowledgement=self.acknowledgement,
            alarms=alarms.between(self.original, after, self.setting),
            cases=tuple(self.cases),
            settled=settled,
            redirected=self.redirected,
            event=self.event,
            source=self.source,
            remarks=tuple(dict.fromkeys(self.remarks)),
            losses=tuple(self.losses),
            graced=undo,
        )

    def refused(self, why: Refusal, detail: str = "", reply: IllMessage | None = None) -> Decision:
        """Nothing is done, but perhaps something is said."""
        return Decision(
            transaction=self.original,
            before=self.before,
            sends=() if reply is None else (reply,),
            refusal=Refused(why=why, detail=detail),
            event=self.event,
        )

    def _redirect(self, message: IllMessage) -> None:
        """Go on with the library that the request was forwarded to."""
        told = forwarded(message.body)
        if isinstance(message.body, ForwardNotification) and message.responder is not None:
            told = AlreadyForwarded(responder=message.responder, address=message.body.address)
        if told is not None:
            self.course(responder=told.responder)
            self.redirected = told


#: What there is to go back to where an act of staff opened the transaction.
NOTHING_BEFORE: Final = b"null"


def _kept(original: IllTransaction | None) -> bytes:
    if original is None:
        return NOTHING_BEFORE
    return msgspec.json.encode(replace(original, course=replace(original.course, undo=b"")))


def _send(draft: Draft, body: AnyService | Forward | None, rest: dict[str, Any] | None) -> None:
    assert body is not None and not isinstance(body, Forward)  # noqa: S101, PT018 - rows that send have one
    draft.send(body, rest)


def _send_by_agreement(draft: Draft, body: AnyService | Forward | None, rest: dict[str, Any] | None) -> None:
    assert body is not None and not isinstance(body, Forward)  # noqa: S101, PT018 - the same
    if isinstance(body, Received):
        draft.course(held=None)
    if wanted(draft.transaction, body.service):
        draft.send(body, rest)
    else:
        draft.remarks.append(Remark.NOT_SENT_BY_AGREEMENT)


def _send_refused_condition(draft: Draft, body: AnyService | Forward | None, _: object) -> None:
    note = body.note if body is not None else ""
    draft.send(ConditionalReply(answer=False, note=note))


def _send_unfilled(draft: Draft, _: object, __: object) -> None:
    answer = IllAnswer(
        results=Results.UNFILLED,
        reason=Reason.MANDATORY_MESSAGING_NOT_SUPPORTED,
        optional_messages=draft.setting.partner.as_responder,
    )
    draft.transaction = absorb(draft.transaction, answer)
    _by_itself(draft, answer)


def _by_itself(draft: Draft, body: AnyService) -> None:
    draft.send(body)
    draft.remarks.append(Remark.ANSWERED_BY_ITSELF)


def _cancel_again(draft: Draft, body: AnyService | Forward | None, _: object) -> None:
    """To whoever has the request now, and has not heard of it.

    An intermediary that stays the responder has the first Cancel. An error from who was named already tells
    nothing new: with a Cancel to a library that we can't find it would come back for ever.
    """
    now = draft.transaction.course.responder
    before = None if draft.original is None else draft.original.course.responder
    stays = now in draft.setting.partner.symbols
    if not stays and not (isinstance(body, StatusOrErrorReport) and now == before):
        _by_itself(draft, Cancel())


def _send_onward(draft: Draft, body: AnyService | Forward | None, _: object) -> None:
    assert isinstance(body, Forward)  # noqa: S101 - the only thing that is forwarded
    us = draft.setting.us
    request = draft.transaction.wanted.request
    third = request.third_party or ThirdParty()
    tried = tuple(dict.fromkeys((*third.already_tried, us)))
    onward = replace(
        request, forward=True, forward_note=body.note, third_party=replace(third, already_tried=tried)
    )
    message = replace(draft.compose(onward, draft.transaction.wanted.rest), responder=body.to)
    draft.onward.append(Onward(message=message, to=body.to, address=body.address))
    we = draft.transaction.course.responder
    draft.course(forwarded_to=body.to, forwarded_address=body.address, responder=body.to)
    draft.send(ForwardNotification(address=body.address, intermediary=us, note=body.note))
    draft.course(responder=we)


def _say_forwarded(draft: Draft, _: object, __: object) -> None:
    course = draft.transaction.course
    where = course.forwarded_to or SystemId()
    about = "" if draft.message is None else errors.correlation(draft.message)
    problem = AlreadyForwarded(responder=where, address=course.forwarded_address)
    _by_itself(draft, errors.report(about, problem))


def _hold(draft: Draft, body: AnyService | Forward | None, _: object) -> None:
    assert isinstance(body, Received)  # noqa: S101 - nothing else is held
    draft.course(held=body)
    draft.remarks.append(Remark.HELD)


def _case(kind: CaseKind) -> Callable[[Draft, AnyService | Forward | None, dict[str, Any] | None], None]:
    def open_case(draft: Draft, body: AnyService | Forward | None, _: object) -> None:
        service = None if body is None or isinstance(body, Forward) else body.service
        draft.case(kind, service, "" if body is None else body.note)

    return open_case


def _remark(remark: Remark) -> Callable[[Draft, AnyService | Forward | None, dict[str, Any] | None], None]:
    return lambda draft, _, __: draft.remarks.append(remark)


Doing = Callable[[Draft, AnyService | Forward | None, dict[str, Any] | None], None]

_ACTIONS: Final[Mapping[Action, Doing]] = {
    Action.SEND: _send,
    Action.SEND_BY_AGREEMENT: _send_by_agreement,
    Action.SEND_REFUSED_CONDITION: _send_refused_condition,
    Action.SEND_UNFILLED: _send_unfilled,
    Action.SEND_EXPIRED: lambda draft, _, __: draft.send(Expired()),
    Action.SEND_REPORT: lambda draft, _, __: _by_itself(draft, status(draft.transaction, draft.setting.us)),
    Action.ALLOW_CANCEL: lambda draft, _, __: _by_itself(draft, CancelReply(answer=True)),
    Action.REFUSE_CANCEL: lambda draft, _, __: _by_itself(draft, CancelReply(answer=False)),
    Action.REFUSE_RENEWAL: lambda draft, _, __: _by_itself(draft, RenewAnswer(answer=False)),
    Action.CANCEL_AGAIN: _cancel_again,
    Action.SEND_ONWARD: _send_onward,
    Action.SAY_FORWARDED: _say_forwarded,
    Action.HOLD: _hold,
    Action.KEEP_CONDITION: lambda draft, _, __: draft.course(conditional=True),
    Action.DROP_CONDITION: lambda draft, _, __: draft.course(conditional=False),
    Action.LATE: _remark(Remark.LATE),
    Action.CROSSED: _remark(Remark.CROSSED),
    Action.CASE_BOOK: _case(CaseKind.BOOK_FOR_CLOSED_REQUEST),
    Action.CASE_CONDITION: _case(CaseKind.CONDITION_TO_ANSWER),
    Action.CASE_CANCEL: _case(CaseKind.CANCEL_TO_ANSWER),
    Action.CASE_RENEWAL: _case(CaseKind.RENEWAL_TO_ANSWER),
    Action.CASE_REPLY: _case(CaseKind.REPLY_FOR_CLOSED_REQUEST),
    Action.CASE_LOST: _case(CaseKind.LOST),
    Action.CASE_DAMAGED: _case(CaseKind.DAMAGED),
    Action.CASE_RECALLED: _case(CaseKind.RECALLED),
    Action.CASE_OVERDUE: _case(CaseKind.OVERDUE),
    Action.CASE_MESSAGE: _case(CaseKind.MESSAGE),
    Action.CASE_CROSSED: _case(CaseKind.SHIPPED_WHILE_CANCELLED),
    Action.CASE_UNEXPECTED: _case(CaseKind.RETURN_NOT_EXPECTED),
}
