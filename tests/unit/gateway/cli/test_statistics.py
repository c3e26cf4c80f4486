"""``guanji statistics loans``."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.store.opening import open_store
from tests.memory_store import result
from tests.store_samples import LOAN, READER


@pytest.fixture
def config(tmp_path: Path, guanji: Callable[..., Any]) -> str:
    """A library's configuration with loans in its database: two of September, one of October."""
    home = tmp_path / "library"
    assert guanji("init", str(home)).status == 0
    store = open_store(home / "guanji.sqlite")
    loans = (
        # Midnight in China is four in the afternoon in UTC.
        _loan("L1", datetime(2026, 8, 31, 16, 0, tzinfo=UTC), place="HALL"),
        _loan("L2", datetime(2026, 9, 30, 15, 59, tzinfo=UTC), place="HALL"),
        _loan("L3", datetime(2026, 9, 30, 16, 0, tzinfo=UTC), place="EAST"),
    )
    result(store.commit(lambda ledger: ledger.save(Changes(records=(READER, *loans)))))
    result(store.stop())
    return str(home / "guanji.toml")


def _loan(name: str, started: datetime, place: str) -> Any:  # noqa: ANN401 - a loan
    item = msgspec.structs.replace(LOAN.item, barcode=name)
    return msgspec.structs.replace(
        LOAN, id=name, item=item, started=started, category="本科生", college="矿业学院", place=place
    )


MONTHS = ("--from", "2026-09", "--to", "2026-10")


def test_a_table(guanji: Callable[..., Any], config: str) -> None:
    ended = guanji("statistics", "loans", *MONTHS, "-c", config)
    assert [line.split() for line in ended.lines] == [
        ["month", "category", "college", "place", "loans", "renewals"],
        ["2026-09", "本科生", "矿业学院", "HALL", "2", "2"],
        ["2026-10", "本科生", "矿业学院", "EAST", "1", "1"],
    ]


def test_csv_that_excel_reads(guanji: Callable[..., Any], config: str) -> None:
    ended = guanji("--lang", "zh", "statistics", "loans", *MONTHS, "--csv", "-c", config)
    assert ended.out.startswith(
        "\N{BYTE ORDER MARK}月份,读者类型,学院,地点,借阅,续借\r\n2026-09,本科生,矿业学院,HALL,2,2"
    )


def test_json(guanji: Callable[..., Any], config: str) -> None:
    ended = guanji("statistics", "loans", "--from", "2026-10", "--to", "2026-10", "--json", "-c", config)
    assert json.loads(ended.out) == {
        "loans": [
            {
                "month": "2026-10",
                "category": "本科生",
                "college": "矿业学院",
                "place": "EAST",
                "loans": 1,
                "renewals": 1,
            }
        ]
    }


def test_a_year_back_from_now_or_from_then(guanji: Callable[..., Any], config: str) -> None:
    assert len(guanji("statistics", "loans", "--to", "2027-09", "-c", config).lines) == 3
    assert guanji("statistics", "loans", "--to", "2026-08", "-c", config).lines == ["nothing was lent"]
    assert guanji("statistics", "loans", "-c", config).status == 0


def test_months_the_wrong_way_round(guanji: Callable[..., Any], config: str) -> None:
    ended = guanji("statistics", "loans", "--from", "2026-10", "--to", "2026-09", "-c", config)
    assert (ended.status, "2026-10 is later than --to 2026-09" in ended.err) == (2, True)


def test_what_is_no_month(guanji: Callable[..., Any], config: str) -> None:
    ended = guanji("statistics", "loans", "--from", "9/2026", "-c", config)
    assert (ended.status, ended.err) == (2, "guanji: '9/2026' is no month: write 2026-09\n")


def test_where_there_is_no_database_none_is_made(guanji: Callable[..., Any], config: str) -> None:
    database = Path(config).with_name("guanji.sqlite")
    database.unlink()
    ended = guanji("statistics", "loans", "-c", config)
    assert (ended.status, database.exists()) == (1, False)
