"""What staff did, in rows that are only ever added; see `gateway.model.audit`."""

import sqlalchemy as sa

from gateway.model.audit import Act, Entry, Wanted
from gateway.ports import Overtaken
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.driver import Driver
from gateway.store.shapes import Row, instant_text
from gateway.store.shelf import SqlShelf

_NAMES = ("seq", "upto", "seal")
_ENTRIES = sa.select(*(t.audit.c[name] for name in (*_NAMES, *t.ACT.names)))
_BACKWARDS = _ENTRIES.order_by(t.audit.c.seq.desc())

LAST = Statement(_BACKWARDS.limit(1))
AFTER = Statement(
    _ENTRIES.where(t.audit.c.seq > sa.bindparam("seq"))
    .order_by(t.audit.c.seq)
    .limit(sa.bindparam("limit", type_=sa.Integer)),
    "seq",
    "limit",
)
TRIM = Statement(_BACKWARDS.where(t.audit.c.upto == sa.bindparam("upto")).limit(1), "upto")
INSERT = Statement(
    sa.insert(t.audit).values({name: sa.bindparam(name) for name in (*_NAMES, *t.ACT.names)}).inline(),
    *_NAMES,
    *t.ACT.names,
)
DELETE = Statement(sa.delete(t.audit).where(t.audit.c.seq <= sa.bindparam("upto")), "upto")

_WHO = sa.or_(t.audit.c.account == sa.bindparam("actor"), t.audit.c.actor == sa.bindparam("actor"))


def _wanted(*, who: bool, what: bool) -> Statement:
    """Acts between two instants, latest first; of one actor and of one subject where these are asked for."""
    found = _BACKWARDS.where(t.audit.c.at >= sa.bindparam("first"), t.audit.c.at < sa.bindparam("last"))
    if who:
        found = found.where(_WHO)
    if what:
        found = found.where(t.audit.c.subject == sa.bindparam("subject"))
    names = ("first", "last", *(["actor"] if who else []), *(["subject"] if what else []))
    return Statement(found.limit(sa.bindparam("limit", type_=sa.Integer)), *names, "limit")


WANTED = {(who, what): _wanted(who=who, what=what) for who in (False, True) for what in (False, True)}

#: Sorts before and after every instant as it is kept.
_EVER = ("0", "9999-12-31T24")


class AuditShelf(SqlShelf):
    """Reading what staff did."""

    def last_act(self) -> Entry | None:
        """The last act."""
        return _first(self._rows(LAST))

    def acts_after(self, seq: int, limit: int) -> tuple[Entry, ...]:
        """At most `limit` acts with a greater number, in their order."""
        return tuple(map(_entry, self._rows(AFTER, seq, limit)))

    def trim_to(self, seq: int) -> Entry | None:
        """The act that let go of all acts up to that number."""
        return _first(self._rows(TRIM, seq))

    def acts(self, wanted: Wanted, limit: int) -> tuple[Entry, ...]:
        """The last `limit` acts that are wanted, latest first."""
        first = instant_text(wanted.first) if wanted.first else _EVER[0]
        last = instant_text(wanted.last) if wanted.last else _EVER[1]
        names = [name for name in (wanted.actor, wanted.subject) if name]
        statement = WANTED[bool(wanted.actor), bool(wanted.subject)]
        return tuple(map(_entry, self._rows(statement, first, last, *names, limit)))


class AuditBook(AuditShelf):
    """Adding to it."""

    _driver: Driver

    def put_act(self, entry: Entry) -> None:
        """Add an act. Raises `Overtaken` where another node has added one with its number."""
        try:
            self._run(INSERT, (entry.seq, entry.upto, entry.seal, *t.ACT.to_row(entry.act)))
        except self._driver.error as error:
            if self._driver.is_duplicate(error):
                raise Overtaken(str(error)) from error
            raise

    def let_go(self, upto: int) -> None:
        """Take out the acts up to one that an act has said to be let go; the database refuses any other."""
        self._run(DELETE, (upto,))


def _first(rows: list[Row]) -> Entry | None:
    return _entry(rows[0]) if rows else None


def _entry(row: Row) -> Entry:
    seq, upto, seal, *act = row
    read: Act = t.ACT.from_row(act)
    return Entry(seq=seq, upto=upto, seal=bytes(seal), act=read)
