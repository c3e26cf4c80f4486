"""Who lets go, tells and erases while the library goes on: many small units of work, with rests between."""

from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final, NamedTuple, TypeVar, cast

from msgspec.structs import replace

from gateway.model.identity import AgencyId, PatronId
from gateway.model.keeping import Dossier, Erased, ErasedInPart, LetGo, Message, Provided, Standing, Terms
from gateway.model.patrons import Patron
from gateway.ports import Clock, Ledger, NewId, Shelf, Store, StoreDown
from gateway.store import cleaning, erasure, traces
from gateway.store.cleaning import Cleaning
from gateway.store.dossier import Seen, dossier, event, message
from gateway.store.erased import ErasedLog, ListUnusable
from gateway.store.keys import KeyedDigest
from gateway.store.ledger import SqlLedger
from gateway.store.order import Due
from gateway.store.retention import BATCH, Step, Tell, provided, steps
from gateway.store.shapes import Row
from gateway.store.shelf import SqlShelf
from gateway.store.traces import Names

T = TypeVar("T")

#: Seconds of rest after each unit. What a day brings is gone in a minute all the same, and the first run on
#: an old database may take a night; without rest the log is copied into the database twice as often, which
#: kiosks notice (tests/bench/retention.py).
REST: Final = 0.2

#: Readers whose digests are compared at once, when an older database came back.
READERS: Final = 500

Rest = Callable[[float], Awaitable[object]]


class Lore(NamedTuple):
    """What is to be known of messages: what they told of a reader, and what of them is about him alone.

    `own` takes a message's kind, its text and all that names the reader.
    """

    told: Tell
    own: Callable[[str, str, AbstractSet[str]], str]


async def no_rest(_: float) -> None:
    """Do not wait: for a database that nobody else uses."""


class Caretaker:
    """`gateway.ports.Keeper` on a database.

    `lore` is what messages mean, `rest` waits so many seconds; `log` is the list of erasures that stands
    outside the database.
    """

    def __init__(
        self,
        store: Store,
        *,
        digests: KeyedDigest,
        log: ErasedLog,
        clock: Clock,
        new_id: NewId,
        lore: Lore,
        rest: Rest = no_rest,
    ) -> None:
        self._store = store
        self._digests = digests
        self._log = log
        self._clock = clock
        self._new_id = new_id
        self._lore = lore
        self._rest = rest
        self._stopping = False

    def stop(self) -> None:
        """Begin no further unit; what was let go of stays so."""
        self._stopping = True

    # --- what is held ------------------------------------------------------------------------------------

    async def dossier(self, agency: AgencyId, spellings: Sequence[str]) -> Dossier | None:
        """Everything held about the reader whom the first known spelling names."""
        patron = await self._known(agency, spellings)
        if patron is None:
            return None
        names = traces.names_of(patron.id, (card.value for card in patron.cards))
        rows = await self._traced(traces.messages, names, of="messages")
        heard = [(message(row), row[5]) for row in rows]
        events = await self._traced(traces.events, names, of="events")
        seen = Seen(
            messages=tuple(self._his_own(each, patron, names) for each, _ in heard),
            provided=tuple(told for each, read in heard if (told := self._provided(each, read))),
            events=tuple(map(event, events)),
        )
        return await self._read(lambda shelf: dossier(shelf, patron, names, seen))

    def _his_own(self, heard: Message, patron: Patron, names: Names) -> Message:
        his = {patron.name, names.reader, *names.numbers}
        text, reply = (self._lore.own(heard.kind, said, his) for said in (heard.text, heard.reply))
        return replace(heard, text=text, reply=reply)

    def _provided(self, heard: Message, read: str) -> Provided | None:
        told = self._lore.told(heard.kind, heard.terminal, heard.reply)
        if told is None:
            return None
        return provided(told, ref=heard.ref, at=heard.at, kind=heard.kind, patron=read)

    async def _known(self, agency: AgencyId, spellings: Sequence[str]) -> Patron | None:
        found = await self._store.read(lambda shelf: shelf.patron_by_card(agency, spellings))
        return found[0]

    async def _traced(
        self, look: Callable[[SqlShelf, Names, int], list[T]], names: Names, *, of: str
    ) -> list[T]:
        found: list[T] = []
        for after in await self._stretches(of):
            found += await self._read(lambda shelf, after=after: look(shelf, names, after))
        return found

    async def _stretches(self, of: str) -> range:
        return await self._read(lambda shelf: cleaning.stretches(shelf, of=of))

    # --- erasing -----------------------------------------------------------------------------------------

    async def erase(
        self, agency: AgencyId, spellings: Sequence[str], *, actor: str
    ) -> Erased | Standing | None:
        """Erase that reader.

        What is open of his comes back, and nothing is changed; None where nobody has that number.
        """
        patron = await self._known(agency, spellings)
        if patron is None:
            return None
        digest = self._digests.erased(patron.id)
        entry = Erased(id=self._new_id(), at=self._clock.now(), digest=digest)
        came = await self._commit(partial(erasure.erase, patron=patron.id, entry=entry, actor=actor))
        if not isinstance(came, Cleaning):
            return came
        # He is erased, whatever fails from here on; should the power fail, the next start does the rest.
        unlisted, uncleaned = self._listed(entry), await self._cleaned(came)
        if not (unlisted or uncleaned):
            return entry
        return ErasedInPart(id=entry.id, at=entry.at, digest=digest, unlisted=unlisted, uncleaned=uncleaned)

    def _listed(self, entry: Erased) -> str:
        """Write it down outside the database, or say why that failed."""
        try:
            self._log.add([entry])
        except ListUnusable as error:
            return error.reason
        return ""

    async def _cleaned(self, begun: Cleaning) -> str:
        """Clean to the end, or say why that failed."""
        try:
            await self._clean(begun)
        except StoreDown as error:
            return str(error)
        return "" if not self._stopping else "the server stops"

    async def resume(self) -> int:
        """Go on with every cleaning that was broken off; how many there were."""
        left = await self._read(cleaning.begun)
        for begun in left:
            await self._clean(begun)
        return len(left)

    async def _clean(self, begun: Cleaning) -> None:
        """Clean what is long, a stretch at a time; then, at one stroke, what has come since."""
        seen = [await self._clean_through(begun, of=of) for of in cleaning.KINDS]
        if not self._stopping:
            await self._commit(partial(cleaning.finish, cleaning=begun, tell=self._lore.told, seen=seen))

    async def _clean_through(self, begun: Cleaning, *, of: str) -> int:
        """Clean all there is; the place up to which nothing need be looked at again."""
        cleaned = begun.upto[of]
        for after in await self._stretches(of):
            if self._stopping:
                break
            unit = partial(cleaning.clean, cleaning=begun, tell=self._lore.told, after=after, of=of)
            changed, last = await self._commit(unit)
            if changed:
                cleaned = min(cleaned, last)
                await self._rest(REST)
        return cleaned

    # --- letting go --------------------------------------------------------------------------------------

    async def let_go(self, terms: Terms, enough: Callable[[], bool] = lambda: False) -> LetGo:
        """Let go of all whose time is up; no further unit is begun once it is `enough`."""
        now, done = self._clock.now(), {}
        for step in steps(self._lore.told):
            done[step.name] = await self._take(step, step.due(terms, now), enough)
        return LetGo(rows=done, more=enough())

    async def due(self, terms: Terms) -> LetGo:
        """What `let_go` would look at; nothing is changed."""
        now, counted = self._clock.now(), {}
        for step in steps(self._lore.told):
            due = step.due(terms, now)
            counted[step.name] = await self._read(
                lambda shelf, step=step, due=due: step.number(shelf, due, step.looked(shelf, due))
            )
        return LetGo(rows=counted)

    async def _take(self, step: Step, due: Due, enough: Callable[[], bool]) -> int:
        place, done = await self._read(lambda shelf: step.looked(shelf, due)), 0
        before: list[Row] = []
        while not (self._stopping or enough()):
            rows = await self._read(lambda shelf, place=place: step.find(shelf, due, place, BATCH))
            if not rows or rows == before:  # the same again: another node is at it
                break
            done += await self._commit(partial(_let_go, step=step, due=due, rows=rows, after=place))
            place, before = rows[-1][0], rows
            await self._rest(REST)
        return done

    # --- after an older database came back ---------------------------------------------------------------

    async def catch_up(self) -> int:
        """Erase again whom the list says was erased and this database still knows; how many there were.

        Called before a database that may have come from a backup serves anybody.
        """
        known = {entry.id for entry in await self._read(erasure.erasures)}
        listed = {entry.id: entry for entry in self._log.entries()}
        missed = {entry.digest: entry for entry in listed.values() if entry.id not in known}
        again = await self._those(missed) if missed else {}
        for patron, entry in again.items():
            await self._erase_again(patron, entry)
        for entry in missed.values():
            if entry not in again.values():
                await self._commit(partial(erasure.note, entry=entry, actor="restore"))
        return len(again)

    async def note_down(self) -> None:
        """Write into this node's list what the database knows: what another node erased, or was not written.

        Raises `gateway.store.errors.StoreError` where the list can't be used.
        """
        self._log.complete(await self._read(erasure.erasures))

    async def _those(self, missed: dict[bytes, Erased]) -> dict[PatronId, Erased]:
        found: dict[PatronId, Erased] = {}
        after = ("", "")
        while readers := await self._read(lambda shelf, after=after: erasure.readers(shelf, after, READERS)):
            for reader in readers:
                entry = missed.get(self._digests.erased(reader))
                if entry is not None:
                    found[reader] = entry
            after = (str(readers[-1].agency), readers[-1].number)
        return found

    async def _erase_again(self, reader: PatronId, entry: Erased) -> None:
        patron = await self._read(lambda shelf: shelf.patron(reader))
        if patron is not None:
            await self._commit(partial(erasure.settle, patron=reader, entry=entry))
            came = await self._commit(partial(erasure.erase, patron=reader, entry=entry, actor="restore"))
            if isinstance(came, Cleaning):
                await self._clean(came)

    # --- the store, as what it is ------------------------------------------------------------------------

    async def _read(self, look: Callable[..., T]) -> T:
        return await self._store.read(cast("Callable[[Shelf], T]", look))

    async def _commit(self, unit: Callable[..., T]) -> T:
        return await self._store.commit(cast("Callable[[Ledger], T]", unit), aside=True)


def _let_go(ledger: SqlLedger, step: Step, due: Due, rows: Sequence[Row], after: int) -> int:
    done = step.let_go(ledger, due, rows)
    step.has_looked(ledger, due, after, rows[-1][0])
    return done
