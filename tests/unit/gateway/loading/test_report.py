import csv
from pathlib import Path

import pytest

from gateway.loading import report as report_module
from gateway.loading.found import Place
from gateway.loading.report import HEADINGS, Occupied, Report
from gateway.model.arrivals import RefusalCode
from tests.library import NOW, ZONE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.csv.refused.csv"


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_refusal_is_a_row_in_both_languages(path: Path) -> None:
    with Report(path, ZONE) as report:
        report.put(Place(7, 1234), "P1", RefusalCode.NO_NAME, {})
        report.put(Place(8), "B1", RefusalCode.LENT_TO_ANOTHER, {"started": NOW.isoformat()})
    assert report.count == 2
    assert rows(path) == [
        list(HEADINGS),
        ["7", "1234", "P1", "no_name", "新读者没有姓名", "A new reader needs a name"],
        [
            "8",
            "",
            "B1",
            "lent_to_another",
            "此书已借给他人（2026-03-02 10:00 起）",
            "It is lent to somebody else since 2026-03-02 10:00",
        ],
    ]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def refuse(path: Path, count: int = 1, **options: Path) -> None:
    with Report(path, ZONE, **options) as report:
        for number in range(count):
            report.put(Place(number), f"x{number}", "open-quote", {})
        assert report.count == count


def test_a_report_is_its_owners_alone(path: Path) -> None:
    refuse(path, 2)
    path.chmod(0o644)
    refuse(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "x1" not in path.read_text("utf-8")


@pytest.mark.parametrize("content", ["", "a librarian's own table\n", "x" * 1000])
def test_no_other_file_is_overwritten(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(Occupied):
        refuse(path)
    assert path.read_text() == content


def test_the_file_that_is_loaded_is_not_overwritten(path: Path, tmp_path: Path) -> None:
    refuse(path)
    older = path.read_bytes()
    with pytest.raises(Occupied):
        refuse(path, loaded=path)
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(Occupied):
        refuse(path, loaded=tmp_path / "link")
    assert path.read_bytes() == older
    refuse(path, loaded=tmp_path / "elsewhere")


def test_what_comes_to_stand_there_in_the_meantime_is_not_overwritten(path: Path) -> None:
    def load(report: Report) -> None:
        path.write_text("precious")
        report.put(Place(1), "x", "open-quote", {})

    with Report(path, ZONE) as report, pytest.raises(FileExistsError):
        load(report)
    assert path.read_text() == "precious"


def test_a_report_follows_no_link(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "precious")
    with pytest.raises(Occupied):
        refuse(path)
    assert not (tmp_path / "precious").exists()


def test_a_report_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "MOST_ROWS", 3)
    refuse(path, 9)
    found = rows(path)
    assert len(found) == 1 + 3 + 1
    assert found[-1][3] == "more"


def test_a_number_is_told_short_and_without_what_moves_a_cursor(path: Path) -> None:
    with Report(path, ZONE) as report:
        report.put(Place(1), "\x1b[2J" + "9" * 500, "open-quote", {})
    assert rows(path)[1][2] == "\N{REPLACEMENT CHARACTER}[2J" + "9" * 76


def test_nothing_refused_leaves_no_report_not_even_the_last_ones(path: Path) -> None:
    with Report(path, ZONE):
        pass
    assert not path.exists()
    with Report(path, ZONE) as report:
        report.put(Place(1), "x", "open-quote", {})
    with Report(path, ZONE):
        pass
    assert not path.exists()


def test_what_was_refused_before_a_load_broke_is_there(path: Path) -> None:
    def load(*refused: str) -> None:
        with Report(path, ZONE) as report:
            for key in refused:
                report.put(Place(1), key, "open-quote", {})
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        load("x")
    assert len(rows(path)) == 2
    older = path.read_bytes()
    with pytest.raises(ValueError, match="broken"):
        load()
    assert path.read_bytes() == older


@pytest.mark.parametrize("key", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(path: Path, key: str) -> None:
    with Report(path, ZONE) as report:
        report.put(Place(1), key, "open-quote", {})
    assert rows(path)[1][2] == f"'{key}"
