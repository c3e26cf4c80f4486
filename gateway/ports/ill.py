"""The tables of interlibrary loan, as the inside asks for them."""

from datetime import datetime
from typing import Final, Protocol

import msgspec

from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.partners import PartnerState

#: Rows that one look-up of a list goes through: a few milliseconds. What it finds may then be less than was
#: asked for, and it says from where to go on.
SCANNED: Final = 20_000

#: Transactions of one name that a look-up gives at most: a name is one partner's or, where it chose a poor
#: one, a few partners'.
NAMESAKES: Final = 64


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which transactions are looked for; what is None or empty does not matter.

    `open` ones are those that something is still expected of. `text` stands in the title, the author or the
    transaction's qualifier. `after` is the id that the page before ended with.
    """

    open: bool | None = True
    agency: AgencyId | None = None
    role: Role | None = None
    partner: str = ""
    state: State | None = None
    text: str = ""
    after: str = ""


class IllPage(msgspec.Struct, frozen=True, kw_only=True):
    """Transactions, opened last first; `after` is where to go on, empty at the end."""

    transactions: tuple[IllTransaction, ...] = ()
    after: str = ""


class LettersSought(msgspec.Struct, frozen=True, kw_only=True):
    """Which letters are looked for; what is None or empty does not matter. `after` as for `Sought`."""

    partner: str = ""
    state: LetterState | None = None
    after: str = ""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """How many letters to one partner wait, and how many have died."""

    partner: str
    waiting: int = 0
    dead: int = 0


class IllShelf(Protocol):
    """Reading the tables of interlibrary loan."""

    def ill_transaction(self, transaction: str) -> IllTransaction | None:
        """The transaction with that id."""
        ...

    def ill_transaction_named(
        self, agency: AgencyId, role: Role, partner: str, parts: tuple[str, str, str, str]
    ) -> IllTransaction | None:
        """The transaction that an agency has in a role with a partner, by the four parts of its name.

        `parts` are initial requester, group, qualifier and sub, as `TransactionId.parts` gives them.
        """
        ...

    def ill_transactions_named(
        self, agency: AgencyId, role: Role, parts: tuple[str, str, str, str]
    ) -> tuple[IllTransaction, ...]:
        """Those of the same group, qualifier and sub, whoever partner and initial requester are.

        Latest first, at most `NAMESAKES`: for a name whose initial requester was left out, and for a partner
        who passed the request on.
        """
        ...

    def ill_transactions(self, sought: Sought, limit: int) -> IllPage:
        """A page of transactions."""
        ...

    def ill_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        """Ids of transactions that end so, latest first, of the latest `SCANNED`: people type no whole id."""
        ...

    def ill_transactions_of(self, client: str) -> tuple[IllTransaction, ...]:
        """Those for one reader, by the reference under which his library knows him; oldest first."""
        ...

    def ill_entries(self, transaction: str, after: int = 0, limit: int = 1000) -> tuple[IllEntry, ...]:
        """The history of a transaction from the entry after that number on, in its order."""
        ...

    def ill_cases(self, limit: int, transaction: str = "") -> tuple[Case, ...]:
        """Cases that are open, oldest first; or all of the transaction that is named, closed ones too."""
        ...

    def ill_timers(self, transaction: str) -> tuple[Timer, ...]:
        """The timers of a transaction, soonest first."""
        ...

    def ill_timers_due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        """Timers whose moment has come, soonest first."""
        ...

    def next_ill_timer(self) -> datetime | None:
        """When the next timer is due."""
        ...

    def letter(self, letter: str) -> Letter | None:
        """The letter with that id."""
        ...

    def letters_of(self, transaction: str) -> tuple[Letter, ...]:
        """A transaction's letters in the order in which they were posted.

        Those that wait or have died, and those that its history names (`IllEntry.letter`).
        """
        ...

    def letters(self, sought: LettersSought, limit: int) -> tuple[tuple[Letter, ...], str]:
        """A page of letters, posted last first, and after which id to go on, empty at the end."""
        ...

    def letter_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        """The same of letters."""
        ...

    def letters_due(self, partner: str, now: datetime, limit: int) -> tuple[Letter, ...]:
        """Letters to a partner that may go now, those first that may go longest.

        Of a transaction only the first that is neither sent nor taken back, and none while that one is dead.
        """
        ...

    def partners_waiting(self) -> tuple[str, ...]:
        """Everybody for whom a letter waits."""
        ...

    def next_letter_at(self, partner: str, now: datetime) -> datetime | None:
        """When the next letter may go of those to a partner that may not go now."""
        ...

    def mail(self) -> tuple[Mail, ...]:
        """How many letters wait and how many have died, for each partner with any."""
        ...

    def partner_state(self, partner: str) -> PartnerState | None:
        """How the line to a partner fares; None where nothing ever happened on it."""
        ...

    def partner_states(self) -> tuple[PartnerState, ...]:
        """How every line fares, by name."""
        ...


class IllLedger(IllShelf, Protocol):
    """Writing them, as part of a unit of work."""

    def save_ill(self, transaction: IllTransaction) -> IllTransaction:
        """Write a transaction: a new one if its version is 0, else in the place of just that version.

        Gives it with the version that it has now. Raises `Overtaken` where it has another one already, and
        where there is another of the same name, agency, role and partner.
        """
        ...

    def add_ill_entry(self, entry: IllEntry) -> IllEntry:
        """Add a line to a transaction's history; one without a `seq` gets the next. Gives it as kept."""
        ...

    def put_ill_case(self, case: Case) -> None:
        """Open, change or close a case: there is one of a kind in a transaction."""
        ...

    def set_ill_timer(self, timer: Timer) -> None:
        """Set a timer, in the place of one of its kind."""
        ...

    def drop_ill_timer(self, transaction: str, kind: TimerKind) -> None:
        """Take a timer away, if there is one."""
        ...

    def post(self, letter: Letter) -> None:
        """Put a letter into the outbox, behind all others of its transaction; the outbox wakes for it."""
        ...

    def mark(self, letter: Letter, was: LetterState) -> bool:
        """Write how far a letter has come, if it is still as it `was`; whether it is.

        State, attempts, error and its instants are written, and nothing else.
        """
        ...

    def put_partner_state(self, state: PartnerState) -> None:
        """Write how the line to a partner fares."""
        ...
