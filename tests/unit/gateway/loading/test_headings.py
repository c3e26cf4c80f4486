import pytest

from gateway.loading import headings
from gateway.loading.headings import LOANS, PATRONS, Headings, LoanColumn, PatronColumn, plain


def test_width_case_blanks_and_brackets_do_not_count() -> None:
    assert plain(" Ｒｅａｄｅｒ＿ID（卡号）: ") == "readerid卡号"


def test_columns_are_found_by_any_spelling_and_the_first_of_two_counts() -> None:
    row = ["序号", "学号/工号", "姓 名", "手机号码", "电话", "Patron Type"]
    assert PATRONS.read(row) == {"number": 1, "name": 2, "phone": 3, "category": 5}
    assert PATRONS.unknown([*row, " "]) == ("序号",)


@pytest.mark.parametrize(
    ("kind", "row"), [(PATRONS, ["姓名"]), (LOANS, ["条码", "证号", "借出日期"]), (LOANS, [])]
)
def test_a_row_that_lacks_a_needed_column_is_no_heading(kind: Headings, row: list[str]) -> None:
    assert kind.read(row) is None


def test_headings_that_mean_what_an_earlier_one_means_are_told() -> None:
    cells = ["学号", "姓名", "证号 ", "籍贯", "name", "身份证", "证件号"]
    assert PATRONS.doubled(cells) == (("证号", "学号"), ("name", "姓名"))


def test_own_headings_come_before_the_customary_ones() -> None:
    own = PATRONS.known_as([("内部编号", "number"), ("学号", "ignored")])
    assert own.read(["学号", "内部编号"]) == {"ignored": 0, "number": 1}
    assert PATRONS.read(["内部编号"]) is None
    with pytest.raises(ValueError, match="nothing"):
        PATRONS.known_as([("x", "nothing")])


@pytest.mark.parametrize(
    ("columns", "spellings"),
    [(PatronColumn, headings._PATRON_SPELLINGS), (LoanColumn, headings._LOAN_SPELLINGS)],
)
def test_no_spelling_stands_for_two_columns(
    columns: type[PatronColumn] | type[LoanColumn], spellings: dict[str, str]
) -> None:
    every = [plain(word) for words in spellings.values() for word in words.split()]
    assert sorted(every) == sorted(set(every))
    assert set(spellings) | {"ignored"} == set(columns)
