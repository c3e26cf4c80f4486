"""What a decision is written down as: the record, its history, letters, timers and cases, in one unit."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

import msgspec

from gateway.dispatch.lending.directory import Correspondent, Directory
from gateway.dispatch.lending.doubt import wait_for_call, watch
from gateway.ill.decisions import Decision, Onward, Setting
from gateway.ill.times import said_at
from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import SystemId
from gateway.model.ill.post import Case, CaseKind, Letter, LetterState, Timer
from gateway.model.ill.reasons import Remark
from gateway.model.ill.services import IllMessage
from gateway.model.ill.states import State
from gateway.model.ill.terms import Terms
from gateway.model.ill.transactions import Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Service
from gateway.ports import Ledger, NewId
from gateway.ports.ill_language import IllLanguage, Understood, Written

replace = msgspec.structs.replace

#: Letters that can still come to be confirmed, or be kept from going.
LIVE: Final = frozenset({LetterState.WAITING, LetterState.SENT, LetterState.DEAD})


class Library(msgspec.Struct, frozen=True, kw_only=True):
    """Whose transactions they are: the agency, its own symbol, and its time."""

    agency: AgencyId
    us: SystemId
    zone: tzinfo


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit is about: the id of what brought it about, who did it, and when."""

    ref: str
    at: datetime
    actor: str = ""


class Tools(NamedTuple):
    """What writing down takes beside the ledger. `goes_at` says when a letter to a partner may first go."""

    library: Library
    directory: Directory
    language: IllLanguage
    new_id: NewId
    goes_at: Callable[[str, datetime, timedelta], datetime]


class Books:
    """The books of interlibrary loan during one unit of work. `answers` go out on the caller's own line."""

    def __init__(self, ledger: Ledger, tools: Tools, cause: Cause) -> None:
        self.ledger = ledger
        self.tools = tools
        self.cause = cause
        self.answers: list[bytes] = []
        self.letters: list[Letter] = []
        self._versions: dict[str, int] = {}

    def setting(self, whom: Correspondent) -> Setting:
        """What a decision about that library's transaction goes by."""
        library = self.tools.library
        return Setting(agency=library.agency, us=library.us, partner=whom.terms, zone=library.zone)

    def keep(
        self, decision: Decision, whom: Correspondent, first: IllEntry | None = None, *, here: bool = False
    ) -> IllTransaction | None:
        """Write a decision down; `first` is the line of history for what brought it about.

        With `here`, what is said to the library goes out on the line by which it came, and is taken as sent.
        """
        transaction = decision.transaction
        if transaction is not None and (decision.refusal is None or decision.sends):
            transaction = self.save(self._redirected(decision, transaction))
            if decision.redirected is not None and transaction.partner != whom.name:
                # What is said now is said to the library that has the request, not to who passed it on.
                whom, here = self.tools.directory.named(transaction.partner) or whom, False
        if transaction is not None and first is not None:
            self.ledger.add_ill_entry(self._of(decision, first, transaction))
        for message in decision.sends:
            self.post(message, transaction, whom, here=here, graced=decision.graced, decision=decision)
        for one in decision.again:
            self.say_again(one, transaction, whom, here=here)
        for onward in decision.onward:
            self._pass_on(onward, transaction)
        if decision.acknowledgement is not None:
            self._acknowledge(decision.acknowledgement, transaction, whom)
        if transaction is not None:
            self._settle(decision, transaction)
        return transaction

    def save(self, transaction: IllTransaction) -> IllTransaction:
        """Write a transaction, which this very unit may have written before."""
        version = self._versions.get(transaction.id, transaction.version)
        kept = self.ledger.save_ill(replace(transaction, version=version))
        self._versions[kept.id] = kept.version
        return kept

    # --- letters --------------------------------------------------------------------------------------

    def post(
        self,
        message: IllMessage,
        transaction: IllTransaction | None,
        whom: Correspondent,
        *,
        here: bool = False,
        graced: bool = False,
        decision: Decision | None = None,
        again: Letter | None = None,
    ) -> Letter:
        """Write a message and put it into the outbox, or on the caller's line."""
        now = self.cause.at
        written = self.tools.language.write(message, Terms(version=message.version, charset=whom.charset))
        grace = timedelta(seconds=whom.terms.grace if graced else 0)
        due = self.tools.goes_at(whom.name, now, grace)
        letter = Letter(
            id=self.tools.new_id(),
            partner=whom.name,
            # What belongs to no transaction waits for nothing before it.
            transaction="" if transaction is None else transaction.id,
            what=message.service,
            payload=written.payload,
            posted=now,
            not_before=due,
            next_at=due,
            said=message.said,
            original=message.original,
            resend_of="" if again is None else again.id,
        )
        if here:
            # Whether it arrives is as uncertain as with any letter that was handed to a line.
            letter = replace(letter, state=LetterState.SENT, attempts=1, sent=now)
            self.answers.append(written.payload)
        self.ledger.post(letter)
        self.letters.append(letter)
        if here and transaction is not None:
            watch(self.ledger, letter, whom)
        elif transaction is not None:
            wait_for_call(self.ledger, (letter,), whom)
        if transaction is not None:
            losses = written.losses if decision is None else (*decision.losses, *written.losses)
            said = replace(written, losses=losses)
            self._said(letter, transaction, said, decision)
        return letter

    def say_again(
        self, one: Exchanged, transaction: IllTransaction | None, whom: Correspondent, *, here: bool
    ) -> Letter | None:
        """Say a service of ours again, as a repeat: with its first date-time beside the present one."""
        if transaction is None:
            return None
        letters = self.ledger.letters_of(transaction.id)
        if any(_says(letter, one) and letter.state is LetterState.WAITING for letter in letters):
            return None  # it goes anyway
        last = next((letter for letter in reversed(letters) if _says(letter, one) and letter.payload), None)
        if last is None:
            return None
        read = self.tools.language.read(last.payload, whom.charset)
        if not isinstance(read, Understood):
            return None
        now = said_at(self.cause.at, self.tools.library.zone, one.said)
        message = replace(read.message, said=now, original=one.said)
        return self.post(message, transaction, whom, here=here, again=last)

    def _pass_on(self, onward: Onward, transaction: IllTransaction | None) -> None:
        """A request that somebody else is to fulfil."""
        whom = self.tools.directory.with_symbol(onward.to)
        if whom is not None:
            self.post(onward.message, transaction, whom)

    def _acknowledge(
        self, message: IllMessage, transaction: IllTransaction | None, whom: Correspondent
    ) -> None:
        """A report that goes out on the line by which the request came, or never."""
        terms = Terms(version=message.version, charset=whom.charset)
        written = self.tools.language.write(message, terms)
        self.answers.append(written.payload)
        if transaction is not None:
            self.ledger.add_ill_entry(
                replace(
                    self.line(transaction, Direction.OUT),
                    service=message.service,
                    said=message.said,
                    raw=written.payload,
                    decoded=written.decoded,
                    losses=written.losses,
                    remarks=(Remark.ANSWERED_BY_ITSELF,),
                )
            )

    # --- history, timers, cases -----------------------------------------------------------------------

    def line(self, transaction: IllTransaction | None, direction: Direction) -> IllEntry:
        """A line of history, of which nothing is said yet but who, when and why."""
        state = State.IDLE if transaction is None else transaction.state
        return IllEntry(
            transaction="" if transaction is None else transaction.id,
            seq=0,
            at=self.cause.at,
            direction=direction,
            actor=self.cause.actor,
            cause=self.cause.ref,
            before=state,
            after=state,
        )

    def _of(self, decision: Decision, first: IllEntry, transaction: IllTransaction) -> IllEntry:
        refusal = decision.refusal
        return replace(
            first,
            transaction=transaction.id,
            before=decision.before,
            after=transaction.state if refusal is None else decision.before,
            refused=refusal is not None,
            why=None if refusal is None else refusal.why,
            remarks=decision.remarks,
            repeat=Remark.REPEAT in decision.remarks,
        )

    def _said(
        self,
        letter: Letter,
        transaction: IllTransaction,
        written: Written,
        decision: Decision | None,
    ) -> None:
        before = transaction.state if decision is None or decision.refusal else decision.before
        self.ledger.add_ill_entry(
            replace(
                self.line(transaction, Direction.OUT),
                service=Service(letter.what),
                before=before,
                said=letter.said,
                raw=written.payload,
                decoded=written.decoded,
                losses=written.losses,
                repeat=bool(letter.original),
                letter=letter.id,
            )
        )

    def _settle(self, decision: Decision, transaction: IllTransaction) -> None:
        for alarm in decision.alarms:
            if alarm.due is None:
                self.ledger.drop_ill_timer(transaction.id, alarm.kind)
            else:
                self.ledger.set_ill_timer(Timer(transaction=transaction.id, kind=alarm.kind, due=alarm.due))
        for case in decision.cases:
            self.ledger.put_ill_case(replace(case, transaction=transaction.id))
        if decision.settled:
            self._close_cases(transaction, decision)
        if decision.reopened:
            self._open_cases_again(transaction, decision)
        if decision.confirmed:
            self._mark(transaction, decision.confirmed, LetterState.CONFIRMED)
        if decision.taken_back:
            self._mark(transaction, decision.taken_back, LetterState.TAKEN_BACK)

    def _close_cases(self, transaction: IllTransaction, decision: Decision) -> None:
        for case in self.ledger.ill_cases(len(decision.settled) + 64, transaction.id):
            if case.closed is None and case.kind in decision.settled:
                self.ledger.put_ill_case(self.closed(case))

    def _open_cases_again(self, transaction: IllTransaction, decision: Decision) -> None:
        """What an act had settled is still to be done where the act is taken back."""
        for case in self.ledger.ill_cases(len(CaseKind) + 1, transaction.id):
            if case.kind in decision.reopened and case.closed is not None and case.closed == decision.undone:
                self.ledger.put_ill_case(replace(case, closed=None, closed_by=""))

    def closed(self, case: Case) -> Case:
        """A case that is over."""
        return replace(case, closed=self.cause.at, closed_by=self.cause.actor)

    def _mark(self, transaction: IllTransaction, services: Iterable[Exchanged], state: LetterState) -> None:
        """Every letter with one of these services has come so far."""
        letters = self.ledger.letters_of(transaction.id)
        for one in services:
            for letter in letters:
                if _says(letter, one) and letter.state in LIVE:
                    done = replace(letter, state=state, finished=self.cause.at)
                    self.ledger.mark(done, letter.state)

    # --- who ------------------------------------------------------------------------------------------

    def _redirected(self, decision: Decision, transaction: IllTransaction) -> IllTransaction:
        """The transaction with the library to which the request was forwarded, if we know that one."""
        if decision.redirected is None:
            return transaction
        whom = self.tools.directory.with_symbol(decision.redirected.responder)
        return transaction if whom is None else replace(transaction, partner=whom.name)


def _says(letter: Letter, one: Exchanged) -> bool:
    """Whether a letter says that service, for the first time or again."""
    return letter.what == one.service and (letter.original or letter.said) == one.said
