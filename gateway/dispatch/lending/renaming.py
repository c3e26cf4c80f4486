"""Partners that bear another name in the configuration than when their transactions were written down.

A partner is the same library as long as it goes by the same symbol. What it has here follows it to its new
name: the transaction, which says so in its history, and the letters that had not gone.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import Correspondent, Directory
from gateway.dispatch.lending.doubt import wait_for_call
from gateway.model.ill.post import Letter, LetterState
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Service
from gateway.ports.ill import LettersSought

replace = msgspec.structs.replace

#: Letters that never went. One that died may have died of the missing name.
_NOT_GONE: Final = (LetterState.WAITING, LetterState.DEAD)

#: Letters read at a time.
_PAGE: Final = 500


def partner_of(directory: Directory, transaction: IllTransaction) -> Correspondent | None:
    """With whom a transaction is: who has its partner's name, or else goes by the symbol in it."""
    named = directory.named(transaction.partner)
    if named is not None:
        return named
    course = transaction.course
    other = course.requester if transaction.role is Role.RESPONDER else course.responder
    return None if other is None else directory.with_symbol(other)


def given_over(books: Books, transaction: IllTransaction, whom: Correspondent) -> IllTransaction:
    """The transaction as one with that partner; written down where its name has changed."""
    was = transaction.partner
    if was == whom.name or books.tools.directory.named(was) is not None:
        return transaction
    kept = books.save(replace(transaction, partner=whom.name))
    note = replace(books.line(kept, Direction.NOTE), cause=f"partner {was} is {whom.name}")
    books.ledger.add_ill_entry(note)
    for letter in books.ledger.letters_of(kept.id):
        if letter.partner == was and letter.state in _NOT_GONE:
            _readdress(books, letter, whom)
    return kept


def give_over_letters(books: Books) -> None:
    """Give letters to names that are not configured any more to whoever goes by another name now."""
    directory = books.tools.directory
    for letter in tuple(_homeless(books)):
        transaction = books.ledger.ill_transaction(letter.transaction)
        if transaction is None:
            continue
        if letter.partner == transaction.partner:
            whom = partner_of(directory, transaction)
            if whom is not None:
                given_over(books, transaction, whom)
        elif (to := transaction.course.forwarded_to) and (whom := directory.with_symbol(to)):
            _readdress(books, letter, whom)


def _homeless(books: Books) -> Iterator[Letter]:
    """Letters that never went, of partners that nobody is any more; each transaction's first come first."""
    for mail in books.ledger.mail():
        if books.tools.directory.named(mail.partner) is None:
            for state in _NOT_GONE:
                yield from reversed(tuple(_pages(books, mail.partner, state)))


def wait_for_calls(books: Books) -> None:
    """Look later at letters to partners without an address: they may have had one when these were posted."""
    for mail in books.ledger.mail():
        whom = books.tools.directory.named(mail.partner)
        if whom is None or whom.reachable or not mail.waiting:
            continue
        waiting = tuple(_pages(books, mail.partner, LetterState.WAITING))
        for transaction in dict.fromkeys(letter.transaction for letter in waiting if letter.transaction):
            wait_for_call(books.ledger, books.ledger.letters_of(transaction), whom)


def _pages(books: Books, partner: str, state: LetterState) -> Iterator[Letter]:
    """All letters to a name in that state, the last first."""
    sought = LettersSought(partner=partner, state=state)
    while True:
        letters, after = books.ledger.letters(sought, _PAGE)
        yield from letters
        if not after:
            return
        sought = replace(sought, after=after)


def _readdress(books: Books, letter: Letter, whom: Correspondent) -> None:
    """The same bytes to the same library under its other name: if they went after all, they are a repeat."""
    ledger, now = books.ledger, books.cause.at
    if not ledger.mark(replace(letter, state=LetterState.TAKEN_BACK, finished=now), letter.state):
        return  # it has gone, or been moved, in this very moment
    again = replace(
        letter,
        id=books.tools.new_id(),
        partner=whom.name,
        state=LetterState.WAITING,
        attempts=0,
        error="",
        next_at=max(now, letter.not_before),
        finished=None,
        resend_of=letter.id,
    )
    ledger.post(again)
    transaction = ledger.ill_transaction(letter.transaction)
    line = replace(books.line(transaction, Direction.NOTE), service=Service(letter.what), letter=again.id)
    ledger.add_ill_entry(replace(line, said=letter.said, cause=f"partner {letter.partner} is {whom.name}"))
