import codecs
from pathlib import Path

import pytest

from gateway.loading.tables import QUOTED_LINES, Row, Table, charset_of

TEXT = "证号,姓名\r\nP1,张三\r\n"


def rows(tmp_path: Path, content: bytes) -> list[Row]:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        table = Table(file, charset_of(path))
        found = list(table.rows())
        assert table.position == len(content)
    return found


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_a_character_set_is_found_out(tmp_path: Path, content: bytes, charset: str) -> None:
    assert rows(tmp_path, content) == [Row(1, ["证号", "姓名"]), Row(2, ["P1", "张三"])]
    assert charset_of(tmp_path / "t.csv") == charset


def test_what_ends_within_a_character_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("张".encode()[:2])
    assert charset_of(path) == "gb18030"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a,b\n1,2\n", ["a", "b"]),
        ("a;b\n1;2\n", ["a", "b"]),
        ("a\tb\n1\t2\n", ["a", "b"]),
        ("a\n1\n", ["a"]),
        ("sep=;\na,x;b\n1;2\n", ["a,x", "b"]),
        ("sep=\t\na\tb\n1\t2\n", ["a", "b"]),
    ],
)
def test_a_delimiter_is_found_out_or_said(tmp_path: Path, text: str, first: list[str]) -> None:
    assert rows(tmp_path, text.encode())[0].cells == first


def test_empty_rows_are_left_out_and_lines_are_counted(tmp_path: Path) -> None:
    found = rows(tmp_path, b"a,b\n\n , \n1,2\n")
    assert found == [Row(1, ["a", "b"]), Row(4, ["1", "2"])]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    found = rows(tmp_path, b'a,b\n"1,\r\n""x""\n",2\n3,"4,5"\n')
    assert found == [Row(1, ["a", "b"]), Row(2, ['1,\r\n"x"\n', "2"]), Row(5, ["3", "4,5"])]


@pytest.mark.parametrize("lines", [2, QUOTED_LINES * 3])
def test_a_quote_that_is_never_closed_costs_its_own_line(tmp_path: Path, lines: int) -> None:
    more = "".join(f"{number},x\n" for number in range(lines))
    found = rows(tmp_path, f'a,b\n1,"oops\n{more}'.encode())
    assert found[1] == Row(2, None)
    assert [row.cells for row in found[2:]] == [[str(number), "x"] for number in range(lines)]
    assert found[-1].line == lines + 2


def test_bytes_of_another_character_set_spoil_only_themselves(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\n张".encode("gb18030") + b"\xff,2\n3,4\n")
    with path.open("rb") as file:
        table = Table(file, "gb18030")
        found = list(table.rows())
    assert found[1].cells == ["张\N{REPLACEMENT CHARACTER}", "2"]
    assert found[2] == Row(3, ["3", "4"])
