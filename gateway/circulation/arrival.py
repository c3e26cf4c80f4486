"""What becomes of records that a file brings: each is merged with the one on the shelf, if there is one.

One rule for all: **the file is right where it says something, and silent where it does not**; what happened
at this library's own desks and kiosks since is never undone by it. So the same file loaded again changes
nothing, and a file that was loaded halfway can be loaded again from its beginning.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Final

import msgspec

from gateway.circulation.history import item_event
from gateway.model.arrivals import ArrivingLoan, Refusal, RefusalCode, Verdict
from gateway.model.changes import Event
from gateway.model.commands import Origin
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.model.loans import UNSETTLED, Loan
from gateway.model.patrons import Card, Patron

replace = msgspec.structs.replace

#: What a title's record says of its copy. `media` always says something.
_OF_ITEM: Final = (
    "title",
    "author",
    "bib",
    "call_number",
    "media",
    "item_type",
    "collection",
    "permanent_location",
    "permanent_shelf",
    "price_fen",
    "properties",
)

#: What a list of readers says of one.
_OF_PATRON: Final = (
    "name",
    "category",
    "college",
    "campus",
    "class_name",
    "home_library",
    "expires",
    "pin",
    "email",
    "phone",
    "birth_date",
)

#: Statuses that a new item may come with. The others say that a loan, a hold or a journey of the item is on
#: record: those are brought by themselves (`guanji load loans`) or are another system's business.
_TOLD_OF_NEW: Final = frozenset(
    {
        ItemStatus.AVAILABLE,
        ItemStatus.ON_ORDER,
        ItemStatus.IN_PROCESS,
        ItemStatus.TO_BE_RESHELVED,
        ItemStatus.LOST,
        ItemStatus.MISSING,
        ItemStatus.OTHER,
    }
)

#: Statuses in which an item waits for the cataloguers, who tell by their file that it has become available.
_AWAITED: Final = frozenset({ItemStatus.ON_ORDER, ItemStatus.IN_PROCESS})

#: Statuses in which an item was set aside here for somebody, after the other system lent it.
_SET_ASIDE: Final = frozenset({ItemStatus.ON_HOLD_SHELF, ItemStatus.IN_TRANSIT})

#: Half of BLAKE2's usual length: enough that no two loans of a library ever meet.
_DIGEST_BYTES: Final = 16


class MergedTitle(msgspec.Struct, frozen=True):
    """A title as it is to be kept."""

    verdict: Verdict
    title: Bibliographic


class MergedItem(msgspec.Struct, frozen=True):
    """An item as it is to be kept; None where it is refused."""

    verdict: Verdict
    item: Item | None = None
    refusal: Refusal | None = None


class MergedPatron(msgspec.Struct, frozen=True):
    """A reader as he is to be kept; None where he is refused."""

    verdict: Verdict
    patron: Patron | None = None
    refusal: Refusal | None = None


class MergedLoan(msgspec.Struct, frozen=True):
    """A loan as it is to be kept with its item and what its history says; all None where it is refused."""

    verdict: Verdict
    loan: Loan | None = None
    item: Item | None = None
    event: Event | None = None
    refusal: Refusal | None = None


# ------------------------------------------------------------------------------------------- titles and items


def merge_title(kept: Bibliographic | None, came: Bibliographic) -> MergedTitle:
    """The record that came, whole: a title has no other source than its catalogue."""
    if kept is None:
        return MergedTitle(Verdict.NEW, came)
    return MergedTitle(Verdict.UNCHANGED if kept == came else Verdict.CHANGED, came)


def merge_item(kept: Item | None, came: Item, *, move: bool = False) -> MergedItem:
    """An item with what its title's record says of it.

    Where it stands in circulation stays as it is: status, present place and shelf, journey, last return.
    A present place that was its usual one moves along with that. An item of another title is refused unless
    it may `move`: two copies with one barcode are a mistake that somebody must look at.
    """
    if kept is None:
        status = came.status if came.status in _TOLD_OF_NEW else ItemStatus.AVAILABLE
        return MergedItem(Verdict.NEW, _placed(replace(came, status=status, version=0)))
    if kept.bib and came.bib and kept.bib != came.bib and not move:
        facts = {"barcode": came.id.barcode, "bib": kept.bib, "title": kept.title}
        return MergedItem(Verdict.REFUSED, refusal=Refusal(RefusalCode.OTHER_TITLE, facts))
    told = _told(came, _OF_ITEM)
    for usual, present in _PLACES:
        if usual in told and getattr(kept, present) in ("", getattr(kept, usual)):
            told[present] = told[usual]
    if kept.status in _AWAITED and came.status is ItemStatus.AVAILABLE:
        told["status"] = ItemStatus.AVAILABLE
    item = replace(kept, **told)
    return MergedItem(Verdict.UNCHANGED, kept) if item == kept else MergedItem(Verdict.CHANGED, item)


_PLACES: Final = (("permanent_location", "current_location"), ("permanent_shelf", "current_shelf"))


def _placed(item: Item) -> Item:
    """A new item stands where it belongs, unless it was said to stand elsewhere."""
    return replace(
        item,
        current_location=item.current_location or item.permanent_location,
        current_shelf=item.current_shelf or item.permanent_shelf,
    )


def _told(came: Item | Patron, fields: tuple[str, ...]) -> dict[str, object]:
    """What an arriving record says: a blank says nothing."""
    values = ((field, getattr(came, field)) for field in fields)
    return {field: value for field, value in values if value not in ("", None)}


# ---------------------------------------------------------------------------------------------------- readers


def merge_patron(
    kept: Patron | None,
    came: Patron,
    holders: Mapping[str, PatronId],
    *,
    default_category: str = "",
) -> MergedPatron:
    """A reader with what the file says of him; blocks, lost cards, and cards given out here stay.

    `holders` says whom his number and his cards name now. A number that names somebody else is refused. A
    card that was reported lost stays lost, though the file still has it.
    """
    taken = _taken(came, holders)
    if taken is not None:
        return MergedPatron(Verdict.REFUSED, refusal=taken)
    if kept is None:
        if not came.name:
            refusal = Refusal(RefusalCode.NO_NAME, {"number": came.id.number})
            return MergedPatron(Verdict.REFUSED, refusal=refusal)
        new = replace(came, category=came.category or default_category, blocks=(), version=0)
        return MergedPatron(Verdict.NEW, new)
    patron = replace(kept, cards=_all_cards(kept, came), **_told(came, _OF_PATRON))
    return MergedPatron(Verdict.UNCHANGED, kept) if patron == kept else MergedPatron(Verdict.CHANGED, patron)


def _taken(came: Patron, holders: Mapping[str, PatronId]) -> Refusal | None:
    for value in (came.id.number, *(card.value for card in came.cards)):
        holder = holders.get(value)
        if holder is not None and holder != came.id:
            own = value == came.id.number
            code = RefusalCode.NUMBER_TAKEN if own else RefusalCode.CARD_TAKEN
            return Refusal(code, {"value": value, "holder": holder.number})
    return None


def _all_cards(kept: Patron, came: Patron) -> tuple[Card, ...]:
    known = {card.value for card in kept.cards}
    return (*kept.cards, *(card for card in came.cards if card.value not in known))


# ------------------------------------------------------------------------------------------------------ loans


def loan_id(item: ItemId, started: datetime) -> str:
    """The id of a loan that a file brings: the same each time.

    An item is lent but once at one instant, so the reader need not be part of it; and when he is unlinked
    from the finished loan one day, its id does not give him away.
    """
    text = f"{item}\n{started.timestamp():.6f}".encode()
    return f"loaded{blake2b(text, digest_size=_DIGEST_BYTES).hexdigest()}"


def merge_loan(
    came: ArrivingLoan,
    item: Item | None,
    patron: Patron | None,
    same: Loan | None,
    unsettled: Loan | None,
    origin: Origin,
    now: datetime,
) -> MergedLoan:
    """A loan that another system began, to go on here.

    `same` is the loan with its id (`loan_id`), `unsettled` the item's present one. A loan that is here
    already is changed only by a file that tells of more renewals; one that has ended here stays ended.
    """
    if item is None:
        return _loan_refused(RefusalCode.ITEM_UNKNOWN, barcode=came.item.barcode)
    present = unsettled if unsettled is not None and unsettled.started == came.started else None
    here = same or (present if patron is not None and present and present.patron == patron.id else None)
    if here is not None and (patron is None or here.state not in UNSETTLED):
        return MergedLoan(Verdict.UNCHANGED)
    if patron is None:
        return _loan_refused(RefusalCode.PATRON_UNKNOWN, patron=came.patron.number)
    if here is not None and here.patron == patron.id:
        return _gone_on(here, came, item, origin, now)
    refusal = _misdated(came, now) or _against(came, item, patron, here or unsettled)
    if refusal is not None:
        return MergedLoan(Verdict.REFUSED, refusal=refusal)
    loan = Loan(
        id=loan_id(came.item, came.started),
        item=item.id,
        patron=patron.id,
        started=came.started,
        due=came.due,
        renewals=came.renewals,
        terminal=came.terminal,
        # What statistics count by once the reader is forgotten; where it was lent, the file does not say.
        category=patron.category,
        college=patron.college,
        place=item.permanent_location,
    )
    lent = replace(item, status=ItemStatus.CHARGED, destination="")
    return MergedLoan(Verdict.NEW, loan, lent, _event(loan, origin, now))


def _loan_refused(code: RefusalCode, **facts: str) -> MergedLoan:
    return MergedLoan(Verdict.REFUSED, refusal=Refusal(code, facts))


def _misdated(came: ArrivingLoan, now: datetime) -> Refusal | None:
    if came.due < came.started:
        facts = {"started": came.started.isoformat(), "due": came.due.isoformat()}
        return Refusal(RefusalCode.DUE_BEFORE_START, facts)
    if came.started > now:
        return Refusal(RefusalCode.STARTS_LATER, {"started": came.started.isoformat()})
    return None


def _gone_on(here: Loan, came: ArrivingLoan, item: Item, origin: Origin, now: datetime) -> MergedLoan:
    """The loan that is here, with the renewals that the other system gave it since it was last loaded."""
    if came.renewals <= here.renewals:
        return MergedLoan(Verdict.UNCHANGED)
    renewed = replace(here, renewals=came.renewals, due=max(here.due, came.due))
    return MergedLoan(Verdict.CHANGED, renewed, item, _event(renewed, origin, now))


def _against(came: ArrivingLoan, item: Item, patron: Patron, other: Loan | None) -> Refusal | None:
    """What happened here that a loan from elsewhere can't be reconciled with."""
    if other is not None:
        code = RefusalCode.LENT_SINCE if other.patron == patron.id else RefusalCode.LENT_TO_ANOTHER
        return Refusal(code, {"started": other.started.isoformat()})
    if item.last_returned is not None and item.last_returned >= came.started:
        return Refusal(RefusalCode.OVER_ALREADY, {"returned": item.last_returned.isoformat()})
    if item.status in _SET_ASIDE:
        return Refusal(RefusalCode.SET_ASIDE, {"status": item.status})
    return None


def _event(loan: Loan, origin: Origin, now: datetime) -> Event:
    return item_event(
        "loan-loaded",
        loan.item,
        origin,
        now,
        patron=str(loan.patron),
        loan=loan.id,
        started=loan.started.isoformat(),
        due=loan.due.isoformat(),
        renewals=loan.renewals,
    )
