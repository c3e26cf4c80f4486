import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from gateway.store.compiled import POSTGRESQL_TEXTS, SQLITE_TEXTS, Statement, Texts

TABLE = sa.table("t", sa.column("a"), sa.column("b"))
BUILT = sa.select(TABLE.c.a).where(TABLE.c.b == sa.bindparam("b"), TABLE.c.a == sa.bindparam("a")).limit(1)


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (SQLITE_TEXTS, "SELECT t.a FROM t WHERE t.b = ?2 AND t.a = ?1 LIMIT 1 OFFSET 0"),
        (POSTGRESQL_TEXTS, "SELECT t.a FROM t WHERE t.b = $2 AND t.a = $1 LIMIT 1::INTEGER"),
    ],
    ids=["sqlite", "postgresql"],
)
def test_parameters_are_numbered_as_they_are_named(texts: Texts, text: str) -> None:
    assert " ".join(texts[Statement(BUILT, "a", "b")].split()) == text


@pytest.mark.parametrize("names", [("wrong",), ("a", "wrong")])
def test_a_parameter_that_a_statement_does_not_take_is_a_mistake(names: tuple[str, ...]) -> None:
    statement = Statement(sa.select(TABLE.c.a).where(TABLE.c.a == sa.bindparam("a")), *names)
    with pytest.raises(AssertionError, match="takes"):
        SQLITE_TEXTS[statement]


def test_a_statement_is_compiled_once() -> None:
    texts = Texts(sqlite.dialect(paramstyle="qmark"), "?")
    statement = Statement(BUILT, "a", "b")
    assert texts[statement] is texts[statement]
    assert list(texts) == [statement]
