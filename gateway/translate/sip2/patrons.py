"""The responses that tell about a reader: 24, 26 and 64."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.model.commands import Detail
from gateway.model.outcomes import PatronView, Standing
from gateway.model.problems import Problem, ProblemCode
from gateway.translate.sip2 import terms
from gateway.translate.sip2.terminal import Terminal, eight_digits
from gateway.translate.sip2.writing import CURRENCY, Writing, count
from protocols import sip2
from protocols.sip2 import codes, messages

#: What somebody may do of whom nothing is known: kiosks that look at patron status alone must not go on.
NOTHING_ALLOWED = Standing(charge_denied=True, renewal_denied=True, recall_denied=True, hold_denied=True)


def as_proven(view: PatronView, terminal: Terminal) -> PatronView:
    """The view as somebody may see it who has not proved by his PIN that he is this reader."""
    proven = view.pin_ok or (view.pin_ok is None and not terminal.origin.pin_required)
    if not view.found or proven:
        return view
    code = ProblemCode.PIN_WRONG if view.pin_ok is False else ProblemCode.PIN_REQUIRED
    return PatronView(problems=(Problem(code),), found=True, pin_ok=view.pin_ok)


def _patron_fields(w: Writing) -> dict[str, Any]:
    """What 24, 26 and 64 have in common."""
    view: PatronView = w.outcome
    patron = view.patron
    standing = NOTHING_ALLOWED if patron is None and view.standing == Standing() else view.standing
    return {
        "patron_status": terms.patron_status(standing),
        "language": getattr(w.request, "language", codes.Language.UNKNOWN),
        "transaction_date": w.date,
        "institution_id": w.institution(None),
        "patron_identifier": w.request.patron_identifier,
        "personal_name": w.name(patron.name) if patron else "",
        "valid_patron": view.found,
        "valid_patron_password": view.pin_ok,
        "screen_message": w.screen(),
    }


def _money_fields(view: PatronView) -> dict[str, Any]:
    if view.patron is None:
        return {}
    return {"currency_type": CURRENCY, "fee_amount": sip2.yuan(view.owed)}


def status(w: Writing) -> sip2.Message:
    """24, the answer to 23 and to 01."""
    return messages.PatronStatusResponse(**_patron_fields(w), **_money_fields(w.outcome))


def enabled(w: Writing) -> sip2.Message:
    """26."""
    return messages.PatronEnableResponse(**_patron_fields(w))


def _asked_list(w: Writing, view: PatronView) -> dict[str, tuple[str, ...]]:
    """The one list that the summary asks for, cut to the range from BP to BQ (both counted from 1)."""
    lists: Mapping[Detail, tuple[str, Callable[[], list[str]]]] = {
        Detail.HOLDS: ("hold_items", lambda: [w.hold_line(h, i) for h, i in view.ready_holds]),
        Detail.OVERDUE: ("overdue_items", lambda: [w.loan_line(ln, i) for ln, i in view.overdue]),
        Detail.CHARGED: ("charged_items", lambda: [w.loan_line(ln, i) for ln, i in view.loans]),
        Detail.FINES: ("fine_items", lambda: [w.fine_line(fee) for fee in view.fees]),
        Detail.RECALLS: ("recall_items", lambda: [w.loan_line(ln, i) for ln, i in view.recalled]),
        Detail.UNAVAILABLE_HOLDS: (
            "unavailable_hold_items",
            lambda: [w.hold_line(h, i) for h, i in view.waiting_holds],
        ),
    }
    asked = lists.get(terms.detail(w.request.summary))
    if asked is None:
        return {}
    attribute, entries = asked
    first = max(w.request.start_item or 1, 1)
    return {attribute: tuple(entries()[first - 1 : w.request.end_item or None])}


def information(w: Writing) -> sip2.Message:
    """64: with the one list that was asked for."""
    view: PatronView = w.outcome
    patron = view.patron
    more: dict[str, Any] = {}
    if patron is not None:
        more = {
            "hold_items_limit": view.hold_limit,
            "overdue_items_limit": view.overdue_limit,
            "charged_items_limit": view.loan_limit,
            "fee_limit": None if view.fee_limit is None else sip2.yuan(view.fee_limit),
            "e_mail_address": patron.email or None,
            "home_phone_number": patron.phone or None,
            "patron_expiration_date": w.extension("PA", eight_digits(patron.expires)),
            "patron_birth_date": w.extension("PB", eight_digits(patron.birth_date)),
            "patron_class": w.extension("PC", patron.category),
            "internet_profile": w.extension("PI", patron.category),
            "permanent_location": w.extension(
                "AQ", str(patron.home_library) if patron.home_library else None
            ),
            "borrower_type_code": w.extension("FU", patron.category),
            "borrower_type": w.extension("FV", patron.category),
            "fee_lines": w.fee_lines(view.fees),
            **_asked_list(w, view),
        }
    return messages.PatronInformationResponse(
        hold_items_count=count(view.ready_holds),
        overdue_items_count=count(view.overdue),
        charged_items_count=count(view.loans),
        fine_items_count=count(view.fees),
        recall_items_count=count(view.recalled),
        unavailable_holds_count=count(view.waiting_holds),
        **_patron_fields(w),
        **_money_fields(view),
        **more,
    )
