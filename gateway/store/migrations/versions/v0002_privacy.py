"""What is kept of loans and messages once their reader is nobody's business any more."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A migration says what was decided on its day and never follows `tables`, so it spells everything out.

PAST_LOAN = "ended IS NOT NULL AND patron_number != ''"
PAST_HOLD = "state IN ('cancelled', 'expired', 'fulfilled') AND patron_number != ''"
PAST_FEE = "amount <= paid + waived AND patron_number != ''"

#: What a loan is counted by; of those that stand already, as their reader and item are on this day.
COUNTED = {
    "category": "SELECT category FROM patron WHERE agency = {}.patron_agency AND number = {}.patron_number",
    "college": "SELECT college FROM patron WHERE agency = {}.patron_agency AND number = {}.patron_number",
    "place": "SELECT permanent_location FROM item WHERE owner = {}.item_owner AND barcode = {}.item_barcode",
}


def upgrade() -> None:
    """Make room for it."""
    if op.get_bind().dialect.name == "sqlite":
        _copy_loans()
    else:
        _widen_loans()
    _table(
        "provided", _sequence(), *_texts("ref", "at", "kind", "recipient", "patron", "categories", "basis")
    )
    _index("provided_patron", "provided", "patron", where="patron != ''")
    _index("provided_named", "provided", "at", where="patron != ''")
    _table(
        "erased",
        *_texts("id", "at"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        key="id",
    )
    reader = ("patron_agency", "patron_number")
    _index("loan_past", "loan", *reader, where=PAST_LOAN)
    _index("loan_ended", "loan", "ended", where=PAST_LOAN)
    _index("hold_past", "hold", *reader, where=PAST_HOLD)
    _index("hold_placed", "hold", "placed", where=PAST_HOLD)
    _index("fee_past", "fee", *reader, where=PAST_FEE)
    _index("fee_created", "fee", "created", where=PAST_FEE)
    _index("payment_past", "payment", *reader, where="patron_number != ''")
    _index("payment_at", "payment", "at", where="patron_number != ''")


def _counted(name: str, table: str) -> str:
    return f"coalesce(({COUNTED[name].format(table, table)}), '')"


def _widen_loans() -> None:
    for name in COUNTED:
        op.add_column("loan", sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.execute(f"UPDATE loan SET {name} = {_counted(name, 'loan')}")  # noqa: S608 - of our own words
        op.alter_column("loan", name, server_default=None)


def _copy_loans() -> None:
    """SQLite adds no column that must be filled, so the table is made anew."""
    op.rename_table("loan", "loan_before")
    for index in ("loan_unsettled", "loan_item", "loan_patron", "loan_due"):
        op.drop_index(index, "loan_before")
    before = (
        *("id", "item_owner", "item_barcode", "patron_agency", "patron_number", "started", "due"),
        *("renewals", "renewed_at", "previous_due", "reported_at", "state", "ended"),
        *("terminal", "terminal_returned", "hold"),
    )
    optional = {"renewed_at", "previous_due", "reported_at", "ended"}
    _table(
        "loan",
        *(
            sa.Column(name, sa.Integer if name == "renewals" else sa.Text, nullable=name in optional)
            for name in before
        ),
        *_texts(*COUNTED),
        key="id",
    )
    kept, counted = ", ".join(before), ", ".join(_counted(name, "loan_before") for name in COUNTED)
    op.execute(
        f"INSERT INTO loan ({kept}, {', '.join(COUNTED)}) "  # noqa: S608 - of our own words
        f"SELECT {kept}, {counted} FROM loan_before"
    )
    op.drop_table("loan_before")
    unsettled = "state IN ('claimed-returned', 'lost', 'open')"
    _index("loan_unsettled", "loan", "item_owner", "item_barcode", where=unsettled, unique=True)
    _index("loan_item", "loan", "item_owner", "item_barcode", "started")
    _index("loan_patron", "loan", "patron_agency", "patron_number", where=unsettled)
    _index("loan_due", "loan", "patron_agency", "due", where="state IN ('open')")


def _table(name: str, *columns: sa.Column[Any], key: str = "seq") -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(key), sqlite_strict=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _sequence() -> sa.Column[int]:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _index(name: str, table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    partial: dict[str, Any] = (
        {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    )
    op.create_index(name, table, list(columns), unique=unique, **partial)
