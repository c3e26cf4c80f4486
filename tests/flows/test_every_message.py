"""Each of the sixteen pairs, and 81/82, said once in good health and once in bad."""

import pytest

from gateway.model.loans import FeeKind
from tests.kiosk_hall import KioskHall, Talk
from tests.library import DAY, NOW, fee, item_id, loan


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall(settings={"issues_cards": True})


@pytest.fixture
def kiosk(hall: KioskHall) -> Talk:
    return hall.kiosk()


DUE = "2026-04-01"


def test_login(hall: KioskHall) -> None:
    hall.line() >> "9300CNkiosk1|COkiosk1|CPhall|" << "941"
    hall.line() >> "9300CNkiosk1|COwrong|CPhall|" << "940"
    hall.line() >> "9300CNnobody|COkiosk1|" << "940"


def test_status(kiosk: Talk) -> None:
    kiosk >> "9900402.00" << "98YYYYYY100003{t}2.00AOCUMT|AM云龙图书馆|BXYYYYYYYYYYYYYYYY|AN一楼大厅|"


def test_patron_status(kiosk: Talk) -> None:
    kiosk >> "23019{t}AOCUMT|AAP0001|AC|AD1234|"
    kiosk << "24              019{t}AOCUMT|AAP0001|AE张三1|BLY|CQY|BHCNY|BV0.00|"
    kiosk >> "23019{t}AOCUMT|AANOBODY|AC|AD|" << "24YYYY          019{t}AOCUMT|AANOBODY|AE|BLN|AF读者证无效…"


def test_patron_information(kiosk: Talk) -> None:
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|" << "121…"
    kiosk >> "63019{t}  Y       AOCUMT|AAP0001|AC|AD1234|BP1|BQ9|"
    kiosk << (
        "64              019{t}000000000001000000000000AOCUMT|AAP0001|AE张三1|"
        "BZ0002|CA0000|CB0003|BLY|CQY|BHCNY|BV0.00|CC5.00|AUB000001|"
    )


def test_checkout_and_checkin(kiosk: Talk) -> None:
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|"
    kiosk << f"121NNY{{t}}AOCUMT|AAP0001|ABB000001|AJ书1|AH{DUE}|CK001|AF借书成功：书1，应还日期 {DUE}|…|AG…"
    kiosk >> "11NN{t}{b}AOCUMT|AAP0002|ABB000001|AC|AD1234|" << "120NNN{t}…|AH|CK001|AF此书尚在其他读者名下…"
    kiosk >> "09N{t}{t}APhall|AOCUMT|ABB000001|AC|"
    kiosk << "101YNN{t}AOCUMT|ABB000001|AQ三楼科技|AJ书1|CK001|AF还书成功：书1|AG还书成功：书1|"
    kiosk >> "09N{t}{t}APhall|AOCUMT|ABB999999|AC|" << "100NUY{t}AOCUMT|ABB999999|AQ|AF没有找到图书 B999999…"


def test_a_checkout_and_a_checkin_taken_back(kiosk: Talk) -> None:
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|" << "121NNY…"
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|BIY|" << "121NNN{t}…|AH|…AF已撤销：书1|AG已撤销：书1|"
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "1803…"
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000002|AC|" << "121NNY…"
    kiosk >> "09N{t}{t}AP|AOCUMT|ABB000002|AC|" << "101YNN…"
    kiosk >> "09N{t}{t}AP|AOCUMT|ABB000002|AC|BIY|" << "101NNN…AF已撤销：书2…"
    kiosk >> "17{t}AOCUMT|ABB000002|AC|" << f"1804…|AH{DUE}|…"


def test_renew(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(loan(1), loan(2, due=NOW + 3 * DAY))
    kiosk >> "29NN{t}{b}AOCUMT|AAP0001|AD1234|ABB000001|"
    (
        kiosk
        << "301YNN{t}AOCUMT|AAP0001|ABB000001|AJ书1|AH2026-04-21|CK001|AF续借成功：书1，应还日期 2026-04-21|…"
    )
    kiosk >> "29NN{t}{b}AOCUMT|AAP0001|AJ书2|" << "301YNN{t}AOCUMT|AAP0001|ABB000002|AJ书2|AH…"
    kiosk >> "29NN{t}{b}AOCUMT|AAP0002|ABB000001|" << "300NNN{t}…|AH|CK001|AF…"


def test_renew_all(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(loan(1), loan(2, renewals=2))
    (
        kiosk
        >> "65{t}AOCUMT|AAP0001|AD1234|"
        << "66100010001{t}AOCUMT|BMB000001|BNB000002|AF续借 1 册，未续 1 册|…"
    )
    kiosk >> "65{t}AOCUMT|AANOBODY|" << "66000000000{t}AOCUMT|AF读者证无效…"


def test_renew_all_without_a_date(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(loan(1))
    kiosk >> "65AOCUMT|AAP0001|" << "66100010000{t}AOCUMT|BMB000001|…"


def test_hold(hall: KioskHall, kiosk: Talk) -> None:
    hall.kiosk("kiosk2") >> "11NN{t}{b}AOCUMT|AAP0002|ABB000001|AC|" << "121…"
    kiosk >> "15+{t}BShall|BY2|AOCUMT|AAP0001|AD1234|ABB000001|"
    kiosk << "161N{t}…BR1|BS一楼大厅|AOCUMT|AAP0001|ABB000001|AJ书1|AF预约成功…"
    kiosk >> "15+{t}BShall|AOCUMT|AAP0001|ABB000001|" << "160N{t}…AF您已预约此书|"
    (
        kiosk
        >> "15*{t}BSgate|AOCUMT|AAP0001|ABB000001|"
        << "161N{t}…BS文昌大厅|…AF预约已更改，取书地点：文昌大厅|…"
    )
    kiosk >> "15-{t}AOCUMT|AAP0001|ABB000001|" << "161N{t}…AF预约已取消|…"
    hall.pass_seconds(1)
    kiosk >> "15-{t}AOCUMT|AAP0001|ABB000001|" << "160N{t}…AF没有找到该预约|"


def test_fee_paid(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE, item=item_id()))
    (
        kiosk
        >> "37{t}0400CNYBV1.20|AOCUMT|AAP0001|BKT-1|"
        << "38Y{t}AOCUMT|AAP0001|BKT-1|AF已收 1.20 元|AF尚欠 1.80 元|…"
    )
    hall.pass_seconds(30)
    kiosk >> "37{t}0400CNYBV1.20|AOCUMT|AAP0001|BKT-1|" << "38Y{t}…|AF尚欠 1.80 元|…"
    kiosk >> "37{t}0400CNYBV9.00|AOCUMT|AAP0001|BKT-2|" << "38N{t}AOCUMT|AAP0001|BKT-2|AF只欠 1.80 元…"
    kiosk >> "37{t}0400CNYBVmuch|AOCUMT|AAP0001|BKT-3|" << "38N{t}…|AF金额“much”无效|"


def test_block_and_enable(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> "01Y{t}AOCUMT|AL卡被吞|AAP0001|AC|" << "24Y…000{t}AOCUMT|AAP0001|AE张三1|BLY|…AF…停用…"
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|" << "120NNN…AF读者证已停用：卡被吞|…"
    (
        kiosk
        >> "25{t}AOCUMT|AAP0001|AC|AD1234|"
        << "26              000{t}AOCUMT|AAP0001|AE张三1|BLY|CQY|AF读者证已恢复|"
    )
    hall.pass_seconds(1)
    kiosk >> "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|" << "121NNY…"


def test_item_information(kiosk: Talk) -> None:
    (
        kiosk
        >> "17{t}AOCUMT|ABB000001|AC|"
        << "18030001{t}CF0|ABB000001|AJ书1|BGCUMT|CK001|AQ三楼科技|AP三楼科技|"
    )
    kiosk >> "17{t}AOCUMT|ABB999999|AC|" << "18010001{t}ABB999999|AJ|AF没有找到图书 B999999…"


def test_item_status_update(kiosk: Talk) -> None:
    (
        kiosk
        >> "19{t}AOCUMT|ABB000001|AC|CH封面破损|KQ3-1-2|"
        << "201{t}ABB000001|AJ书1|CH封面破损|AF图书信息已更新|"
    )
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "1803…|CH封面破损|"
    kiosk >> "19{t}AOCUMT|ABB999999|AC|CHx|" << "200{t}ABB999999|AF…"


def test_end_of_session(kiosk: Talk) -> None:
    kiosk >> "35{t}AOCUMT|AAP0001|AC|AD|" << "36Y{t}AOCUMT|AAP0001|AF谢谢使用|"


def test_card_issue(kiosk: Talk) -> None:
    (
        kiosk
        >> "81{t}AOCUMT|AANEW1|AE陈新|XT本科生|AD4321|XK11|"
        << "82{t}AOCUMT|AANEW1|XK11|OK1|AF办证成功|AG办证成功|"
    )
    kiosk >> "23019{t}AOCUMT|AANEW1|AC|AD4321|" << "24…|AANEW1|AE陈新|BLY|CQY|…"
    kiosk >> "81{t}AOCUMT|AANEW1|AE陈新|XK11|" << "82{t}AOCUMT|AANEW1|XK11|OK0|AF该证号已有读者|"


def test_resends(kiosk: Talk) -> None:
    answer = kiosk.say("17{t}AOCUMT|ABB000001|AC|")
    kiosk >> "97AZFEF5" << answer
    kiosk >> "97" << answer


def test_a_resend_before_anything_was_said(hall: KioskHall) -> None:
    hall.line() >> "97AZFEF5" << "96AZFEF6"


def test_every_message_is_counted(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> "17{t}AOCUMT|ABB000001|AC|" << "18…"
    kiosk >> "11NN{t}{b}AOCUMT|AANOBODY|ABB000001|AC|" << "120…"
    assert hall.tally.messages == [("sip2 93", "ok"), ("sip2 17", "ok"), ("sip2 11", "patron_unknown")]
