"""The one entrance of interlibrary loan: a partner's bytes, a librarian's wish, a timer's moment."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from twisted.logger import Logger

from gateway.dispatch.lending import confirming
from gateway.dispatch.lending.asking import Done, NoPartner, NotDone, answered, told
from gateway.dispatch.lending.books import Books, Cause, Library, Tools
from gateway.dispatch.lending.chain import happen, pass_on
from gateway.dispatch.lending.directory import Caller, Correspondent, Directory
from gateway.dispatch.lending.discretion import discreet
from gateway.dispatch.lending.doubt import doubts, watch
from gateway.dispatch.lending.finding import found
from gateway.ill import errors
from gateway.ill.decisions import (
    Asked,
    AskedAgain,
    Due,
    Forward,
    Opening,
    Received,
    Refused,
    Repair,
    TakeBack,
)
from gateway.ill.opening import retried
from gateway.ill.times import said_at
from gateway.model.changes import Changes, Event
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import ThirdParty
from gateway.model.ill.post import Letter, LetterState, Timer, TimerKind
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.reports import SecurityProblem
from gateway.model.ill.services import AnyService, IllMessage, IllRequest, StatusOrErrorReport
from gateway.model.ill.states import Role, State
from gateway.model.ill.terms import UTF_8, Terms
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Results
from gateway.ports import Also, Clock, Ledger, NewId, Overtaken, Store, StoreDown
from gateway.ports.ill_language import Garbled, IllLanguage, Understood

T = TypeVar("T")

replace = msgspec.structs.replace

#: Times that a unit which another server overtook is run again; two servers meet at one transaction when a
#: partner uses two lines, and hardly twice.
TRIES: Final = 5

#: A letter that may go within this counts as gone: clocks of servers differ, and a commit takes its time.
MARGIN: Final = timedelta(seconds=2)

#: Timers that can't be seen to now are put off by this: a partner missing from the configuration may be back.
AWAY: Final = timedelta(hours=1)

#: Bytes that are remembered of what is no message: enough to see what it was meant for, and too few for the
#: number of an identity card.
BEGINNING: Final = 16

#: Timers taken in one go: some tens of milliseconds.
TIMERS: Final = 50


class Means(NamedTuple):
    """What the entrance needs from around it; `goes_at` is `gateway.outbox.terms.goes_at` for a partner."""

    store: Store
    language: IllLanguage
    clock: Clock
    new_id: NewId
    goes_at: Callable[..., Any]


class Lending:
    """Interlibrary loan of one agency."""

    log = Logger()

    def __init__(self, means: Means, library: Library, directory: Directory) -> None:
        self._means = means
        self._library = library
        self._directory = directory
        #: Told whose a line is, by its id and the partner's name.
        self.belongs: Callable[[str, str], object] = lambda _link, _partner: None

    def adopt(self, library: Library, directory: Directory) -> None:
        """Go by another configuration from now on."""
        self._library, self._directory = library, directory

    @property
    def directory(self) -> Directory:
        """Who is known."""
        return self._directory

    @property
    def us(self) -> SystemId:
        """Our own symbol."""
        return self._library.us

    # --- what partners send ---------------------------------------------------------------------------

    async def received(self, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        """One whole message; gives what goes out on the same line, once all of it is durable.

        Raises `StoreDown`: then nothing of it was written.
        """
        read = self._means.language.read(raw, "auto")
        if isinstance(read, Garbled):
            return await self._unreadable(read, raw, peer)
        whom = self._directory.recognised(peer, read.message)
        if whom is None:
            return await self._stranger(read, peer)
        if not peer.partner:
            self.belongs(peer.link, whom.name)
        if whom.charset not in {"auto", read.charset}:
            again = self._means.language.read(raw, whom.charset)
            read = again if isinstance(again, Understood) else read
        return await self._unit(partial(self._take, read=read, whom=whom), peer.link)

    async def garbled(self, why: str, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        """Bytes in which no message can be found."""
        read = self._means.language.read(raw, "auto")
        if isinstance(read, Understood):
            read = Garbled(answer=None, why=why)
        return await self._unreadable(read, raw, peer)

    def _take(self, books: Books, read: Understood, whom: Correspondent) -> tuple[bytes, ...]:
        message, ledger = read.message, books.ledger
        transaction = found(books, message, whom)
        letters: tuple[Letter, ...] = ()
        if transaction is not None and isinstance(message.body, StatusOrErrorReport):
            letters = ledger.letters_of(transaction.id)
        unsure = doubts(letters, whom.terms.confirm)
        event = Received(message=message, id=self._means.new_id(), doubts=unsure)
        first = replace(
            books.line(transaction, Direction.IN),
            service=message.service,
            said=message.said,
            raw=read.kept,
            decoded=read.decoded,
            losses=read.remarks,
        )
        # A partner that we can't call hears of everything on its own line.
        happened = happen(books, transaction, event, whom, first, here=whom.here or not whom.reachable)
        if happened.kept is None:
            self._outside(books, message, whom, happened.decision.refusal)
        return tuple(books.answers)

    def _outside(
        self, books: Books, message: IllMessage, whom: Correspondent, refusal: Refused | None
    ) -> None:
        """A message of no transaction is remembered as an event of its partner."""
        why = "" if refusal is None else str(refusal.why)
        data: dict[str, str | int | None] = {
            "service": str(message.service),
            "group": message.transaction.group,
            "qualifier": message.transaction.qualifier,
            "why": why,
        }
        books.ledger.save(
            Changes(events=(self._event(books.cause, "ill-refused", f"partner {whom.name}", data),))
        )

    async def _unreadable(self, read: Garbled, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        data: dict[str, str | int | None] = {
            "why": read.why,
            "bytes": len(raw),
            "begins": raw[:BEGINNING].hex(),
        }

        def work(books: Books) -> tuple[bytes, ...]:
            about = f"partner {peer.partner}" if peer.partner else f"peer {peer.host}"
            event = self._event(books.cause, "ill-garbled", about, data)
            books.ledger.save(Changes(events=(event,)))
            if read.answer is None:
                return ()
            said = said_at(books.cause.at, self._library.zone)
            return (self._written(replace(read.answer, said=said)),)

        return await self._unit(work, peer.link)

    async def _stranger(self, read: Understood, peer: Caller) -> tuple[bytes, ...]:
        """Refuse a library that is not known, or that called from where it never does."""
        message = read.message
        said = self._directory.sender(message)
        data: dict[str, str | int | None] = {"service": str(message.service), "host": peer.host}

        def work(books: Books) -> tuple[bytes, ...]:
            event = self._event(books.cause, "ill-stranger", self._claimed(said, peer), data)
            books.ledger.save(Changes(events=(event,)))
            if errors.is_report(message):
                return ()
            problem = SecurityProblem(text="unknown partner")
            return (self._written(errors.reply(message, problem, books.cause.at, self._library.zone)),)

        return await self._unit(work, peer.link)

    def _written(self, message: IllMessage) -> bytes:
        return self._means.language.write(message, Terms(version=message.version, charset=UTF_8)).payload

    def _claimed(self, said: SystemId | None, peer: Caller) -> str:
        """Whom a history is about: the partner that it claims to be, or its address."""
        known = None if said is None else self._directory.with_symbol(said)
        if known is not None:
            return f"partner {known.name}"
        return f"peer {peer.host}" if said is None else f"partner {said}"

    def _event(self, cause: Cause, kind: str, about: str, data: dict[str, str | int | None]) -> Event:
        return Event(kind=kind, subject=about, at=cause.at, cause=cause.ref, conflict=True, data=data)

    # --- what staff ask -------------------------------------------------------------------------------

    async def open(
        self,
        partner: str,
        request: IllRequest,
        *,
        actor: str,
        client: str = "",
        rest: dict[str, Any] | None = None,
        also: Also | None = None,
    ) -> Done:
        """Ask a partner for something: a new transaction. Raises `NoPartner`, `NotDone`.

        `client` is the number or a card of the reader for whom it is. The partner is not told.
        """
        whom = self._known(partner)
        opening = self._opening(client)
        asked = Asked(body=_permitting(request, whom), actor=actor, opening=opening, rest=rest or {})
        return told(await self._unit(partial(self._ask, None, asked, whom, also), actor=actor))

    async def retry(self, transaction: str, *, actor: str, also: Also | None = None) -> Done:
        """Ask again for what a partner said could be asked for later: a new transaction (ill.md §2.4)."""

        def work(books: Books) -> Done | Refused:
            old = self._kept(books.ledger, transaction)
            if old.course.results is not Results.RETRY or old.role is not Role.REQUESTER:
                return Refused(why=Refusal.NOT_IN_THIS_STATE, detail=str(old.state))
            opening = replace(self._opening(old.wanted.client), retry_of=old.id, tried=old.course.tried)
            opening = replace(opening, transaction=replace(opening.transaction, group=old.course.id.group))
            asked = Asked(body=retried(old), actor=actor, opening=opening, rest=old.wanted.rest)
            return self._ask(None, asked, self._known(old.partner), also, books)

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
            return self._ask(kept, event, self._partner_of(kept), also, books)

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
        whom = self._directory.named(transaction.partner)
        if whom is None:
            raise NoPartner(transaction.partner)
        return whom

    def _kept(self, ledger: Ledger, transaction: str) -> IllTransaction:
        kept = ledger.ill_transaction(transaction)
        if kept is None:
            raise KeyError(transaction)
        return kept

    # --- what timers bring about ----------------------------------------------------------------------

    async def tick(self) -> int:
        """See to timers whose moment has come; how many there were, `TIMERS` at most."""
        now = self._means.clock.now()
        due = await self._means.store.read(lambda shelf: shelf.ill_timers_due(now, TIMERS))
        for timer in due:
            try:
                await self._unit(partial(self._due, timer=timer))
            except StoreDown:
                raise
            except Exception:  # noqa: BLE001 - a mistake of ours, with this one: the others must not wait for it
                self.log.failure("the timer {timer} can't be seen to", timer=timer)
                await self._unit(partial(_put_off, timer=timer))
        return len(due)

    def _due(self, books: Books, timer: Timer) -> None:
        ledger = books.ledger
        transaction = ledger.ill_transaction(timer.transaction)
        if transaction is None:
            ledger.drop_ill_timer(timer.transaction, timer.kind)
            return
        whom = self._directory.named(transaction.partner)
        if whom is None:
            _put_off(books, timer)
            return
        current = next((one for one in ledger.ill_timers(transaction.id) if one.kind is timer.kind), None)
        if current is None or current.due > books.cause.at:
            return  # it was set anew, or stopped, meanwhile
        if timer.kind is TimerKind.CONFIRM:
            confirming.look(books, transaction, whom)
            return
        ledger.drop_ill_timer(transaction.id, timer.kind)
        local = replace(books.line(transaction, Direction.LOCAL), cause=f"timer {timer.kind}")
        happen(books, transaction, Due(kind=timer.kind), whom, local)

    def marked(self, ledger: Ledger, letter: Letter) -> None:
        """Something was written down of a letter (`gateway.outbox.marking.Marked`)."""
        whom = self._directory.named(letter.partner)
        if whom is not None:
            watch(ledger, letter, whom)

    # --- units of work --------------------------------------------------------------------------------

    async def _unit(self, work: Callable[[Books], T], ref: str = "", *, actor: str = "") -> T:
        cause = Cause(ref=ref or self._means.new_id(), at=self._means.clock.now(), actor=actor)
        tools = Tools(
            self._library, self._directory, self._means.language, self._means.new_id, self._means.goes_at
        )
        for _ in range(TRIES):
            try:
                return await self._means.store.commit(lambda ledger: work(Books(ledger, tools, cause)))
            except Overtaken:
                continue
        raise StoreDown("another server is at the same transaction")


def _put_off(books: Books, timer: Timer) -> None:
    books.ledger.set_ill_timer(replace(timer, due=books.cause.at + AWAY))


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


__all__ = ["Done", "Lending", "Means", "NoPartner", "NotDone"]
