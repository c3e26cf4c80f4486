"""Copies of a database: what is asked of whoever keeps it, what they are called, where none may lie."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from gateway.config.declare import Config
from gateway.store.backup import Copied, Progress, Proved, Unfit, Why
from gateway.store.status import Status

_STAMP: Final = "%Y%m%d-%H%M%S"


class PutBack(NamedTuple):
    """What putting a copy back came to.

    `kept` is where what it replaced lies now. `unread`: what it replaced could not be asked who was erased
    from it, so that only the list knows.
    """

    kept: Path | None
    unread: bool = False


class Custody(Protocol):
    """One database in the hands of its keeper. All raise `StoreError`, and `InUse` where a server runs."""

    suffix: str

    def status(self, *, check: bool = True) -> Status:
        """How it stands; with `check` every page is read."""
        ...

    def copy(self, file: Path, now: datetime, progress: Progress) -> Copied:
        """Copy it to a file that is not there yet, and note when."""
        ...

    def prove(self, file: Path) -> Proved:
        """Look whether a file is a copy that could be put back."""
        ...

    def put_back(self, file: Path, now: datetime, progress: Progress) -> PutBack:
        """Make a copy the database, brought up to date."""
        ...

    def upgrade(self, now: datetime, progress: Progress, *, keep: bool) -> Path | None:
        """Bring it to the newest revision; where it was copied to before, if `keep` asks for that."""
        ...


def stamp(now: datetime) -> str:
    """An instant as it stands in the names of files."""
    return now.strftime(_STAMP)


def refuse_beside_keys(file: Path, config: Config) -> None:
    """No copy lies beside the key file: whoever finds both can find every PIN. Raises `Unfit`."""
    if file.resolve().parent == config.keys.resolve().parent:
        raise Unfit(Why.OUTSIDE, file=file, keys=config.keys)
