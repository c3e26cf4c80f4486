"""Making sure that letters arrived: ask, ask later, or leave it to staff."""

from datetime import timedelta
from functools import partial
from typing import Final

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.doubt import doubtful
from gateway.ill.confirmation import next_query
from gateway.ill.decide import decide
from gateway.ill.decisions import Asked
from gateway.model.ill.post import Case, CaseKind, Timer, TimerKind
from gateway.model.ill.services import StatusQuery
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service

#: After the last query its answer has so long to come, before staff are told that none did.
LATER: Final = timedelta(minutes=15)


def look(books: Books, transaction: IllTransaction, whom: Correspondent) -> None:
    """The moment has come to look which letters arrived: ask, ask later, or leave it to staff."""
    now = books.cause.at
    again = partial(Timer, transaction=transaction.id, kind=TimerKind.CONFIRM)
    letters = books.ledger.letters_of(transaction.id)
    unsure = [letter for letter in letters if doubtful(letter, whom.terms.confirm)]
    if not unsure:
        # One that waits is watched from the moment it goes.
        books.ledger.drop_ill_timer(transaction.id, TimerKind.CONFIRM)
        return
    oldest = min(letter.sent or letter.posted for letter in unsure)
    queries = sum(1 for letter in letters if letter.what == Service.STATUS_QUERY and letter.posted >= oldest)
    due = next_query(oldest, queries, whom.terms)
    if due is None:
        first = unsure[0]
        case = Case(
            transaction=transaction.id,
            kind=CaseKind.LETTER_UNCONFIRMED,
            opened=now,
            service=Service(first.what),
            detail=first.said,
        )
        books.ledger.put_ill_case(case)
        books.ledger.drop_ill_timer(transaction.id, TimerKind.CONFIRM)
    elif due > now:
        books.ledger.set_ill_timer(again(due=due))
    else:
        decision = decide(transaction, Asked(body=StatusQuery()), now, books.setting(whom))
        books.keep(decision, whom)
        following = next_query(oldest, queries + 1, whom.terms) or due + LATER
        books.ledger.set_ill_timer(again(due=max(following, now + timedelta(seconds=1))))
