from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from gateway.loading import cells
from gateway.loading.cells import BadCell, CellFault, Moment

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  张三 ", "张三"),
        ("\u3000张三\u3000", "张三"),
        ("\ufeff张\u200b三", "张三"),
        ("'0012", "0012"),
        ('="0012"', "0012"),
        ("O'Neil", "O'Neil"),
        ("", ""),
    ],
)
def test_text_is_what_stands_between_what_a_spreadsheet_put_around_it(cell: str, text: str) -> None:
    assert cells.text(cell) == text


def test_bytes_that_were_no_characters_are_not_taken_for_text() -> None:
    with pytest.raises(BadCell) as bad:
        cells.text("张\N{REPLACEMENT CHARACTER}" + "x" * 99)
    assert bad.value.fault is CellFault.UNDECODABLE
    assert len(bad.value.value) == cells.SHOWN


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("20260001", "20260001"),
        ("'008", "008"),
        ("２０２６０００１", "20260001"),
        ("20260001.0", "20260001"),
        ("12.5", "12.5"),
        ("B0001E7", "B0001E7"),
    ],
)
def test_a_number_is_what_was_typed(cell: str, number: str) -> None:
    assert cells.number(cell) == number


@pytest.mark.parametrize("cell", ["1.23457E+11", "1.2e12", "2E+10", "-1E+05", "1,5E+11"])
def test_digits_that_are_gone_are_not_guessed(cell: str) -> None:
    with pytest.raises(BadCell) as bad:
        cells.number(cell)
    assert bad.value.fault is CellFault.DAMAGED_NUMBER
    assert bad.value.value == cell


def test_a_count_is_a_small_whole_number() -> None:
    assert [cells.count(cell) for cell in ("", "0", "2.0", "²")] == [0, 0, 2, 2]


@pytest.mark.parametrize("cell", ["-1", "two", "1000"])
def test_what_is_no_count_is_said(cell: str) -> None:
    with pytest.raises(BadCell, match="not_a_count"):
        cells.count(cell)


@pytest.mark.parametrize(
    ("cell", "day", "clock"),
    [
        ("2026/9/1", date(2026, 9, 1), None),
        ("2026-09-01", date(2026, 9, 1), None),
        ("2026.9.1", date(2026, 9, 1), None),
        ("20260901", date(2026, 9, 1), None),
        ("2026年9月1日", date(2026, 9, 1), None),
        ("2026/9/1 8:05", date(2026, 9, 1), time(8, 5)),
        ("2026-09-01 08:05:59.123", date(2026, 9, 1), time(8, 5, 59)),
        ("2026-09-01T08:05:00", date(2026, 9, 1), time(8, 5)),
        ("2026-09-01T08:05:00Z", date(2026, 9, 1), time(8, 5, tzinfo=UTC)),
        ("2026-09-01 08:05 +0800", date(2026, 9, 1), time(8, 5, tzinfo=timezone(timedelta(hours=8)))),
        ("２０２６／９／１", date(2026, 9, 1), None),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: str, day: date, clock: time | None) -> None:
    assert cells.moment(cell) == Moment(day, clock)
    assert cells.day(cell) == day


@pytest.mark.parametrize("cell", ["", "  ", "0000-00-00", "NULL", "-"])
def test_no_day_is_none(cell: str) -> None:
    assert cells.moment(cell) is None
    assert cells.day(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "01/09/2026",
        "26-9-1",
        "2026-13-01",
        "2026-02-30",
        "46266",
        "tomorrow",
        "2026-09-01 25:00",
        "2026-09-01 noon",
        "2026-09-01 08:00 CST",
    ],
)
def test_what_is_no_day_for_sure_is_said(cell: str) -> None:
    with pytest.raises(BadCell, match="not_a_date"):
        cells.moment(cell)


def test_an_instant_is_by_the_librarys_time_unless_it_says_otherwise() -> None:
    day = date(2026, 9, 1)
    assert Moment(day).at(ZONE, time(23, 59, 59)) == datetime(2026, 9, 1, 15, 59, 59, tzinfo=UTC)
    assert Moment(day, time(8, 0)).at(ZONE, time(0)) == datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
    assert Moment(day, time(8, 0, tzinfo=UTC)).at(ZONE, time(0)) == datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    assert Moment(day, time(0)).at(ZONE, time(12)).tzinfo is UTC


def test_what_nobody_sees_is_no_part_of_a_text() -> None:
    assert cells.text("张\x1b[2J\u202e三\x07") == "张[2J三"
    assert cells.text("一行\n二行") == "一行 二行"
    assert cells.text("x" * cells.TEXT_MOST) == "x" * cells.TEXT_MOST
    with pytest.raises(cells.BadCell) as bad:
        cells.text("x" * (cells.TEXT_MOST + 1))
    assert (bad.value.fault, len(bad.value.value)) == (cells.CellFault.TOO_LONG, cells.SHOWN)


@pytest.mark.parametrize("number", ["P\x1b1", "P\x071", "P|1", "P 1", "P\u202e1", "9" * 5000])
def test_what_can_be_no_number_is_refused(number: str) -> None:
    with pytest.raises(cells.BadCell) as bad:
        cells.number(number)
    assert bad.value.fault is cells.CellFault.BAD_NUMBER
    assert len(bad.value.value) <= cells.SHOWN


def test_an_identity_number_names_nobody_and_is_not_told() -> None:
    for spelling in ("11010519491231002X", "'11010519491231002x", "１１０１０５１９４９１２３１００２X"):
        with pytest.raises(cells.BadCell) as bad:
            cells.naming(spelling)
        assert bad.value.fault is cells.CellFault.IDENTITY_NUMBER
        assert "1101" not in str(bad.value)
    assert cells.naming("110105194912310021") == "110105194912310021"
    with pytest.raises(cells.BadCell) as bad:
        cells.day("11010519491231002X")
    assert bad.value.value == "***"


@pytest.mark.parametrize(
    ("look", "bare", "fault"),
    [
        (cells.proper_number, "", CellFault.BAD_NUMBER),
        (cells.proper_naming, "11010519491231002X", CellFault.IDENTITY_NUMBER),
        (cells.proper_text, "x" * (cells.TEXT_MOST + 1), CellFault.TOO_LONG),
        (cells.proper_text, "a\tb", CellFault.UNDECODABLE),
        (cells.proper_text, "11010519491231002X", CellFault.IDENTITY_NUMBER),
    ],
)
def test_what_was_read_is_looked_at_again(look: Callable[[str], str], bare: str, fault: CellFault) -> None:
    with pytest.raises(BadCell) as raised:
        look(bare)
    assert raised.value.fault is fault
    assert look("A1") == "A1"
