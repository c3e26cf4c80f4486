"""Every statement of interlibrary loan and the outbox, declared as `gateway.store.statements` are."""

from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from gateway.model.ill.post import LetterState
from gateway.model.ill.words import Service
from gateway.ports.ill import NAMESAKES, SCANNED, Sought
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.shapes import Shape


def _columns(table: Any, shape: Shape[Any]) -> list[Any]:  # noqa: ANN401 - a table or an alias of one
    return [table.c[name] for name in shape.names]


def _where(table: sa.Table, *keys: str) -> list[sa.ColumnElement[bool]]:
    return [table.c[key] == sa.bindparam(key) for key in keys]


def _insert(table: sa.Table, *names: str) -> Statement:
    return Statement(sa.insert(table).values({name: sa.bindparam(name) for name in names}).inline(), *names)


def _put(table: sa.Table, *names: str) -> Statement:
    key = [column.name for column in table.primary_key]
    adding = insert(table).values({name: sa.bindparam(name) for name in names})
    rest = {name: adding.excluded[name] for name in names if name not in key}
    return Statement(adding.on_conflict_do_update(index_elements=key, set_=rest), *names)


_LIMIT: Any = sa.bindparam("limit", type_=sa.Integer)
_ONE: Any = sa.literal_column("1")

# -------------------------------------------------------------------------------------------- transactions

_ill = t.ill_transaction
_ILLS = sa.select(*_columns(_ill, t.ILL_TRANSACTION))
_NAME = ("qualifier", "group", "sub", "agency", "role")

ILL = Statement(_ILLS.where(*_where(_ill, "id")), "id")
ILL_NAMED = Statement(
    _ILLS.where(*_where(_ill, *_NAME, "partner", "initial_requester")), *_NAME, "partner", "initial_requester"
)
ILLS_NAMED = Statement(
    _ILLS.where(*_where(_ill, *_NAME)).order_by(_ill.c.id.desc()).limit(sa.literal_column(str(NAMESAKES))),
    *_NAME,
)
ILLS_OF = Statement(
    _ILLS.where(*_where(_ill, "client"), t.is_wanted_by_somebody).order_by(_ill.c.id), "client"
)

ILL_INSERT = _insert(_ill, *t.ILL_TRANSACTION.names, "client", "told")


def _ill_replace(shape: Shape[Any], *, client: bool = False, told: bool = True) -> Statement:
    """Those columns of a transaction in the place of the version given last."""
    written = (*shape.names, *(["client"] if client else []))
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in written if name != "id"}
    if told:
        values["told"] = _ONE
    changing = (
        sa.update(_ill)
        .values(values)
        .where(_ill.c.id == sa.bindparam("new_id"), _ill.c.version == sa.bindparam("was"))
    )
    return Statement(changing, *(f"new_{name}" for name in written), "was")


ILL_REPLACE = _ill_replace(t.ILL_TRANSACTION, client=True)
ILL_MOVE = _ill_replace(t.ILL_MOVE)
ILL_GO_ON = _ill_replace(t.ILL_COURSE, told=False)

_TEXTS: Final = ("title", "author", "qualifier")

#: What leads to transactions by an index, the narrower first.
_LEADING: Final = ("partner", "state")


def wanted(sought: Sought) -> tuple[str, ...]:
    """Which fields of what is sought matter."""
    fields = ("partner", "state", "agency", "role", "text")
    return tuple(name for name in fields if getattr(sought, name))


def _scanned(given: tuple[str, ...], opened: bool | None) -> sa.Select[Any]:  # noqa: FBT001 - as `Sought` says
    """The ids of transactions before one, latest first, that an index leads to."""
    scan = sa.select(_ill.c.id).where(_ill.c.id < sa.bindparam("after"))
    if opened is not None:
        scan = scan.where(t.is_open_ill if opened else _ill.c.closed.is_not(None))
    leading = [name for name in _LEADING if name in given][:1]
    return scan.where(*_where(_ill, *leading)).order_by(_ill.c.id.desc())


@lru_cache
def ills(given: tuple[str, ...], *, opened: bool | None) -> Statement:
    """The transactions that fit, of the next `SCANNED`: what seldom fits must not take all day to find."""
    scanned = _scanned(given, opened).limit(sa.literal_column(str(SCANNED))).subquery()
    fits = _where(_ill, *(name for name in given if name != "text"))
    if "text" in given:
        fits.append(sa.or_(*(_ill.c[name].ilike(sa.bindparam("text"), escape="/") for name in _TEXTS)))
    found = _ILLS.where(_ill.c.id.in_(sa.select(scanned.c.id)), *fits).order_by(_ill.c.id.desc())
    return Statement(found.limit(_LIMIT), *given, "after", "limit")


@lru_cache
def ills_end(given: tuple[str, ...], *, opened: bool | None) -> Statement:
    """The last of those `SCANNED`, if there are as many."""
    leading = [name for name in _LEADING if name in given][:1]
    end = _scanned(given, opened).limit(_ONE).offset(sa.literal_column(str(SCANNED - 1)))
    return Statement(end, *leading, "after")


def _ending(table: sa.Table, order: sa.Column[Any]) -> Statement:
    """The ids that end so, of the latest `SCANNED`."""
    latest = sa.select(table.c.id, order.label("at")).order_by(order.desc())
    scanned = latest.limit(sa.literal_column(str(SCANNED))).subquery()
    found = sa.select(scanned.c.id).where(scanned.c.id.like(sa.bindparam("end"), escape="/"))
    return Statement(found.order_by(scanned.c.at.desc()).limit(_LIMIT), "end", "limit")


ILLS_ENDING = _ending(_ill, _ill.c.id)
LETTERS_ENDING = _ending(t.letter, t.letter.c.seq)

# -------------------------------------------------------------------------------- entries, cases, timers

ILL_ENTRIES = Statement(
    sa.select(*_columns(t.ill_entry, t.ILL_ENTRY))
    .where(*_where(t.ill_entry, "transaction"), t.ill_entry.c.seq > sa.bindparam("after"))
    .order_by(t.ill_entry.c.seq)
    .limit(_LIMIT),
    *("transaction", "after", "limit"),
)
ILL_ENTRY_LAST = Statement(
    sa.select(sa.func.max(t.ill_entry.c.seq)).where(*_where(t.ill_entry, "transaction")), "transaction"
)
ILL_ENTRY_INSERT = _insert(t.ill_entry, *t.ILL_ENTRY.names)

_case, _timer = t.ill_case, t.ill_timer
_CASES = sa.select(*_columns(_case, t.ILL_CASE)).order_by(_case.c.opened, _case.c.transaction)
ILL_CASES_OPEN = Statement(_CASES.where(_case.c.closed.is_(None)).limit(_LIMIT), "limit")
ILL_CASES_OF = Statement(_CASES.where(*_where(_case, "transaction")).limit(_LIMIT), "transaction", "limit")
ILL_CASE_PUT = _put(t.ill_case, *t.ILL_CASE.names)

_TIMERS = sa.select(*_columns(_timer, t.ILL_TIMER)).order_by(_timer.c.due, _timer.c.transaction)
ILL_TIMERS_OF = Statement(_TIMERS.where(*_where(_timer, "transaction")), "transaction")
ILL_TIMERS_DUE = Statement(_TIMERS.where(_timer.c.due <= sa.bindparam("now")).limit(_LIMIT), "now", "limit")
ILL_TIMER_NEXT = Statement(sa.select(sa.func.min(_timer.c.due)))
ILL_TIMER_PUT = _put(t.ill_timer, *t.ILL_TIMER.names)
ILL_TIMER_DELETE = Statement(
    sa.delete(t.ill_timer).where(*_where(_timer, "transaction", "kind")), "transaction", "kind"
)

# ----------------------------------------------------------------------------------------------- the outbox

_letter = t.letter
_LETTERS = sa.select(*_columns(_letter, t.LETTER))
_BACKWARDS = sa.select(*_columns(_letter, t.LETTER)).order_by(_letter.c.seq.desc()).limit(_LIMIT)
_of_a_transaction = _letter.c.transaction != sa.literal_column("''")

LETTER = Statement(_LETTERS.where(*_where(_letter, "id")), "id")
LETTER_SEQ = Statement(sa.select(_letter.c.seq).where(*_where(_letter, "id")), "id")


def letters_of(transaction: sa.ColumnElement[str]) -> sa.Select[tuple[int]]:
    """The numbers of a transaction's letters: those that wait or have died, and those its history names."""
    named = sa.select(t.ill_entry.c.letter).where(t.ill_entry.c.transaction == transaction)
    numbers = sa.union(
        sa.select(_letter.c.seq).where(_letter.c.id.in_(named)),
        sa.select(_letter.c.seq).where(_letter.c.transaction == transaction, t.is_outstanding),
    ).subquery()
    return sa.select(numbers.c.seq)


LETTERS_OF = Statement(
    _LETTERS.where(
        _letter.c.seq.in_(letters_of(sa.bindparam("transaction"))), *_where(_letter, "transaction")
    ).order_by(_letter.c.seq),
    "transaction",
)

# What one letter waits for: those of its transaction to the same partner that were posted before it.
_earlier = _letter.alias("earlier")
_held_up = (
    sa.exists()
    .where(
        _earlier.c.transaction == _letter.c.transaction,
        _of_a_transaction,
        # A request that was passed on has letters to two libraries, and neither waits for the other.
        _earlier.c.partner == _letter.c.partner,
        _earlier.c.seq < _letter.c.seq,
        t.among(_earlier.c.state, frozenset({LetterState.WAITING, LetterState.DEAD})),
        # Who misses a question or its answer asks again: once dead, they hold up nothing that counts.
        sa.not_(
            sa.and_(
                t.among(_earlier.c.state, frozenset({LetterState.DEAD})),
                t.among(_earlier.c.what, frozenset({Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT})),
            )
        ),
    )
    .correlate(_letter)
)
LETTERS_DUE = Statement(
    _LETTERS.where(
        *_where(_letter, "partner"),
        t.is_waiting,
        _letter.c.next_at <= sa.bindparam("now"),
        _letter.c.not_before <= sa.bindparam("now"),
        ~_held_up,
    )
    .order_by(_letter.c.next_at, _letter.c.seq)
    .limit(_LIMIT),
    *("partner", "now", "limit"),
)
LETTER_NEXT = Statement(
    sa.select(sa.func.min(_letter.c.next_at)).where(
        *_where(_letter, "partner"), t.is_waiting, _letter.c.next_at > sa.bindparam("now")
    ),
    *("partner", "now"),
)

# From partner to partner, whatever number of letters waits for each.
_first = (
    sa.select(sa.func.min(_letter.c.partner).label("name")).where(t.is_waiting).cte("line", recursive=True)
)
_next = (
    sa.select(sa.func.min(_letter.c.partner))
    .where(t.is_waiting, _letter.c.partner > _first.c.name)
    .scalar_subquery()
)
_line = _first.union_all(sa.select(_next).where(_first.c.name.is_not(None)))
PARTNERS_WAITING = Statement(sa.select(_line.c.name).where(_line.c.name.is_not(None)))

LETTER_INSERT = _insert(_letter, *t.LETTER.names)
LETTER_MARK = Statement(
    sa.update(_letter)
    .values({name: sa.bindparam(f"new_{name}") for name in t.LETTER_FATE.names if name != "id"})
    .where(_letter.c.id == sa.bindparam("new_id"), _letter.c.state == sa.bindparam("was")),
    *(f"new_{name}" for name in t.LETTER_FATE.names),
    "was",
)


@lru_cache
def letters(*, partner: bool, state: LetterState | None) -> Statement:
    """A page of letters, posted last first."""
    found = _BACKWARDS.where(_letter.c.seq < sa.bindparam("before"))
    if partner:
        found = found.where(*_where(_letter, "partner"))
    if state is not None:
        found = found.where(t.among(_letter.c.state, frozenset({state})))
    return Statement(found, *(["partner"] if partner else []), "before", "limit")


_number = sa.func.count().label("number")
MAIL = {
    state: Statement(sa.select(_letter.c.partner, _number).where(these).group_by(_letter.c.partner))
    for state, these in ((LetterState.WAITING, t.is_waiting), (LetterState.DEAD, t.is_dead))
}

PARTNER = Statement(sa.select(*_columns(t.partner, t.PARTNER)).where(*_where(t.partner, "name")), "name")
PARTNERS = Statement(sa.select(*_columns(t.partner, t.PARTNER)).order_by(t.partner.c.name))
PARTNER_PUT = _put(t.partner, *t.PARTNER.names)
