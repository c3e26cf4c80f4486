from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from gateway.store.tables import METADATA, loan

POSTGRESQL: Any = postgresql.dialect  # its constructor is not typed


def test_every_table_is_strict_and_has_a_key() -> None:
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=sqlite.dialect())).rstrip().endswith("STRICT")
        assert len(table.primary_key)


def test_an_item_has_one_unsettled_loan_by_the_databases_own_word() -> None:
    (index,) = (index for index in loan.indexes if index.unique)
    assert str(CreateIndex(index).compile(dialect=sqlite.dialect())) == (
        "CREATE UNIQUE INDEX loan_unsettled ON loan (item_owner, item_barcode) "
        "WHERE state IN ('claimed-returned', 'lost', 'open')"
    )


def test_the_same_declaration_makes_postgresql_tables() -> None:
    tables = [CreateTable(table) for table in METADATA.sorted_tables]
    indexes = [CreateIndex(index) for table in METADATA.sorted_tables for index in table.indexes]
    elements: list[Any] = [*tables, *indexes]
    made = "\n".join(str(element.compile(dialect=POSTGRESQL())) for element in elements)
    assert "BYTEA" in made
    assert "seq BIGSERIAL NOT NULL" in made
    assert "WHERE state IN ('claimed-returned', 'lost', 'open')" in made
