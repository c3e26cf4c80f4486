"""Everything held about a reader, as it is handed to him: a document that a person can read.

Source: PIPL art. 45, the right to look and to have a copy.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from gateway.model.identity import ItemId
from gateway.model.ill.transactions import IllTransaction
from gateway.model.keeping import Dossier, Provided
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.web.shapes import BlockShown, CardShown
from gateway.web.shown import Reader


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The reader's own record. Of his PIN it is told only whether there is one."""

    number: str
    name: str
    category: str
    college: str = ""
    campus: str = ""
    class_name: str = ""
    home_library: str = ""
    expires: date | None = None
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    pin_is_set: bool = False


class LoanHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A loan, open or not."""

    item: str
    title: str
    lent: datetime
    due: datetime
    returned: datetime | None
    state: str
    renewals: int
    lent_at: str
    returned_at: str
    counted_as: str


class HoldHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A hold, live or not."""

    title: str
    item: str
    placed: datetime
    state: str
    pickup: str
    expires: datetime | None
    pickup_by: datetime | None


class FeeHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A fee; amounts are in fen."""

    kind: str
    amount: int
    paid: int
    waived: int
    created: datetime
    item: str
    title: str


class PaymentHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A payment; the amount is in fen."""

    amount: int
    kind: str
    at: datetime
    terminal: str
    reference: str


class LendingHeld(msgspec.Struct, frozen=True, kw_only=True):
    """An interlibrary loan for the reader, over or not; `state` is its name in the standard."""

    transaction: str
    partner: str
    title: str
    author: str
    state: str
    asked: datetime
    due: date | None
    closed: datetime | None


class EventHeld(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to the reader, or to an item he had. Who of the staff did it is not told."""

    at: datetime
    kind: str
    about: str
    data: dict[str, Any]


class MessageHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A message that names the reader, with its answer; secrets and other readers are hidden."""

    at: datetime
    terminal: str
    kind: str
    text: str
    reply: str


class ProvidedHeld(msgspec.Struct, frozen=True, kw_only=True):
    """That data of the reader were told to somebody."""

    at: datetime
    to: str
    by: str
    categories: tuple[str, ...]
    ground: str


class DossierShown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything held about a reader, in words of its own; instants are in the library's time."""

    found: bool
    at: datetime
    record: Record | None = None
    cards: tuple[CardShown, ...] = ()
    blocks: tuple[BlockShown, ...] = ()
    loans: tuple[LoanHeld, ...] = ()
    holds: tuple[HoldHeld, ...] = ()
    fees: tuple[FeeHeld, ...] = ()
    payments: tuple[PaymentHeld, ...] = ()
    lending: tuple[LendingHeld, ...] = ()
    events: tuple[EventHeld, ...] = ()
    messages: tuple[MessageHeld, ...] = ()
    provided: tuple[ProvidedHeld, ...] = ()


def shown(held: Dossier, reader: Reader) -> DossierShown:
    """A dossier in the words of the API."""
    patron, local = held.patron, reader.local
    return DossierShown(
        found=True,
        at=reader.now,
        record=Record(
            number=str(patron.id),
            name=patron.name,
            category=patron.category,
            college=patron.college,
            campus=patron.campus,
            class_name=patron.class_name,
            home_library=str(patron.home_library or ""),
            expires=patron.expires,
            birth_date=patron.birth_date,
            email=patron.email,
            phone=patron.phone,
            pin_is_set=held.has_pin,
        ),
        cards=tuple(CardShown(value=card.value, kind=card.kind, lost=card.lost) for card in patron.cards),
        blocks=tuple(
            BlockShown(
                reason=block.reason,
                text=block.text,
                link=block.link,
                since=local(block.since),
                until=block.until,
            )
            for block in patron.blocks
        ),
        loans=tuple(_loan(loan, held.titles, reader) for loan in held.loans),
        holds=tuple(_hold(hold, reader) for hold in held.holds),
        fees=tuple(_fee(fee, reader) for fee in held.fees),
        payments=tuple(_payment(payment, reader) for payment in held.payments),
        lending=tuple(_lending(one, reader) for one in held.lending),
        events=tuple(
            EventHeld(at=local(event.at), kind=event.kind, about=event.subject, data={**event.data})
            for event in held.events
        ),
        messages=tuple(
            MessageHeld(
                at=local(each.at), terminal=each.terminal, kind=each.kind, text=each.text, reply=each.reply
            )
            for each in held.messages
        ),
        provided=tuple(_provided(told, reader) for told in held.provided),
    )


def _loan(loan: Loan, titles: dict[str, str], reader: Reader) -> LoanHeld:
    return LoanHeld(
        item=str(loan.item),
        title=titles.get(str(loan.item), ""),
        lent=reader.local(loan.started),
        due=reader.local(loan.due),
        returned=reader.maybe_local(loan.ended),
        state=loan.state,
        renewals=loan.renewals,
        lent_at=loan.terminal,
        returned_at=loan.terminal_returned,
        counted_as=" / ".join(part for part in (loan.category, loan.college, loan.place) if part),
    )


def _hold(hold: Hold, reader: Reader) -> HoldHeld:
    return HoldHeld(
        title=hold.title,
        item=_item(hold.item or hold.caught),
        placed=reader.local(hold.placed),
        state=hold.state,
        pickup=hold.pickup,
        expires=reader.maybe_local(hold.expires),
        pickup_by=reader.maybe_local(hold.pickup_by),
    )


def _fee(fee: Fee, reader: Reader) -> FeeHeld:
    return FeeHeld(
        kind=fee.kind,
        amount=fee.amount,
        paid=fee.paid,
        waived=fee.waived,
        created=reader.local(fee.created),
        item=_item(fee.item),
        title=fee.title,
    )


def _payment(payment: Payment, reader: Reader) -> PaymentHeld:
    return PaymentHeld(
        amount=payment.amount,
        kind=payment.kind,
        at=reader.local(payment.at),
        terminal=payment.terminal,
        reference=payment.reference,
    )


def _lending(one: IllTransaction, reader: Reader) -> LendingHeld:
    return LendingHeld(
        transaction=one.id,
        partner=one.partner,
        title=one.title,
        author=one.author,
        state=one.state,
        asked=reader.local(one.opened),
        due=one.due,
        closed=reader.maybe_local(one.closed),
    )


def _provided(told: Provided, reader: Reader) -> ProvidedHeld:
    return ProvidedHeld(
        at=reader.local(told.at),
        to=told.recipient,
        by=told.kind,
        categories=tuple(told.categories.split()),
        ground=told.basis,
    )


def _item(item: ItemId | None) -> str:
    return str(item) if item else ""
