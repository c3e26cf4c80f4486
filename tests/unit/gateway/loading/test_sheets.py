from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest

from gateway.loading.found import Arrived, Found, Noted, Place, Unread, Unusable
from gateway.loading.headings import FIRST_ROWS, LOANS, PATRONS
from gateway.loading.sheets import READERS, Library
from gateway.loading.tables import LONGEST_LINE, Table
from gateway.model.arrivals import ArrivingLoan, ArrivingPatron, Noun
from gateway.model.cards import CardReading
from gateway.model.identity import AgencyId, ItemId
from gateway.model.patrons import Card, CardKind, Patron
from tests import library as lib

OURS = Library(lib.HOME, lib.ZONE)


def read(noun: str, text: str, library: Library = OURS) -> list[Found]:
    table = Table(BytesIO(text.encode()), "utf-8")
    return list(READERS[noun](table, {"patrons": PATRONS, "loans": LOANS}[noun], library))


def patrons(text: str, library: Library = OURS) -> Iterator[ArrivingPatron]:
    for found in read("patrons", text, library):
        if isinstance(found, Arrived):
            assert isinstance(found.record, ArrivingPatron)
            yield found.record


def test_a_row_says_all_that_is_known_of_a_reader() -> None:
    (came,) = patrons(
        "证号,姓名,读者类型,院系,校区,班级,有效期,卡号,旧证号,密码,手机,邮箱,出生日期\n"
        "P1,张三,本科生,计算机学院,南湖,计科26-1,2030年6月30日,04a1b2c3,OLD1,8642,13800000000,z@x.cn,2007/5/1\n"
    )
    assert came == ArrivingPatron(
        patron=Patron(
            id=lib.patron_id("P1"),
            name="张三",
            category="本科生",
            college="计算机学院",
            campus="南湖",
            class_name="计科26-1",
            expires=date(2030, 6, 30),
            cards=(Card("04A1B2C3", CardKind.CHIP), Card("OLD1", CardKind.EARLIER)),
            email="z@x.cn",
            phone="13800000000",
            birth_date=date(2007, 5, 1),
        ),
        pin="8642",
    )


def test_columns_that_are_not_there_say_nothing() -> None:
    (came,) = patrons("number\nP1\n")
    assert came == ArrivingPatron(patron=Patron(id=lib.patron_id("P1"), name="", category=""))


def test_a_chip_is_kept_in_one_spelling_and_the_own_number_is_no_card() -> None:
    decimal = Library(lib.HOME, lib.ZONE, CardReading.DECIMAL)
    came = list(patrons("number,chip\nP1,3735928559\nP2,nochip\nP3,P3\n", decimal))
    assert [each.patron.cards for each in came] == [
        (Card("DEADBEEF", CardKind.CHIP),),
        (Card("NOCHIP", CardKind.CHIP),),
        (),
    ]


def test_headings_may_stand_below_a_title() -> None:
    (came,) = patrons("2026级新生,,\n,,\n学号,姓名,\nP1,张三,\n")
    assert came.patron.name == "张三"


def test_a_table_without_headings_is_not_used() -> None:
    with pytest.raises(Unusable) as unusable:
        read("patrons", "张三,男\n" * (FIRST_ROWS + 1) + "证号,姓名\n")
    assert unusable.value.code == "no-headings"
    assert unusable.value.facts == {"wanted": "number", "found": "张三, 男"}
    with pytest.raises(Unusable):
        read("loans", "")


IDENTITY = "11010519491231002X"


def test_a_column_of_identity_numbers_is_not_even_read() -> None:
    found = read("patrons", f"证号,身份证号,籍贯\nP1,{IDENTITY},江苏\n")
    assert [(each.code, each.facts) for each in found if isinstance(each, Noted)] == [
        ("unused-column", {"column": "籍贯"}),
        ("identity-column", {}),
    ]
    (came,) = (each.record for each in found if isinstance(each, Arrived))
    assert isinstance(came, ArrivingPatron)
    assert "110105" not in repr(came.patron)


@pytest.mark.parametrize("row", [f"{IDENTITY},,", f"P1,{IDENTITY},", f"P1,,{IDENTITY}", f"{IDENTITY},,,x"])
def test_an_identity_number_is_no_number_and_no_card(row: str) -> None:
    (unread,) = read("patrons", f"证号,卡号,旧证号\n{row}\n")
    assert isinstance(unread, Unread)
    assert unread.code in ("identity_number", "too-many-cells")
    assert "110105" not in repr(unread)


def test_an_identity_number_among_other_things_is_left_out_with_a_note() -> None:
    found = read("patrons", f"证号,姓名,电话,班级\nP1,张三 {IDENTITY},{IDENTITY},一班\n")
    assert [(each.code, each.facts) for each in found if isinstance(each, Noted)] == [
        ("identity-hidden", {"column": "姓名"}),
        ("identity-hidden", {"column": "电话"}),
    ]
    assert isinstance(found[-1], Arrived)
    assert isinstance(found[-1].record, ArrivingPatron)
    patron = found[-1].record.patron
    assert (patron.name, patron.phone, patron.class_name) == ("张三", "", "一班")


def test_an_identity_number_of_a_table_without_headings_is_not_told() -> None:
    with pytest.raises(Unusable) as unusable:
        read("patrons", f"张三,{IDENTITY}\n")
    assert unusable.value.facts["found"] == "张三, ***"


def test_a_number_that_comes_again_and_says_otherwise_is_refused() -> None:
    found = read("patrons", "证号,姓名,卡号\nP1,张三,A1\nP1,张三,A2\nP1,李四,A1\nP2,王五,A3\n")
    assert [type(each) for each in found] == [Arrived, Arrived, Unread, Arrived]
    assert found[2] == Unread(Place(4), Noun.PATRONS, "P1", "twice", {"first": "2"})
    head = "条码,证号,借出日期,应还日期\n"
    lent = "B1,P1,2026-02-01,2026-03-03\n"
    loaned = read("loans", head + lent + lent + "B1,P2,2026-02-01,2026-03-03\n")
    assert [type(each) for each in loaned] == [Arrived, Arrived, Unread]


def test_two_columns_of_one_meaning_are_told() -> None:
    found = read("patrons", "学号,证号,姓名\nP1,P2,张三\n")
    assert found[0] == Noted(Place(1), "same-meaning", {"column": "证号", "first": "学号"})
    assert not [
        each
        for each in read("patrons", "证号,身份证号,证件号\nP1,,\n")
        if getattr(each, "code", "") == "same-meaning"
    ]


def test_a_loan_that_is_unusual_is_told() -> None:
    found = read("loans", "条码,证号,借出日期,应还日期,续借次数\nB1,P1,2026-02-01,2099-03-03,999\n")
    assert [each.code for each in found if isinstance(each, Noted)] == ["many-renewals", "long-loan"]
    assert isinstance(found[-1], Arrived)


def test_a_line_that_is_too_long_is_told() -> None:
    long = "x" * LONGEST_LINE
    assert read("patrons", f"证号\n{long}x\n") == [Unread(Place(2), Noun.PATRONS, "", "long-line")]


BAD: list[tuple[str, str, str, dict[str, str]]] = [
    ("1.23457E+11,张三,", "1.23457E+11", "damaged_number", {"column": "证号", "value": "1.23457E+11"}),
    (",张三,", "", "empty-cell", {"column": "证号"}),
    ("P1,张三,2026-13-01", "P1", "not_a_date", {"column": "有效期", "value": "2026-13-01"}),
    ("P1,张三,,x", "P1", "too-many-cells", {}),
    ('P1,"张三', "", "open-quote", {}),
    ("1E+9,张,三,x", "1E+9", "too-many-cells", {}),
]


@pytest.mark.parametrize(("row", "key", "code", "facts"), BAD, ids=[code for _, _, code, _ in BAD])
def test_a_bad_row_is_told_and_the_next_is_read(row: str, key: str, code: str, facts: dict[str, str]) -> None:
    found = read("patrons", f"证号,姓名,有效期\n{row}\nP2,李四,2030-01-01\n")
    assert found[0] == Unread(Place(2), Noun.PATRONS, key, code, facts)
    assert isinstance(found[1], Arrived)
    assert found[1].place == Place(3)


def test_no_pin_is_told_however_bad_it_is() -> None:
    (unread,) = read("patrons", "证号,密码\nP1,1.23E+11\n")
    assert isinstance(unread, Unread)
    assert unread.facts == {"column": "密码", "value": ""}


def loan(row: str, headings: str = "条码,证号,借出日期,应还日期,续借次数,借出地点,所属馆") -> Any:  # noqa: ANN401
    (found,) = read("loans", f"{headings}\n{row}\n")
    return found.record if isinstance(found, Arrived) else found


def test_a_row_says_all_that_is_known_of_a_loan() -> None:
    assert loan("B1,P1,2026-02-01 08:30:00,2026-03-03,1,南湖一楼,local:XZNU") == ArrivingLoan(
        item=ItemId(AgencyId("XZNU", "local"), "B1"),
        patron=lib.patron_id("P1"),
        started=datetime(2026, 2, 1, 0, 30, tzinfo=UTC),
        due=datetime(2026, 3, 3, 15, 59, 59, tzinfo=UTC),
        renewals=1,
        terminal="南湖一楼",
    )


def test_a_loan_without_a_time_begins_with_its_day() -> None:
    came = loan("B1,P1,2026/2/1,2026/3/3", "条码,证号,借出日期,应还日期")
    assert came.started == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert came.item == lib.item_id("B1")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",P1,2026-02-01,2026-03-03", "empty-cell", "条码"),
        ("B1,,2026-02-01,2026-03-03", "empty-cell", "证号"),
        ("B1,P1,,2026-03-03", "empty-cell", "借出日期"),
        ("B1,P1,2026-02-01,soon", "not_a_date", "应还日期"),
        ("B1,P1,2026-02-01,2026-03-03,often", "not_a_count", "续借次数"),
    ],
)
def test_a_loan_that_lacks_something_is_told(row: str, code: str, column: str) -> None:
    found = loan(row)
    assert isinstance(found, Unread)
    assert (found.noun, found.code, found.facts["column"]) == (Noun.LOANS, code, column)
