"""To which transaction a message belongs."""

import msgspec

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import EITHERS, REQUESTERS, Correspondent, Directory
from gateway.dispatch.lending.renaming import given_over, partner_of
from gateway.ill import repeats
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.services import IllMessage
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Service

replace = msgspec.structs.replace


def found(books: Books, message: IllMessage, whom: Correspondent) -> IllTransaction | None:
    """The transaction that a message of that library belongs to, as one that we have with it.

    The initial requester may be left out or written otherwise, and the library may be one to which the
    partner whom we asked has passed our request on.
    """
    library, ledger = books.tools.library, books.ledger
    parts = message.transaction.parts(message.requester or whom.terms.system)
    roles = _roles(message, books.tools.directory)
    for role in roles:
        if kept := ledger.ill_transaction_named(library.agency, role, whom.name, parts):
            return kept
    for role in roles:
        for other in ledger.ill_transactions_named(library.agency, role, parts):
            if _was_theirs(other, message, whom, books):
                return given_over(books, other, whom)
            if _is_meant(other, message, whom, books.tools.directory):
                # Who says that he has passed it on is out of it, the more so when he says it twice.
                passed_on = message.service is Service.FORWARD_NOTIFICATION
                return other if passed_on else _taken_over(books, other, message, whom)
    return None


def _roles(message: IllMessage, directory: Directory) -> tuple[Role, ...]:
    """In which roles we may be in the transaction that a message belongs to."""
    if message.service in REQUESTERS:
        return (Role.RESPONDER,)
    if message.service not in EITHERS:
        return (Role.REQUESTER,)
    if directory.is_us(message.requester):
        return (Role.REQUESTER, Role.RESPONDER)
    return (Role.RESPONDER, Role.REQUESTER)


def _was_theirs(other: IllTransaction, message: IllMessage, whom: Correspondent, books: Books) -> bool:
    """Whether it is a transaction with that very library, from when it was configured under another name."""
    directory = books.tools.directory
    if directory.named(other.partner) is not None or partner_of(directory, other) is not whom:
        return False
    return _same(other, message) or message.service is not Service.ILL_REQUEST


def _same(other: IllTransaction, message: IllMessage) -> bool:
    """Whether a message leaves the initial requester out, or names the one of that transaction."""
    initial = message.transaction.initial_requester
    return initial is None or str(initial).casefold() == other.initial_requester.casefold()


def _is_meant(other: IllTransaction, message: IllMessage, whom: Correspondent, directory: Directory) -> bool:
    """Whether it may be a transaction that we have with another library by now.

    A request of another initial requester is another one: a server that speaks for many libraries counts for
    each of them. To whom our request was passed on is known by what a responder alone says; questions and
    messages would let any library that has heard of a transaction take it over.
    """
    same = _same(other, message)
    if other.partner == whom.name:
        return same or message.service is not Service.ILL_REQUEST
    if other.role is not Role.REQUESTER or not same or not whom.known:
        return False
    if other.course.responder is not None and other.course.responder in whom.terms.symbols:
        return True
    return _has_it_now(other, message, directory)


def _has_it_now(other: IllTransaction, message: IllMessage, directory: Directory) -> bool:
    """Whether somebody whom we did not ask may answer: before anybody else has, and nobody was named to us.

    A forwarder's notice and the answer of whom it forwarded to come by two ways, so the answer may be first.
    A notice itself comes from whom we asked; later ones are only taken where they tell nothing new.
    """
    course = other.course
    if message.service is Service.FORWARD_NOTIFICATION:
        told = message.responder is not None and message.responder == course.responder
        return told or repeats.seen(course, message) is not None
    third = other.wanted.request.third_party
    asked = directory.named(other.partner)
    named = asked is not None and course.responder not in asked.terms.symbols
    heard = {one.service for one in course.exchanged if one.direction is Direction.IN}
    permitted = third is not None and third.permission_to_forward and message.service not in EITHERS
    return permitted and not named and heard <= repeats.ASIDE


def _taken_over(
    books: Books, other: IllTransaction, message: IllMessage, whom: Correspondent
) -> IllTransaction:
    """The transaction as one with whoever it was passed on to. Staff see it, where nobody said so."""
    course = other.course
    if course.responder is not None and course.responder in whom.terms.symbols:
        return replace(other, partner=whom.name)
    books.ledger.put_ill_case(
        Case(
            transaction=other.id,
            kind=CaseKind.ANSWERED_BY_ANOTHER,
            opened=books.cause.at,
            service=message.service,
            detail=f"{other.partner}: {whom.name}",
        )
    )
    responder = message.responder or whom.terms.system
    return replace(other, partner=whom.name, course=replace(course, responder=responder))
