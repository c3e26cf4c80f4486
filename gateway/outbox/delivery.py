"""Sending: what may go goes, each partner for itself, and what became of it is written down.

All that counts stands in the database; what is held here can be lost at any moment. A letter that was sent
before that could be written down is then sent once more, to the byte, which its receiver knows as a repeat.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Final, NamedTuple

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from gateway.model.ill.post import Letter, LetterState
from gateway.model.leases import Lease
from gateway.model.partners import PartnerState
from gateway.outbox.lane import Done, Lane
from gateway.outbox.marking import Marked, write
from gateway.outbox.schedule import Delivered, Failed, Outcome, Uncalled, called, choose, gate, hurried
from gateway.outbox.terms import SendingTerms
from gateway.ports import Clock, Ledger, Shelf, Store, StoreDown, Wakes
from gateway.ports.ill import LettersSought
from gateway.ports.outbox import Courier, Receipt, Undelivered

#: What the store wakes us with.
OUTBOX: Final = "outbox"

#: Letters of one partner that are read ahead: what goes in the time of a few look-ups.
AHEAD: Final = 64

#: Letters that are brought forward when their partner calls at last; any others have their turn after those.
HURRIED: Final = 1000

#: Outcomes written in one unit: a few milliseconds.
MARKS: Final = 64

#: The outbox is looked through this often whatever happens: a clock may have been set, a wake missed.
EVERY_SECONDS: Final = 60.0

#: What can't be read or written now is tried again after this.
RETRY_SECONDS: Final = 1.0

#: How long a partner stays with a server that is not heard of any more. A try begins only if it ends within
#: the term, so this is several times as long as one may take.
TERM: Final = timedelta(minutes=2)

#: Who was told that another server speaks for a partner asks again after this, and not at every letter.
ASK_SECONDS: Final = 15.0


class Seen(NamedTuple):
    """One partner as the database has it: the letters that may go, and when the next one may."""

    partner: str
    line: PartnerState
    due: tuple[Letter, ...]
    next_at: datetime | None


class Ways(NamedTuple):
    """How letters go: who carries them, on which terms for each partner, by which clocks, with what chance.

    `chance` gives numbers from 0 to 1. `timers` is a reactor's clock. `holder` names this server where
    several share a database. `marked` is told of each letter when something of it is written down, in that
    very unit. `there` says whether there is any way to a partner just now: an address, or a line of its own;
    without one its letters wait.
    """

    courier: Courier
    terms: Callable[[str], SendingTerms]
    zone: tzinfo
    clock: Clock
    timers: Any
    chance: Callable[[], float]
    holder: str = ""
    marked: Marked = lambda _ledger, _letter: None
    there: Callable[[str], bool] = lambda _partner: True


class Delivery:
    """The outbox at work, from `start` to `stop`."""

    log = Logger()

    def __init__(self, store: Store, wakes: Wakes, ways: Ways) -> None:
        self._store = store
        self._wakes = wakes
        self._ways = ways
        self._lanes: dict[str, Lane] = {}
        self._done: list[Done] = []
        self._started = self._stopping = False
        self._looking = self._look_again = self._marking = False
        self._look_at: set[str] = set()
        self._alarm: Any = None
        self._quiet: list[Deferred[None]] = []

    def start(self) -> None:
        """Take up everything that waits."""
        self._started = True
        self._wakes.follow(OUTBOX, self.look)
        self.look()

    async def stop(self) -> None:
        """Send nothing more; wait for what is on its way, and until it is written down."""
        self._stopping = True
        self._set_alarm(None)
        if any(lane.under_way for lane in self._lanes.values()) or self._marking:
            quiet: Deferred[None] = Deferred()
            self._quiet.append(quiet)
            await quiet
        for lane in self._lanes.values():
            await self._give_up(lane)

    # --- looking what is there -----------------------------------------------------------------------------

    def look(self, partner: str = "") -> None:
        """Look what may go, to that partner or to all, soon; asked again meanwhile, once more afterwards."""
        if partner:
            self._look_at.add(partner)
        else:
            self._look_again = True
        if not self._looking and not self._stopping:
            self._looking = True
            _forget(self._look())

    def called(self, partner: str) -> None:
        """A partner that nobody can call has called: what waits for it goes now."""
        lane = self._lanes.get(partner)
        if lane is None or self._stopping:
            return  # nothing waits
        lane.ask_from = 0.0
        if lane.line.failures or lane.next_at is not None:
            _forget(self._hurry(partner))
        else:
            self.look(partner)

    async def _hurry(self, partner: str) -> None:
        """Bring forward what waits for its next try, and look at it."""
        try:
            await self._store.commit(partial(_hurried, partner=partner, now=self._ways.clock.now()))
        except StoreDown:
            self.look(partner)  # what is due goes; the others when their next try is due

    async def _look(self) -> None:
        try:
            while (self._look_again or self._look_at) and not self._stopping:
                # Whoever looks at all looks at each.
                at = () if self._look_again else tuple(self._look_at)
                self._look_again, self._look_at = False, set()
                await self._look_once(at)
        except StoreDown:
            self._set_alarm(RETRY_SECONDS)
        finally:
            self._looking = False

    async def _look_once(self, at: Collection[str]) -> None:
        self._set_alarm(EVERY_SECONDS)  # first of all: what goes wrong below must not be the end of it
        now = self._ways.clock.now()
        held = {name: len(lane.held) for name, lane in self._lanes.items()}
        for name, known in self._lanes.items():
            if not at or name in at:
                known.look()
        seen = await self._store.read(partial(_seen, at=at, now=now, held=held, ways=self._ways))
        if not at:
            self._drop_idle({each.partner for each in seen})
        for each in seen:
            lane = self._lanes.get(each.partner)
            if lane is None:
                lane = self._lanes[each.partner] = Lane(each.partner, self._ways.terms(each.partner))
            lane.take(each.line, each.due)
            lane.next_at = each.next_at
            self._alarm_at(each.next_at, now)
            self._go(lane)

    def _drop_idle(self, waiting: set[str]) -> None:
        now = self._ways.timers.seconds()
        idle = [lane for name, lane in self._lanes.items() if name not in waiting and not lane.held]
        for lane in idle:
            lane.ready.clear()
            if lane.until <= now:  # a lease that runs is given up at the end
                del self._lanes[lane.partner]

    # --- sending -------------------------------------------------------------------------------------------

    def _go(self, lane: Lane) -> None:
        """Send what may go."""
        if lane.going:
            return  # a letter has gone at once: whoever sent it goes on
        lane.going = True
        try:
            while letter := self._next(lane):
                lane.begin(letter)
                _forget(self._carry(lane, letter))
        finally:
            lane.going = False

    def _next(self, lane: Lane) -> Letter | None:
        """The next letter that goes, if one may."""
        if self._stopping or not lane.ready:
            return None
        if not self._ways.there(lane.partner):
            self._leave(lane)
            return None
        now = self._ways.clock.now()
        lane.terms = self._ways.terms(lane.partner)
        opened = gate(lane.line, lane.terms, now, self._ways.zone, len(lane.under_way))
        self._alarm_at(opened.again, now)
        if not opened.room or (self._ways.holder and not self._speaks(lane)):
            return None
        return next(iter(choose(lane.ready.values(), lane.busy, opened)), None)

    async def _carry(self, lane: Lane, letter: Letter) -> None:
        outcome: Outcome
        try:
            receipt = await self._within(lane.terms.patience.total_seconds(), letter)
        except Undelivered as error:
            outcome = self._missed(error)
        except Exception:  # noqa: BLE001 - whatever it is, this letter alone has not gone
            self.log.failure("the letter {letter} could not be carried", letter=letter.id)
            outcome = self._failed("an error of our own, see the log")
        else:
            outcome = Delivered(confirmed=receipt.confirmed)
        self._done.append(lane.end(letter, outcome, self._ways.clock.now()))
        self._mark()
        self._go(lane)

    def _missed(self, error: Undelivered) -> Outcome:
        if error.uncalled:
            return Uncalled(reason=error.reason)
        return self._failed(error.reason, permanent=error.permanent)

    def _failed(self, reason: str, *, permanent: bool = False) -> Failed:
        return Failed(reason=reason, chance=self._ways.chance(), permanent=permanent)

    def _within(self, seconds: float, letter: Letter) -> Deferred[Receipt]:
        """What carrying the letter comes to; in so many seconds, whether or not it can be given up."""
        answer: Deferred[Receipt] = Deferred()
        given_up = False
        carried = Deferred.fromCoroutine(_awaited(self._ways.courier.send(letter)))

        def late() -> None:
            nonlocal given_up
            given_up = True
            carried.cancel()
            answer.errback(Undelivered(f"it took longer than {seconds:.0f} s"))

        timer = self._ways.timers.callLater(seconds, late)

        def came(result: Receipt | Failure) -> None:
            if not given_up:
                timer.cancel()
                answer.callback(result)

        carried.addBoth(came)
        return answer

    # --- writing down what became of it --------------------------------------------------------------------

    def _mark(self) -> None:
        if not self._marking:
            self._marking = True
            _forget(self._mark_all())

    async def _mark_all(self) -> None:
        """Write outcomes down, many at a time; they wait while nothing can be written."""
        most = MARKS
        touched: set[str] = set()
        while self._done:
            batch = self._done[:most]
            touched.update(done.letter.partner for done in batch)
            try:
                strays = await self._store.commit(partial(write, done=batch, marked=self._ways.marked))
            except StoreDown:
                if self._stopping:
                    break  # sent once more after the next start
                await self._pause(RETRY_SECONDS)
            except Exception:  # noqa: BLE001 - a mistake of ours, with one of them: the others must not suffer
                if len(batch) == 1:
                    # It stays in hand: were it let go of, it would be sent again, and again.
                    self.log.failure("what became of {letter} can't be written", letter=batch[0].letter.id)
                    del self._done[:1]
                most = 1
            else:
                most = MARKS
                self._written(batch, strays)
        self._marking = False
        for partner in touched:
            self.look(partner)
        self._tell_if_quiet()

    def _written(self, batch: Sequence[Done], strays: Sequence[str]) -> None:
        del self._done[: len(batch)]
        for done in batch:
            self._lanes[done.letter.partner].marked(done)
        for stray in strays:
            self.log.warn("the letter {letter} had gone already when it was taken back", letter=stray)

    def _tell_if_quiet(self) -> None:
        if self._stopping and not any(lane.under_way for lane in self._lanes.values()):
            quiet, self._quiet = self._quiet, []
            for waiting in quiet:
                waiting.callback(None)

    def _pause(self, seconds: float) -> Deferred[None]:
        over: Deferred[None] = Deferred()
        self._ways.timers.callLater(seconds, over.callback, None)
        return over

    # --- who speaks for a partner --------------------------------------------------------------------------

    def _speaks(self, lane: Lane) -> bool:
        """Whether this server may begin a try now; if not, or not for long, it asks."""
        now = self._ways.timers.seconds()
        if lane.until - now < TERM.total_seconds() / 2 and not lane.asking and now >= lane.ask_from:
            lane.asking = True
            _forget(self._ask(lane))
        return lane.lease is not None and lane.until - now > lane.terms.patience.total_seconds()

    async def _ask(self, lane: Lane) -> None:
        asked = self._ways.timers.seconds()
        take: Callable[[Ledger], Lease | None] = lambda ledger: ledger.take_lease(  # noqa: E731 - typed
            f"outbox {lane.partner}", self._ways.holder, TERM
        )
        try:
            lane.lease = await self._store.commit(take)
        except StoreDown:
            self._set_alarm(RETRY_SECONDS)
            return
        finally:
            lane.asking = False
        if lane.lease is None:
            # Another server speaks for it, or did until it ended.
            lane.ask_from = self._ways.timers.seconds() + ASK_SECONDS
            self._set_alarm(ASK_SECONDS)
            return
        lane.until = asked + TERM.total_seconds()
        self._go(lane)

    def _leave(self, lane: Lane) -> None:
        """Let another server speak for a partner to whom there is no way from here: it may have its line."""
        if lane.lease is not None and not lane.held:
            lane.until, lane.ask_from = 0.0, self._ways.timers.seconds() + ASK_SECONDS
            _forget(self._give_up(lane))

    async def _give_up(self, lane: Lane) -> None:
        lease, lane.lease = lane.lease, None
        if lease is None:
            return
        try:
            await self._store.commit(partial(_give_up, lease=lease))
        except StoreDown:
            self.log.warn("{partner} is left to other servers in {term}", partner=lane.partner, term=TERM)

    # --- when to look again --------------------------------------------------------------------------------

    def _alarm_at(self, at: datetime | None, now: datetime) -> None:
        if at is not None:
            self._set_alarm(max((at - now).total_seconds(), 0.0))

    def _set_alarm(self, seconds: float | None) -> None:
        """Look again after so long, or sooner where that was said before; never, if None."""
        alarm, timers = self._alarm, self._ways.timers
        rings = alarm is not None and alarm.active()
        if rings and (seconds is None or alarm.getTime() > timers.seconds() + seconds):
            alarm.cancel()
            rings = False
        if seconds is not None and not rings and not self._stopping:
            self._alarm = timers.callLater(seconds, self.look)


def _seen(
    shelf: Shelf, at: Collection[str], now: datetime, held: dict[str, int], ways: Ways
) -> tuple[Seen, ...]:
    """These partners, or every one for whom letters wait."""
    return tuple(
        _seen_of(shelf, name, now, held.get(name, 0), ways) for name in at or shelf.partners_waiting()
    )


def _seen_of(shelf: Shelf, name: str, now: datetime, held: int, ways: Ways) -> Seen:
    line = shelf.partner_state(name) or PartnerState(name=name)
    due: tuple[Letter, ...] = ()
    if gate(line, ways.terms(name), now, ways.zone, 0).room:
        due = shelf.letters_due(name, now, AHEAD + held)
    return Seen(name, line, due, shelf.next_letter_at(name, now))


def _hurried(ledger: Ledger, partner: str, now: datetime) -> None:
    """Bring forward what waits for its next try."""
    line = ledger.partner_state(partner)
    if line is not None and line.failures:
        ledger.put_partner_state(called(line))
    sought = LettersSought(partner=partner, state=LetterState.WAITING)
    for letter in reversed(ledger.letters(sought, HURRIED)[0]):
        soon = hurried(letter, now)
        if soon != letter:
            ledger.mark(soon, LetterState.WAITING)
    ledger.wake(OUTBOX)


def _give_up(ledger: Ledger, lease: Lease) -> None:
    ledger.give_up_lease(lease)
    ledger.wake(OUTBOX)


async def _awaited(awaitable: Awaitable[Receipt]) -> Receipt:
    return await awaitable


def _forget(work: Any) -> None:  # noqa: ANN401 - a coroutine
    """Let it go on by itself; what goes wrong in it is logged when it is forgotten."""
    Deferred.fromCoroutine(work)
