"""The library's nouns and outcomes as librarians are shown them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gateway.model.changes import Event
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Item
from gateway.model.kiosks import KioskState
from gateway.model.loans import Fee, Hold, Loan, LoanState
from gateway.model.outcomes import (
    CheckinOutcome,
    HoldOutcome,
    ItemOutcome,
    ItemView,
    LoanOutcome,
    MovedOutcome,
    Outcome,
    PatronView,
    PaymentOutcome,
    RenewAllOutcome,
)
from gateway.model.patrons import Patron
from gateway.model.problems import Notice, Problem
from gateway.model.wording import Tongue, tell
from gateway.web import shapes


class Reader(NamedTuple):
    """Who reads an answer and when: his language, and the instant that decides what is overdue.

    Every instant is shown in the time zone of `now`, the library's own.
    """

    tongue: Tongue
    now: datetime

    def sentence(self, what: Problem | Notice) -> shapes.Sentence:
        """A problem or notice in his language."""
        return shapes.Sentence(what.code, tell(what, self.tongue))

    def local(self, instant: datetime) -> datetime:
        """An instant in the library's time."""
        return instant.astimezone(self.now.tzinfo)

    def maybe_local(self, instant: datetime | None) -> datetime | None:
        """The same of an instant that may be missing."""
        return None if instant is None else self.local(instant)

    def loan(self, loan: Loan, item: Item | None = None) -> shapes.LoanShown:
        """A loan, with its item's title where the item is at hand."""
        return shapes.LoanShown(
            item=str(loan.item),
            title=item.title if item else "",
            patron=str(loan.patron),
            started=self.local(loan.started),
            due=self.local(loan.due),
            renewals=loan.renewals,
            state=loan.state,
            overdue=loan.state is LoanState.OPEN and loan.due < self.now,
        )


def _name(one: ItemId | PatronId | None) -> str:
    return str(one) if one else ""


def _item(item: Item) -> shapes.ItemShown:
    return shapes.ItemShown(
        id=str(item.id),
        title=item.title,
        author=item.author,
        call_number=item.call_number,
        status=item.status,
        location=item.current_location,
        home=item.permanent_location,
        destination=item.destination,
    )


def _hold(
    reader: Reader, hold: Hold, item: Item | None = None, position: int | None = None
) -> shapes.HoldShown:
    return shapes.HoldShown(
        id=hold.id,
        patron=str(hold.patron),
        title=hold.title or (item.title if item else ""),
        item=_name(hold.caught or hold.item),
        state=hold.state,
        pickup=hold.pickup,
        position=position,
        pickup_by=reader.maybe_local(hold.pickup_by),
    )


def _fee(reader: Reader, fee: Fee) -> shapes.FeeShown:
    return shapes.FeeShown(
        id=fee.id,
        kind=fee.kind,
        amount=fee.amount,
        owed=fee.owed,
        title=fee.title,
        item=_name(fee.item),
        created=reader.local(fee.created),
    )


# --- what belongs to each outcome -----------------------------------------------------------------


def _things(item: Item | None, loan: Loan | None, reader: Reader) -> dict[str, Any]:
    """An item and its loan."""
    return {
        "item": _item(item) if item else None,
        "loan": reader.loan(loan, item) if loan else None,
    }


def _of_loan(outcome: LoanOutcome, reader: Reader) -> dict[str, Any]:
    return _things(outcome.item, outcome.loan, reader) | {
        "patron": _name(outcome.patron),
        "fee": outcome.fee,
    }


def _of_checkin(outcome: CheckinOutcome, reader: Reader) -> dict[str, Any]:
    return _things(outcome.item, outcome.loan, reader) | {
        "patron": _name(outcome.loan.patron) if outcome.loan else "",
        "hold": _hold(reader, outcome.hold, outcome.item) if outcome.hold else None,
        "fees": (_fee(reader, outcome.fee),) if outcome.fee else (),
        "alert": outcome.alert or "",
        "destination": outcome.destination,
    }


def _of_renew_all(outcome: RenewAllOutcome, reader: Reader) -> dict[str, Any]:
    return {
        "patron": _name(outcome.patron),
        "renewed": tuple(reader.loan(loan, item) for loan, item in outcome.renewed),
        "unrenewed": tuple(
            shapes.Unrenewed(loan=reader.loan(loan, item), problem=reader.sentence(problem))
            for loan, item, problem in outcome.unrenewed
        ),
    }


def _of_hold(outcome: HoldOutcome, reader: Reader) -> dict[str, Any]:
    return _things(outcome.item, None, reader) | {
        "patron": _name(outcome.patron),
        "hold": _hold(reader, outcome.hold, outcome.item, outcome.position) if outcome.hold else None,
    }


def _of_payment(outcome: PaymentOutcome, reader: Reader) -> dict[str, Any]:
    return {
        "patron": _name(outcome.patron),
        "fees": tuple(_fee(reader, fee) for fee in outcome.fees),
        "paid": outcome.paid,
        "owed": outcome.owed,
    }


def _of_item(outcome: ItemOutcome, reader: Reader) -> dict[str, Any]:
    return _things(outcome.item, outcome.loan, reader) | {
        "patron": _name(outcome.loan.patron) if outcome.loan else "",
        "fees": (_fee(reader, outcome.fee),) if outcome.fee else (),
    }


def _of_item_view(view: ItemView, reader: Reader) -> dict[str, Any]:
    return _things(view.item, view.loan, reader)


def _of_patron(view: PatronView, _reader: Reader) -> dict[str, Any]:
    return {"patron": _name(view.patron.id) if view.patron else "", "owed": view.owed}


def _of_moved(outcome: MovedOutcome, _reader: Reader) -> dict[str, Any]:
    return {"moved": outcome.moved}


def _of_nothing(_outcome: Outcome, _reader: Reader) -> dict[str, Any]:
    return {}


_BELONGS: Final[Mapping[type[Outcome], Callable[[Any, Reader], dict[str, Any]]]] = {
    Outcome: _of_nothing,
    LoanOutcome: _of_loan,
    CheckinOutcome: _of_checkin,
    RenewAllOutcome: _of_renew_all,
    HoldOutcome: _of_hold,
    PaymentOutcome: _of_payment,
    ItemOutcome: _of_item,
    ItemView: _of_item_view,
    PatronView: _of_patron,
    MovedOutcome: _of_moved,
}


def answer(outcome: Outcome, reader: Reader) -> shapes.Answer:
    """What came of a command."""
    return shapes.Answer(
        ok=outcome.ok,
        problems=tuple(map(reader.sentence, outcome.problems)),
        notices=tuple(map(reader.sentence, outcome.notices)),
        **_BELONGS[type(outcome)](outcome, reader),
    )


# --- what is looked up ----------------------------------------------------------------------------


def patron(view: PatronView, reader: Reader) -> shapes.PatronShown:
    """A patron with what he has and owes."""
    problems = tuple(map(reader.sentence, view.problems))
    if not view.found or view.patron is None:
        return shapes.PatronShown(found=False, problems=problems)
    return shapes.PatronShown(
        found=True,
        problems=problems,
        loans=tuple(reader.loan(loan, item) for loan, item in view.loans),
        holds=tuple(_hold(reader, hold, item) for hold, item in (*view.ready_holds, *view.waiting_holds)),
        fees=tuple(_fee(reader, fee) for fee in view.fees),
        owed=view.owed,
        loan_limit=view.loan_limit,
        **_person(view.patron, reader),
    )


def _person(patron: Patron, reader: Reader) -> dict[str, Any]:
    return {
        "id": str(patron.id),
        "name": patron.name,
        "category": patron.category,
        "college": patron.college,
        "expires": patron.expires,
        "cards": tuple(
            shapes.CardShown(value=card.value, kind=card.kind, lost=card.lost) for card in patron.cards
        ),
        "blocks": tuple(
            shapes.BlockShown(
                reason=block.reason,
                text=block.text,
                link=block.link,
                since=reader.local(block.since),
                until=block.until,
            )
            for block in patron.blocks
        ),
    }


def kiosk(
    state: KioskState,
    reader: Reader,
    *,
    login: str,
    connections: int,
    location: str,
    locked: Mapping[str, float] = MappingProxyType({}),
) -> shapes.KioskShown:
    """A kiosk as it stands; `locked` are addresses with the seconds for which they are locked out."""
    return shapes.KioskShown(
        name=state.name,
        login=login,
        location=location,
        connections=connections,
        paused=state.paused,
        paused_by=state.paused_by,
        paused_why=state.paused_why,
        paper_out=state.paper_out,
        shut_down=state.shut_down,
        last_seen=reader.maybe_local(state.last_seen),
        last_message=state.last_message,
        address=state.address,
        locked=locks(locked, reader),
    )


def locks(locked: Mapping[str, float], reader: Reader) -> tuple[shapes.LockShown, ...]:
    """Addresses that are locked out, with the seconds for which they are."""
    return tuple(
        shapes.LockShown(address=address, until=reader.now + timedelta(seconds=round(seconds)))
        for address, seconds in locked.items()
    )


def event(happened: Event, reader: Reader) -> shapes.EventShown:
    """Something that happened."""
    return shapes.EventShown(
        at=reader.local(happened.at),
        kind=happened.kind,
        subject=happened.subject,
        actor=happened.actor,
        cause=happened.cause,
        conflict=happened.conflict,
        data={key: _fact(value, reader) for key, value in happened.data.items()},
    )


def _fact(value: str | int | None, reader: Reader) -> str | int | None:
    """What an event keeps; an instant, put down as `datetime.isoformat` does, in the library's time."""
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    # Many a number reads as a date: an instant is only what says its distance from UTC, and says it so.
    told = instant.tzinfo is not None and instant.isoformat() == value
    return reader.local(instant).isoformat() if told else value
