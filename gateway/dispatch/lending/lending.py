"""The one entrance of interlibrary loan: a partner's bytes, a librarian's wish, a timer's moment."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import msgspec
from twisted.logger import Logger

from gateway.dispatch.lending import confirming
from gateway.dispatch.lending.asking import Done, NoPartner, NotDone
from gateway.dispatch.lending.books import Books, Library
from gateway.dispatch.lending.chain import happen
from gateway.dispatch.lending.desk import Desk
from gateway.dispatch.lending.directory import Caller, Correspondent, Directory
from gateway.dispatch.lending.doubt import doubts, watch
from gateway.dispatch.lending.finding import found
from gateway.dispatch.lending.renaming import give_over_letters, given_over, partner_of, wait_for_calls
from gateway.dispatch.lending.restraint import (
    FIRST,
    FIRST_OF_PARTNER,
    MORE_THAN_A_DAYS,
    Guests,
    Patience,
    Restraint,
)
from gateway.dispatch.lending.units import Means
from gateway.ill import errors
from gateway.ill.decisions import Due, Received, Refused
from gateway.ill.times import said_at
from gateway.model.changes import Changes, Event
from gateway.model.ill.names import SystemId
from gateway.model.ill.post import Letter, Timer, TimerKind
from gateway.model.ill.reports import SecurityProblem, Unable, UserError
from gateway.model.ill.services import IllMessage, StatusOrErrorReport
from gateway.model.ill.terms import UTF_8, Terms
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import Service, UnableToPerform
from gateway.ports import Ledger, StoreDown
from gateway.ports.ill_language import Garbled, Understood

replace = msgspec.structs.replace

#: Timers that can't be seen to now are put off by this: a partner missing from the configuration may be back.
AWAY: Final = timedelta(hours=1)

#: Bytes that are remembered of what is no message: enough to see what it was meant for, and too few for the
#: number of an identity card.
BEGINNING: Final = 16

#: What a stranger is told who has asked for as much as one may in a day (ill.md §2.7).
TOO_MUCH: Final = Unable(problem=UnableToPerform.RESOURCE_LIMITATION)

#: Timers taken in one go: some tens of milliseconds.
TIMERS: Final = 50


class Lending(Desk):
    """Interlibrary loan of one agency."""

    log = Logger()

    def __init__(self, means: Means, library: Library, directory: Directory) -> None:
        super().__init__(means, library, directory)
        #: Told whose a line is, by its id and the partner's name.
        self.belongs: Callable[[str, str], object] = lambda _link, _partner: None
        #: What counts as one address, of a line's host.
        self.one_address: Callable[[str], str] = str
        self._restraint = Restraint()
        self._patience = Patience()
        self._guests = Guests()

    # --- what partners send ---------------------------------------------------------------------------

    async def received(self, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        """One whole message; gives what goes out on the same line, once all of it is durable.

        Raises `StoreDown`: then nothing of it was written.
        """
        read = self._means.language.read(raw, "auto")
        if isinstance(read, Garbled):
            return await self._unreadable(read, raw, peer)
        self._patience.readable(peer.link, self.one_address(peer.host))
        whom = self._directory.recognised(peer, read.message)
        if whom is None:
            return await self._stranger(read, peer, SecurityProblem(text="unknown partner"))
        if not whom.known and not self._may_speak(peer):
            return await self._stranger(read, peer, TOO_MUCH)
        if not peer.partner:
            self.belongs(peer.link, whom.name)
        if whom.charset not in {"auto", read.charset}:
            again = self._means.language.read(raw, whom.charset)
            read = again if isinstance(again, Understood) else read
        answers = await self._unit(partial(self._take, read=read, whom=whom, peer=peer), peer.link)
        if answers is None:
            return await self._stranger(read, peer, TOO_MUCH)
        if not whom.known:
            request = read.message.service is Service.ILL_REQUEST
            self._guests.came(self.one_address(peer.host), self._means.clock.now(), request=request)
        return answers

    def wearies(self, peer: Caller) -> str:
        """Why a line is to be closed after what it brought last, in words; empty where it is not."""
        return self._patience.over(peer.link)

    async def garbled(self, why: str, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        """Bytes in which no message can be found."""
        read = self._means.language.read(raw, "auto")
        if isinstance(read, Understood):
            read = Garbled(answer=None, why=why)
        return await self._unreadable(read, raw, peer)

    def _take(
        self, books: Books, read: Understood, whom: Correspondent, peer: Caller
    ) -> tuple[bytes, ...] | None:
        """What goes out; None where a stranger would open one transaction too many."""
        message, ledger = read.message, books.ledger
        transaction = found(books, message, whom)
        if transaction is None and not whom.known and not self._may_ask(message, peer):
            return None
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
            self._outside(books, message, whom, happened.decision.refusal, peer)
        return tuple(books.answers)

    def _outside(
        self, books: Books, message: IllMessage, whom: Correspondent, refusal: Refused | None, peer: Caller
    ) -> None:
        """A message of no transaction is remembered as an event of its partner."""
        why = "" if refusal is None else str(refusal.why)
        key, first = (whom.name, FIRST_OF_PARTNER) if whom.known else (self.one_address(peer.host), FIRST)
        untold = self._restraint.tell(("ill-refused", key), books.cause.at, first, known=whom.known)
        if untold is None:
            return
        data: dict[str, str | int | None] = {
            "service": str(message.service),
            "group": message.transaction.group,
            "qualifier": message.transaction.qualifier,
            "why": why,
            "more": untold or None,
        }
        self._remember(books, "ill-refused", f"partner {whom.name}", data)

    async def _unreadable(self, read: Garbled, raw: bytes, peer: Caller) -> tuple[bytes, ...]:
        untold = self._untold("ill-garbled", peer)
        if untold is not None:
            data: dict[str, str | int | None] = {
                "why": read.why,
                "bytes": len(raw),
                "begins": raw[:BEGINNING].hex(),
                "more": untold or None,
            }
            about = f"partner {peer.partner}" if peer.partner else f"peer {peer.host}"
            await self._unit(lambda books: self._remember(books, "ill-garbled", about, data), peer.link)
        self._patience.unreadable(peer.link, self.one_address(peer.host))
        if read.answer is None:
            return ()
        said = said_at(self._means.clock.now(), self._library.zone)
        return (self._written(replace(read.answer, said=said)),)

    async def _stranger(self, read: Understood, peer: Caller, problem: UserError) -> tuple[bytes, ...]:
        """Refuse a library that is not known, or called from where it never does, or asks for too much."""
        message = read.message
        too_much = problem is TOO_MUCH
        untold = self._untold("ill-stranger", peer, 1 if too_much else FIRST)
        if untold is not None:
            data: dict[str, str | int | None] = {
                "service": str(message.service),
                "host": peer.host,
                "why": MORE_THAN_A_DAYS if too_much else None,
                "more": untold or None,
            }
            about = self._claimed(self._directory.sender(message), peer)
            await self._unit(lambda books: self._remember(books, "ill-stranger", about, data), peer.link)
        if errors.is_report(message):
            return ()
        now = self._means.clock.now()
        return (self._written(errors.reply(message, problem, now, self._library.zone)),)

    def _untold(self, kind: str, peer: Caller, first: int = FIRST) -> int | None:
        """How many such events were left out before this one; None where it is, too."""
        key = (kind, first, self.one_address(peer.host))
        return self._restraint.tell(key, self._means.clock.now(), first)

    def _may_speak(self, peer: Caller) -> bool:
        address, now = self.one_address(peer.host), self._means.clock.now()
        return self._guests.may_speak(address, now, self._directory.daily)

    def _may_ask(self, message: IllMessage, peer: Caller) -> bool:
        address, now = self.one_address(peer.host), self._means.clock.now()
        return message.service is not Service.ILL_REQUEST or self._guests.may_ask(
            address, now, self._directory.daily
        )

    def _written(self, message: IllMessage) -> bytes:
        return self._means.language.write(message, Terms(version=message.version, charset=UTF_8)).payload

    def _claimed(self, said: SystemId | None, peer: Caller) -> str:
        """Whom a history is about: the partner that it claims to be, or its address."""
        known = None if said is None else self._directory.with_symbol(said)
        if known is not None:
            return f"partner {known.name}"
        return f"peer {peer.host}" if said is None else f"partner {said}"

    def _remember(self, books: Books, kind: str, about: str, data: dict[str, str | int | None]) -> None:
        cause = books.cause
        event = Event(kind=kind, subject=about, at=cause.at, cause=cause.ref, conflict=True, data=data)
        books.ledger.save(Changes(events=(event,)))

    # --- what timers bring about ----------------------------------------------------------------------

    async def tick(self) -> int:
        """See to timers whose moment has come; how many there were, `TIMERS` at most."""
        if self._renamed:
            self._renamed = False
            await self._see_to_partners()
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

    async def _see_to_partners(self) -> None:
        """Some may have another name than before, or none that we know, or no address any more."""
        try:
            await self._unit(give_over_letters, "renamed partners")
            await self._unit(wait_for_calls, "partners without an address")
        except StoreDown:
            self._renamed = True
            raise
        except Exception:  # noqa: BLE001 - a mistake of ours: timers must not wait for it
            self.log.failure("letters can't be given to partners as they are now")

    def _due(self, books: Books, timer: Timer) -> None:
        ledger = books.ledger
        transaction = ledger.ill_transaction(timer.transaction)
        if transaction is None:
            ledger.drop_ill_timer(timer.transaction, timer.kind)
            return
        whom = partner_of(self._directory, transaction)
        if whom is None:
            _put_off(books, timer)
            return
        current = next((one for one in ledger.ill_timers(transaction.id) if one.kind is timer.kind), None)
        if current is None or current.due > books.cause.at:
            return  # it was set anew, or stopped, meanwhile
        if timer.kind is TimerKind.CONFIRM:
            confirming.look(books, given_over(books, transaction, whom), whom)
            return
        ledger.drop_ill_timer(transaction.id, timer.kind)
        transaction = given_over(books, transaction, whom)
        local = replace(books.line(transaction, Direction.LOCAL), cause=f"timer {timer.kind}")
        happen(books, transaction, Due(kind=timer.kind), whom, local)

    def marked(self, ledger: Ledger, letter: Letter) -> None:
        """Something was written down of a letter (`gateway.outbox.marking.Marked`)."""
        whom = self._directory.named(letter.partner)
        if whom is not None:
            watch(ledger, letter, whom)


def _put_off(books: Books, timer: Timer) -> None:
    books.ledger.set_ill_timer(replace(timer, due=books.cause.at + AWAY))


__all__ = ["Done", "Lending", "Means", "NoPartner", "NotDone"]
