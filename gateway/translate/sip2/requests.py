"""SIP2 requests read as commands and queries.

`read` answers with a `Problem` where a request can't become one: a service that is not offered at the
terminal's place, a value that is missing, or that is no date, amount or code.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from gateway.model.cards import chip_number, spellings
from gateway.model.commands import (
    AskItem,
    AskPatron,
    BlockPatron,
    CancelHold,
    ChangeHold,
    Checkin,
    Checkout,
    Command,
    EnablePatron,
    EndSession,
    IssueCard,
    PayFee,
    PlaceHold,
    Query,
    Renew,
    RenewAll,
    UndoCheckin,
    UndoCheckout,
    UpdateItem,
)
from gateway.model.identity import AgencyId, ItemRef, PatronRef
from gateway.model.loans import FeeKind, HoldKind, PaymentKind
from gateway.model.patrons import BlockReason
from gateway.model.problems import Problem, ProblemCode
from gateway.model.secrecy import is_identity_number
from gateway.translate.sip2 import terms
from gateway.translate.sip2.terminal import DESK, Terminal
from protocols import sip2
from protocols.sip2 import codes, messages
from protocols.sip2.codes import SupportedMessages as Service

Body: TypeAlias = Command | Query


class _Unreadable(Exception):
    """A request that can't become a command; carries the problem to answer with."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _patron(number: str, terminal: Terminal) -> PatronRef:
    if not number.strip():
        raise _Unreadable(Problem(ProblemCode.VALUE_MISSING, element="AA"))
    return PatronRef(spellings(number, terminal.card_reading))


def _item(barcode: str, institution: str, terminal: Terminal) -> ItemRef:
    number = barcode.strip()
    if not number:
        raise _Unreadable(Problem(ProblemCode.VALUE_MISSING, element="AB"))
    owner = AgencyId.parse(institution.strip()) if terminal.owner_from_tag and institution.strip() else None
    return ItemRef(number, owner)


def _maybe_item(barcode: str | None, institution: str, terminal: Terminal) -> ItemRef | None:
    return _item(barcode, institution, terminal) if barcode and barcode.strip() else None


def _not_offered(service: Service | None, terminal: Terminal) -> Problem:
    place = terminal.elsewhere.get(service, DESK) if service else DESK
    return Problem(ProblemCode.SERVICE_NOT_OFFERED, facts={"place": place})


def _pin(password: str | None) -> str | None:
    return password or None


#: Years that a terminal can mean. Beyond them lie clocks that were never set, and the first and the last year
#: of the calendar, in which a date may not be written in UTC.
_YEARS = range(1970, 9999)


def _instant(text: str | None, terminal: Terminal) -> datetime | None:
    instant = sip2.parse_date(text, terminal.zone) if text else None
    return instant if instant is not None and instant.year in _YEARS else None


def _fen(text: str | None, element: str = "BV") -> int:
    amount = sip2.fen(text or "")
    if amount is None or amount < 0:
        raise _Unreadable(
            Problem(
                ProblemCode.AMOUNT_INVALID, element=element, value=text or "", facts={"value": text or ""}
            )
        )
    return amount


#: What a terminal may call the yuan; some leave the three places blank.
_YUAN = frozenset({"", "CNY", "RMB"})


def _yuan(text: str, currency: str) -> int:
    """The fen of an amount in yuan: another country's money is not booked as ours."""
    money = currency.strip().upper()
    if money not in _YUAN:
        value = f"{money} {text}"
        raise _Unreadable(
            Problem(ProblemCode.AMOUNT_INVALID, element="currency", value=money, facts={"value": value})
        )
    return _fen(text)


def _birth(text: str | None) -> date | None:
    digits = (text or "")[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _checkout(m: messages.Checkout, t: Terminal, at: datetime) -> Body:
    patron, item = _patron(m.patron_identifier, t), _item(m.item_identifier, m.institution_id, t)
    if m.cancel:
        return UndoCheckout(at=at, patron=patron, item=item)
    return Checkout(
        at=at,
        patron=patron,
        item=item,
        pin=_pin(m.patron_password),
        renewal_allowed=m.sc_renewal_policy,
        no_block=m.no_block,
        due=_instant(m.nb_due_date, t) if m.no_block else None,
        fee_acknowledged=bool(m.fee_acknowledged),
    )


def _checkin(m: messages.Checkin, t: Terminal, at: datetime) -> Body:
    item = _item(m.item_identifier, m.institution_id, t)
    if m.cancel:
        return UndoCheckin(at=at, item=item)
    return Checkin(at=at, item=item, returned=_instant(m.return_date, t) or at, no_block=m.no_block)


def _renew(m: messages.Renew, t: Terminal, at: datetime) -> Body:
    return Renew(
        at=at,
        patron=_patron(m.patron_identifier, t),
        pin=_pin(m.patron_password),
        item=_maybe_item(m.item_identifier, m.institution_id, t),
        title=m.title_identifier or "",
        no_block=m.no_block,
        due=_instant(m.nb_due_date, t) if m.no_block else None,
        fee_acknowledged=bool(m.fee_acknowledged),
    )


def _renew_all(m: messages.RenewAll, t: Terminal, at: datetime) -> Body:
    return RenewAll(
        at=at,
        patron=_patron(m.patron_identifier, t),
        pin=_pin(m.patron_password),
        fee_acknowledged=bool(m.fee_acknowledged),
    )


def _hold(m: messages.Hold, t: Terminal, at: datetime) -> Body:
    patron, pin = _patron(m.patron_identifier, t), _pin(m.patron_password)
    item, title = _maybe_item(m.item_identifier, m.institution_id, t), m.title_identifier or ""
    if item is None and not title:
        raise _Unreadable(Problem(ProblemCode.VALUE_MISSING, element="AB/AJ"))
    pickup, expires = m.pickup_location or "", _instant(m.expiration_date, t)
    match m.hold_mode:
        case codes.HoldMode.ADD:
            kind = HoldKind.ITEM if m.hold_type == codes.HoldType.SPECIFIC_COPY else HoldKind.TITLE
            return PlaceHold(
                at=at,
                patron=patron,
                pin=pin,
                item=item,
                title=title,
                kind=kind,
                pickup=pickup,
                expires=expires,
                fee_acknowledged=bool(m.fee_acknowledged),
            )
        case codes.HoldMode.DELETE:
            return CancelHold(at=at, patron=patron, pin=pin, item=item, title=title)
        case codes.HoldMode.CHANGE:
            return ChangeHold(
                at=at, patron=patron, pin=pin, item=item, title=title, pickup=pickup, expires=expires
            )
        case other:
            raise _Unreadable(Problem(ProblemCode.NOT_SUPPORTED, element="hold mode", value=other))


def _fee_paid(m: messages.FeePaid, t: Terminal, at: datetime) -> Body:
    return PayFee(
        at=at,
        patron=_patron(m.patron_identifier, t),
        pin=_pin(m.patron_password),
        amount=_yuan(m.fee_amount, m.currency_type),
        kind=terms.PAYMENT_KIND.get(m.payment_type, PaymentKind.CASH),
        fee=(m.fee_identifier or "").strip(),
        fee_kind=terms.FEE_KIND.get(m.fee_type, FeeKind.OTHER),
        # Blanks name no payment, and make no other of one that was named without them.
        reference=(m.transaction_id or "").strip(),
    )


def _block(m: messages.BlockPatron, t: Terminal, at: datetime) -> Body:
    return BlockPatron(
        at=at,
        patron=_patron(m.patron_identifier, t),
        reason=BlockReason.CARD_RETAINED if m.card_retained else BlockReason.OTHER,
        text=m.blocked_card_message,
    )


def _enable(m: messages.PatronEnable, t: Terminal, at: datetime) -> Body:
    return EnablePatron(at=at, patron=_patron(m.patron_identifier, t), pin=_pin(m.patron_password))


def _update(m: messages.ItemStatusUpdate, t: Terminal, at: datetime) -> Body:
    return UpdateItem(
        at=at,
        item=_item(m.item_identifier, m.institution_id, t),
        properties=m.item_properties or None,
        permanent_location=m.permanent_location,
        current_location=m.current_location,
        permanent_shelf=m.permanent_shelf_number,
        current_shelf=m.current_shelf_number,
        call_number=m.shelf_call_number,
    )


def _end(m: messages.EndPatronSession, t: Terminal, at: datetime) -> Body:
    return EndSession(at=at, patron=PatronRef(spellings(m.patron_identifier, t.card_reading)))


def _ask_patron(
    m: messages.PatronStatusRequest | messages.PatronInformation, t: Terminal, _at: datetime
) -> Body:
    return AskPatron(patron=_patron(m.patron_identifier, t), pin=_pin(m.patron_password))


def _ask_item(m: messages.ItemInformation, t: Terminal, _at: datetime) -> Body:
    return AskItem(item=_item(m.item_identifier, m.institution_id, t))


def _issue(m: messages.CardIssue, t: Terminal, at: datetime) -> Body:
    if not t.issues_cards:
        raise _Unreadable(_not_offered(None, t))
    operation = terms.CARD_OPERATION.get(m.card_operation)
    if operation is None:
        raise _Unreadable(Problem(ProblemCode.NOT_SUPPORTED, element="XK", value=m.card_operation))
    number = m.patron_identifier.strip()
    if not number or is_identity_number(number):
        # An identity card is no library card: its number is not kept, so that it can't be a reader's.
        raise _Unreadable(Problem(ProblemCode.VALUE_MISSING, element="AA"))
    return IssueCard(
        at=at,
        operation=operation,
        card=chip_number(number, t.card_reading) or number,
        name=m.personal_name,
        category=m.reader_type,
        birth_date=_birth(m.birth_date),
        phone=m.mobile_phone_number,
        home_library=AgencyId.parse(m.library_name) if m.library_name else None,
        deposit=_fen(m.fee_amount) if m.fee_amount else 0,
        pin=_pin(m.patron_password),
        new_pin=_pin(m.new_patron_password),
    )


_READERS: Mapping[type[sip2.Message], tuple[Service | None, Callable[[Any, Terminal, datetime], Body]]] = {
    messages.PatronStatusRequest: (Service.PATRON_STATUS_REQUEST, _ask_patron),
    messages.PatronInformation: (Service.PATRON_INFORMATION, _ask_patron),
    messages.Checkout: (Service.CHECKOUT, _checkout),
    messages.Checkin: (Service.CHECKIN, _checkin),
    messages.Renew: (Service.RENEW, _renew),
    messages.RenewAll: (Service.RENEW_ALL, _renew_all),
    messages.Hold: (Service.HOLD, _hold),
    messages.FeePaid: (Service.FEE_PAID, _fee_paid),
    messages.BlockPatron: (Service.BLOCK_PATRON, _block),
    messages.PatronEnable: (Service.PATRON_ENABLE, _enable),
    messages.ItemInformation: (Service.ITEM_INFORMATION, _ask_item),
    messages.ItemStatusUpdate: (Service.ITEM_STATUS_UPDATE, _update),
    messages.EndPatronSession: (None, _end),
    messages.CardIssue: (None, _issue),
}


def _when(message: sip2.Message, terminal: Terminal, now: datetime) -> datetime:
    """The terminal's time of the transaction, or `now` where it gives none that can be read."""
    return _instant(getattr(message, "transaction_date", ""), terminal) or now


def dated(message: sip2.Message, terminal: Terminal) -> bool:
    """Whether a request tells when it was made: the same thing asked for again has another date."""
    return _instant(getattr(message, "transaction_date", ""), terminal) is not None


def has_happened(message: sip2.Message, terminal: Terminal, now: datetime) -> bool:
    """Whether a request (no block) tells of what a kiosk did while it was off-line, and nobody can prevent.

    The book that was returned is in the machine. A loan or renewal counts only from a terminal that may force
    it and some time later: some kiosks set the flag on every message.
    """
    if isinstance(message, messages.Checkin):
        return message.no_block
    if not isinstance(message, messages.Checkout | messages.Renew) or not message.no_block:
        return False
    origin = terminal.origin
    age = (now - _when(message, terminal, now)).total_seconds()
    return origin.may_force and age > origin.force_after


def read(message: sip2.Message, terminal: Terminal, now: datetime) -> Body | Problem:
    """What a request asks of the library, or why it can't be asked.

    What has happened off-line is accepted even where the service is not offered.
    """
    service, reader = _READERS[type(message)]
    offered = service is None or service in terminal.services
    if not (offered or has_happened(message, terminal, now)):
        return _not_offered(service, terminal)
    at = _when(message, terminal, now)
    try:
        return reader(message, terminal, at)
    except _Unreadable as unreadable:
        return unreadable.problem


#: Messages whose repeat over another connection gets the stored answer: those that change something.
REMEMBERED: frozenset[str] = frozenset({"11", "09", "29", "65", "15", "01", "25", "19", "37", "81"})
