"""What PostgreSQL says in the middle of it; all else is tried with a real one in tests/integration."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

from gateway.app.custody_postgresql import PostgresqlCustody
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.store.errors import StoreError
from gateway.store.postgresql import backup

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("status", lambda custody, _: custody.status()),
        ("copy", lambda custody, file: custody.copy(file, NOW, lambda _: None)),
    ],
)
def test_a_server_that_goes_away_meanwhile_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    ask: Callable[[PostgresqlCustody, Path], object],
) -> None:
    def gone(*_: object, **__: object) -> NoReturn:
        raise psycopg.OperationalError("terminating connection due to administrator command\n")

    monkeypatch.setattr(backup, name, gone)
    config = Config(
        agency="CUMT",
        database=Database("postgresql://guanji@db.invalid/guanji"),
        keys=tmp_path / "secrets/key",
    )
    with pytest.raises(StoreError, match=r"can't be used \(terminating connection .* command\)$"):
        ask(PostgresqlCustody(config), tmp_path / "copy.pgdump")
