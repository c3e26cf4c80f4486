"""Where the books are kept: an SQLite file, or a PostgreSQL database."""

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

#: What the URL of a PostgreSQL database begins with; libpq knows both.
POSTGRESQL: Final = ("postgresql://", "postgres://")

_SQLITE: Final = "sqlite:///"


class Database(str):
    """An SQLite file's absolute path, or a ``postgresql://`` URL, in which no password stands."""

    __slots__ = ()

    @classmethod
    def at(cls, base: Path, value: str) -> "Database":
        """What a configuration in the directory `base` means by that value."""
        if value.startswith(_SQLITE):
            value = value.removeprefix(_SQLITE)
        return cls(value if "://" in value else base / value)

    @property
    def path(self) -> Path | None:
        """The file; None where it is a server's database."""
        return None if "://" in self else Path(self)

    @property
    def scheme(self) -> str:
        """What stands before ``://``; empty for a file."""
        return self.partition("://")[0] if "://" in self else ""

    @property
    def tells_password(self) -> bool:
        """Whether a password stands in it, where everybody reads it who reads the configuration."""
        try:
            parts = urlsplit(self)
            return bool(parts.password) or "password" in parse_qs(parts.query)
        except ValueError:  # brackets that no address has
            return False
