"""The tables, declared once: queries are compiled from them, migrations are held against them.

Columns of the library's nouns are derived from their Structs (`gateway.store.shapes`); keys and indexes
stand here, each with the question it answers. There are no foreign keys: an item or a reader of another
library may be named in a loan before its record ever came here.
"""

from typing import Any

import sqlalchemy as sa

from gateway.model.audit import Act
from gateway.model.changes import Event
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, Letter, LetterState, Timer
from gateway.model.ill.transactions import IllTransaction
from gateway.model.items import Bibliographic, Item
from gateway.model.keeping import Erased, Provided
from gateway.model.kiosks import KioskState
from gateway.model.leases import Lease
from gateway.model.loans import LIVE, UNSETTLED, Fee, Hold, HoldState, Loan, LoanState, Payment
from gateway.model.partners import PartnerState
from gateway.model.patrons import Card, Patron, PatronBlock
from gateway.store.shapes import INTEGER, Shape

PATRON = Shape(Patron, besides=("cards", "blocks"))
CARD = Shape(Card)
BLOCK = Shape(PatronBlock)
BIB = Shape(Bibliographic)
ITEM = Shape(Item)
LOAN = Shape(Loan)
HOLD = Shape(Hold)
FEE = Shape(Fee)
PAYMENT = Shape(Payment)
EVENT = Shape(Event)
KIOSK = Shape(KioskState)
ACT = Shape(Act)
PROVIDED = Shape(Provided)
ERASED = Shape(Erased)
LEASE = Shape(Lease)
ILL_TRANSACTION = Shape(IllTransaction)

# The same of a transaction with a partner: it moves from state to state, and most messages don't move it.
_ILL_NAME = ("agency", "role", "partner", "initial_requester", "group", "qualifier", "sub")
ILL_LASTING = (*_ILL_NAME, "relay", "title", "author", "opened", "wanted")
ILL_MOVE = Shape(IllTransaction, besides=ILL_LASTING)
ILL_COURSE = Shape(IllTransaction, besides=(*ILL_LASTING, "state", "closed"))
ILL_ENTRY = Shape(IllEntry)
ILL_CASE = Shape(Case)
ILL_TIMER = Shape(Timer)
LETTER = Shape(Letter)
LETTER_FATE = Shape(
    Letter,
    besides=(
        *("partner", "transaction", "what", "payload", "language", "posted"),
        *("said", "original", "resend_of"),
    ),
)
PARTNER = Shape(PartnerState)

#: What stands of an item, and of a loan, as long as lending and returning change it. The rest is written
#: alone then: a column that a statement names is written to its indexes again, changed or not.
ITEM_LASTING = (
    *("title", "author", "bib", "call_number", "media", "item_type", "collection"),
    *("permanent_location", "permanent_shelf", "price_fen", "properties"),
)
LOAN_LASTING = ("patron", "item", "started", "terminal", "hold", "category", "college", "place")
ITEM_COURSE = Shape(Item, besides=ITEM_LASTING)
LOAN_COURSE = Shape(Loan, besides=LOAN_LASTING)

METADATA = sa.MetaData()


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    # STRICT: SQLite then holds every column to its type, as PostgreSQL does.
    return sa.Table(name, METADATA, *parts, sqlite_strict=True)


def _key(*columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _flag(name: str) -> sa.Column[int]:
    return sa.Column(name, INTEGER, nullable=False)


def _sequence() -> sa.Column[int]:
    """The order in which rows were written; 64 bits wide in both databases."""
    return sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def among(column: sa.ColumnElement[Any], values: frozenset[Any]) -> sa.ColumnElement[bool]:
    """`column` holds one of some enum members.

    They are written out: SQLite uses a partial index only for a query that repeats the index's own words.
    """
    return column.in_([sa.literal_column(f"'{value}'") for value in sorted(values)])


def _index(
    name: str, *columns: sa.Column[Any], where: sa.ColumnElement[bool] | None = None, unique: bool = False
) -> None:
    """An index; the database that makes it knows its condition by its own argument's name."""
    partial = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
    sa.Index(name, *columns, unique=unique, **partial)  # type: ignore[arg-type]


patron = _table("patron", *PATRON.columns(), _key("agency", "number"))

patron_card = _table(
    "patron_card",
    _text("agency"),
    _text("number"),
    _flag("position"),
    *CARD.columns(),
    _key("agency", "number", "position"),
)
_index("patron_card_value", patron_card.c.agency, patron_card.c.value)  # whose card is this?

patron_block = _table(
    "patron_block",
    _text("agency"),
    _text("number"),
    _flag("position"),
    *BLOCK.columns(),
    _key("agency", "number", "position"),
)

bib = _table("bib", *BIB.columns(), _key("id"))

item = _table("item", *ITEM.columns(), _key("owner", "barcode"))
_index("item_barcode", item.c.barcode)  # a barcode without its owner
_index("item_bib", item.c.bib, where=item.c.bib != sa.literal_column("''"))  # the copies of a title
_index("item_title", item.c.owner, item.c.title)  # what a reader names by its title alone

loan = _table("loan", *LOAN.columns(), _key("id"))
_index(
    "loan_unsettled",
    loan.c.item_owner,
    loan.c.item_barcode,
    where=among(loan.c.state, UNSETTLED),
    unique=True,
)
_index("loan_item", loan.c.item_owner, loan.c.item_barcode, loan.c.started)  # an item's last loan
_index("loan_patron", loan.c.patron_agency, loan.c.patron_number, where=among(loan.c.state, UNSETTLED))
_index("loan_due", loan.c.patron_agency, loan.c.due, where=among(loan.c.state, frozenset({LoanState.OPEN})))

# Of what is over, that which still names its reader: what he may ask for, and what retention looks through.
is_past_loan = sa.and_(loan.c.ended.is_not(None), loan.c.patron_number != sa.literal_column("''"))
_index("loan_past", loan.c.patron_agency, loan.c.patron_number, where=is_past_loan)
_index("loan_ended", loan.c.ended, where=is_past_loan)

hold = _table("hold", *HOLD.columns(), _key("id"))
_index("hold_item", hold.c.item_owner, hold.c.item_barcode, where=among(hold.c.state, LIVE))
_index("hold_caught", hold.c.caught_owner, hold.c.caught_barcode, where=among(hold.c.state, LIVE))
_index("hold_bib", hold.c.bib, where=among(hold.c.state, LIVE))
_index("hold_patron", hold.c.patron_agency, hold.c.patron_number, where=among(hold.c.state, LIVE))
# Holds whose date has passed: on the hold shelf one date counts, before that the other.
is_ready = among(hold.c.state, frozenset({HoldState.READY}))
is_awaited = among(hold.c.state, LIVE - {HoldState.READY})
_index("hold_pickup_by", hold.c.patron_agency, hold.c.pickup_by, where=is_ready)
_index("hold_expires", hold.c.patron_agency, hold.c.expires, where=is_awaited)
is_past_hold = sa.and_(
    among(hold.c.state, frozenset(HoldState) - LIVE), hold.c.patron_number != sa.literal_column("''")
)
_index("hold_past", hold.c.patron_agency, hold.c.patron_number, where=is_past_hold)
_index("hold_placed", hold.c.placed, where=is_past_hold)

fee = _table("fee", *FEE.columns(), _key("id"))
is_owed = fee.c.amount > fee.c.paid + fee.c.waived
_index("fee_owed", fee.c.patron_agency, fee.c.patron_number, where=is_owed)
_index("fee_loan", fee.c.loan, where=fee.c.loan != sa.literal_column("''"))
is_past_fee = sa.and_(
    fee.c.amount <= fee.c.paid + fee.c.waived, fee.c.patron_number != sa.literal_column("''")
)
_index("fee_past", fee.c.patron_agency, fee.c.patron_number, where=is_past_fee)
_index("fee_created", fee.c.created, where=is_past_fee)

payment = _table("payment", *PAYMENT.columns(), _key("id"))
# Was this told before? Not unique: machines begin their numbers anew, each for itself.
_index(
    "payment_reference",
    payment.c.patron_agency,
    payment.c.terminal,
    payment.c.reference,
    payment.c.at,
    where=payment.c.reference != sa.literal_column("''"),
)

is_named_payment = payment.c.patron_number != sa.literal_column("''")
_index("payment_past", payment.c.patron_agency, payment.c.patron_number, where=is_named_payment)
_index("payment_at", payment.c.at, where=is_named_payment)

kiosk = _table("kiosk", *KIOSK.columns(), _key("name"))

inbox = _table(
    "inbox",
    _sequence(),
    _text("ref"),
    _text("at"),
    _text("terminal"),
    _text("link"),
    _flag("sequenced"),
    _text("kind"),
    sa.Column("key", sa.LargeBinary, nullable=False),
    _text("item"),  # what it speaks of, as it was read; the reader's number is personal, as the text is
    _text("patron"),
    _text("text"),
    _text("reply"),
    _key("seq"),
)
_index("inbox_ref", inbox.c.ref, unique=True)  # the message that an event's cause names
is_keyed = sa.func.length(inbox.c.key) > sa.literal_column("0")
_index("inbox_key", inbox.c.key, where=is_keyed)  # was this answered before?
# Did anything about the same item, or the same reader, come after it?
_index("inbox_item", inbox.c.item, inbox.c.terminal, where=inbox.c.item != sa.literal_column("''"))
_index("inbox_patron", inbox.c.patron, inbox.c.terminal, where=inbox.c.patron != sa.literal_column("''"))

# What stays of a message whose content is gone: that something was told of a reader, to whom and why.
provided = _table("provided", _sequence(), *PROVIDED.columns(), _key("seq"))
is_told_of_somebody = provided.c.patron != sa.literal_column("''")
_index("provided_patron", provided.c.patron, where=is_told_of_somebody)
_index("provided_named", provided.c.at, where=is_told_of_somebody)

# Who was erased, by a keyed digest that nobody can turn back: repeated after an older backup came back.
erased = _table("erased", *ERASED.columns(), _key("id"))

event = _table("event", _sequence(), *EVENT.columns(), _key("seq"))
_index(
    "event_subject", event.c.subject
)  # the history of one item, patron or terminal; rows are in order of seq
_index("event_cause", event.c.cause, where=event.c.cause != sa.literal_column("''"))
_index("event_conflict", event.c.conflict, where=event.c.conflict == sa.literal_column("1"))

# What staff did. Triggers (migration 0003) let nobody change a row, nor take one out unless a later one's
# `upto` has let it go.
audit = _table(
    "audit",
    sa.Column(
        "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
    ),
    *ACT.columns(),
    sa.Column("upto", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    sa.Column("seal", sa.LargeBinary, nullable=False),
    _key("seq"),
)
_index("audit_upto", audit.c.upto, where=audit.c.upto.is_not(None))  # which were let go?
_index("audit_subject", audit.c.subject)  # what was done to one reader, item or kiosk
_index("audit_at", audit.c.at)  # what was done on one day

# Interlibrary loan. Of a million open transactions a few thousand are at work: no index holds what changes
# with every message, but for the state, which lists ask for.
ill_transaction = _table(
    "ill_transaction",
    *ILL_TRANSACTION.columns(),
    _text("client"),  # who wants it: what `wanted` says, to find a reader's transactions and let him go
    _flag("told"),  # whether its history and letters still hold what was said
    _key("id"),
)
_index(
    "ill_transaction_name",
    *(ill_transaction.c[name] for name in ("qualifier", "group", "sub", "agency", "role", "partner")),
    ill_transaction.c.initial_requester,
    unique=True,
)
is_open_ill = ill_transaction.c.closed.is_(None)
_index("ill_transaction_open", ill_transaction.c.id, where=is_open_ill)
_index("ill_transaction_state", ill_transaction.c.state, ill_transaction.c.id, where=is_open_ill)
_index("ill_transaction_partner", ill_transaction.c.partner, ill_transaction.c.id, where=is_open_ill)
is_wanted_by_somebody = ill_transaction.c.client != sa.literal_column("''")
_index("ill_transaction_client", ill_transaction.c.client, where=is_wanted_by_somebody)
# Of what is over, that which still names its reader, and that of which every word is kept.
is_past_ill = sa.and_(ill_transaction.c.closed.is_not(None), is_wanted_by_somebody)
_index("ill_transaction_past", ill_transaction.c.closed, where=is_past_ill)
is_told_ill = sa.and_(ill_transaction.c.closed.is_not(None), ill_transaction.c.told == sa.literal_column("1"))
_index("ill_transaction_told", ill_transaction.c.closed, where=is_told_ill)

# What belongs to no transaction, as what nobody could read, stands under the empty name.
ill_entry = _table("ill_entry", *ILL_ENTRY.columns(), _key("transaction", "seq"))

ill_case = _table("ill_case", *ILL_CASE.columns(), _key("transaction", "kind"))
_index("ill_case_open", ill_case.c.opened, where=ill_case.c.closed.is_(None))

ill_timer = _table("ill_timer", *ILL_TIMER.columns(), _key("transaction", "kind"))
_index("ill_timer_due", ill_timer.c.due)

# In the order in which they were posted, whichever server's clock gave them their ids.
letter = _table("letter", _sequence(), *LETTER.columns(), _key("seq"))
_index("letter_id", letter.c.id, unique=True)
is_waiting = among(letter.c.state, frozenset({LetterState.WAITING}))
is_dead = among(letter.c.state, frozenset({LetterState.DEAD}))
is_outstanding = among(letter.c.state, frozenset({LetterState.WAITING, LetterState.DEAD}))
# Of a transaction, what holds up the rest. What was sent is found by its history: an index of all letters by
# their transactions would be written at another place for each of a million.
_index("letter_outstanding", letter.c.transaction, letter.c.seq, where=is_outstanding)
is_of_none = letter.c.transaction == sa.literal_column("''")
_index("letter_of_none", letter.c.posted, where=is_of_none)
_index("letter_waiting", letter.c.partner, letter.c.next_at, where=is_waiting)
_index("letter_dead", letter.c.partner, where=is_dead)

partner = _table("partner", *PARTNER.columns(), _key("name"))

lease = _table("lease", *LEASE.columns(), _key("name"))

# The servers on this database (PostgreSQL), each with the last batch that it committed: what a server asks
# for that lost its connection in the middle of a COMMIT.
node = _table("node", _text("name"), _flag("batch"), _text("at"), _key("name"))

# Facts about the database itself, among them which key file its digests were made with.
meta = _table("meta", _text("name"), _text("value"), _key("name"))
