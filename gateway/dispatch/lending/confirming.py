"""Making sure that letters arrived: ask, ask later, and tell staff when that was often in vain."""

from typing import Final

import msgspec

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.doubt import CASES, doubtful, moment, told_of, uncalled, wait_for_call
from gateway.ill.confirmation import next_query
from gateway.ill.decide import decide
from gateway.ill.decisions import Asked
from gateway.model.ill.post import Case, CaseKind, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.services import StatusQuery
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service

#: Questions after one letter. Each is waited for twice as long as the one before: with a quarter of an hour
#: for the first they are spread over six weeks, by when whoever can answer has.
MOST_QUESTIONS: Final = 12


def look(books: Books, transaction: IllTransaction, whom: Correspondent) -> None:
    """The moment has come to look which letters arrived, or why they have not gone."""
    # What waits, a question too, is watched from the moment it goes.
    books.ledger.drop_ill_timer(transaction.id, TimerKind.CONFIRM)
    letters = books.ledger.letters_of(transaction.id)
    waits = uncalled(letters, whom)
    if waits is not None and whom.terms.answer_days and told_of(waits, whom) <= books.cause.at:
        _tell(books, transaction, waits, CaseKind.LETTER_WAITS)
        return
    _ask(books, transaction, whom, letters)
    wait_for_call(books.ledger, letters, whom)


def _ask(books: Books, transaction: IllTransaction, whom: Correspondent, letters: tuple[Letter, ...]) -> None:
    """Ask, or ask later."""
    now = books.cause.at
    unsure = [letter for letter in letters if doubtful(letter, whom.terms.confirm)]
    if not unsure:
        _close(books, transaction)
        return
    oldest = min(map(moment, unsure))
    asked = [one for one in letters if one.what == Service.STATUS_QUERY and one.posted >= oldest]
    if any(one.state is LetterState.WAITING for one in asked):
        return  # the partner can't be asked now
    due = next_query(max((oldest, *map(moment, asked))), len(asked), whom.terms)
    if due > now:
        books.ledger.set_ill_timer(Timer(transaction=transaction.id, kind=TimerKind.CONFIRM, due=due))
        return
    if len(asked) == whom.terms.confirm_tries:
        _tell(books, transaction, unsure[0], CaseKind.LETTER_UNCONFIRMED)
    if len(asked) < MOST_QUESTIONS:
        decision = decide(transaction, Asked(body=StatusQuery()), now, books.setting(whom))
        books.keep(decision, whom)
        if decision.refusal is not None:
            _say_twice(books, unsure)


def _say_twice(books: Books, letters: list[Letter]) -> None:
    """Nobody can be asked after a request was passed on: say it again, once; who has it knows a repeat."""
    for letter in letters:
        if letter.attempts == 1 and letter.payload:
            again = msgspec.structs.replace(
                letter, state=LetterState.WAITING, next_at=books.cause.at, sent=None
            )
            books.ledger.mark(again, letter.state)
            books.ledger.wake("outbox")


def _tell(books: Books, transaction: IllTransaction, letter: Letter, kind: CaseKind) -> None:
    """Somebody must look whether it arrived, or why it has not gone; meanwhile we go on asking."""
    books.ledger.put_ill_case(
        Case(
            transaction=transaction.id,
            kind=kind,
            opened=books.cause.at,
            service=Service(letter.what),
            detail=letter.said,
        )
    )


def _close(books: Books, transaction: IllTransaction) -> None:
    """All has arrived after all."""
    for case in books.ledger.ill_cases(CASES, transaction.id):
        if case.kind is CaseKind.LETTER_UNCONFIRMED and case.closed is None:
            books.ledger.put_ill_case(books.closed(case))
