"""The staff's side of interlibrary loan: what a librarian asks for, at a screen or by command."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import msgspec

from gateway.dispatch.lending.asking import Done, NoPartner, answered, told
from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.chain import happen, pass_on
from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.discretion import discreet
from gateway.dispatch.lending.renaming import given_over, partner_of
from gateway.dispatch.lending.units import Units
from gateway.ill.decisions import Asked, AskedAgain, Forward, Opening, Refused, Repair, TakeBack
from gateway.ill.opening import retried
from gateway.model.ill.names import TransactionId
from gateway.model.ill.parts import ThirdParty
from gateway.model.ill.post import Letter, LetterState
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Results
from gateway.ports import Also, Ledger

replace = msgspec.structs.replace

#: A letter that may go within this counts as gone: clocks of servers differ, and a commit takes its time.
MARGIN: Final = timedelta(seconds=2)


class Desk(Units):
    """Everything that staff can have done."""

    async def open(
        self,
        partner: str,
        request: IllRequest,
        *,
        actor: str,
        client: str = "",
        rest: dict[str, Any] | None = None,
        also: Callable[[Ledger, str], None] | None = None,
    ) -> Done:
        """Ask a partner for something: a new transaction. Raises `NoPartner`, `NotDone`.

        `also` is given the new transaction's id with the ledger.
        `client` is the number or a card of the reader for whom it is. The partner is not told.
        """
        whom = self._known(partner)
        opening = self._opening(client)
        asked = Asked(body=_permitting(request, whom), actor=actor, opening=opening, rest=rest or {})
        named = None if also is None else partial(_with_id, also, opening.id)
        return told(await self._unit(partial(self._ask, None, asked, whom, named), actor=actor))

    async def retry(self, transaction: str, *, actor: str, also: Also | None = None) -> Done:
        """Ask again for what a partner said could be asked for later: a new transaction (ill.md §2.4)."""

        def work(books: Books) -> Done | Refused:
            old = self._kept(books.ledger, transaction)
            if old.course.results is not Results.RETRY or old.role is not Role.REQUESTER:
                return Refused(why=Refusal.NOT_IN_THIS_STATE, detail=str(old.state))
            opening = replace(self._opening(old.wanted.client), retry_of=old.id, tried=old.course.tried)
            opening = replace(opening, transaction=replace(opening.transaction, group=old.course.id.group))
            asked = Asked(body=retried(old), actor=actor, opening=opening, rest=old.wanted.rest)
            whom = self._known(self._partner_of(old).name)
            return self._ask(None, asked, whom, also, books)

        return told(await self._unit(work, actor=actor))

    async def do(
        self,
        transaction: str,
        body: AnyService | Forward,
        *,
        actor: str,
        also: Also | None = None,
    ) -> Done:
        """Have a service sent in a transaction. Raises `KeyError`, `NoPartner`, `NotDone`."""
        if isinstance(body, Forward) and self._directory.with_symbol(body.to) is None:
            raise NoPartner(str(body.to))  # the request would go to nobody, and nobody would know
        return await self._done(transaction, Asked(body=body, actor=actor), also)

    async def pass_on(
        self, transaction: str, partners: Sequence[str], *, actor: str, also: Also | None = None
    ) -> Done:
        """Obtain what a partner wants of us from one of these, in their order, and stay between them.

        Raises `KeyError`, `NoPartner`, `NotDone`.
        """
        rota = tuple(self._known(name).terms.system for name in partners)

        def work(books: Books) -> Done | Refused:
            kept = self._kept(books.ledger, transaction)
            refused = pass_on(books, kept, rota)
            if refused is not None:
                return refused
            if also is not None:
                also(books.ledger)
            return Done(transaction=self._kept(books.ledger, transaction), letters=tuple(books.letters))

        return told(await self._unit(work, actor=actor))

    async def say_again(
        self, transaction: str, *, actor: str, service: str = "", also: Also | None = None
    ) -> Done:
        """Say our last service, or the last of a kind, once more. Raises `KeyError`, `NotDone`."""
        return await self._done(transaction, AskedAgain(actor=actor, service=service), also)

    async def repair(
        self, transaction: str, to: State, note: str, *, actor: str, also: Also | None = None
    ) -> Done:
        """Set right what the standard has no way back from. Raises `KeyError`, `NotDone`."""
        return await self._done(transaction, Repair(to=to, note=note, actor=actor), also)

    async def take_back(self, transaction: str, *, actor: str, also: Also | None = None) -> Done:
        """Take back what staff did last, while nothing of it has gone. Raises `KeyError`, `NotDone`."""
        return await self._done(transaction, TakeBack(actor=actor), also)

    async def _done(
        self, transaction: str, event: Asked | AskedAgain | Repair | TakeBack, also: Also | None
    ) -> Done:
        def work(books: Books) -> Done | Refused:
            kept = self._kept(books.ledger, transaction)
            if isinstance(event, TakeBack) and not _all_wait(
                books.ledger.letters_of(transaction), kept, books.cause.at
            ):
                return Refused(why=Refusal.NOTHING_TO_TAKE_BACK)
            whom = self._partner_of(kept)
            return self._ask(given_over(books, kept, whom), event, whom, also, books)

        return told(await self._unit(work, actor=event.actor))

    def _ask(
        self,
        transaction: IllTransaction | None,
        event: Asked | AskedAgain | Repair | TakeBack,
        whom: Correspondent,
        also: Also | None,
        books: Books,
    ) -> Done | Refused:
        notes: list[str] = []
        event = discreet(event, books.ledger, self._library.agency, notes)
        local = books.line(transaction, Direction.LOCAL)
        if isinstance(event, Asked) and not isinstance(event.body, Forward):
            local = replace(local, service=event.body.service)
        happened = happen(books, transaction, event, whom, local, local=True)
        if happened.decision.refusal is None and also is not None:
            also(books.ledger)
        return answered(happened.decision, happened.kept, books.letters, notes)

    def _opening(self, client: str) -> Opening:
        new_id = self._means.new_id()
        # Partners learn nothing from our numbers: they are opaque, and none is used twice.
        name = TransactionId(initial_requester=self._library.us, group=new_id, qualifier=new_id)
        return Opening(id=new_id, transaction=name, client=client)

    def _known(self, partner: str) -> Correspondent:
        whom = self._directory.named(partner)
        if whom is None or not whom.known:
            raise NoPartner(partner)
        return whom

    def _partner_of(self, transaction: IllTransaction) -> Correspondent:
        whom = partner_of(self._directory, transaction)
        if whom is None:
            raise NoPartner(transaction.partner)
        return whom

    def _kept(self, ledger: Ledger, transaction: str) -> IllTransaction:
        kept = ledger.ill_transaction(transaction)
        if kept is None:
            raise KeyError(transaction)
        return kept


def _with_id(also: Callable[[Ledger, str], None], transaction: str, ledger: Ledger) -> None:
    also(ledger, transaction)


def _permitting(request: IllRequest, whom: Correspondent) -> IllRequest:
    """A request that says what its receiver may do with it, where the asker has not said it himself."""
    if request.third_party is not None or not (whom.may_forward or whom.may_chain):
        return request
    permitted = ThirdParty(permission_to_forward=whom.may_forward, permission_to_chain=whom.may_chain)
    return replace(request, third_party=permitted)


def _all_wait(letters: tuple[Letter, ...], transaction: IllTransaction, now: datetime) -> bool:
    """Whether no letter of the last act can have gone: what has gone can't be called back.

    One whose time has come may be on its way at this moment, or have gone in a try that seemed to fail.
    """
    last = [letter for letter in letters if letter.posted == transaction.changed]
    return bool(last) and all(
        letter.state is LetterState.WAITING and letter.attempts == 0 and now + MARGIN < letter.not_before
        for letter in last
    )
