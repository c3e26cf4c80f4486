"""The record of what staff did: rows are added, and let go only by one that says so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A migration says what was decided on its day and never follows `tables`, so it spells everything out.

#: Up to here acts may be taken out: the last that a row has said to be let go.
LET_GO = "coalesce((SELECT max(upto) FROM audit WHERE upto IS NOT NULL), 0)"

LAST = "(SELECT max(seq) FROM audit)"

REFUSED = "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"

SQLITE = (
    f"CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit {REFUSED}",
    f"CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN old.seq > {LET_GO} {REFUSED}",
    # INSERT OR REPLACE takes a row out without asking the trigger above.
    f"CREATE TRIGGER audit_in_order BEFORE INSERT ON audit WHEN new.seq <= {LAST} {REFUSED}",
)

GUARD = "EXECUTE FUNCTION audit_is_kept()"

POSTGRESQL = (
    f"""CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.seq <= {LET_GO} THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit is append-only';
    END $$""",
    f"CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW {GUARD}",
    f"CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT {GUARD}",
)


def upgrade() -> None:
    """Make the table, and what guards it."""
    texts = ("at", "action", "account", "actor", "subject", "request", "outcome", "facts")
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("upto", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_strict=True,
    )
    let_go = sa.text("upto IS NOT NULL")
    op.create_index("audit_upto", "audit", ["upto"], sqlite_where=let_go, postgresql_where=let_go)
    op.create_index("audit_subject", "audit", ["subject"])
    op.create_index("audit_at", "audit", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
