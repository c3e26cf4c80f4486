"""What a librarian asks, as commands: one row for each verb."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from gateway.model import commands
from gateway.model.cards import CardReading, chip_number, spellings
from gateway.model.commands import Command
from gateway.model.identity import AgencyId, ItemRef, PatronRef
from gateway.model.secrecy import is_identity_number
from gateway.web import shapes
from gateway.web.refusals import Unaskable, Why


class Asked(NamedTuple):
    """When something was asked, and of whose library."""

    at: datetime
    agency: AgencyId

    def patron(self, number: str) -> PatronRef:
        """The reader with a number; it may have the library's name before it, as we show it."""
        whole = _given("patron", number)
        own = whole.removeprefix(f"{self.agency}.")
        return PatronRef(tuple(dict.fromkeys((*spellings(own), *spellings(whole)))))

    def item(self, body: "_WithItem") -> ItemRef:
        """The item with a barcode; where no owner is named, ``OWNER.BARCODE`` of our own is read as shown."""
        barcode, owner = _given("item", body.item), body.owner.strip()
        if owner:
            return ItemRef(barcode, AgencyId.parse(owner))
        own = barcode.removeprefix(f"{self.agency}.")
        return ItemRef(own, self.agency if own != barcode else None)


_WithItem = (
    shapes.Checkout
    | shapes.UndoCheckout
    | shapes.Checkin
    | shapes.UndoCheckin
    | shapes.Renew
    | shapes.Lost
    | shapes.Claim
    | shapes.PlaceHold
    | shapes.CancelHold
)


def _given(field: str, value: str) -> str:
    """A value that is not to be blank."""
    if not value.strip():
        raise Unaskable(Why.BODY, what=f"`{field}` is empty")
    return value.strip()


def _instant(field: str, value: datetime | None) -> datetime | None:
    """An instant that says its distance from UTC: without it nobody knows which instant it is."""
    if value is not None and value.tzinfo is None:
        raise Unaskable(Why.BODY, what=f"`{field}` lacks its UTC offset, as in 2026-11-22T08:00:00+08:00")
    return value


# --- verbs under /circ ----------------------------------------------------------------------------


def _checkout(body: shapes.Checkout, asked: Asked) -> Command:
    return commands.Checkout(
        at=asked.at,
        patron=asked.patron(body.patron),
        item=asked.item(body),
        fee_acknowledged=body.fee_acknowledged,
    )


def _undo_checkout(body: shapes.UndoCheckout, asked: Asked) -> Command:
    return commands.UndoCheckout(at=asked.at, patron=asked.patron(body.patron), item=asked.item(body))


def _checkin(body: shapes.Checkin, asked: Asked) -> Command:
    returned = _instant("returned", body.returned) or asked.at
    return commands.Checkin(at=asked.at, item=asked.item(body), returned=returned, location=body.location)


def _undo_checkin(body: shapes.UndoCheckin, asked: Asked) -> Command:
    return commands.UndoCheckin(at=asked.at, item=asked.item(body))


def _renew(body: shapes.Renew, asked: Asked) -> Command:
    return commands.Renew(
        at=asked.at,
        patron=asked.patron(body.patron),
        item=asked.item(body),
        fee_acknowledged=body.fee_acknowledged,
    )


def _renew_all(body: shapes.RenewAll, asked: Asked) -> Command:
    return commands.RenewAll(
        at=asked.at, patron=asked.patron(body.patron), fee_acknowledged=body.fee_acknowledged
    )


def _pay(body: shapes.Pay, asked: Asked) -> Command:
    return commands.PayFee(
        at=asked.at,
        patron=asked.patron(body.patron),
        amount=body.amount,
        kind=body.kind,
        fee=body.fee.strip(),
        reference=body.reference.strip(),
    )


def _lost(body: shapes.Lost, asked: Asked) -> Command:
    return commands.DeclareLost(at=asked.at, item=asked.item(body))


def _claim(body: shapes.Claim, asked: Asked) -> Command:
    return commands.ClaimReturned(at=asked.at, item=asked.item(body))


def _hold(body: shapes.PlaceHold, asked: Asked) -> Command:
    return commands.PlaceHold(
        at=asked.at,
        patron=asked.patron(body.patron),
        item=asked.item(body),
        kind=body.kind,
        pickup=body.pickup.strip(),
        expires=_instant("expires", body.expires),
    )


def _cancel_hold(body: shapes.CancelHold, asked: Asked) -> Command:
    return commands.CancelHold(at=asked.at, patron=asked.patron(body.patron), item=asked.item(body))


def _move_due(body: shapes.MoveDue, asked: Asked) -> Command:
    if body.last < body.first:
        raise Unaskable(Why.BODY, what="`last` lies before `first`")
    return commands.MoveDueDates(at=asked.at, first=body.first, last=body.last, to=body.to)


_COMMANDS: Final[Mapping[type[shapes.Request], Callable[[Any, Asked], Command]]] = {
    shapes.Checkout: _checkout,
    shapes.UndoCheckout: _undo_checkout,
    shapes.Checkin: _checkin,
    shapes.UndoCheckin: _undo_checkin,
    shapes.Renew: _renew,
    shapes.RenewAll: _renew_all,
    shapes.Pay: _pay,
    shapes.Lost: _lost,
    shapes.Claim: _claim,
    shapes.PlaceHold: _hold,
    shapes.CancelHold: _cancel_hold,
    shapes.MoveDue: _move_due,
}


# --- verbs under /patrons/ID ----------------------------------------------------------------------


def _block(body: shapes.Block, patron: PatronRef, at: datetime) -> Command:
    return commands.BlockPatron(
        at=at, patron=patron, reason=body.reason, text=body.text, link=body.link, until=body.until
    )


def _unblock(body: shapes.Unblock, patron: PatronRef, at: datetime) -> Command:
    return commands.EnablePatron(at=at, patron=patron, reason=body.reason)


def _card(body: shapes.Card, patron: PatronRef, at: datetime) -> Command:
    lost, new = _card_number(body.lost), _card_number(body.new)
    if not lost and not new:
        raise Unaskable(Why.BODY, what="`lost`, `new` or both are wanted")
    if is_identity_number(new):
        raise Unaskable(Why.BODY, what="`new` is the number of an identity card, and none is kept")
    return commands.ReplaceCard(at=at, patron=patron, lost=lost, new=new)


def _card_number(text: str) -> str:
    """A card's number as it is kept: a chip's in capitals, any other as it stands."""
    return chip_number(text.strip(), CardReading.HEX) or text.strip()


PATRON_VERBS: Final[Mapping[str, type[shapes.Request]]] = {
    "block": shapes.Block,
    "unblock": shapes.Unblock,
    "card": shapes.Card,
}
"""The last part of ``/patrons/ID/VERB`` and what its body is."""

_PATRON_COMMANDS: Final[Mapping[type[shapes.Request], Callable[[Any, PatronRef, datetime], Command]]] = {
    shapes.Block: _block,
    shapes.Unblock: _unblock,
    shapes.Card: _card,
}


def command(body: shapes.Request, asked: Asked) -> Command:
    """What the body of ``/circ/VERB`` asks of the library. Raises `Unaskable`."""
    return _COMMANDS[type(body)](body, asked)


def patron_command(body: shapes.Request, number: str, asked: Asked) -> Command:
    """What the body of ``/patrons/ID/VERB`` asks for the reader with that number. Raises `Unaskable`."""
    return _PATRON_COMMANDS[type(body)](body, asked.patron(number), asked.at)


def summary(body: shapes.Request) -> str:
    """A body as it is kept in the inbox: what it says beside its defaults. No verb's body holds a secret."""
    said = {
        field.name: value
        for field in msgspec.structs.fields(body)
        if (value := getattr(body, field.name)) != field.default
    }
    return msgspec.json.encode(said).decode()
