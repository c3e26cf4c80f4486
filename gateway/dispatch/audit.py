"""What staff did, put down in the commit in which it was done (docs/adr/0012)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar, cast

import msgspec

from gateway.dispatch.subjects import named
from gateway.model.audit import Act, Entry, Fact, Seal, Walk, Wanted, follow, renewal, trim
from gateway.model.changes import Changes, Event
from gateway.model.commands import Channel, Command
from gateway.model.inbound import Inbound
from gateway.model.loans import Loan
from gateway.model.outcomes import Outcome
from gateway.model.patrons import Patron
from gateway.model.secrecy import without_identity_numbers
from gateway.ports import Ledger, Store

O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome

#: A message of staff comes over the connection of an account: the link's name is this and the account's.
ACCOUNT: Final = "account "

#: Acts looked at, or let go, in one unit: some milliseconds, in which no kiosk waits.
CHUNK: Final = 500

#: What an event tells of an act that says nothing of a reader but his number.
TOLD: Final = frozenset(
    {
        *("due", "started", "renewals", "status", "location", "destination", "reason", "until", "lifted"),
        *("lost", "new", "fen", "paid_by", "reference", "pickup", "wants", "kind"),
    }
)

#: What a command tells of itself, beside whom and what it is about.
ASKED: Final = ("first", "last", "to", "amount", "kind", "reason")


class Verdict(NamedTuple):
    """What going through so `many` acts found; `broken` is the first that is wrong, None where none is.

    `renewed` is the act from which on they can be verified, where an earlier key was lost.
    """

    many: int
    broken: int | None
    last: Entry | None
    renewed: Entry | None = None


class KeyHolds(Exception):
    """The key still verifies the acts, so that there is no reason to begin anew.

    `broken` is the first of them that is wrong all the same: it was changed, or one before it is missing.
    """

    def __init__(self, broken: int | None) -> None:
        self.broken = broken
        super().__init__(broken)


class Auditor:
    """Puts acts down, goes through them, and lets them go when they have been kept long enough."""

    def __init__(self, store: Store, seal: Seal) -> None:
        self._store = store
        self._seal = seal

    def record(self, ledger: Ledger, act: Act) -> None:
        """Put an act down within a unit of work, which it is committed with."""
        ledger.put_act(follow(ledger.last_act(), _discreet(act), self._seal))

    async def note(self, act: Act) -> None:
        """Put an act down by itself. Raises `StoreDown`."""
        await self._store.commit(lambda ledger: self.record(ledger, act))

    async def acts(self, wanted: Wanted, limit: int) -> tuple[Entry, ...]:
        """The last `limit` acts that are wanted, latest first."""
        return await self._store.read(lambda shelf: shelf.acts(wanted, limit))

    async def verify(self, noted: tuple[int, str] | None = None) -> Verdict:
        """Go through all acts; `noted` is the number and the seal of one that somebody wrote down."""
        walk = await self._walk(noted)
        return Verdict(walk.count, walk.broken, walk.last, walk.renewed)

    async def renew(
        self, at: datetime, account: str, actor: str, why: str, sure: Callable[[Walk], object]
    ) -> Entry:
        """Begin anew after the key was lost, unless `sure`, who is told what was found, raises.

        Raises `KeyHolds` where it was not lost.
        """
        found = await self._walk()
        if not found.is_keyless:
            raise KeyHolds(found.broken)
        sure(found)
        act = _discreet(renewal(found, at, account, actor, why))

        def work(ledger: Ledger) -> Entry:
            entry = follow(ledger.last_act(), act, self._seal)
            ledger.put_act(entry)
            return entry

        return await self._store.commit(work)

    async def _walk(self, noted: tuple[int, str] | None = None) -> Walk:
        entries = await self._store.read(lambda shelf: shelf.acts_after(0, CHUNK))
        trimmed: Entry | None = None
        if entries and (gone := entries[0].seq - 1):
            trimmed = await self._store.read(lambda shelf: shelf.trim_to(gone))
        walk = Walk(self._seal, trimmed, noted)
        while entries:
            walk.take(entries)
            entries = await self._next(entries[-1].seq)
        walk.end()
        return walk

    async def _next(self, seq: int) -> tuple[Entry, ...]:
        return await self._store.read(lambda shelf: shelf.acts_after(seq, CHUNK))

    async def let_go(
        self, before: datetime, now: datetime, enough: Callable[[], bool] = lambda: False
    ) -> int:
        """Let go of acts from before an instant, and put that down too; how many went.

        No further unit is begun once it is `enough`.
        """
        gone = 0
        while not enough():
            went = await self._store.commit(lambda ledger: self._let_go(ledger, before, now), aside=True)
            if not went:
                break
            gone += went
        return gone

    def _let_go(self, ledger: Ledger, before: datetime, now: datetime) -> int:
        """The first of them, in one unit. What was done last always stays: the next is sealed to it."""
        old: list[Entry] = []
        for entry in ledger.acts_after(0, CHUNK):
            if entry.act.at >= before:
                break
            old.append(entry)
        last = ledger.last_act()
        if not old or last is None or old[-1].seq == last.seq:
            return 0
        ledger.put_act(trim(last, old[-1], now, self._seal))
        ledger.let_go(old[-1].seq)
        return len(old)

    def watched(self, inbound: Inbound, work: Callable[[Ledger], O]) -> Callable[[Ledger], O]:
        """The work of a message, with what staff did by it put down; any other's as it is."""
        if inbound.origin.channel is not Channel.DESK:
            return work

        def both(ledger: Ledger) -> O:
            watch = _Watch(ledger)
            outcome = work(cast("Ledger", watch))
            self.record(ledger, _act(inbound, outcome, watch.facts))
            return outcome

        return both


def _discreet(act: Act) -> Act:
    """The act without identity-card numbers: somebody may have looked a reader up by one."""
    facts = {
        key: without_identity_numbers(value) if isinstance(value, str) else value
        for key, value in act.facts.items()
    }
    return msgspec.structs.replace(act, subject=without_identity_numbers(act.subject), facts=facts)


class _Watch:
    """A ledger that notes what is written to it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._events = 0
        self.facts: dict[str, Fact] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a ledger has
        return getattr(self._ledger, name)

    def save(self, changes: Changes, *, cause: str = "") -> None:
        """Note what was there before and what comes of it, then write it."""
        if self._events + len(changes.events) == 1:
            for record in changes.records:
                self.facts |= _before(self._ledger, record)
            for event in changes.events:
                self.facts |= _after(event)
        elif changes.events:
            # Of many things done at once (a renewal of everything) each has its own event.
            self.facts = {"events": self._events + len(changes.events)}
        self._events += len(changes.events)
        self._ledger.save(changes, cause=cause)


def _before(ledger: Ledger, record: object) -> Mapping[str, Fact]:
    match record:
        case Loan():
            known = ledger.unsettled_loan(record.item)
            return {} if known is None else {"was_due": known.due.isoformat(), "was_state": known.state.value}
        case Patron():
            patron = ledger.patron(record.id)
            blocks = () if patron is None else patron.blocks
            return {"was_blocked": " ".join(block.reason.value for block in blocks)}
    return {}


def _after(event: Event) -> Mapping[str, Fact]:
    told: dict[str, Fact] = {key: value for key, value in event.data.items() if key in TOLD and value}
    return {"event": event.kind, **told}


def _act(inbound: Inbound, outcome: Outcome, facts: Mapping[str, Fact]) -> Act:
    body = cast("Command", inbound.body)
    spoken = named(body)
    subject = f"item {spoken.item}" if spoken.item else f"patron {spoken.patron}" if spoken.patron else ""
    asked: dict[str, Fact] = {
        name: str(value) for name in ASKED if (value := getattr(body, name, None)) is not None
    }
    if spoken.item and spoken.patron:
        asked["patron"] = spoken.patron
    return Act(
        at=inbound.at,
        action=inbound.kind,
        account=inbound.link.removeprefix(ACCOUNT),
        actor=inbound.origin.actor,
        subject=subject,
        request=inbound.ref,
        outcome="ok" if outcome.ok else outcome.problems[0].code.value,
        facts={**asked, **facts},
    )
