"""How each kiosk is spoken to: language, lists, dates, extension fields, services, names, receipts."""

import msgspec
import pytest

from gateway.model.cards import CardReading
from gateway.model.changes import Record
from gateway.model.commands import Origin
from gateway.model.items import Item
from gateway.model.patrons import Card, CardKind
from gateway.model.wording import Tongue
from protocols.sip2 import columns_of
from protocols.sip2.codes import SupportedMessages as Service
from tests.kiosk_hall import KioskHall
from tests.library import KIOSK, OTHER, fee, hold, item, item_id, loan, patron

replace = msgspec.structs.replace

CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|"


# --- language ----------------------------------------------------------------------------------------------


def test_the_reader_s_language_is_spoken_until_he_leaves() -> None:
    kiosk = KioskHall().kiosk()
    kiosk >> "17{t}AOCUMT|ABX1|AC|" << "1801…AF没有找到图书 X1…"
    kiosk >> "23001{t}AOCUMT|AAP0001|AC|AD1234|" << "24…001{t}…"
    kiosk >> "17{t}AOCUMT|ABX2|AC|" << "1801…AFThe item X2 is not known…"
    kiosk >> CHECKOUT << "121NNY…|AFBorrowed: 书1, due on 2026-04-01|…"
    kiosk >> "63019{t}          AOCUMT|AANOBODY|" << "64…AF读者证无效…"
    kiosk >> "63024{t}          AOCUMT|AANOBODY|" << "64…AFCard not known…"
    kiosk >> "35{t}AOCUMT|AANOBODY|" << "36Y…AFThank you|"
    kiosk >> "17{t}AOCUMT|ABX3|AC|" << "1801…AF没有找到图书 X3…"


def test_a_language_that_is_not_spoken_changes_nothing() -> None:
    kiosk = KioskHall().kiosk()
    kiosk >> "23014{t}AOCUMT|AANOBODY|AC|AD|" << "24…014{t}…AF读者证无效…"
    kiosk >> "23000{t}AOCUMT|AANOBODY|AC|AD|" << "24…000{t}…AF读者证无效…"


def test_a_kiosk_may_be_configured_to_speak_one_language_only() -> None:
    kiosk = KioskHall(settings={"tongue": Tongue.EN}).kiosk()
    kiosk >> "23019{t}AOCUMT|AANOBODY|AC|AD|" << "24…019{t}…AFCard not known…"


def test_another_kiosk_s_reader_chooses_for_himself() -> None:
    hall = KioskHall()
    hall.kiosk("kiosk1") >> "23001{t}AOCUMT|AAP0001|AC|AD|" << "24…"
    hall.kiosk("kiosk2") >> "17{t}AOCUMT|ABX1|AC|" << "1801…AF没有找到图书…"


# --- dates and lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "due"),
    [
        ("%Y%m%d    %H%M%S", "20260401    235959"),
        ("%Y年%m月%d日", "2026年04月01日"),
        ("%d/%m/%Y", "01/04/2026"),
    ],
)
def test_the_due_date_is_written_as_configured(pattern: str, due: str) -> None:
    KioskHall(settings={"due_format": pattern}).kiosk() >> CHECKOUT << f"121NNY…|AH{due}|…"


def stories() -> list[Record]:
    return [
        loan(2),
        loan(3),
        fee(item=item_id(4), title="书4"),
        hold(5, reader=1, kind=hold().kind),
    ]


@pytest.mark.parametrize(
    ("summary", "entries"),
    [
        ("  Y", "AUCUMT.B000002 《书2》 2026-03-22|AUCUMT.B000003 《书3》 2026-03-22|"),
        ("   Y", "AVB000004 书4 3.00|"),
        ("     Y", "CD.书5 《书5》|"),
    ],
)
def test_lists_hold_what_the_kiosk_shows(summary: str, entries: str) -> None:
    settings = {
        "item_line": "{owner}.{barcode} 《{title}》 {due}",
        "fine_line": "{barcode} {title} {amount}",
    }
    kiosk = KioskHall(records=stories(), settings=settings).kiosk()
    answer = kiosk.say(f"63019{{t}}{summary:10}AOCUMT|AAP0001|AC|AD1234|")
    assert entries in answer.replace("》 |", "》|")


def test_a_list_is_cut_to_the_range_that_is_wanted() -> None:
    kiosk = KioskHall(records=stories()).kiosk()
    kiosk >> "63019{t}  Y       AOCUMT|AAP0001|BP2|BQ2|" << "64…00000000000200010000…|AUB000003|…"


# --- extension fields --------------------------------------------------------------------------------------


def test_extension_fields_are_sent_only_where_they_are_wanted() -> None:
    book = item(20, call_number="TP18/M120", collection="中文图书", permanent_shelf="3-1-2")
    checkin, look = "09N{t}{t}AP|AOCUMT|ABB000020|AC|", "17{t}AOCUMT|ABB000020|AC|"
    plain = KioskHall(records=[book]).kiosk()
    plain >> checkin << "101YNN{t}AOCUMT|ABB000020|AQ三楼科技|AJ书20|CK001|AF…"
    wanted = frozenset({"CR", "CS", "CT", "CV", "KC", "KQ"})
    sorter = KioskHall(records=[book], settings={"extensions": wanted}).kiosk()
    sorter >> checkin << "101YNN{t}…|CK001|CR中文图书|CSTP18/M120|AF…"
    sorter >> look << "1803…|CR中文图书|CSTP18/M120|KCTP18/M120|KQ3-1-2|"


def test_a_return_of_another_branch_says_where_to() -> None:
    far = item(20, permanent_location="gate", current_location="gate")
    hall = KioskHall(records=[far], settings={"extensions": frozenset({"CT", "CV"})})
    (
        hall.kiosk()
        >> "09N{t}{t}AP|AOCUMT|ABB000020|AC|"
        << "101YNY…|AQ文昌大厅|…|CTgate|CV04|AF…AF请转送：文昌大厅|…"
    )


# --- services ----------------------------------------------------------------------------------------------


UPSTAIRS = {
    "services": Service.CHECKOUT | Service.RENEW | Service.PATRON_INFORMATION | Service.SC_ACS_STATUS,
    "elsewhere": {Service.CHECKIN: "一楼大厅"},
}


def test_upstairs_lends_but_takes_no_returns() -> None:
    hall = KioskHall(settings=UPSTAIRS)
    kiosk = hall.kiosk()
    kiosk >> "9900402.00" << "98YNYYNY…|BXNYNNYNNYNNNNNNYN|…"
    kiosk >> CHECKOUT << "121NNY…"
    kiosk >> "09N{t}{t}AP|AOCUMT|ABB000001|AC|" << "100NUY{t}…|AF本机不办理此项业务，请到一楼大厅|"
    kiosk >> "15+{t}AOCUMT|AAP0001|ABB000001|" << "160N{t}…|AF本机不办理此项业务，请到服务台|"
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "1801…|AF本机不办理此项业务，请到服务台|"
    kiosk >> "35{t}AOCUMT|AAP0001|" << "36Y…"


def test_cards_are_issued_by_card_machines() -> None:
    KioskHall().kiosk() >> "81{t}AOCUMT|AANEW1|AE陈新|XK11|" << "82{t}AOCUMT|AANEW1|XK11|OK0|AF本机不办理…"


# --- names and PINs ----------------------------------------------------------------------------------------


def test_names_may_be_masked() -> None:
    kiosk = KioskHall(settings={"mask_names": True}, records=[patron(8, name="欧阳修文")]).kiosk()
    kiosk >> "23019{t}AOCUMT|AAP0008|AC|AD|" << "24…|AAP0008|AE欧***|BLY|…"


@pytest.mark.parametrize(("shown", "fields"), [(False, ""), (True, "AAP0001|")])
def test_who_brought_a_book_back_is_left_out_unless_it_is_wanted(*, shown: bool, fields: str) -> None:
    kiosk = KioskHall(settings={"show_borrower": shown, "mask_names": True}).kiosk()
    kiosk >> CHECKOUT << "121…"
    (
        kiosk
        >> "09N{t}{t}AP|AOCUMT|ABB000001|AC|"
        << (
            f"101YNN{{t}}AOCUMT|ABB000001|AQ三楼科技|AJ书1|{fields}CK001|AF还书成功：书1|AG还书成功：书1|"
            + ("AE张**|" if shown else "")
        )
    )


def test_a_wrong_pin_shows_nothing_but_that_the_card_is_known() -> None:
    kiosk = KioskHall(records=stories()).kiosk()
    (
        kiosk
        >> "23019{t}AOCUMT|AAP0001|AC|AD9999|"
        << "24YYYY          019{t}AOCUMT|AAP0001|AE|BLY|CQN|AF密码错误…|"
    )
    (
        kiosk
        >> "63019{t}  Y       AOCUMT|AAP0001|AC|AD9999|"
        << ("64YYYY          019{t}000000000000000000000000AOCUMT|AAP0001|AE|BLY|CQN|AF密码错误…|")
    )
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD9999|" << "120NNN…|AF密码错误，请重新输入|"


def test_a_pin_may_be_required() -> None:
    kiosk = KioskHall(settings={"origin": replace(KIOSK, pin_required=True)}).kiosk()
    kiosk >> CHECKOUT << "120NNN…|AF请输入密码|"
    kiosk >> "23019{t}AOCUMT|AAP0001|AC|AD|" << "24YYYY…|AE|BLY|AF请输入密码|"
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|" << "121NNY…"


@pytest.mark.parametrize(
    ("reading", "number"),
    [
        (CardReading.NUMBER, "P0008"),
        (CardReading.HEX, "a1b2c301"),
        (CardReading.HEX_REVERSED, "01C3B2A1"),
        (CardReading.DECIMAL, "2712847105"),
        (CardReading.DECIMAL_REVERSED, "29602465"),
    ],
)
def test_a_chip_is_the_same_card_however_it_is_read(reading: CardReading, number: str) -> None:
    chip = patron(8, cards=(Card("A1B2C301", CardKind.CHIP),))
    kiosk = KioskHall(records=[chip], settings={"card_reading": reading}).kiosk()
    kiosk >> f"23019{{t}}AOCUMT|AA{number}|AC|AD|" << f"24…|AA{number}|AE读者8|BLY|…"


def test_a_card_reported_lost_is_dead_at_once() -> None:
    hall = KioskHall(records=[patron(8, cards=(Card("OLD8", CardKind.EARLIER, lost=True),))])
    kiosk = hall.kiosk()
    kiosk >> "23019{t}AOCUMT|AAOLD8|AC|AD|" << "24YYYYY…|AAOLD8|AE|BLN|AF此证已挂失，请到服务台|"
    kiosk >> "11NN{t}{b}AOCUMT|AAOLD8|ABB000001|AC|" << "120NNN…AF此证已挂失…"


# --- owners ------------------------------------------------------------------------------------------------


def theirs() -> Item:
    return item(1, id=replace(item_id(1), owner=OTHER), title="外馆书")


def test_equal_barcodes_of_two_libraries_are_told_apart_by_the_tag() -> None:
    kiosk = KioskHall(records=[theirs()], settings={"owner_from_tag": True}).kiosk()
    kiosk >> "17{t}AONJU|ABB000001|AC|" << "1803…|AJ外馆书|BGNJU|…|AONJU|"
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "1803…|AJ书1|BGCUMT|…|AOCUMT|"
    kiosk >> "17{t}AO|ABB000001|AC|" << "1803…|AJ书1|…"
    kiosk >> "17{t}AONOWHERE|ABB000001|AC|" << "1801…AF没有找到图书…"
    kiosk >> "11NN{t}{b}AONJU|AAP0001|ABB000001|AC|" << "121NNY{t}AONJU|…|AJ外馆书|…"
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "1803…"


def test_elsewhere_ao_is_only_the_institution() -> None:
    kiosk = KioskHall(records=[theirs()]).kiosk()
    kiosk >> "17{t}AONJU|ABB000001|AC|" << "1803…|AJ书1|BGCUMT|…"


# --- receipts ----------------------------------------------------------------------------------------------


def receipt(answer: str) -> list[str]:
    return [field[2:] for field in answer.split("|") if field.startswith("AG")]


@pytest.mark.parametrize("width", ["020", "032", "048"])
def test_receipts_are_as_wide_as_the_kiosk_says(width: str) -> None:
    long = item(20, title="人工智能与煤矿安全监测预警技术研究及其应用")
    kiosk = KioskHall(records=[long]).kiosk()
    kiosk >> f"990{width}2.00" << "98…"
    lines = receipt(kiosk.say("11NN{t}{b}AOCUMT|AAP0001|ABB000020|AC|"))
    assert max(map(columns_of, lines)) <= int(width)
    assert "".join(lines[:3]).startswith("借书成功：人工智能与煤矿安全监测预警")


def test_a_width_told_before_the_login_holds_after_it() -> None:
    kiosk = KioskHall(records=[item(20, title="人" * 30)]).line()
    kiosk >> "9900202.00" << "98…"
    kiosk >> "9300CNkiosk1|COkiosk1|" << "941"
    assert max(map(columns_of, receipt(kiosk.say("11NN{t}{b}AOCUMT|AAP0001|ABB000020|AC|")))) <= 20


def test_a_width_told_on_an_earlier_line_holds_on_the_next() -> None:
    hall = KioskHall(records=[item(20, title="人" * 30)])
    hall.kiosk() >> "9900202.00" << "98…"
    lines = receipt(hall.kiosk().say("11NN{t}{b}AOCUMT|AAP0001|ABB000020|AC|"))
    assert max(map(columns_of, lines)) <= 20


def test_without_a_width_the_configured_one_holds() -> None:
    kiosk = KioskHall(records=[item(20, title="人" * 30)], settings={"columns": 0}).kiosk()
    kiosk >> "9900002.00" << "98…"
    lines = receipt(kiosk.say("11NN{t}{b}AOCUMT|AAP0001|ABB000020|AC|"))
    assert lines[0] == f"借书成功：{'人' * 30}，应还日期 2026-04-01"


# --- off-line ----------------------------------------------------------------------------------------------

FORCED = "11NY{when}20260331    235900AOCUMT|AAP0002|ABB000001|AC|"
MAY, MAY_NOT = KIOSK, replace(KIOSK, may_force=False)


def forced(origin: Origin, seconds_ago: int) -> str:
    hall = KioskHall(settings={"origin": origin, "services": Service.CHECKIN})
    kiosk = hall.kiosk()
    return kiosk.say(FORCED.replace("{when}", kiosk.date(seconds_ago)))


def test_what_was_lent_off_line_is_honoured_where_the_kiosk_may_and_it_is_long_ago() -> None:
    assert forced(MAY, 3600).startswith("121")
    assert forced(MAY, 10).startswith("120")
    assert forced(MAY_NOT, 3600).startswith("120")


def test_a_return_is_always_taken() -> None:
    hall = KioskHall(settings={"services": Service.CHECKOUT})
    kiosk = hall.kiosk()
    kiosk >> CHECKOUT << "121NNY…"
    hall.pass_seconds(60)
    kiosk >> "09Y{t}{t}AP|AOCUMT|ABB000001|AC|" << "101YNN…"
    kiosk >> "09Y{t}{t}AP|AOCUMT|ABX1|AC|" << "101YUY…AF已收：系统中没有此书，请交馆员|…"
