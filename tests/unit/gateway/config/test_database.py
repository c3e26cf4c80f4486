from pathlib import Path

import pytest

from gateway.config.database import Database

BASE = Path("/srv/guanji")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("guanji.sqlite", "/srv/guanji/guanji.sqlite"),
        ("/data/guanji.sqlite", "/data/guanji.sqlite"),
        ("sqlite:///guanji.sqlite", "/srv/guanji/guanji.sqlite"),
        ("sqlite:////data/guanji.sqlite", "/data/guanji.sqlite"),
    ],
)
def test_a_file_is_absolute(value: str, path: str) -> None:
    database = Database.at(BASE, value)
    assert (database, database.path, database.scheme) == (path, Path(path), "")
    assert not database.tells_password


def test_a_servers_database_is_no_file() -> None:
    url = "postgresql://guanji@db/guanji"
    database = Database.at(BASE, url)
    assert (database, database.path, database.scheme) == (url, None, "postgresql")


@pytest.mark.parametrize(
    ("url", "tells"),
    [
        ("postgresql://guanji@db/guanji", False),
        ("postgresql://guanji:secret@db/guanji", True),
        ("postgresql://db/guanji?password=secret", True),
        ("postgresql://[db/guanji", False),
    ],
)
def test_a_password_in_it_is_seen(url: str, *, tells: bool) -> None:
    assert Database(url).tells_password is tells
