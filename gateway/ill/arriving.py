"""An APDU arrived: version, transaction, repeat, state, in the order of reference ill.md §2.7."""

from datetime import datetime
from typing import Final

import msgspec

from gateway.ill import confirmation, errors, opening, repeats
from gateway.ill.decisions import Decision, Received, Refused, Setting
from gateway.ill.draft import Draft
from gateway.ill.events import Event, arrived
from gateway.ill.guards import Context
from gateway.ill.history_report import status
from gateway.ill.tables import TABLES
from gateway.ill.versions import spoken
from gateway.model.ill.post import CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.reports import ErrorReport, General, IdProblem, Prohibited, ProviderError
from gateway.model.ill.services import IllMessage, IllRequest, RenewAnswer, StatusOrErrorReport
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Exchanged, IllTransaction
from gateway.model.ill.words import GeneralProblem, Service, TransactionIdProblem

replace = msgspec.structs.replace

#: States in which a RECEIVED still waits for the SHIPPED.
HELD_IN: Final = frozenset({State.PENDING, State.CONDITIONAL, State.CANCEL_PENDING})

_UNKNOWN: Final = IdProblem(problem=TransactionIdProblem.UNKNOWN)
_INVALID: Final = IdProblem(problem=TransactionIdProblem.INVALID)
_DUPLICATE: Final = IdProblem(problem=TransactionIdProblem.DUPLICATE)
_VERSION: Final = General(problem=GeneralProblem.PROTOCOL_VERSION_NOT_SUPPORTED)
_OTHER: Final = General(problem=GeneralProblem.OTHER)


def received(
    transaction: IllTransaction | None, event: Received, now: datetime, setting: Setting
) -> Decision:
    """What an APDU makes of its transaction."""
    message = event.message
    if not spoken(message.version):
        return _strange(transaction, message, _VERSION, Refusal.VERSION_NOT_SUPPORTED, now, setting)
    if transaction is None:
        return _first(event, now, setting)
    draft = Draft(transaction, setting, now, new=False)
    before = repeats.seen(transaction.course, message)
    if before is not None:
        return _repeated(draft, message, before)
    if message.service is Service.ILL_REQUEST:
        return _error(draft, message, _DUPLICATE, Refusal.DUPLICATE_TRANSACTION)
    if message.critical:
        return _error(draft, message, _OTHER, Refusal.CRITICAL_EXTENSION, ", ".join(message.critical))
    return _fire(draft, event)


def _first(event: Received, now: datetime, setting: Setting) -> Decision:
    """A message of no transaction that we know: a request opens one, anything else is in error."""
    message = event.message
    body = message.body
    if not isinstance(body, IllRequest):
        return _strange(None, message, _UNKNOWN, Refusal.UNKNOWN_TRANSACTION, now, setting)
    if not opening.id_is_valid(message.transaction):
        return _strange(None, message, _INVALID, Refusal.INVALID_TRANSACTION_ID, now, setting)
    if message.critical:
        detail = ", ".join(message.critical)
        return _strange(None, message, _OTHER, Refusal.CRITICAL_EXTENSION, now, setting, detail)
    opened = opening.as_responder(message, body, event.id, setting, now)
    return _fire(Draft(opened, setting, now, new=True), event)


def _fire(draft: Draft, event: Received) -> Decision:
    message = event.message
    happened = arrived(message.body)
    before = draft.transaction
    renewed = message.body.due if isinstance(message.body, RenewAnswer) else None
    context = Context(
        transaction=before,
        said=message.first_said,
        due=None if renewed is None else renewed.day,
        ours=draft.setting.partner.as_responder,
    )
    row = TABLES[before.role].fire(before.state, happened, context)
    draft.event = happened
    if row is None:
        problem = Prohibited(service=message.service, state=before.state)
        return _error(draft, message, problem, Refusal.NOT_IN_THIS_STATE)
    draft.heard(message)
    draft.take(row, message.body)
    _release(draft)
    _acknowledge(draft, message)
    verdict = _judge(draft, event)
    again = _settled_again(draft, verdict)
    shown = (*confirmation.presupposed(before.course, message), *verdict.confirmed)
    return replace(draft.decision(again=again), confirmed=tuple(dict.fromkeys(shown)))


def _release(draft: Draft) -> None:
    """Let a held RECEIVED go once its SHIPPED is there, or give it up with the request."""
    held = draft.transaction.course.held
    if held is None or draft.transaction.state in HELD_IN:
        return
    draft.course(held=None)
    now = draft.transaction
    row = TABLES[now.role].fire(now.state, Event.RCV_REQ, Context(transaction=now))
    if row is None:
        draft.case(CaseKind.BOOK_FOR_CLOSED_REQUEST, Service.RECEIVED, held.note)
    else:
        draft.take(row, held)


def _acknowledge(draft: Draft, message: IllMessage) -> None:
    """Report the status of a request on its own connection, where that partner waits for it."""
    if draft.setting.partner.acknowledges and message.service is Service.ILL_REQUEST:
        draft.acknowledgement = draft.compose(status(draft.transaction, draft.setting.us))


def _judge(draft: Draft, event: Received) -> confirmation.Verdict:
    body = event.message.body
    if not isinstance(body, StatusOrErrorReport):
        return confirmation.Verdict()
    course, partner = draft.transaction.course, draft.setting.partner
    if body.status is not None:
        return confirmation.reported(
            draft.transaction, body.status, event.doubts, draft.setting.us, partner.confirm_tries
        )
    if body.error is not None:
        if body.error.problem == _UNKNOWN and event.doubts:
            return confirmation.unknown(course, event.doubts, partner.confirm_tries)
        draft.case(CaseKind.ERROR_REPORTED, Service.STATUS_OR_ERROR_REPORT, _words(body.error, body.note))
    return confirmation.Verdict()


def _settled_again(draft: Draft, verdict: confirmation.Verdict) -> tuple[Exchanged, ...]:
    if verdict.again:
        draft.remarks.append(Remark.NOT_ARRIVED)
    if verdict.confirmed:
        draft.remarks.append(Remark.CONFIRMED)
    for one in verdict.given_up:
        draft.case(CaseKind.LETTER_UNCONFIRMED, one.service, one.said)
    return verdict.again


def _words(error: ErrorReport, note: str) -> str:
    """An error report in one line for staff."""
    problem = {} if error.problem is None else msgspec.to_builtins(error.problem)
    told = ", ".join(str(value) for value in problem.values())
    return "; ".join(part for part in (told, error.correlation, note) if part)


def _repeated(draft: Draft, message: IllMessage, before: Exchanged) -> Decision:
    """A repeat changes nothing; what we said last since it first came is said again."""
    draft.event = arrived(message.body)
    draft.remarks.append(Remark.REPEAT)
    if before.digest != repeats.exchanged(before.direction, message).digest:
        draft.remarks.append(Remark.REPEAT_WITH_OTHER_CONTENT)
    _acknowledge(draft, message)
    if message.service is Service.STATUS_QUERY:
        draft.send(status(draft.transaction, draft.setting.us))
    answer = repeats.answer_to(draft.transaction.course, before)
    return Decision(
        transaction=_said(draft),
        before=draft.before,
        sends=tuple(draft.sends),
        again=() if answer is None else (answer,),
        acknowledgement=draft.acknowledgement,
        event=draft.event,
        remarks=tuple(draft.remarks),
    )


def _error(
    draft: Draft, message: IllMessage, problem: ProviderError, why: Refusal, detail: str = ""
) -> Decision:
    """Refuse a message of a known transaction, and say why, unless it is an error report itself."""
    if errors.is_report(message):
        return draft.refused(why, detail)
    about = errors.report(errors.correlation(message), problem, detail)
    draft.send(about)
    return replace(draft.refused(why, detail), transaction=_said(draft), sends=tuple(draft.sends))


def _said(draft: Draft) -> IllTransaction:
    """The transaction with what was said by itself; then the last act of staff is past taking back."""
    if draft.sends:
        draft.course(undo=b"")
    return draft.transaction


def _strange(
    transaction: IllTransaction | None,
    message: IllMessage,
    problem: ProviderError,
    why: Refusal,
    now: datetime,
    setting: Setting,
    detail: str = "",
) -> Decision:
    """Refuse a message outside any transaction."""
    reply = () if errors.is_report(message) else (errors.reply(message, problem, now, setting.zone, detail),)
    return Decision(
        transaction=transaction,
        before=State.IDLE if transaction is None else transaction.state,
        sends=reply,
        refusal=Refused(why=why, detail=detail),
        event=arrived(message.body),
    )
