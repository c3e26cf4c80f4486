import pytest

from gateway.translate.marc.values import RANGE_LIMIT, barcodes, clean, isbn, price, year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\x98The \x9cArt", "The Art"),
        ("\x88The \x89Art", "The Art"),
        (" 题名 / ", "题名"),
        ("Beijing :", "Beijing"),
        ("two\nlines\x1b \u2028here", "two lines here"),
        (" ", ""),
        ("//", ""),
    ],
)
def test_text_is_cleaned_for_readers(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1683011", ["1683011"]),
        (" 1683011 ; 1683012，1683013、 ", ["1683011", "1683012", "1683013"]),
        ("00236515-9", ["00236515", "00236516", "00236517", "00236518", "00236519"]),
        ("1865829-30", ["1865829", "1865830"]),
        ("A098-A101", ["A098", "A099", "A100", "A101"]),
        ("A098～101", ["A098", "A099", "A100", "A101"]),
        ("TK2004-0012", ["TK2004-0012"]),  # does not ascend
        ("12-345", ["12-345"]),  # its end is longer than its beginning
        ("A1-B2", ["A1-B2"]),
        ("5-5", ["5-5"]),
        ("100000-199999", ["100000-199999"]),
        ("978-7-302-58350-9", ["978-7-302-58350-9"]),
        ("", []),
        (";;", []),
    ],
)
def test_barcodes_stand_alone_in_lists_and_in_ranges(text: str, expected: list[str]) -> None:
    assert list(barcodes(text, ranges=True)) == expected


def test_ranges_have_a_limit() -> None:
    assert len(list(barcodes(f"1000-{999 + RANGE_LIMIT}", ranges=True))) == RANGE_LIMIT
    assert len(list(barcodes(f"1000-{1000 + RANGE_LIMIT}", ranges=True))) == 1


def test_a_dash_means_nothing_where_it_is_not_asked_for() -> None:
    assert list(barcodes("00236515-9", ranges=False)) == ["00236515-9"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CNY39.00", (3900, False)),
        ("￥66.00", (6600, False)),
        ("¥ 5.5", (550, False)),
        ("RMB12", (1200, False)),
        ("39.00元", (3900, False)),
        ("39.005", (3901, False)),
        ("12．50", (1250, False)),
        ("CNY30.00 (精装)", (3000, False)),
        ("CNY30.00(上册)", (3000, False)),
        ("￥66.00（全三册）", (None, True)),
        ("CNY66.00 (3册)", (None, True)),
        ("CNY66.00 (set: 2 vols.)", (None, True)),
        ("USD19.99", (None, True)),
        ("HK$50", (None, True)),
        ("CNY", (None, False)),
        ("", (None, False)),
        ("非卖品", (None, False)),
    ],
)
def test_prices_are_in_yuan_and_an_items_own(text: str, expected: tuple[int | None, bool]) -> None:
    assert price(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012.05", "2012"),
        ("[2012?]", "2012"),
        ("c1998-", "1998"),
        ("民国二十年", ""),
        ("", ""),
        ("9999", ""),
    ],
)
def test_the_first_year_counts(text: str, expected: str) -> None:
    assert year(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("978-7-302-58350-9", ("9787302583509", True)),
        ("978-7-302-58350-8", ("9787302583508", False)),
        ("7-5037-1744-0", ("7503717440", True)),
        ("750372790x (精装)", ("750372790X", True)),
        ("7-113-05198-8", ("7113051988", False)),
        ("X503727900", ("X503727900", False)),
        ("12345", ("12345", False)),
        ("97873025835X9", ("97873025835X9", False)),
        ("", ("", False)),
    ],
)
def test_an_isbn_is_kept_in_its_form_and_checked(text: str, expected: tuple[str, bool]) -> None:
    assert isbn(text) == expected
