"""Every statement of the store, declared once for both databases (`gateway.store.compiled`).

A condition that an index is limited to is repeated, or SQLite would not use that index.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from gateway.model.loans import LIVE, UNSETTLED, LoanState
from gateway.ports import TITLED_LIMIT
from gateway.store import tables as t
from gateway.store.clock import database_clock
from gateway.store.compiled import Statement
from gateway.store.shapes import Shape


def _columns(table: Any, shape: Shape[Any]) -> list[Any]:  # noqa: ANN401 - a table or an alias of one
    return [table.c[name] for name in shape.names]


def _where(table: sa.Table, *keys: str) -> list[sa.ColumnElement[bool]]:
    return [table.c[key] == sa.bindparam(key) for key in keys]


def _get(table: sa.Table, shape: Shape[Any], *keys: str) -> Statement:
    """The record, or records, whose `keys` are given."""
    return Statement(sa.select(*_columns(table, shape)).where(*_where(table, *keys)), *keys)


#: Keys that one look-up takes: as many titles as come in one unit of a load.
MANY: Final = 64


def _get_many(table: sa.Table, shape: Shape[Any], key: str, *keys: str) -> Statement:
    """The records whose `keys` are given and whose `key` is among `MANY` values."""
    names = tuple(f"{key}_{number}" for number in range(MANY))
    among = table.c[key].in_([sa.bindparam(name) for name in names])
    return Statement(sa.select(*_columns(table, shape)).where(*_where(table, *keys), among), *keys, *names)


def _insert(table: sa.Table, *names: str) -> Statement:
    """A new row; one with the same key is an error."""
    # Inline: the number that a new row is given is asked for by nobody.
    return Statement(sa.insert(table).values({name: sa.bindparam(name) for name in names}).inline(), *names)


def _put(table: sa.Table, *names: str) -> Statement:
    """A row that is new, or takes the place of the one with the same key."""
    key = [column.name for column in table.primary_key]
    adding = insert(table).values({name: sa.bindparam(name) for name in names})
    rest = {name: adding.excluded[name] for name in names if name not in key}
    return Statement(adding.on_conflict_do_update(index_elements=key, set_=rest), *names)


def _changing(table: sa.Table, shape: Shape[Any]) -> sa.Update:
    key = [column.name for column in table.primary_key]
    return (
        sa.update(table)
        .values({name: sa.bindparam(f"new_{name}") for name in shape.names if name not in key})
        .where(*(table.c[name] == sa.bindparam(f"new_{name}") for name in key))
    )


def _change(table: sa.Table, shape: Shape[Any]) -> Statement:
    """The columns of this shape in the row with the same key; the others stay."""
    return Statement(_changing(table, shape), *(f"new_{name}" for name in shape.names))


def _replace(table: sa.Table, shape: Shape[Any]) -> Statement:
    """The same, where the row has the version given after the others."""
    changing = _changing(table, shape).where(table.c.version == sa.bindparam("was"))
    return Statement(changing, *(f"new_{name}" for name in shape.names), "was")


def _filled(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return column != sa.literal_column("''")


def _any(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether there is such a row: one more column of a record, where a statement of its own costs more."""
    return sa.exists(sa.select(sa.literal_column("1")).select_from(table).where(*conditions))


# ------------------------------------------------------------------------------------------------- patrons

_OWNER = ("agency", "number")


def _his(table: sa.Table, *also: sa.ColumnElement[bool], prefix: str = "") -> sa.ColumnElement[bool]:
    keys = ((table.c[f"{prefix}{key}"], t.patron.c[key]) for key in _OWNER)
    return _any(table, *(his == key for his, key in keys), *also)


#: The patron, and whether he has any cards, blocks, unsettled loans, live holds and owed fees.
PATRON = Statement(
    sa.select(
        *_columns(t.patron, t.PATRON),
        _his(t.patron_card),
        _his(t.patron_block),
        _his(t.loan, t.among(t.loan.c.state, UNSETTLED), prefix="patron_"),
        _his(t.hold, t.among(t.hold.c.state, LIVE), prefix="patron_"),
        _his(t.fee, t.is_owed, prefix="patron_"),
    ).where(*_where(t.patron, *_OWNER)),
    *_OWNER,
)
PATRON_INSERT = _insert(t.patron, *t.PATRON.names)
PATRON_REPLACE = _replace(t.patron, t.PATRON)
PATRON_VERSION = Statement(sa.select(t.patron.c.version).where(*_where(t.patron, *_OWNER)), *_OWNER)

CARDS = Statement(
    sa.select(*_columns(t.patron_card, t.CARD))
    .where(*_where(t.patron_card, *_OWNER))
    .order_by(t.patron_card.c.position),
    *_OWNER,
)
CARD_INSERT = _insert(t.patron_card, *_OWNER, "position", *t.CARD.names)
CARDS_DELETE = Statement(sa.delete(t.patron_card).where(*_where(t.patron_card, *_OWNER)), *_OWNER)
# A card may have been lost by one reader and be another's now: the live one counts. Last comes whose own
# number it is.
_holders = sa.union_all(
    sa.select(t.patron_card.c.number, t.patron_card.c.lost).where(*_where(t.patron_card, "agency", "value")),
    sa.select(t.patron.c.number, sa.literal_column("2")).where(
        *_where(t.patron, "agency"), t.patron.c.number == sa.bindparam("value")
    ),
).subquery()
CARD_HOLDERS = Statement(
    sa.select(_holders.c.number, _holders.c.lost).order_by(_holders.c.lost, _holders.c.number),
    "agency",
    "value",
)

BLOCKS = Statement(
    sa.select(*_columns(t.patron_block, t.BLOCK))
    .where(*_where(t.patron_block, *_OWNER))
    .order_by(t.patron_block.c.position),
    *_OWNER,
)
BLOCK_INSERT = _insert(t.patron_block, *_OWNER, "position", *t.BLOCK.names)
BLOCKS_DELETE = Statement(sa.delete(t.patron_block).where(*_where(t.patron_block, *_OWNER)), *_OWNER)

# ---------------------------------------------------------------------------------------- items and titles

#: The item, and whether it has an unsettled loan, and live holds on it or on its title.
ITEM = Statement(
    sa.select(
        *_columns(t.item, t.ITEM),
        _any(
            t.loan,
            *(t.loan.c[f"item_{key}"] == t.item.c[key] for key in ("owner", "barcode")),
            t.among(t.loan.c.state, UNSETTLED),
        ),
        sa.or_(
            *(
                _any(
                    t.hold,
                    *(t.hold.c[f"{part}_{key}"] == t.item.c[key] for key in ("owner", "barcode")),
                    t.among(t.hold.c.state, LIVE),
                )
                for part in ("item", "caught")
            ),
            _any(t.hold, t.hold.c.bib == t.item.c.bib, _filled(t.hold.c.bib), t.among(t.hold.c.state, LIVE)),
        ),
    ).where(*_where(t.item, "owner", "barcode")),
    "owner",
    "barcode",
)
ITEMS = _get_many(t.item, t.ITEM, "barcode", "owner")
ITEM_INSERT = _insert(t.item, *t.ITEM.names)
ITEM_REPLACE = _replace(t.item, t.ITEM)
ITEM_CHANGE = _replace(t.item, t.ITEM_COURSE)
ITEM_VERSION = Statement(
    sa.select(t.item.c.version).where(*_where(t.item, "owner", "barcode")), "owner", "barcode"
)
ITEMS_WITH_BARCODE = Statement(
    sa.select(*_columns(t.item, t.ITEM)).where(*_where(t.item, "barcode")).order_by(t.item.c.owner), "barcode"
)
ITEMS_OF_TITLE = Statement(
    sa.select(*_columns(t.item, t.ITEM))
    .where(*_where(t.item, "bib"), _filled(t.item.c.bib))
    .order_by(t.item.c.owner, t.item.c.barcode),
    "bib",
)
ITEMS_TITLED = Statement(
    sa.select(*_columns(t.item, t.ITEM))
    .where(*_where(t.item, "owner", "title"), _filled(t.item.c.title))
    .order_by(t.item.c.bib, t.item.c.barcode)
    .limit(TITLED_LIMIT),
    "owner",
    "title",
)

BIB = _get(t.bib, t.BIB, "id")
BIBS = _get_many(t.bib, t.BIB, "id")
BIB_PUT = _put(t.bib, *t.BIB.names)

# --------------------------------------------------------------------------------------------------- loans

_LOANS = sa.select(*_columns(t.loan, t.LOAN))
_unsettled = t.among(t.loan.c.state, UNSETTLED)

LOAN = _get(t.loan, t.LOAN, "id")
LOAN_PUT = _put(t.loan, *t.LOAN.names)
LOAN_CHANGE = _change(t.loan, t.LOAN_COURSE)
LOAN_UNSETTLED = Statement(
    _LOANS.where(*_where(t.loan, "item_owner", "item_barcode"), _unsettled), "item_owner", "item_barcode"
)
LOAN_LAST = Statement(
    _LOANS.where(
        *_where(t.loan, "item_owner", "item_barcode"),
        t.loan.c.state != sa.literal_column(f"'{LoanState.UNDONE}'"),
    )
    .order_by(t.loan.c.started.desc(), t.loan.c.id.desc())
    .limit(1),
    "item_owner",
    "item_barcode",
)
LOANS_OF = Statement(
    _LOANS.where(*_where(t.loan, "patron_agency", "patron_number"), _unsettled).order_by(
        t.loan.c.started, t.loan.c.id
    ),
    "patron_agency",
    "patron_number",
)
LOANS_DUE = Statement(
    _LOANS.where(
        *_where(t.loan, "patron_agency"),
        t.loan.c.due.between(sa.bindparam("first"), sa.bindparam("last")),
        t.among(t.loan.c.state, frozenset({LoanState.OPEN})),
    ).order_by(t.loan.c.due, t.loan.c.id),
    "patron_agency",
    "first",
    "last",
)

# --------------------------------------------------------------------------------------------------- holds

_HOLDS = sa.select(*_columns(t.hold, t.HOLD))
_live = t.among(t.hold.c.state, LIVE)

HOLD = _get(t.hold, t.HOLD, "id")
HOLD_PUT = _put(t.hold, *t.HOLD.names)
HOLDS_OF = Statement(
    _HOLDS.where(*_where(t.hold, "patron_agency", "patron_number"), _live).order_by(
        t.hold.c.placed, t.hold.c.id
    ),
    "patron_agency",
    "patron_number",
)
# Three look-ups, each in its own index; a hold that answers to more than one of them is one row.
_on_item = sa.union(
    _HOLDS.where(
        t.hold.c.item_owner == sa.bindparam("owner"), t.hold.c.item_barcode == sa.bindparam("barcode"), _live
    ),
    _HOLDS.where(
        t.hold.c.caught_owner == sa.bindparam("owner"),
        t.hold.c.caught_barcode == sa.bindparam("barcode"),
        _live,
    ),
    _HOLDS.where(
        *_where(t.hold, "bib"), _filled(t.hold.c.bib), t.hold.c.kind == sa.literal_column("'title'"), _live
    ),
).subquery()
HOLDS_ON = Statement(
    sa.select(*_columns(_on_item, t.HOLD)).order_by(_on_item.c.placed, _on_item.c.id),
    "owner",
    "barcode",
    "bib",
)

_lapsed = sa.union_all(
    _HOLDS.where(*_where(t.hold, "patron_agency"), t.is_ready, t.hold.c.pickup_by < sa.bindparam("now")),
    _HOLDS.where(*_where(t.hold, "patron_agency"), t.is_awaited, t.hold.c.expires < sa.bindparam("now")),
).subquery()
LAPSED_HOLDS = Statement(
    sa.select(*_columns(_lapsed, t.HOLD))
    .order_by(_lapsed.c.placed, _lapsed.c.id)
    .limit(sa.bindparam("limit")),
    "patron_agency",
    "now",
    "limit",
)

# --------------------------------------------------------------------------------------------------- money

FEE_PUT = _put(t.fee, *t.FEE.names)
FEES_OF = Statement(
    sa.select(*_columns(t.fee, t.FEE))
    .where(*_where(t.fee, "patron_agency", "patron_number"), t.is_owed)
    .order_by(t.fee.c.created, t.fee.c.id),
    "patron_agency",
    "patron_number",
)
FEES_OF_LOAN = Statement(
    sa.select(*_columns(t.fee, t.FEE))
    .where(*_where(t.fee, "loan"), _filled(t.fee.c.loan))
    .order_by(t.fee.c.created, t.fee.c.id),
    "loan",
)

PAYMENT_PUT = _put(t.payment, *t.PAYMENT.names)
PAYMENT = Statement(
    sa.select(*_columns(t.payment, t.PAYMENT))
    .where(
        *_where(t.payment, "patron_agency", "terminal", "reference"),
        _filled(t.payment.c.reference),
        t.payment.c.at >= sa.bindparam("since"),
    )
    .order_by(t.payment.c.at.desc(), t.payment.c.id.desc())
    .limit(1),
    "patron_agency",
    "terminal",
    "reference",
    "since",
)

# ----------------------------------------------------------------------------------------- inbox and events

INBOX_INSERT = _insert(
    t.inbox, "ref", "at", "terminal", "link", "sequenced", "kind", "key", "item", "patron", "text", "reply"
)

# The latest message with a key, unless something came after it that may have made its answer stale.
_repeat, _later = t.inbox.alias("repeat"), t.inbox.alias("later")


def _followed(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a later message meets the conditions."""
    return sa.exists().where(*conditions, _later.c.seq > _repeat.c.seq)


def _speaks_of_the_same(name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _later.c[name] == _repeat.c[name], _filled(_later.c[name])


_of_the_same_terminal = _later.c.terminal == _repeat.c.terminal


def _remembered(*holds: sa.ColumnElement[bool]) -> Statement:
    latest = sa.select(sa.func.max(t.inbox.c.seq)).where(*_where(t.inbox, "key"), t.is_keyed)
    return Statement(
        sa.select(_repeat.c.ref, _repeat.c.at, _repeat.c.link, _repeat.c.reply).where(
            _repeat.c.seq == latest.scalar_subquery(), *holds
        ),
        "key",
    )


# Of its own terminal, about the same item or, where it named no item, about the same reader.
REMEMBERED = _remembered(
    ~_followed(*_speaks_of_the_same("item"), _of_the_same_terminal),
    ~sa.and_(
        _repeat.c.item == sa.literal_column("''"),
        _followed(*_speaks_of_the_same("patron"), _of_the_same_terminal),
    ),
)
# Anything of its own terminal, and of any about the same item or reader. What came after is looked through by
# its place in the inbox: no more than the library did within the window.
REMEMBERED_UNDATED = _remembered(
    ~_followed(_of_the_same_terminal),
    ~_followed(*_speaks_of_the_same("item")),
    ~_followed(*_speaks_of_the_same("patron")),
)

EVENT_INSERT = _insert(t.event, *t.EVENT.names)
_EVENTS = sa.select(*_columns(t.event, t.EVENT)).order_by(t.event.c.seq.desc()).limit(sa.bindparam("limit"))
HISTORY = Statement(_EVENTS.where(*_where(t.event, "subject")), "subject", "limit")
CONFLICTS = Statement(_EVENTS.where(t.event.c.conflict == sa.literal_column("1")), "limit")

# ------------------------------------------------------------------------------------------- kiosks and meta

PROVIDED_INSERT = _insert(t.provided, *t.PROVIDED.names)

KIOSK = _get(t.kiosk, t.KIOSK, "name")
KIOSK_PUT = _put(t.kiosk, *t.KIOSK.names)
KIOSKS = Statement(sa.select(*_columns(t.kiosk, t.KIOSK)).order_by(t.kiosk.c.name))

META = Statement(sa.select(t.meta.c.value).where(*_where(t.meta, "name")), "name")
META_INSERT = _insert(t.meta, "name", "value")
META_PUT = _put(t.meta, "name", "value")

# ------------------------------------------------------------------------------------------------- leases

CLOCK = Statement(sa.select(database_clock()))
LEASE = _get(t.lease, t.LEASE, "name")
LEASE_PUT = _put(t.lease, *t.LEASE.names)
