from pathlib import Path

import pytest

from gateway.loading import tables
from gateway.loading.found import Unusable
from gateway.loading.tables import LONGEST_LINE, QUOTED_LINES, Row, Table


def rows(tmp_path: Path, content: bytes) -> list[Row]:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        table = Table(file, "utf-8")
        found = list(table.rows())
        assert table.position == len(content)
    return found


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
    assert found[1] == Row(2, None, "open-quote")
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


def test_a_line_that_is_too_long_costs_itself_alone(tmp_path: Path) -> None:
    long = b"x" * LONGEST_LINE
    found = rows(
        tmp_path, b"a,b\n" + long * 3 + b",y\n3,4\n" + b'"p\n' + long + b'",q\n5,6\n' + b"z" * LONGEST_LINE
    )
    assert [(row.line, row.fault or row.cells) for row in found] == [
        (1, ["a", "b"]),
        (2, "long-line"),
        (3, ["3", "4"]),
        (4, "open-quote"),
        (5, "long-line"),
        (6, ["5", "6"]),
        (7, "long-line"),
    ]


def test_a_quoted_cell_with_a_line_that_is_too_long_is_not_cut_in_silence(tmp_path: Path) -> None:
    found = rows(tmp_path, b'a,b\n"p\n' + b"x" * (LONGEST_LINE + 1) + b'\nq",1\n3,4\n')
    assert [(row.line, row.fault or row.cells) for row in found] == [
        (1, ["a", "b"]),
        (2, "open-quote"),
        (3, "long-line"),
        (4, ['q"', "1"]),
        (5, ["3", "4"]),
    ]


def test_what_has_no_line_ends_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_SKIPPED", 2 * LONGEST_LINE)
    with pytest.raises(Unusable, match="no-lines"):
        rows(tmp_path, b"\0" * LONGEST_LINE * 5)
