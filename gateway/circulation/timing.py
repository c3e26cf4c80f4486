"""When something happened that a terminal tells of: now, or earlier at an off-line terminal.

The terminal's time counts only where the message says that it was off-line (`no_block`) and some time has
passed since. Some kiosks set the flag on every message, and a kiosk's clock is often wrong, and its
time zone too.
"""

from datetime import datetime, timedelta

from gateway.model.commands import Checkin, Origin

#: A book drop that is emptied after a long weekend is read with the date on which it was last emptied; a
#: return date further back is a clock that was never set.
OLDEST_RETURN = timedelta(days=3)

#: How far a terminal's clock may be off before its date of return is weighed against a loan's beginning.
CLOCK_SKEW = timedelta(minutes=10)

#: How long a terminal can have been off-line. A kiosk that stands still for longer is seen to; an earlier
#: date is that of a clock that lost its battery (1970) or was never set.
LONGEST_OFFLINE = timedelta(days=7)

#: How long after a checkout or checkin it may be taken back: a kiosk does so within a minute, a person at a
#: desk within the visit.
UNDO_WITHIN = timedelta(minutes=30)


def is_forced(at: datetime, origin: Origin, now: datetime, *, no_block: bool) -> bool:
    """Whether the library must take what a terminal did as done: it may force, says so, and it is over.

    Some kiosks set `no_block` on every message; what they tell at once is judged like any other.
    """
    return no_block and origin.may_force and _is_over(at, origin, now)


def _is_over(at: datetime, origin: Origin, now: datetime) -> bool:
    return (now - at).total_seconds() > origin.force_after


def is_doubtful(at: datetime, now: datetime) -> bool:
    """Whether a terminal's time lies further back than it can have been off-line: its clock is wrong."""
    return now - at > LONGEST_OFFLINE


def was_offline(command: Checkin, origin: Origin, now: datetime) -> bool:
    """Whether a return was taken by a terminal that could not ask.

    However old its date is, it holds: a date that no return can have lies before the loan that is open now,
    and then ends nothing but is shown to staff.
    """
    return command.no_block and _is_over(command.returned, origin, now)


def handed_in(command: Checkin, origin: Origin, now: datetime) -> datetime:
    """When an item was handed in, by the library's clock.

    Off-line, the terminal's date holds. Live, only the span between the terminal's two
    times counts (a book drop's contents are read with an earlier date of return), so that a clock that is
    wrong does not matter; a span longer than `OLDEST_RETURN` is a mistake.
    """
    if was_offline(command, origin, now):
        return command.returned
    span = command.at - command.returned
    return now - span if timedelta() <= span <= OLDEST_RETURN else now


def counted_until(command: Checkin, origin: Origin, now: datetime) -> datetime:
    """Until when overdue days are counted: of both readings of the date the earlier one."""
    handed = handed_in(command, origin, now)
    if now - OLDEST_RETURN <= command.returned <= now:
        return min(handed, command.returned)
    return handed


def is_late_report(command: Checkin, origin: Origin, started: datetime, now: datetime) -> bool:
    """Whether a return lies before the loan that is open now, and so belongs to an earlier one.

    A loan that begins after `now` says that the library's clock was set back since: what is handed in live is
    handed in after it was lent, whatever the clock says.
    """
    slack = timedelta() if was_offline(command, origin, now) else CLOCK_SKEW
    return handed_in(command, origin, max(now, started)) < started - slack
