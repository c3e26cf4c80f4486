"""Interlibrary loan: transactions with their history, and the outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# A migration says what was decided on its day and never follows `tables`, so it spells everything out.

OPEN = "closed IS NULL"


def upgrade() -> None:
    """Make room for it."""
    _transactions()
    _outbox()


def _transactions() -> None:
    _table(
        "ill_transaction",
        *_texts("id", "agency", "role", "partner", "initial_requester", "group", "qualifier", "sub", "state"),
        *_texts("relay", "title", "author"),
        _maybe("due"),
        *_texts("opened", "changed"),
        _maybe("closed"),
        *_texts("wanted", "course", "charges"),
        _number("version"),
        *_texts("client"),
        _number("told"),
        key=("id",),
    )
    _index(
        "ill_transaction_name",
        "ill_transaction",
        *("qualifier", "group", "sub", "agency", "role", "partner", "initial_requester"),
        unique=True,
    )
    _index("ill_transaction_open", "ill_transaction", "id", where=OPEN)
    _index("ill_transaction_state", "ill_transaction", "state", "id", where=OPEN)
    _index("ill_transaction_partner", "ill_transaction", "partner", "id", where=OPEN)
    _index("ill_transaction_client", "ill_transaction", "client", where="client != ''")
    _index("ill_transaction_past", "ill_transaction", "closed", where="closed IS NOT NULL AND client != ''")
    _index("ill_transaction_told", "ill_transaction", "closed", where="closed IS NOT NULL AND told = 1")
    _table(
        "ill_entry",
        *_texts("transaction"),
        _number("seq"),
        *_texts("at", "direction"),
        _maybe("service"),
        *_texts("actor", "cause", "before", "after"),
        _number("refused"),
        _maybe("why"),
        *_texts("remarks", "said"),
        _bytes("raw"),
        *_texts("decoded", "losses"),
        _number("repeat"),
        *_texts("letter"),
        key=("transaction", "seq"),
    )
    _table(
        "ill_case",
        *_texts("transaction", "kind", "opened"),
        _maybe("service"),
        *_texts("detail"),
        _maybe("closed"),
        *_texts("closed_by"),
        key=("transaction", "kind"),
    )
    _index("ill_case_open", "ill_case", "opened", where=OPEN)
    _table("ill_timer", *_texts("transaction", "kind", "due"), key=("transaction", "kind"))
    _index("ill_timer_due", "ill_timer", "due")


def _outbox() -> None:
    _table(
        "letter",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_texts("id", "partner", "transaction", "what"),
        _bytes("payload"),
        *_texts("language", "posted", "not_before", "state"),
        _number("attempts"),
        *_texts("next_at", "error", "said", "original", "resend_of"),
        _maybe("sent"),
        _maybe("finished"),
        key=("seq",),
    )
    _index("letter_id", "letter", "id", unique=True)
    _index("letter_outstanding", "letter", "transaction", "seq", where="state IN ('dead', 'waiting')")
    _index("letter_of_none", "letter", "posted", where="\"transaction\" = ''")
    _index("letter_waiting", "letter", "partner", "next_at", where="state IN ('waiting')")
    _index("letter_dead", "letter", "partner", where="state IN ('dead')")
    _table(
        "partner",
        *_texts("name"),
        _number("failures"),
        *(_maybe(name) for name in ("failing_since", "closed_until")),
        *_texts("error"),
        _maybe("last_sent"),
        _number("paused"),
        *_texts("paused_by", "paused_why"),
        _maybe("paused_at"),
        key=("name",),
    )


def _table(name: str, *columns: sa.Column[Any], key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key), sqlite_strict=True)


def _index(name: str, table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    limited = sa.text(where) if where else None
    condition: Any = {} if limited is None else {"sqlite_where": limited, "postgresql_where": limited}
    op.create_index(name, table, list(columns), unique=unique, **condition)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _maybe(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=True)


def _bytes(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False)
