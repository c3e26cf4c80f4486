from typing import Any

import msgspec
import pytest

from gateway.model.items import ItemStatus, Media
from gateway.model.loans import LoanState
from gateway.model.outcomes import (
    Alert,
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
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import Tongue
from gateway.translate.sip2.responses import _WRITERS, refuse, write
from protocols import sip2
from protocols.sip2 import messages
from tests.library import DAY, KIOSK, NOW, OTHER, TODAY, end_of, fee, hold, item, item_id, loan, patron, ready
from tests.terminals import BLANK, sip_date, terminal

replace = msgspec.structs.replace

D = sip_date()
BOOK = item(media=Media.BOOK, collection="中文图书", call_number="TP18/M120", current_shelf="1-2")
LENT = Notice(NoticeCode.CHECKED_OUT, {"title": "书1", "due": "2026-03-22"})
BUSY = Problem(ProblemCode.BUSY)

CHECKOUT = f"11NN{D}{BLANK}AOCUMT|AAP0001|ABB000001|AC|"
UNDO_CHECKOUT = CHECKOUT + "BIY|"
CHECKIN = f"09N{D}{D}AP|AOCUMT|ABB000001|AC|"
UNDO_CHECKIN = CHECKIN + "BIY|"
RENEW = f"29NN{D}{BLANK}AOCUMT|AAP0001|AJ书1|"
RENEW_ALL = f"65{D}AOCUMT|AAP0001|"
HOLD = f"15+{D}AOCUMT|AAP0001|AJ书1|"
PAY = f"37{D}0400CNYBV3.00|AOCUMT|AAP0001|BKT-77|"
ITEM = f"17{D}AOCUMT|ABB000001|AC|"
UPDATE = f"19{D}AOCUMT|ABB000001|CHwet|"
STATUS = f"23019{D}AOCUMT|AAP0001|AC|AD|"
INFORMATION = f"63019{D}          AOCUMT|AAP0001|"
BLOCK = f"01N{D}AOCUMT|AL|AAP0001|AC|"
ENABLE = f"25{D}AOCUMT|AAP0001|"
END = f"35{D}AOCUMT|AAP0001|"
CARD = f"81{D}AOCUMT|AANEW1|XK11|"


def answered(request: str, outcome: Outcome, tongue: Tongue = Tongue.ZH, **settings: Any) -> str:  # noqa: ANN401
    """The response as it goes out."""
    return sip2.encode(write(sip2.decode(request), outcome, terminal(**settings), tongue, NOW))


# --- loans -------------------------------------------------------------------------------------------------


def test_a_loan() -> None:
    outcome = LoanOutcome(loan=loan(), item=BOOK, notices=(LENT,))
    assert answered(CHECKOUT, outcome) == (
        f"121NNY{D}AOCUMT|AAP0001|ABB000001|AJ书1|AH2026-03-22|CK001|"
        "AF借书成功：书1，应还日期 2026-03-22|AG借书成功：书1，应还日期 2026-03-22|"
    )


def test_magnetic_media_are_left_magnetic() -> None:
    tape = item(media=Media.AUDIO_TAPE)
    assert answered(CHECKOUT, LoanOutcome(loan=loan(), item=tape)).startswith("121NYN")
    assert answered(CHECKIN, CheckinOutcome(item=tape)).startswith("101NYN")


def test_a_checkout_that_became_a_renewal_leaves_the_theft_protection_alone() -> None:
    outcome = LoanOutcome(loan=loan(), item=BOOK, renewed=True)
    assert answered(CHECKOUT, outcome).startswith("121YNN")


def test_a_refused_loan_says_why_and_prints_nothing() -> None:
    outcome = LoanOutcome(
        loan=loan(), item=BOOK, problems=(Problem(ProblemCode.ON_LOAN_TO_ANOTHER),), notices=(LENT,)
    )
    assert answered(CHECKOUT, outcome) == (
        f"120NNN{D}AOCUMT|AAP0001|ABB000001|AJ书1|AH|CK001|"
        "AF此书尚在其他读者名下，请交服务台|AF借书成功：书1，应还日期 2026-03-22|"
    )


def test_a_fee_is_told_before_it_is_taken() -> None:
    problem = Problem(ProblemCode.FEE_TO_ACKNOWLEDGE, facts={"yuan": "1.00"})
    text = answered(CHECKOUT, LoanOutcome(item=BOOK, fee=100, problems=(problem,)))
    assert "|BT06|BHCNY|BV1.00|" in text
    assert "AF借阅此书需付 1.00 元，请确认" in text


def test_a_loan_that_was_taken_back_has_no_due_date() -> None:
    undone = loan(state=LoanState.UNDONE)
    assert answered(UNDO_CHECKOUT, LoanOutcome(loan=undone, item=BOOK)).startswith(
        f"121NNN{D}AOCUMT|AAP0001|ABB000001|AJ书1|AH|"
    )


def test_a_renewal_by_title_names_the_item() -> None:
    outcome = LoanOutcome(loan=loan(), item=replace(BOOK, properties="wet"), renewed=True)
    assert answered(RENEW, outcome) == (f"301YNN{D}AOCUMT|AAP0001|ABB000001|AJ书1|AH2026-03-22|CK001|CHwet|")


def test_of_an_unknown_item_only_what_was_asked_is_said() -> None:
    unknown = LoanOutcome(problems=(Problem(ProblemCode.ITEM_UNKNOWN, facts={"barcode": "B000001"}),))
    assert answered(CHECKOUT, unknown).startswith(f"120NUN{D}AOCUMT|AAP0001|ABB000001|AJ|AH|AF")
    assert answered(RENEW, unknown).startswith(f"300NUN{D}AOCUMT|AAP0001|AB|AJ书1|AH|AF")


def test_renewing_everything_counts_and_lists() -> None:
    over = Problem(ProblemCode.RENEWAL_LIMIT)
    outcome = RenewAllOutcome(
        renewed=((loan(1), item(1)), (loan(2), item(2))), unrenewed=((loan(3), item(3), over),)
    )
    assert answered(RENEW_ALL, outcome, item_line="{barcode} {due}") == (
        f"66100020001{D}AOCUMT|BMB000001 2026-03-22|BMB000002 2026-03-22|BNB000003 2026-03-22|"
    )


# --- returns -----------------------------------------------------------------------------------------------


def test_a_return() -> None:
    outcome = CheckinOutcome(item=BOOK, loan=loan(), borrower=patron(name="张三丰"))
    assert answered(CHECKIN, outcome) == f"101YNN{D}AOCUMT|ABB000001|AQ三楼科技|AJ书1|CK001|"


def test_the_borrower_is_named_only_where_it_is_wanted() -> None:
    outcome = CheckinOutcome(item=BOOK, loan=loan(), borrower=patron(name="张三丰"))
    shown = answered(CHECKIN, outcome, show_borrower=True, mask_names=True)
    assert "|AAP0001|" in shown
    assert shown.endswith("|AE张**|")
    nobody = answered(CHECKIN, CheckinOutcome(item=BOOK), show_borrower=True)
    assert "AA" not in nobody
    assert "AE" not in nobody


def test_where_a_return_goes_is_said_in_extension_fields() -> None:
    outcome = CheckinOutcome(
        item=BOOK,
        alert=Alert.HOLD_ELSEWHERE,
        destination="gate",
        hold=ready(),
        hold_patron=patron(2, name="李四"),
    )
    wanted = frozenset({"CR", "CS", "CT", "CV", "CY", "DA"})
    assert answered(CHECKIN, outcome, extensions=wanted) == (
        f"101YNY{D}AOCUMT|ABB000001|AQ三楼科技|AJ书1|CK001|CR中文图书|CSTP18/M120|CTgate|CV02|CYP0002|DA李*|"
    )
    assert answered(CHECKIN, outcome) == f"101YNY{D}AOCUMT|ABB000001|AQ三楼科技|AJ书1|CK001|"


def test_a_return_that_goes_to_its_shelf_sends_no_alert_type() -> None:
    wanted = frozenset({"CT", "CV", "CY", "DA"})
    assert answered(CHECKIN, CheckinOutcome(item=BOOK), extensions=wanted) == (
        f"101YNN{D}AOCUMT|ABB000001|AQ三楼科技|AJ书1|CK001|"
    )


def test_an_unknown_item_must_be_set_aside() -> None:
    unknown = Problem(ProblemCode.ITEM_UNKNOWN, facts={"barcode": "B000001"})
    assert answered(CHECKIN, CheckinOutcome(problems=(unknown,)), extensions=frozenset({"CR", "CS"})) == (
        f"100NUY{D}AOCUMT|ABB000001|AQ|AF没有找到图书 B000001，请到服务台|"
    )


def test_a_return_that_was_taken_back_leaves_the_theft_protection_alone() -> None:
    assert answered(UNDO_CHECKIN, CheckinOutcome(item=BOOK)).startswith("101NNN")


def test_ao_names_the_owner_where_tags_do() -> None:
    theirs = item(id=replace(item_id(), owner=OTHER))
    outcome = CheckinOutcome(item=theirs)
    assert "AONJU|" in answered(CHECKIN, outcome, owner_from_tag=True)
    assert "AOCUMT|" in answered(CHECKIN, outcome)
    assert "AONJU|" in answered(ITEM, ItemView(item=theirs), owner_from_tag=True)


# --- holds and money ---------------------------------------------------------------------------------------


def test_a_hold_on_a_title() -> None:
    placed = hold(expires=end_of(TODAY + 30 * DAY))
    outcome = HoldOutcome(hold=placed, position=2, available=True)
    assert answered(HOLD, outcome) == (f"161Y{D}BW20260401    235959|BR2|BS一楼大厅|AOCUMT|AAP0001|AJ书1|")


def test_a_hold_on_an_item_names_it() -> None:
    claim = hold(item=item_id(), title="")
    assert "|ABB000001|" in answered(HOLD, HoldOutcome(hold=claim))
    assert "|ABB000001|AJ书1|" in answered(HOLD, HoldOutcome(hold=claim, item=BOOK))


def test_a_refused_hold_promises_nothing() -> None:
    refused = HoldOutcome(problems=(Problem(ProblemCode.HOLD_EXISTS),), available=True)
    assert answered(HOLD, refused) == f"160N{D}AOCUMT|AAP0001|AJ书1|AF您已预约此书|"


def test_a_payment_is_confirmed_with_its_number() -> None:
    paid = Notice(NoticeCode.PAID, {"yuan": "3.00"})
    outcome = PaymentOutcome(paid=300, fees=(fee(paid=300),), notices=(paid,))
    assert answered(PAY, outcome) == f"38Y{D}AOCUMT|AAP0001|BKT-77|AF已收 3.00 元|AG已收 3.00 元|"
    assert "CGfee1|FA0.00|" in answered(PAY, outcome, extensions=frozenset({"fees"}))


# --- items -------------------------------------------------------------------------------------------------


def test_an_item_on_the_shelf() -> None:
    assert answered(ITEM, ItemView(item=BOOK)) == (
        f"18030001{D}CF0|ABB000001|AJ书1|BGCUMT|CK001|AQ三楼科技|AP三楼科技|"
    )


def test_an_item_with_all_there_is_to_say() -> None:
    book = replace(
        BOOK, status=ItemStatus.CHARGED, properties="wet", permanent_shelf="3-1", destination="hall"
    )
    view = ItemView(item=book, loan=loan(), queue=2, pickup_by=end_of(TODAY), recalled=NOW)
    wanted = frozenset({"CR", "CS", "CT", "KC", "KP", "KQ"})
    assert answered(ITEM, view, extensions=wanted) == (
        f"18040001{D}CF2|AH2026-03-22|CJ{D}|CM20260302    235959|ABB000001|AJ书1|BGCUMT|CK001|"
        "AQ三楼科技|AP三楼科技|CHwet|CR中文图书|CSTP18/M120|CThall|KCTP18/M120|KQ3-1|KP1-2|"
    )


def test_an_unknown_item() -> None:
    unknown = Problem(ProblemCode.ITEM_UNKNOWN, facts={"barcode": "B000001"})
    assert answered(ITEM, ItemView(problems=(unknown,)), Tongue.EN) == (
        f"18010001{D}ABB000001|AJ|AFThe item B000001 is not known here. Please ask at the desk|"
    )


def test_an_item_that_was_updated() -> None:
    done = ItemOutcome(item=replace(BOOK, properties="wet"))
    assert answered(UPDATE, done) == f"201{D}ABB000001|AJ书1|CHwet|"
    assert answered(UPDATE, ItemOutcome(item=BOOK)) == f"201{D}ABB000001|AJ书1|"
    unknown = ItemOutcome(problems=(Problem(ProblemCode.ITEM_UNKNOWN),))
    assert answered(UPDATE, unknown).startswith(f"200{D}ABB000001|AF")


# --- readers and cards -------------------------------------------------------------------------------------


def test_the_end_of_a_session() -> None:
    thanks = Outcome(notices=(Notice(NoticeCode.SESSION_ENDED),))
    assert answered(END, thanks) == f"36Y{D}AOCUMT|AAP0001|AF谢谢使用|"


def test_a_card_that_was_issued() -> None:
    done = Outcome(notices=(Notice(NoticeCode.CARD_ISSUED),))
    assert answered(CARD, done) == f"82{D}AOCUMT|AANEW1|XK11|OK1|AF办证成功|AG办证成功|"
    exists = Outcome(problems=(Problem(ProblemCode.PATRON_EXISTS),))
    assert answered(CARD, exists) == f"82{D}AOCUMT|AANEW1|XK11|OK0|AF该证号已有读者|"


PROVEN = PatronView(found=True, patron=patron(), pin_ok=False)


@pytest.mark.parametrize("request_text", [STATUS, INFORMATION])
def test_looking_a_reader_up_takes_his_pin(request_text: str) -> None:
    text = answered(request_text, PROVEN)
    assert "|AE|" in text
    assert "CQN" in text
    assert "AF密码错误" in text


@pytest.mark.parametrize(("request_text", "code"), [(BLOCK, "24"), (ENABLE, "26")])
def test_what_was_done_to_a_card_is_shown_as_the_engine_answered(request_text: str, code: str) -> None:
    at = replace(KIOSK, pin_required=True)
    text = answered(request_text, replace(PROVEN, pin_ok=None), origin=at)
    assert text.startswith(code)
    assert "|AE读者1|" in text


# --- refusals ----------------------------------------------------------------------------------------------

REFUSED = {
    STATUS: f"24YYYY          019{D}AOCUMT|AAP0001|AE|BLN|",
    BLOCK: f"24YYYY          000{D}AOCUMT|AAP0001|AE|BLN|",
    ENABLE: f"26YYYY          000{D}AOCUMT|AAP0001|AE|BLN|",
    INFORMATION: f"64YYYY          019{D}{'0000' * 6}AOCUMT|AAP0001|AE|BLN|",
    CHECKOUT: f"120NUN{D}AOCUMT|AAP0001|ABB000001|AJ|AH|",
    CHECKIN: f"100NUY{D}AOCUMT|ABB000001|AQ|",
    RENEW: f"300NUN{D}AOCUMT|AAP0001|AB|AJ书1|AH|",
    RENEW_ALL: f"66000000000{D}AOCUMT|",
    HOLD: f"160N{D}AOCUMT|AAP0001|AJ书1|",
    PAY: f"38N{D}AOCUMT|AAP0001|BKT-77|",
    ITEM: f"18010001{D}ABB000001|AJ|",
    UPDATE: f"200{D}ABB000001|",
    CARD: f"82{D}AOCUMT|AANEW1|XK11|OK0|",
    END: f"36N{D}AOCUMT|AAP0001|",
}


@pytest.mark.parametrize("request_text", REFUSED, ids=lambda text: text[:2])
def test_what_can_not_be_served_gets_its_own_response_with_the_reason(request_text: str) -> None:
    answer = refuse(sip2.decode(request_text), BUSY, terminal(), Tongue.ZH, NOW)
    assert sip2.encode(answer) == REFUSED[request_text] + "AF系统繁忙，请稍后再试|"


def test_every_request_has_its_response() -> None:
    link = {messages.Login, messages.ScStatus, messages.RequestAcsResend, messages.RequestScResend}
    assert set(_WRITERS) == {request for request in sip2.ANSWERS if request not in link}
    refused = {type(sip2.decode(text)) for text in REFUSED}
    assert refused == set(_WRITERS)
