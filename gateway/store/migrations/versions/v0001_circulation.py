"""The circulation tables, the inbox, the events and the kiosks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration says what was decided on its day and never follows `tables`, so it spells everything out.

UNSETTLED = "state IN ('claimed-returned', 'lost', 'open')"
LIVE = "state IN ('in-transit', 'queued', 'ready')"
READY = "state IN ('ready')"
AWAITED = "state IN ('in-transit', 'queued')"


def upgrade() -> None:
    """Make them."""
    _patrons()
    _items()
    _loans_and_holds()
    _money()
    _messages()


def _patrons() -> None:
    _table(
        "patron",
        *_texts("agency", "number", "name", "category", "college", "campus", "class_name"),
        *_texts("home_library", "expires", optional=True),
        sa.Column("pin", sa.LargeBinary),
        *_texts("email", "phone"),
        *_texts("birth_date", optional=True),
        *_integers("version"),
        key=("agency", "number"),
    )
    _table(
        "patron_card",
        *_texts("agency", "number"),
        *_integers("position"),
        *_texts("value", "kind"),
        *_integers("lost"),
        key=("agency", "number", "position"),
    )
    _index("patron_card_value", "patron_card", "agency", "value")
    _table(
        "patron_block",
        *_texts("agency", "number"),
        *_integers("position"),
        *_texts("reason", "text", "link", "since"),
        *_texts("until", optional=True),
        key=("agency", "number", "position"),
    )


def _items() -> None:
    _table(
        "bib",
        *_texts("id", "agency", "title", "author", "publisher", "year", "isbn", "class_number"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        key=("id",),
    )
    _table(
        "item",
        *_texts("owner", "barcode", "title", "author", "bib", "call_number", "media", "item_type"),
        *_texts("collection", "permanent_location", "current_location", "permanent_shelf"),
        *_texts("current_shelf", "destination", "status"),
        *_integers("price_fen", optional=True),
        *_texts("properties"),
        *_texts("last_returned", optional=True),
        *_texts("returned_loan"),
        *_integers("version"),
        key=("owner", "barcode"),
    )
    _index("item_barcode", "item", "barcode")
    _index("item_bib", "item", "bib", where="bib != ''")
    _index("item_title", "item", "owner", "title")


def _loans_and_holds() -> None:
    _table(
        "loan",
        *_texts("id", "item_owner", "item_barcode", "patron_agency", "patron_number", "started", "due"),
        *_integers("renewals"),
        *_texts("renewed_at", "previous_due", "reported_at", optional=True),
        *_texts("state"),
        *_texts("ended", optional=True),
        *_texts("terminal", "terminal_returned", "hold"),
        key=("id",),
    )
    _index("loan_unsettled", "loan", "item_owner", "item_barcode", where=UNSETTLED, unique=True)
    _index("loan_item", "loan", "item_owner", "item_barcode", "started")
    _index("loan_patron", "loan", "patron_agency", "patron_number", where=UNSETTLED)
    _index("loan_due", "loan", "patron_agency", "due", where="state IN ('open')")
    _table(
        "hold",
        *_texts("id", "patron_agency", "patron_number", "kind"),
        *_texts("item_owner", "item_barcode", optional=True),
        *_texts("bib", "title", "pickup", "placed"),
        *_texts("expires", optional=True),
        *_texts("state"),
        *_texts("caught_owner", "caught_barcode", "pickup_by", optional=True),
        key=("id",),
    )
    _index("hold_item", "hold", "item_owner", "item_barcode", where=LIVE)
    _index("hold_caught", "hold", "caught_owner", "caught_barcode", where=LIVE)
    _index("hold_bib", "hold", "bib", where=LIVE)
    _index("hold_patron", "hold", "patron_agency", "patron_number", where=LIVE)
    _index("hold_pickup_by", "hold", "patron_agency", "pickup_by", where=READY)
    _index("hold_expires", "hold", "patron_agency", "expires", where=AWAITED)


def _money() -> None:
    _table(
        "fee",
        *_texts("id", "patron_agency", "patron_number", "kind"),
        *_integers("amount", "paid", "waived"),
        *_texts("created"),
        *_texts("item_owner", "item_barcode", optional=True),
        *_texts("loan", "title"),
        key=("id",),
    )
    _index("fee_owed", "fee", "patron_agency", "patron_number", where="amount > paid + waived")
    _index("fee_loan", "fee", "loan", where="loan != ''")
    _table(
        "payment",
        *_texts("id", "patron_agency", "patron_number"),
        *_integers("amount"),
        *_texts("kind", "reference", "at", "terminal", "parts"),
        key=("id",),
    )
    _index(
        "payment_reference",
        "payment",
        *("patron_agency", "terminal", "reference", "at"),
        where="reference != ''",
    )


def _messages() -> None:
    _table(
        "kiosk",
        *_texts("name"),
        *_integers("paused"),
        *_texts("paused_by", "paused_why"),
        *_texts("paused_at", optional=True),
        *_integers("paper_out", "shut_down"),
        *_integers("print_width", optional=True),
        *_texts("protocol"),
        *_texts("last_seen", optional=True),
        *_texts("last_message", "address"),
        key=("name",),
    )
    _table(
        "inbox",
        _sequence(),
        *_texts("ref", "at", "terminal", "link"),
        *_integers("sequenced"),
        *_texts("kind"),
        sa.Column("key", sa.LargeBinary, nullable=False),
        *_texts("item", "patron", "text", "reply"),
        key=("seq",),
    )
    _index("inbox_ref", "inbox", "ref", unique=True)
    _index("inbox_key", "inbox", "key", where='length("key") > 0')
    _index("inbox_item", "inbox", "item", "terminal", where="item != ''")
    _index("inbox_patron", "inbox", "patron", "terminal", where="patron != ''")
    _table(
        "event",
        _sequence(),
        *_texts("kind", "subject", "at", "cause", "actor"),
        *_integers("conflict"),
        *_texts("data"),
        key=("seq",),
    )
    _index("event_subject", "event", "subject")
    _index("event_cause", "event", "cause", where="cause != ''")
    _index("event_conflict", "event", "conflict", where='"conflict" = 1')
    _table("meta", *_texts("name", "value"), key=("name",))


def _table(name: str, *columns: sa.Column[Any], key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key), sqlite_strict=True)


def _texts(*names: str, optional: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=optional) for name in names]


def _integers(*names: str, optional: bool = False) -> list[sa.Column[int]]:
    wide = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    return [sa.Column(name, wide, nullable=optional) for name in names]


def _sequence() -> sa.Column[int]:
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _index(name: str, table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    partial: dict[str, Any] = (
        {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    )
    op.create_index(name, table, list(columns), unique=unique, **partial)
