"""How the rules put down what happened: one event on the item, reader or terminal it is about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from gateway.model.changes import Event
from gateway.model.commands import Origin
from gateway.model.identity import ItemId, PatronId
from gateway.model.loans import Hold, HoldState
from gateway.model.problems import Problem

#: What only a reconciliation finds broken, beside the codes of problems.
OVER_ALREADY: Final = "over-already"
CLOCK_WRONG: Final = "clock-wrong"
DUE_BEYOND_TERMS: Final = "due-beyond-terms"


def _event(
    kind: str,
    subject: str,
    origin: Origin,
    now: datetime,
    *,
    conflict: bool,
    data: dict[str, str | int | None],
) -> Event:
    return Event(
        kind=kind,
        subject=subject,
        at=now,
        actor=origin.actor or origin.terminal,
        conflict=conflict,
        data=data,
    )


def item_event(
    kind: str,
    item: ItemId,
    origin: Origin,
    now: datetime,
    *,
    conflict: bool = False,
    **data: str | int | None,
) -> Event:
    """Something that happened to an item, its loan or a hold on it."""
    return _event(kind, f"item {item}", origin, now, conflict=conflict, data=data)


def patron_event(
    kind: str,
    patron: PatronId,
    origin: Origin,
    now: datetime,
    *,
    conflict: bool = False,
    **data: str | int | None,
) -> Event:
    """Something that happened to a reader, his cards, blocks or money."""
    return _event(kind, f"patron {patron}", origin, now, conflict=conflict, data=data)


def terminal_event(
    kind: str, origin: Origin, now: datetime, *, conflict: bool = False, **data: str | int | None
) -> Event:
    """Something that a terminal reported and that belongs to nothing known."""
    return _event(kind, f"terminal {origin.terminal}", origin, now, conflict=conflict, data=data)


def hold_event(
    kind: str, hold: Hold, item: ItemId | None, origin: Origin, now: datetime, **data: str | int | None
) -> Event:
    """Something that happened to a hold; it stands with its reader where no item is concerned."""
    told: dict[str, str | int | None] = {"hold": hold.id, "pickup": hold.pickup}
    subject = f"patron {hold.patron}"
    if item is not None:
        told |= {"patron": str(hold.patron), "wants": hold.kind}
        subject = f"item {item}"
    return _event(kind, subject, origin, now, conflict=False, data=told | data)


def expiries(holds: Iterable[Hold], item: ItemId, origin: Origin, now: datetime) -> tuple[Event, ...]:
    """That some of these holds were found to have passed their dates, when something else was done."""
    return tuple(
        hold_event("hold-expired", hold, item, origin, now)
        for hold in holds
        if hold.state is HoldState.EXPIRED
    )


def codes(problems: tuple[Problem, ...]) -> str:
    """The names of problems, as an event keeps them."""
    return " ".join(problem.code for problem in problems)
