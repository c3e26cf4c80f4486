"""One command at the desk: which files its rule wants, and the rule; one line in `RULES` for each verb."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from adapters.embedded.files import find_item, find_title, item_file, lending_file, patron_file
from gateway.circulation import checkin as returning
from gateway.circulation import checkout as lending
from gateway.circulation import fees, holds, items, patrons, renewal, undo, vacation
from gateway.circulation.situation import ItemFile, PatronFile, Setting, live
from gateway.model import commands as verbs
from gateway.model.changes import NOTHING, Changes
from gateway.model.identity import ItemRef, PatronId, PatronRef
from gateway.model.loans import LIVE, Hold, HoldKind
from gateway.model.outcomes import Outcome
from gateway.model.patrons import Patron
from gateway.model.problems import Problem
from gateway.ports import PinDigest, Shelf

Decision: TypeAlias = tuple[Outcome, Changes]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where a command is decided: the tables as they stand, who asks, the library, and the time."""

    shelf: Shelf
    origin: verbs.Origin
    setting: Setting
    now: datetime
    pin_digest: PinDigest

    def patron(self, ref: PatronRef, pin: str | None = None, *, titles: bool = False) -> PatronFile | Problem:
        """The file of the reader whom a command names."""
        return patron_file(self.shelf, ref, pin, self.setting, self.pin_digest, titles=titles)

    def item(self, ref: ItemRef, *, title: bool = False) -> ItemFile | Problem:
        """The whole file of the item that a command names."""
        item = find_item(self.shelf, ref, self.setting)
        return item if isinstance(item, Problem) else item_file(self.shelf, item, title=title)

    def titled(self, title: str) -> ItemFile | Problem:
        """The whole file of a copy of the book that a title alone names."""
        item = find_title(self.shelf, title, self.setting)
        return item if isinstance(item, Problem) else item_file(self.shelf, item, title=True)

    def lent_item(self, ref: ItemRef) -> ItemFile | Problem:
        """The part of an item's file that lending and renewing look at."""
        item = find_item(self.shelf, ref, self.setting)
        return item if isinstance(item, Problem) else lending_file(self.shelf, item)

    def caught(self, hold: Hold | Problem) -> ItemFile | None:
        """The file of the copy that is set aside for a hold."""
        if isinstance(hold, Problem) or hold.caught is None:
            return None
        item = self.shelf.item(hold.caught)
        return item_file(self.shelf, item) if item else None


def _checkout(desk: Desk, command: verbs.Checkout) -> Decision:
    patron = desk.patron(command.patron, command.pin)
    # What was lent off-line may end another reader's loan, which takes the whole file.
    item = desk.item(command.item) if command.no_block else desk.lent_item(command.item)
    return lending.checkout(command, desk.origin, patron, item, desk.setting, desk.now)


def _undo_checkout(desk: Desk, command: verbs.UndoCheckout) -> Decision:
    patron, item = desk.patron(command.patron), desk.item(command.item)
    return undo.undo_checkout(command, desk.origin, patron, item, desk.setting, desk.now)


def _checkin(desk: Desk, command: verbs.Checkin) -> Decision:
    return returning.checkin(command, desk.origin, desk.item(command.item), desk.setting, desk.now)


def _undo_checkin(desk: Desk, command: verbs.UndoCheckin) -> Decision:
    return undo.undo_checkin(command, desk.origin, desk.item(command.item), desk.setting, desk.now)


def _renew(desk: Desk, command: verbs.Renew) -> Decision:
    patron = desk.patron(command.patron, command.pin, titles=command.item is None)
    if command.item is not None:
        item = desk.lent_item(command.item)
    elif isinstance(patron, Problem):
        item = patron
    else:
        named = renewal.find_loan(command.title, patron)
        item = named if isinstance(named, Problem) else desk.lent_item(ItemRef(named.barcode, named.owner))
    return renewal.renew(command, desk.origin, patron, item, desk.setting, desk.now)


def _renew_all(desk: Desk, command: verbs.RenewAll) -> Decision:
    patron = desk.patron(command.patron, command.pin, titles=True)
    lent = () if isinstance(patron, Problem) else patron.loans
    found = () if isinstance(patron, Problem) else tuple(patron.items.get(loan.item) for loan in lent)
    files = tuple(lending_file(desk.shelf, item) for item in found if item is not None)
    return renewal.renew_all(command, desk.origin, patron, files, desk.setting, desk.now)


def _place_hold(desk: Desk, command: verbs.PlaceHold) -> Decision:
    patron = desk.patron(command.patron, command.pin)
    item = desk.item(command.item, title=True) if command.item else desk.titled(command.title)
    if command.item is None and isinstance(item, ItemFile) and item.copies:
        # Who names no copy wants none in particular, whatever kind of hold his terminal sends.
        command = msgspec.structs.replace(command, kind=HoldKind.TITLE)
    return holds.place_hold(command, desk.origin, patron, item, desk.setting, desk.now)


def _hold(
    desk: Desk, command: verbs.CancelHold | verbs.ChangeHold
) -> tuple[PatronFile | Problem, Hold | Problem, ItemFile | None]:
    patron = desk.patron(command.patron, command.pin)
    if isinstance(patron, Problem):
        return patron, patron, None
    item = find_item(desk.shelf, command.item, desk.setting) if command.item else None
    hold = item if isinstance(item, Problem) else holds.find_hold(item, command.title, patron, desk.now)
    return patron, hold, desk.caught(hold)


def _cancel_hold(desk: Desk, command: verbs.CancelHold) -> Decision:
    return holds.cancel_hold(command, desk.origin, *_hold(desk, command), desk.setting, desk.now)


def _change_hold(desk: Desk, command: verbs.ChangeHold) -> Decision:
    return holds.change_hold(command, desk.origin, *_hold(desk, command), desk.setting, desk.now)


def _pay(desk: Desk, command: verbs.PayFee) -> Decision:
    patron = desk.patron(command.patron, command.pin)
    earlier = desk.shelf.payment(
        desk.setting.agency, desk.origin.terminal, command.reference, desk.now - fees.TOLD_AGAIN_WITHIN
    )
    return fees.pay(command, desk.origin, patron, earlier, desk.setting, desk.now)


def _block(desk: Desk, command: verbs.BlockPatron) -> Decision:
    patron = desk.patron(command.patron, titles=True)
    return patrons.block_patron(command, desk.origin, patron, desk.setting, desk.now)


def _enable(desk: Desk, command: verbs.EnablePatron) -> Decision:
    patron = desk.patron(command.patron, command.pin, titles=True)
    return patrons.enable_patron(command, desk.origin, patron, desk.setting, desk.now)


def _card_holder(desk: Desk, card: str) -> Patron | None:
    return desk.shelf.patron_by_card(desk.setting.agency, (card,))[0] if card else None


def _replace_card(desk: Desk, command: verbs.ReplaceCard) -> Decision:
    patron, holder = desk.patron(command.patron, titles=True), _card_holder(desk, command.new)
    return patrons.replace_card(command, desk.origin, patron, holder, desk.setting, desk.now)


def _issue_card(desk: Desk, command: verbs.IssueCard) -> Decision:
    patron = desk.patron(PatronRef((command.card,)), command.pin, titles=True)
    known = isinstance(patron, PatronFile)
    # A machine that makes a new reader sends his first PIN in either field.
    pin = command.new_pin if known else command.new_pin or command.pin
    number = (
        patron.patron.id if isinstance(patron, PatronFile) else PatronId(desk.setting.agency, command.card)
    )
    digest = desk.pin_digest(number, pin) if pin else None
    return patrons.issue_card(command, desk.origin, patron, digest, desk.setting, desk.now)


def _end_session(desk: Desk, command: verbs.EndSession) -> Decision:
    return patrons.end_session(command, desk.origin)


def _update_item(desk: Desk, command: verbs.UpdateItem) -> Decision:
    return items.update_item(command, desk.origin, desk.lent_item(command.item), desk.setting, desk.now)


def _declare_lost(desk: Desk, command: verbs.DeclareLost) -> Decision:
    return items.declare_lost(command, desk.origin, desk.item(command.item), desk.setting, desk.now)


def _claim_returned(desk: Desk, command: verbs.ClaimReturned) -> Decision:
    return items.claim_returned(command, desk.origin, desk.lent_item(command.item), desk.setting, desk.now)


def _move_due_dates(desk: Desk, command: verbs.MoveDueDates) -> Decision:
    first, last = vacation.due_between(command, desk.setting)
    loans = desk.shelf.loans_due(desk.setting.agency, first, last)
    return vacation.move_due_dates(command, desk.origin, loans, desk.setting, desk.now)


#: Every command and how it is decided. `Any`, because each line takes the command that stands before it.
RULES: Mapping[type[verbs.Command], Callable[[Desk, Any], Decision]] = {
    verbs.Checkout: _checkout,
    verbs.UndoCheckout: _undo_checkout,
    verbs.Checkin: _checkin,
    verbs.UndoCheckin: _undo_checkin,
    verbs.Renew: _renew,
    verbs.RenewAll: _renew_all,
    verbs.PlaceHold: _place_hold,
    verbs.CancelHold: _cancel_hold,
    verbs.ChangeHold: _change_hold,
    verbs.PayFee: _pay,
    verbs.BlockPatron: _block,
    verbs.EnablePatron: _enable,
    verbs.ReplaceCard: _replace_card,
    verbs.IssueCard: _issue_card,
    verbs.EndSession: _end_session,
    verbs.UpdateItem: _update_item,
    verbs.DeclareLost: _declare_lost,
    verbs.ClaimReturned: _claim_returned,
    verbs.MoveDueDates: _move_due_dates,
}


def decide(desk: Desk, command: verbs.Command) -> Decision:
    """What comes of a command, and what it changes."""
    return RULES[type(command)](desk, command)


def expire(desk: Desk, name: str) -> Changes:
    """What is to be written of a hold whose date has passed; nothing where that has been done meanwhile."""
    hold = desk.shelf.hold(name)
    if hold is None or hold.state not in LIVE or live(hold, desk.now):
        return NOTHING
    return holds.expire_hold(hold, desk.caught(hold), desk.origin, desk.setting, desk.now)
