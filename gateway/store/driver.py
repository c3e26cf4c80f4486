"""What differs between the databases, for whatever runs units of work on one."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from gateway.store.compiled import Texts


class Cursor(Protocol):
    """What is asked of a cursor (PEP 249)."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        ...

    def execute(self, text: str, values: Any, /) -> "Cursor":  # noqa: ANN401 - what a driver takes
        """Run a statement."""
        ...

    def fetchall(self) -> list[Any]:
        """Every row that it found."""
        ...


class Connection(Protocol):
    """What is asked of a connection that leaves BEGIN and COMMIT to us."""

    def cursor(self) -> Any:  # noqa: ANN401 - of a `Cursor`, which each driver declares in its own way
        """A new cursor."""
        ...

    def execute(self, text: str, /) -> Any:  # noqa: ANN401 - the same
        """Run a statement without values."""
        ...

    def close(self) -> None:
        """Close it, which rolls back what it had in hand."""
        ...


Connect = Callable[[], Connection]


class Driver(NamedTuple):
    """One kind of database: its statements, and what its errors mean.

    `error` is the root of what it raises; of such an error `is_down` says whether the database can't be used
    now, rather than that a unit was wrong, and `is_duplicate` whether a row with the same unique key is there
    already. `write` begins a transaction in which nobody else writes, `read` one that sees a single state.
    `roll_back` ends whatever transaction a connection has in hand; `lost` says whether the other end is gone.
    `version` asks for what changes when another connection has written; empty where that can't be asked, so
    that nothing read in one transaction can be trusted in the next. `hasty` and `patient` make a connection
    wait, or not wait, for another process that is writing.
    """

    texts: Texts
    error: type[Exception]
    is_down: Callable[[BaseException], bool]
    is_duplicate: Callable[[BaseException], bool]
    write: str
    read: str
    roll_back: Callable[[Any], None]
    lost: Callable[[Any], bool]
    version: str = ""
    hasty: str = ""
    patient: str = ""
