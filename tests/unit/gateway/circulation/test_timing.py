from datetime import datetime, timedelta

import pytest

from gateway.circulation.timing import counted_until, handed_in, is_doubtful, is_forced, is_late_report
from gateway.model.commands import Checkin
from tests.library import DAY, HOUR, KIOSK, MINUTE, NOW, item_ref, replace


def returned(at: timedelta, back: timedelta, *, no_block: bool = False) -> Checkin:
    """A return told at NOW+at by the terminal's clock, handed in at NOW+back."""
    return Checkin(at=NOW + at, returned=NOW + back, item=item_ref(), no_block=no_block)


ZERO = timedelta()


@pytest.mark.parametrize(
    ("no_block", "may_force", "age", "forced"),
    [
        (True, True, HOUR, True),
        (True, True, timedelta(seconds=300), False),
        (True, True, timedelta(seconds=301), True),
        (True, True, -HOUR, False),
        (True, False, HOUR, False),
        (False, True, HOUR, False),
    ],
)
def test_only_what_is_over_is_taken_as_done(
    no_block: bool,  # noqa: FBT001 - columns of the table
    may_force: bool,  # noqa: FBT001
    age: timedelta,
    forced: bool,  # noqa: FBT001
) -> None:
    origin = replace(KIOSK, may_force=may_force)
    assert is_forced(NOW - age, origin, NOW, no_block=no_block) is forced


@pytest.mark.parametrize(
    ("command", "handed", "counted"),
    [
        (returned(ZERO, ZERO), NOW, NOW),
        # A book drop emptied on Monday.
        (returned(ZERO, -2 * DAY), NOW - 2 * DAY, NOW - 2 * DAY),
        # A clock eight hours behind: handed in now, counted in the reader's favour.
        (returned(-8 * HOUR, -8 * HOUR), NOW, NOW - 8 * HOUR),
        # A clock ahead.
        (returned(HOUR, HOUR), NOW, NOW),
        # A clock that was never set.
        (returned(-9000 * DAY, -9000 * DAY), NOW, NOW),
        # A date of return that can't be true.
        (returned(ZERO, -4 * DAY), NOW, NOW),
        (returned(ZERO, HOUR), NOW, NOW),
        # Off-line, for long.
        (returned(-6 * DAY, -6 * DAY, no_block=True), NOW - 6 * DAY, NOW - 6 * DAY),
        (returned(ZERO, -7 * DAY, no_block=True), NOW - 7 * DAY, NOW - 7 * DAY),
        # Whatever its age, an off-line date holds.
        (returned(-8 * DAY, -8 * DAY, no_block=True), NOW - 8 * DAY, NOW - 8 * DAY),
        # On line, whatever the kiosk sets on every message.
        (returned(-5 * MINUTE, -5 * MINUTE, no_block=True), NOW, NOW - 5 * MINUTE),
        (returned(HOUR, HOUR, no_block=True), NOW, NOW),
    ],
)
def test_when_an_item_was_handed_in(command: Checkin, handed: datetime, counted: datetime) -> None:
    assert handed_in(command, KIOSK, NOW) == handed
    assert counted_until(command, KIOSK, NOW) == counted


@pytest.mark.parametrize(
    ("command", "started", "late"),
    [
        (returned(-HOUR, -HOUR, no_block=True), NOW - 59 * MINUTE, True),
        (returned(-HOUR, -HOUR, no_block=True), NOW - HOUR, False),
        (returned(-5 * MINUTE, -5 * MINUTE, no_block=True), NOW - MINUTE, False),
        (returned(-9000 * DAY, -9000 * DAY, no_block=True), NOW - DAY, True),
        (returned(ZERO, -HOUR), NOW - 40 * MINUTE, True),
        (returned(ZERO, -HOUR), NOW - 55 * MINUTE, False),
        (returned(-8 * HOUR, -8 * HOUR), NOW - HOUR, False),
        # The library's clock was set back since the loan began.
        (returned(ZERO, ZERO), NOW + DAY, False),
        (returned(DAY, DAY), NOW + DAY, False),
        (returned(ZERO, -HOUR), NOW + DAY, True),
        (returned(-HOUR, -HOUR, no_block=True), NOW + DAY, True),
    ],
)
def test_a_return_that_lies_before_the_loan(command: Checkin, started: datetime, late: bool) -> None:  # noqa: FBT001
    assert is_late_report(command, KIOSK, started, NOW) is late


@pytest.mark.parametrize(("age", "doubtful"), [(7 * DAY, False), (7 * DAY + MINUTE, True), (-DAY, False)])
def test_no_terminal_is_off_line_for_more_than_a_week(age: timedelta, doubtful: bool) -> None:  # noqa: FBT001
    assert is_doubtful(NOW - age, NOW) is doubtful
