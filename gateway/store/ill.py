"""Interlibrary loan and the outbox: `gateway.ports.ill` over one connection."""

from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import msgspec

from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import IllTransaction
from gateway.model.partners import PartnerState
from gateway.ports import Overtaken
from gateway.ports.ill import IllPage, LettersSought, Mail, Sought
from gateway.store import ill_statements as sql
from gateway.store.compiled import Statement
from gateway.store.driver import Driver
from gateway.store.shapes import Row, agency_text, instant, instant_text
from gateway.store.shelf import SqlShelf
from gateway.store.tables import (
    ILL_CASE,
    ILL_COURSE,
    ILL_ENTRY,
    ILL_LASTING,
    ILL_MOVE,
    ILL_TIMER,
    ILL_TRANSACTION,
    LETTER,
    LETTER_FATE,
    PARTNER,
)

#: What wakes the outbox of every server: a letter was posted, or something was decided about one.
OUTBOX: Final = "outbox"

#: Who has a longer name than this (a stranger may give itself any) wakes the whole outbox: PostgreSQL carries
#: 8,000 bytes with a notice, and a space ends the topic in it.
LONGEST_TOPIC: Final = 100

#: Sorts after every id, and comes after every number of a row.
_LAST_ID: Final = "\uffff"
_LAST_SEQ: Final = (1 << 63) - 1

_replace = msgspec.structs.replace

Parts = tuple[str, str, str, str]
"""The four parts of a transaction's name: initial requester, group, qualifier, sub."""


class IllReading(SqlShelf):
    """Reading them."""

    def ill_transaction(self, transaction: str) -> IllTransaction | None:
        """The transaction with that id."""
        return self._one(ILL_TRANSACTION, sql.ILL, transaction)

    def ill_transaction_named(
        self, agency: AgencyId, role: Role, partner: str, parts: Parts
    ) -> IllTransaction | None:
        """The transaction that an agency has in a role with a partner, by the four parts of its name."""
        initial, group, qualifier, sub = parts
        name = (qualifier, group, sub, agency_text(agency), role.value, partner, initial)
        return self._one(ILL_TRANSACTION, sql.ILL_NAMED, *name)

    def ill_transactions_named(
        self, agency: AgencyId, role: Role, parts: Parts
    ) -> tuple[IllTransaction, ...]:
        """Those of the same group, qualifier and sub, whoever partner and initial requester are."""
        _, group, qualifier, sub = parts
        return self._all(
            ILL_TRANSACTION, sql.ILLS_NAMED, qualifier, group, sub, agency_text(agency), role.value
        )

    def ill_transactions(self, sought: Sought, limit: int) -> IllPage:
        """A page of transactions, opened last first."""
        given = sql.wanted(sought)
        values = {name: _sought(name, getattr(sought, name)) for name in given}
        after = sought.after or _LAST_ID
        found = self._all(
            ILL_TRANSACTION, sql.ills(given, opened=sought.open), *values.values(), after, limit
        )
        if len(found) == limit:
            return IllPage(transactions=found, after=found[-1].id)
        end = sql.ills_end(given, opened=sought.open)
        leading = [values[name] for name in end.parameters if name in values]
        rows = self._rows(end, *leading, after)
        return IllPage(transactions=found, after=rows[0][0] if rows else "")

    def ill_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        """Ids of the latest transactions that end so."""
        return tuple(one for (one,) in self._rows(sql.ILLS_ENDING, _ending(end), limit))

    def ill_transactions_of(self, client: str) -> tuple[IllTransaction, ...]:
        """Those for one reader, oldest first."""
        return self._all(ILL_TRANSACTION, sql.ILLS_OF, client)

    def ill_entries(self, transaction: str, after: int = 0, limit: int = 1000) -> tuple[IllEntry, ...]:
        """The history of a transaction from the entry after that number on."""
        return self._all(ILL_ENTRY, sql.ILL_ENTRIES, transaction, after, limit)

    def ill_cases(self, limit: int, transaction: str = "") -> tuple[Case, ...]:
        """Open cases, oldest first, or all of one transaction."""
        if transaction:
            return self._all(ILL_CASE, sql.ILL_CASES_OF, transaction, limit)
        return self._all(ILL_CASE, sql.ILL_CASES_OPEN, limit)

    def ill_timers(self, transaction: str) -> tuple[Timer, ...]:
        """The timers of a transaction, soonest first."""
        return self._all(ILL_TIMER, sql.ILL_TIMERS_OF, transaction)

    def ill_timers_due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        """Timers whose moment has come, soonest first."""
        return self._all(ILL_TIMER, sql.ILL_TIMERS_DUE, instant_text(now), limit)

    def next_ill_timer(self) -> datetime | None:
        """When the next timer is due."""
        return self._instant(sql.ILL_TIMER_NEXT)

    def letter(self, letter: str) -> Letter | None:
        """The letter with that id."""
        return self._one(LETTER, sql.LETTER, letter)

    def letters_of(self, transaction: str) -> tuple[Letter, ...]:
        """Every letter of a transaction, in the order in which they were posted."""
        return self._all(LETTER, sql.LETTERS_OF, transaction) if transaction else ()

    def letters(self, sought: LettersSought, limit: int) -> tuple[tuple[Letter, ...], str]:
        """A page of letters, posted last first, and after which one to go on."""
        rows = self._rows(sql.LETTER_SEQ, sought.after) if sought.after else []
        before = rows[0][0] if rows else _LAST_SEQ
        partner = [sought.partner] if sought.partner else []
        statement = sql.letters(partner=bool(partner), state=sought.state)
        found = self._all(LETTER, statement, *partner, before, limit)
        return found, found[-1].id if len(found) == limit else ""

    def letter_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        """Ids of the latest letters that end so."""
        return tuple(one for (one,) in self._rows(sql.LETTERS_ENDING, _ending(end), limit))

    def letters_due(self, partner: str, now: datetime, limit: int) -> tuple[Letter, ...]:
        """Letters to a partner that may go now, those first that may go longest."""
        return self._all(LETTER, sql.LETTERS_DUE, partner, instant_text(now), limit)

    def partners_waiting(self) -> tuple[str, ...]:
        """Everybody for whom a letter waits."""
        return tuple(name for (name,) in self._rows(sql.PARTNERS_WAITING))

    def next_letter_at(self, partner: str, now: datetime) -> datetime | None:
        """When the next letter may go of those to a partner that may not go now."""
        return self._instant(sql.LETTER_NEXT, partner, instant_text(now))

    def _instant(self, statement: Statement, *values: object) -> datetime | None:
        ((text,),) = self._rows(statement, *values)
        return None if text is None else instant(text)

    def mail(self) -> tuple[Mail, ...]:
        """How many letters wait and how many have died, for each partner with any."""
        counted = {state: dict(map(tuple, self._rows(one))) for state, one in sql.MAIL.items()}
        waiting, dead = counted[LetterState.WAITING], counted[LetterState.DEAD]
        return tuple(
            Mail(partner=name, waiting=waiting.get(name, 0), dead=dead.get(name, 0))
            for name in sorted(waiting.keys() | dead.keys())
        )

    def partner_state(self, partner: str) -> PartnerState | None:
        """How the line to a partner fares."""
        return self._one(PARTNER, sql.PARTNER, partner)

    def partner_states(self) -> tuple[PartnerState, ...]:
        """How every line fares, by name."""
        return self._all(PARTNER, sql.PARTNERS)


class IllBook(IllReading):
    """Writing them."""

    _driver: Driver

    #: What others are to wake up to once this unit is committed.
    topics: frozenset[str]

    def save_ill(self, transaction: IllTransaction) -> IllTransaction:
        """Write a transaction and give it with the version that it has now; raises `Overtaken`."""
        was, saved = transaction.version, _replace(transaction, version=transaction.version + 1)
        try:
            if was == 0:
                self._run(sql.ILL_INSERT, (*ILL_TRANSACTION.to_row(saved), saved.wanted.client, 1))
            elif self._run(*_replacing(self._known_ill(saved), saved, was)).rowcount == 0:
                raise Overtaken(f"version {was} of {saved.id} is no longer the latest")
        except self._driver.error as error:
            raise self._overtaken(error) from error
        return saved

    def _known_ill(self, saved: IllTransaction) -> IllTransaction | None:  # noqa: ARG002 - who recalls looks
        """The transaction as it is before this version of it is written; None where that is not known."""
        return None

    def _overtaken(self, error: Exception) -> Exception:
        return Overtaken(str(error)) if self._driver.is_duplicate(error) else error

    def add_ill_entry(self, entry: IllEntry) -> IllEntry:
        """Add a line to a transaction's history; one without a `seq` gets the next."""
        if entry.seq == 0:
            entry = _replace(entry, seq=self._last_ill_entry(entry.transaction) + 1)
        try:
            self._run(sql.ILL_ENTRY_INSERT, ILL_ENTRY.to_row(entry))
        except self._driver.error as error:
            raise self._overtaken(error) from error
        return entry

    def _last_ill_entry(self, transaction: str) -> int:
        """The number of a transaction's last line; 0 where it has none."""
        ((last,),) = self._rows(sql.ILL_ENTRY_LAST, transaction)
        return last or 0

    def put_ill_case(self, case: Case) -> None:
        """Open, change or close a case."""
        self._run(sql.ILL_CASE_PUT, ILL_CASE.to_row(case))

    def set_ill_timer(self, timer: Timer) -> None:
        """Set a timer, in the place of one of its kind."""
        self._run(sql.ILL_TIMER_PUT, ILL_TIMER.to_row(timer))

    def drop_ill_timer(self, transaction: str, kind: TimerKind) -> None:
        """Take a timer away, if there is one."""
        self._run(sql.ILL_TIMER_DELETE, (transaction, kind.value))

    def post(self, letter: Letter) -> None:
        """Put a letter into the outbox, which wakes for the partner."""
        try:
            self._run(sql.LETTER_INSERT, LETTER.to_row(letter))
        except self._driver.error as error:
            raise self._overtaken(error) from error
        self.topics |= {_topic(letter.partner)}

    def mark(self, letter: Letter, was: LetterState) -> bool:
        """Write how far a letter has come, if it is still as it `was`."""
        return self._run(sql.LETTER_MARK, (*LETTER_FATE.to_row(letter), was.value)).rowcount == 1

    def put_partner_state(self, state: PartnerState) -> None:
        """Write how the line to a partner fares."""
        self._run(sql.PARTNER_PUT, PARTNER.to_row(state))


def _topic(partner: str) -> str:
    """What the outbox hears of a letter to a partner."""
    plain = len(partner) <= LONGEST_TOPIC and partner.isprintable() and " " not in partner
    return f"{OUTBOX}/{partner}" if plain else OUTBOX


def _ending(text: str) -> str:
    """What is LIKE everything that ends so."""
    for special in ("/", "%", "_"):
        text = text.replace(special, "/" + special)
    return f"%{text}"


def _sought(name: str, value: Any) -> str:  # noqa: ANN401 - a field of `Sought`
    """What a column is compared with."""
    if name == "text":
        return f"{_ending(value)}%"
    return agency_text(value) if isinstance(value, AgencyId) else str(value)


#: What a transaction keeps from its beginning to its end, nearly always.
_lasting = attrgetter(*ILL_LASTING)


def _replacing(old: IllTransaction | None, new: IllTransaction, was: int) -> tuple[Statement, Row]:
    """What writes no more of a transaction than has changed, and its values."""
    if old is None or _lasting(old) != _lasting(new):
        return sql.ILL_REPLACE, (*ILL_TRANSACTION.to_row(new), new.wanted.client, was)
    if old.state is new.state and old.closed is None and new.closed is None:
        return sql.ILL_GO_ON, (*ILL_COURSE.to_row(new), was)
    return sql.ILL_MOVE, (*ILL_MOVE.to_row(new), was)
