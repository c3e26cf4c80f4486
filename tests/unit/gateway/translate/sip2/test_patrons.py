from datetime import date
from typing import Any

import msgspec
import pytest

from gateway.model.outcomes import PatronView, Standing
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import Tongue
from gateway.translate.sip2 import patrons
from gateway.translate.sip2.writing import Writing
from protocols import sip2
from protocols.sip2 import messages
from protocols.sip2.codes import Summary
from tests.library import HOME, KIOSK, NOW, fee, hold, item, loan, patron, ready
from tests.terminals import sip_date, terminal

replace = msgspec.structs.replace

READER = patron(
    name="张三丰",
    email="p1@example.edu.cn",
    phone="051683590000",
    expires=date(2027, 6, 30),
    birth_date=date(2005, 5, 4),
    home_library=HOME,
)
VIEW = PatronView(
    found=True,
    patron=READER,
    pin_ok=True,
    standing=Standing(hold_denied=True),
    loans=tuple((loan(n), item(n)) for n in (1, 2, 3)),
    overdue=((loan(1), item(1)),),
    recalled=((loan(3), item(3)),),
    ready_holds=((ready(4), item(4)),),
    waiting_holds=((hold(5), None), (hold(6), item(6))),
    fees=(fee(item=item(7).id, title="书7"),),
    owed=300,
    loan_limit=30,
    overdue_limit=0,
    hold_limit=5,
    fee_limit=1000,
    notices=(Notice(NoticeCode.OWES, {"yuan": "3.00"}),),
)


def asked(**fields: Any) -> messages.PatronInformation:  # noqa: ANN401
    own: dict[str, Any] = {
        "language": "019",
        "transaction_date": sip_date(),
        "institution_id": "CUMT",
        "patron_identifier": "P0001",
    }
    return messages.PatronInformation(**(own | fields))


def information(view: PatronView = VIEW, **settings: Any) -> sip2.Message:  # noqa: ANN401
    request = settings.pop("request", asked())
    return patrons.information(Writing(request, view, terminal(**settings), Tongue.ZH, NOW))


def test_status_says_who_he_is_what_he_may_not_and_what_he_owes() -> None:
    request = messages.PatronStatusRequest(
        language="001", transaction_date=sip_date(), institution_id="CUMT", patron_identifier="P0001"
    )
    answer = patrons.status(Writing(request, VIEW, terminal(), Tongue.EN, NOW))
    assert sip2.encode(answer) == (
        "24   Y          00120260302    100000"
        "AOCUMT|AAP0001|AE张三丰|BLY|CQY|BHCNY|BV3.00|AFYou owe 3.00 yuan|"
    )


def test_enabled_is_the_same_without_money() -> None:
    request = messages.PatronEnable(
        transaction_date=sip_date(), institution_id="CUMT", patron_identifier="P0001"
    )
    answer = patrons.enabled(Writing(request, VIEW, terminal(mask_names=True), Tongue.ZH, NOW))
    assert sip2.encode(answer) == (
        "26   Y          00020260302    100000AOCUMT|AAP0001|AE张**|BLY|CQY|AF欠费 3.00 元|"
    )


def test_information_counts_limits_and_how_to_reach_him() -> None:
    assert sip2.encode(information()) == (
        "64   Y          01920260302    100000000100010003000100010002"
        "AOCUMT|AAP0001|AE张三丰|BZ0005|CA0000|CB0030|BLY|CQY|BHCNY|BV3.00|CC10.00|"
        "BEp1@example.edu.cn|BF051683590000|AF欠费 3.00 元|"
    )


@pytest.mark.parametrize(
    ("summary", "attribute", "entries"),
    [
        (Summary.HOLD_ITEMS, "hold_items", ("B000004",)),
        (Summary.OVERDUE_ITEMS, "overdue_items", ("B000001",)),
        (Summary.CHARGED_ITEMS, "charged_items", ("B000001", "B000002", "B000003")),
        (Summary.FINE_ITEMS, "fine_items", ("B000007",)),
        (Summary.RECALL_ITEMS, "recall_items", ("B000003",)),
        (Summary.UNAVAILABLE_HOLDS, "unavailable_hold_items", ("书5", "B000006")),
    ],
)
def test_each_summary_has_its_list(summary: Summary, attribute: str, entries: tuple[str, ...]) -> None:
    answer = information(request=asked(summary=summary))
    lists = [name for name in answer.__struct_fields__ if name.endswith("_items")]
    assert {name: getattr(answer, name) for name in lists} == dict.fromkeys(lists, ()) | {attribute: entries}


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (None, None, (1, 2, 3)),
        (1, 2, (1, 2)),
        (2, None, (2, 3)),
        (2, 99, (2, 3)),
        (0, 0, (1, 2, 3)),
        (3, 2, ()),
        (9, 12, ()),
    ],
)
def test_a_range_is_counted_from_one(first: int | None, last: int | None, numbers: tuple[int, ...]) -> None:
    request = asked(summary=Summary.CHARGED_ITEMS, start_item=first, end_item=last)
    answer = information(request=request)
    assert getattr(answer, "charged_items") == tuple(f"B{n:06}" for n in numbers)  # noqa: B009


def test_extension_fields_are_sent_where_they_are_wanted() -> None:
    wanted = frozenset({"PA", "PB", "PC", "PI", "AQ", "FU", "FV", "fees"})
    text = sip2.encode(information(extensions=wanted))
    assert "PA20270630|PB20050504|PC本科生|PI本科生|AQCUMT|FU本科生|FV本科生|" in text
    assert "CGfee1|" in text
    assert "FA3.00|" in text


def test_what_is_not_known_of_a_reader_is_left_out() -> None:
    bare = replace(VIEW, patron=patron(), fee_limit=None, loan_limit=None)
    text = sip2.encode(information(bare, extensions=frozenset({"PA", "PB", "AQ"})))
    for tag in ("BE", "BF", "CC", "CB", "PA", "PB", "AQ"):
        assert f"|{tag}" not in text


def test_an_unknown_card_is_allowed_nothing() -> None:
    unknown = PatronView(problems=(Problem(ProblemCode.PATRON_UNKNOWN),))
    assert sip2.encode(information(unknown)) == (
        "64YYYY          01920260302    100000000000000000000000000000"
        "AOCUMT|AAP0001|AE|BLN|AF读者证无效，请到服务台办理|"
    )


def test_a_lost_card_says_so() -> None:
    lost = PatronView(problems=(Problem(ProblemCode.CARD_LOST),), standing=Standing(card_lost=True))
    assert sip2.encode(information(lost)).startswith("64    Y         019")


@pytest.mark.parametrize(
    ("pin_ok", "required", "problem"),
    [
        (True, True, None),
        (None, False, None),
        (False, False, ProblemCode.PIN_WRONG),
        (False, True, ProblemCode.PIN_WRONG),
        (None, True, ProblemCode.PIN_REQUIRED),
    ],
)
def test_who_has_not_proved_himself_learns_that_the_card_is_known(
    *, pin_ok: bool | None, required: bool, problem: ProblemCode | None
) -> None:
    at = terminal(replace(KIOSK, pin_required=required))
    view = replace(VIEW, pin_ok=pin_ok)
    shown = patrons.as_proven(view, at)
    if problem is None:
        assert shown is view
    else:
        assert shown == PatronView(problems=(Problem(problem),), found=True, pin_ok=pin_ok)


def test_nobody_has_to_prove_that_he_is_unknown() -> None:
    unknown = PatronView(problems=(Problem(ProblemCode.PATRON_UNKNOWN),))
    assert patrons.as_proven(unknown, terminal(replace(KIOSK, pin_required=True))) is unknown
