"""To which transaction a message belongs."""

import msgspec

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import EITHERS, REQUESTERS, Correspondent, Directory
from gateway.model.ill.services import IllMessage
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service


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
            if _is_meant(other, message, whom):
                # Who says that he has passed it on is out of it, the more so when he says it twice.
                passed_on = message.service is Service.FORWARD_NOTIFICATION
                return other if passed_on else msgspec.structs.replace(other, partner=whom.name)
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


def _is_meant(other: IllTransaction, message: IllMessage, whom: Correspondent) -> bool:
    """Whether it may be a transaction that we have with another library by now.

    A request of another initial requester is another one: a server that speaks for many libraries counts for
    each of them. To whom our request was passed on is known by what a responder alone says; questions and
    messages would let any library that has heard of a transaction take it over.
    """
    initial = message.transaction.initial_requester
    same = initial is None or str(initial).casefold() == other.initial_requester.casefold()
    if other.partner == whom.name:
        return same or message.service is not Service.ILL_REQUEST
    if other.role is not Role.REQUESTER or not same or not whom.known:
        return False
    if other.course.responder is not None and other.course.responder in whom.terms.symbols:
        return True
    third = other.wanted.request.third_party
    return third is not None and third.permission_to_forward and message.service not in EITHERS
