"""Which timers a transaction wants: nothing but its state and its dates says so.

EXPIRY is the standard's own, the responder's (reference ill.md §2.6). ANSWER, REPLY and DUE are local: they
change nothing and end as cases for staff.
"""

from datetime import datetime, timedelta

from gateway.ill.decisions import Alarm, Setting
from gateway.ill.times import end_of
from gateway.model.ill.post import TimerKind
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction

S = State

#: The responder's request may still expire.
EXPIRING = frozenset({S.IN_PROCESS, S.CONDITIONAL, S.CANCEL_PENDING})
#: The requester waits for a word.
WAITING = frozenset({S.PENDING, S.CANCEL_PENDING})
#: The responder's item is out, and nobody has been reminded yet.
LENT = frozenset({S.SHIPPED, S.RENEW_PENDING})


def wanted(transaction: IllTransaction | None, setting: Setting) -> dict[TimerKind, datetime]:
    """Each timer that should run, with its moment."""
    if transaction is None:
        return {}
    zone = setting.zone
    responder = transaction.role is Role.RESPONDER
    alarms: dict[TimerKind, datetime] = {}
    search = transaction.wanted.request.search
    if responder and transaction.state in EXPIRING and search is not None and search.expires is not None:
        alarms[TimerKind.EXPIRY] = end_of(search.expires, zone)
    if responder and transaction.state in LENT and transaction.returnable and transaction.due is not None:
        alarms[TimerKind.DUE] = end_of(transaction.due, zone)
    if transaction.state is S.CONDITIONAL and transaction.course.answer_day is not None:
        alarms[TimerKind.REPLY] = end_of(transaction.course.answer_day, zone)
    days = setting.partner.answer_days
    if not responder and transaction.state in WAITING and days:
        alarms[TimerKind.ANSWER] = transaction.changed + timedelta(days=days)
    return alarms


def between(
    before: IllTransaction | None, after: IllTransaction | None, setting: Setting
) -> tuple[Alarm, ...]:
    """The timers to set and to stop for a transaction that was changed."""
    old, new = wanted(before, setting), wanted(after, setting)
    kinds = [kind for kind in TimerKind if old.get(kind) != new.get(kind)]
    return tuple(Alarm(kind=kind, due=new.get(kind)) for kind in kinds)
