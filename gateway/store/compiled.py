"""Statements in each database's words: SQL text with numbered parameters, compiled when first asked for.

Building and compiling a statement costs more than running it. `Statement` is a declaration; `Texts` are all
statements in one database's words, each compiled once in the process.
"""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler


class Statement:
    """What SQLAlchemy Core built, and its parameters in the order in which their values are given.

    A parameter that is not named must carry its value (a LIMIT of 1), which is written out.
    """

    __slots__ = ("built", "parameters")

    def __init__(self, built: Any, *parameters: str) -> None:  # noqa: ANN401 - whatever Core builds
        self.built = built
        self.parameters = parameters


class Texts(dict[Statement, str]):
    """The texts of one database. `mark` begins the number of a parameter: ``?1`` or ``$1``.

    Numbered, a parameter may stand in more than one place, and in any order.
    """

    def __init__(self, dialect: Dialect, mark: str) -> None:
        super().__init__()
        self._dialect = dialect
        self._mark = mark

    def __missing__(self, statement: Statement) -> str:
        text = self[statement] = self._compiled(statement)
        return text

    def _compiled(self, statement: Statement) -> str:
        names = statement.parameters
        compiled: SQLCompiler = statement.built.compile(dialect=self._dialect)
        pieces = str(compiled).split("?")
        places = compiled.positiontup or []
        if len(pieces) != len(places) + 1 or not set(names) <= set(places):
            raise AssertionError(f"{compiled} takes {places}, not {names}")
        written = [
            f"{self._mark}{names.index(place) + 1}" if place in names else repr(int(compiled.params[place]))
            for place in places
        ]
        return "".join(text + place for text, place in zip(pieces, [*written, ""], strict=True))


# Question marks from both: they are what a text is taken apart at, before its parameters are numbered.
SQLITE_TEXTS = Texts(sqlite.dialect(paramstyle="qmark"), "?")
POSTGRESQL_TEXTS = Texts(postgresql.dialect(paramstyle="qmark"), "$")  # type: ignore[no-untyped-call]
