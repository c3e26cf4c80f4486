"""Several servers on one database: who speaks for what, and what each committed last."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A migration says what was decided on its day and never follows `tables`, so it spells everything out.


def upgrade() -> None:
    """Make room for it."""
    _table("lease", _text("name"), _text("holder"), _number("term"), _text("until"))
    _table("node", _text("name"), _number("batch"), _text("at"))


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint("name"), sqlite_strict=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False)
