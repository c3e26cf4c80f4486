"""Making sure that letters arrived: ask, ask later, or leave it to staff."""

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.doubt import doubtful, moment
from gateway.ill.confirmation import next_query
from gateway.ill.decide import decide
from gateway.ill.decisions import Asked
from gateway.model.ill.post import Case, CaseKind, LetterState, Timer, TimerKind
from gateway.model.ill.services import StatusQuery
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service


def look(books: Books, transaction: IllTransaction, whom: Correspondent) -> None:
    """The moment has come to look which letters arrived: ask, ask later, or leave it to staff."""
    now = books.cause.at
    # What waits, a question too, is watched from the moment it goes.
    books.ledger.drop_ill_timer(transaction.id, TimerKind.CONFIRM)
    letters = books.ledger.letters_of(transaction.id)
    unsure = [letter for letter in letters if doubtful(letter, whom.terms.confirm)]
    if not unsure:
        return
    oldest = min(map(moment, unsure))
    asked = [one for one in letters if one.what == Service.STATUS_QUERY and one.posted >= oldest]
    if any(one.state is LetterState.WAITING for one in asked):
        return  # the partner can't be asked now
    due = next_query(max((oldest, *map(moment, asked))), len(asked), whom.terms)
    if due > now:
        books.ledger.set_ill_timer(Timer(transaction=transaction.id, kind=TimerKind.CONFIRM, due=due))
    elif len(asked) < whom.terms.confirm_tries:
        books.keep(decide(transaction, Asked(body=StatusQuery()), now, books.setting(whom)), whom)
    else:
        first = unsure[0]
        case = Case(
            transaction=transaction.id,
            kind=CaseKind.LETTER_UNCONFIRMED,
            opened=now,
            service=Service(first.what),
            detail=first.said,
        )
        books.ledger.put_ill_case(case)
