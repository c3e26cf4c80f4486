"""Outcomes written as the SIP2 response that each request wants.

One path serves success and refusal alike: `write` for an outcome, `refuse` for a problem that stood before
any engine was asked. Every response says why in AF, in the reader's language, most telling first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gateway.model.items import MAGNETIC, Item
from gateway.model.loans import LoanState
from gateway.model.outcomes import (
    CheckinOutcome,
    HoldOutcome,
    ItemOutcome,
    ItemView,
    LoanOutcome,
    Outcome,
    PatronView,
    PaymentOutcome,
    RenewAllOutcome,
)
from gateway.model.problems import Problem
from gateway.model.wording import Tongue
from gateway.translate.sip2 import patrons, terms
from gateway.translate.sip2.terminal import Terminal, masked
from gateway.translate.sip2.writing import CURRENCY, Writing, count
from protocols import sip2
from protocols.sip2 import codes, messages


def _magnetic(item: Item | None) -> bool | None:
    return None if item is None else item.media in MAGNETIC


# --- loans
# ---------------------------------------------------------------------------------------------------------


def _loan_fields(w: Writing) -> dict[str, Any]:
    """What 12 and 30 have in common."""
    outcome: LoanOutcome = w.outcome
    item, loan = outcome.item, outcome.loan
    charged = bool(outcome.fee)
    stands = outcome.ok and loan is not None and loan.state is not LoanState.UNDONE
    return {
        "ok": outcome.ok,
        "renewal_ok": outcome.ok and outcome.renewed,
        "magnetic_media": _magnetic(item),
        "transaction_date": w.date,
        "institution_id": w.institution(item.id if item else None),
        "patron_identifier": w.request.patron_identifier,
        "item_identifier": w.request.item_identifier or (item.id.barcode if item else ""),
        "title_identifier": item.title if item else getattr(w.request, "title_identifier", None) or "",
        "due_date": w.terminal.day(loan.due) if loan and stands else "",
        "fee_type": codes.FeeType.RENTAL if charged else None,
        "currency_type": CURRENCY if charged else None,
        "fee_amount": sip2.yuan(outcome.fee) if charged else None,
        "media_type": terms.MEDIA_TYPE[item.media] if item else None,
        "item_properties": item.properties or None if item else None,
        "screen_message": w.screen(),
        "print_line": w.receipt(),
    }


def _checkout(w: Writing) -> sip2.Message:
    outcome: LoanOutcome = w.outcome
    lent = outcome.ok and not outcome.renewed and not w.request.cancel
    return messages.CheckoutResponse(desensitize=lent and not _magnetic(outcome.item), **_loan_fields(w))


def _renew(w: Writing) -> sip2.Message:
    return messages.RenewResponse(desensitize=False, **_loan_fields(w))


def _checkin(w: Writing) -> sip2.Message:
    outcome: CheckinOutcome = w.outcome
    item, loan = outcome.item, outcome.loan
    taken = outcome.ok and not w.request.cancel
    waiting = outcome.hold_patron
    return messages.CheckinResponse(
        ok=outcome.ok,
        resensitize=taken and not _magnetic(item),
        magnetic_media=_magnetic(item),
        alert=outcome.alert is not None or not outcome.ok,
        transaction_date=w.date,
        institution_id=w.institution(item.id if item else None),
        item_identifier=w.request.item_identifier,
        permanent_location=w.terminal.place(item.permanent_location) if item else "",
        title_identifier=item.title if item else None,
        patron_identifier=loan.patron.number if loan and w.terminal.show_borrower else None,
        media_type=terms.MEDIA_TYPE[item.media] if item else None,
        item_properties=item.properties or None if item else None,
        collection_code=w.extension("CR", item.collection if item else None),
        call_number=w.extension("CS", item.call_number if item else None),
        destination_location=w.extension("CT", outcome.destination),
        alert_type=terms.ALERT_TYPE[outcome.alert]
        if outcome.alert is not None and "CV" in w.terminal.extensions
        else None,
        hold_patron_identifier=w.extension("CY", waiting.id.number if waiting else None),
        hold_patron_name=w.extension("DA", masked(waiting.name) if waiting else None),
        screen_message=w.screen(),
        print_line=w.receipt(),
        extras=_borrower_name(w),
    )


def _borrower_name(w: Writing) -> tuple[tuple[str, str], ...]:
    """AE, which the document does not have in 10: after AA, who has brought the item back."""
    borrower = w.outcome.borrower
    return (("AE", w.name(borrower.name)),) if borrower and w.terminal.show_borrower else ()


def _renew_all(w: Writing) -> sip2.Message:
    outcome: RenewAllOutcome = w.outcome
    return messages.RenewAllResponse(
        ok=outcome.ok,
        renewed_count=count(outcome.renewed),
        unrenewed_count=count(outcome.unrenewed),
        transaction_date=w.date,
        institution_id=w.institution(None),
        renewed_items=tuple(w.loan_line(loan, item) for loan, item in outcome.renewed),
        unrenewed_items=tuple(w.loan_line(loan, item) for loan, item, _ in outcome.unrenewed),
        screen_message=w.screen(),
        print_line=w.receipt(),
    )


# --- holds and money
# -----------------------------------------------------------------------------------------------


def _hold(w: Writing) -> sip2.Message:
    outcome: HoldOutcome = w.outcome
    hold, item = outcome.hold, outcome.item
    named = item.id.barcode if item else hold.item.barcode if hold and hold.item else None
    title = (hold.title if hold else "") or (item.title if item else "")
    return messages.HoldResponse(
        ok=outcome.ok,
        available=outcome.ok and outcome.available,
        transaction_date=w.date,
        expiration_date=sip2.format_date(hold.expires, w.terminal.zone) if hold and hold.expires else None,
        queue_position=outcome.position,
        pickup_location=w.terminal.place(hold.pickup) if hold else None,
        institution_id=w.institution(None),
        patron_identifier=w.request.patron_identifier,
        item_identifier=w.request.item_identifier or named,
        title_identifier=title or w.request.title_identifier,
        screen_message=w.screen(),
        print_line=w.receipt(),
    )


def _fee_paid(w: Writing) -> sip2.Message:
    outcome: PaymentOutcome = w.outcome
    return messages.FeePaidResponse(
        payment_accepted=outcome.ok,
        transaction_date=w.date,
        institution_id=w.institution(None),
        patron_identifier=w.request.patron_identifier,
        transaction_id=w.request.transaction_id,
        fee_lines=w.fee_lines(outcome.fees),
        screen_message=w.screen(),
        print_line=w.receipt(),
    )


# --- the reader's session and card
# ---------------------------------------------------------------------------


def _end_session(w: Writing) -> sip2.Message:
    return messages.EndSessionResponse(
        end_session=w.outcome.ok,
        transaction_date=w.date,
        institution_id=w.institution(None),
        patron_identifier=w.request.patron_identifier,
        screen_message=w.screen(),
    )


def _card_issue(w: Writing) -> sip2.Message:
    return messages.CardIssueResponse(
        transaction_date=w.date,
        institution_id=w.institution(None),
        patron_identifier=w.request.patron_identifier,
        card_operation=w.request.card_operation,
        ok=w.outcome.ok,
        screen_message=w.screen(),
        print_line=w.receipt(),
    )


# --- items
# ---------------------------------------------------------------------------------------------------------


def _item_information(w: Writing) -> sip2.Message:
    view: ItemView = w.outcome
    item = view.item
    if item is None:
        return messages.ItemInformationResponse(
            circulation_status=codes.CirculationStatus.OTHER,
            security_marker=codes.SecurityMarker.OTHER,
            fee_type=codes.FeeType.OTHER,
            transaction_date=w.date,
            item_identifier=w.request.item_identifier,
            title_identifier="",
            screen_message=w.screen(),
        )
    zone = w.terminal.zone
    return messages.ItemInformationResponse(
        circulation_status=terms.CIRCULATION_STATUS[item.status],
        security_marker=codes.SecurityMarker.OTHER,
        fee_type=codes.FeeType.OTHER,
        transaction_date=w.date,
        hold_queue_length=view.queue,
        due_date=w.terminal.day(view.loan.due) if view.loan else None,
        recall_date=sip2.format_date(view.recalled, zone) if view.recalled else None,
        hold_pickup_date=sip2.format_date(view.pickup_by, zone) if view.pickup_by else None,
        item_identifier=w.request.item_identifier,
        title_identifier=item.title,
        owner=str(item.id.owner),
        media_type=terms.MEDIA_TYPE[item.media],
        permanent_location=w.terminal.place(item.permanent_location),
        current_location=w.terminal.place(item.current_location),
        item_properties=item.properties or None,
        institution_id=w.institution(item.id) if w.terminal.owner_from_tag else None,
        collection_code=w.extension("CR", item.collection),
        call_number=w.extension("CS", item.call_number),
        destination_location=w.extension("CT", item.destination),
        shelf_call_number=w.extension("KC", item.call_number),
        permanent_shelf_number=w.extension("KQ", item.permanent_shelf),
        current_shelf_number=w.extension("KP", item.current_shelf),
        screen_message=w.screen(),
    )


def _item_update(w: Writing) -> sip2.Message:
    outcome: ItemOutcome = w.outcome
    item = outcome.item
    return messages.ItemStatusUpdateResponse(
        item_properties_ok=outcome.ok,
        transaction_date=w.date,
        item_identifier=w.request.item_identifier,
        title_identifier=item.title if item else None,
        item_properties=item.properties or None if item else None,
        screen_message=w.screen(),
    )


_WRITERS: Mapping[type[sip2.Message], tuple[Callable[[Writing], sip2.Message], type[Outcome]]] = {
    messages.PatronStatusRequest: (patrons.status, PatronView),
    messages.BlockPatron: (patrons.status, PatronView),
    messages.PatronEnable: (patrons.enabled, PatronView),
    messages.PatronInformation: (patrons.information, PatronView),
    messages.EndPatronSession: (_end_session, Outcome),
    messages.Checkout: (_checkout, LoanOutcome),
    messages.Renew: (_renew, LoanOutcome),
    messages.RenewAll: (_renew_all, RenewAllOutcome),
    messages.Checkin: (_checkin, CheckinOutcome),
    messages.Hold: (_hold, HoldOutcome),
    messages.FeePaid: (_fee_paid, PaymentOutcome),
    messages.ItemInformation: (_item_information, ItemView),
    messages.ItemStatusUpdate: (_item_update, ItemOutcome),
    messages.CardIssue: (_card_issue, Outcome),
}


#: What looks a reader up without changing anything: there his PIN has to be judged here.
_LOOK_UPS = (messages.PatronStatusRequest, messages.PatronInformation)


def write(
    request: sip2.Message, outcome: Outcome, terminal: Terminal, tongue: Tongue, now: datetime
) -> sip2.Message:
    """The response to `request` that says what came of it."""
    writer, _ = _WRITERS[type(request)]
    if isinstance(outcome, PatronView) and isinstance(request, _LOOK_UPS):
        outcome = patrons.as_proven(outcome, terminal)
    return writer(Writing(request, outcome, terminal, tongue, now))


def refuse(
    request: sip2.Message, problem: Problem, terminal: Terminal, tongue: Tongue, now: datetime
) -> sip2.Message:
    """The request's own response, not ok, with the problem in AF."""
    writer, outcome = _WRITERS[type(request)]
    return writer(Writing(request, outcome(problems=(problem,)), terminal, tongue, now))
