"""The control API (`gateway.web.shapes`): what the command line and the desk ask of a running server.

Whoever can open the control socket may ask everything: the socket's file mode is the access control.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Final, TypeVar

import msgspec
from klein import Klein
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from gateway.dispatch import Auditor, Dispatcher, Refused, Served, word
from gateway.dispatch.audit import ACCOUNT
from gateway.model.changes import Event
from gateway.model.commands import AskPatron, Channel, Command, Origin, Query
from gateway.model.inbound import Inbound
from gateway.model.kiosks import KioskState
from gateway.model.outcomes import Outcome
from gateway.ports import Also, Clock, Kiosks, Meter, NewId, Shelf, Store
from gateway.web import audit, exchange, keeping, loading, shapes, shown, unlocking, verbs
from gateway.web.account import account_of
from gateway.web.exchange import Request
from gateway.web.ill import IllApi
from gateway.web.mail import MailApi
from gateway.web.pages import Pages, to_the_end
from gateway.web.refusals import Unaskable, Why
from gateway.web.service import Desk, Service, told
from gateway.web.shown import Reader
from gateway.web.site import Dressed, Forked

T = TypeVar("T")
R = TypeVar("R", bound=Served | Outcome)

#: Events shown where nobody says how many, and at most: what a person reads, and what a page of JSON bears.
EVENTS: Final = 50
MOST_EVENTS: Final = 1000

#: What a kiosk's events are filed under, and the words that people have for it.
_TERMINAL: Final = "terminal"
_KIOSK_WORDS: Final = frozenset({"kiosk", _TERMINAL})


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What staff's messages are timed, counted and put down by. `seconds` is a monotonic clock."""

    auditor: Auditor
    meter: Meter
    seconds: Callable[[], float]


class ControlApi(Pages):
    """Serves the control API; `resource` is what a `twisted.web.server.Site` is made of."""

    app = Klein()

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        store: Store,
        kiosks: Kiosks,
        desk: Desk,
        clock: Clock,
        new_id: NewId,
        watch: Watch,
        service: Service,
    ) -> None:
        super().__init__(clock=clock, desk=desk, auditor=watch.auditor)
        self._dispatcher = dispatcher
        self._store = store
        self._kiosks = kiosks
        self._new_id = new_id
        self._watch = watch
        self._service = service
        self._loads = loading.Loads()

    def resource(self) -> Dressed:
        """The root of the API."""
        lending = self._service.interlending
        if lending is None:
            return Dressed(self.app)
        loans, mail = (
            part(lending, self._store, clock=self._clock, desk=self._desk, auditor=self._auditor).resource()
            for part in (IllApi, MailApi)
        )
        return Forked(self.app, {b"ill": loans, b"outbox": mail, b"partners": mail})

    # --- circulation and patrons --------------------------------------------------------------------

    @app.route("/circ/<verb>", methods=["POST"])
    async def circ(self, request: Request, verb: str) -> bytes:
        """``POST /circ/VERB``."""
        body = exchange.body(request, _shape(shapes.VERBS, verb))
        return await self._perform(request, verb, body, verbs.command(body, self._asked()))

    @app.route("/patrons/<number>/<verb>", methods=["POST"])
    async def patron_verb(self, request: Request, number: str, verb: str) -> bytes:
        """``POST /patrons/ID/block``, ``…/unblock``, ``…/card``."""
        body = exchange.body(request, _shape(verbs.PATRON_VERBS, verb))
        return await self._perform(request, verb, body, verbs.patron_command(body, number, self._asked()))

    @app.route("/patrons/<number>", methods=["GET"])
    async def patron(self, request: Request, number: str) -> bytes:
        """``GET /patrons/ID``."""
        query = AskPatron(patron=self._asked().patron(number))
        inbound = self._inbound(request, "desk patron", shapes.Request(), query)
        await self._note(request, "patron show", subject=f"patron {number}")
        view = await self._served(inbound.kind, self._dispatcher.ask_patron(inbound, query))
        return self._show(request, shown.patron(view, self._reader(request)))

    # --- what is held about readers -----------------------------------------------------------------

    @app.route("/patrons/<number>/dossier", methods=["GET"])
    async def dossier(self, request: Request, number: str) -> bytes:
        """``GET /patrons/ID/dossier``."""
        return await self._kept(request, keeping.dossier(self._about(request), number))

    @app.route("/patrons/<number>/erase", methods=["POST"])
    async def erase(self, request: Request, number: str) -> bytes:
        """``POST /patrons/ID/erase``."""
        body = exchange.body(request, keeping.Erase)
        return await self._kept(request, keeping.erase(self._about(request), number, body))

    @app.route("/retention", methods=["POST"])
    async def retention(self, request: Request) -> bytes:
        """``POST /retention``."""
        body = exchange.body(request, keeping.LetGoOf)
        return await self._kept(request, keeping.let_go(self._about(request), body))

    def _about(self, request: Request) -> keeping.About:
        note = partial(self._note, request)
        return keeping.About(self._service.keeper, self._asked(), self._reader(request), note)

    async def _kept(self, request: Request, work: Coroutine[Any, Any, msgspec.Struct]) -> bytes:
        return self._show(request, await to_the_end(work))

    async def _perform(self, request: Request, verb: str, body: shapes.Request, command: Command) -> bytes:
        reader = self._reader(request)
        inbound = self._inbound(request, f"desk {verb}", body, command)

        def render(outcome: Outcome) -> str:
            return msgspec.json.encode(shown.answer(outcome, reader)).decode()

        served = await self._served(inbound.kind, self._dispatcher.perform(inbound, command, render))
        return exchange.answer(request, served.reply.encode(), exchange.JSON)

    def _asked(self) -> verbs.Asked:
        return verbs.Asked(self._clock.now(), self._desk.agency)

    def _inbound(self, request: Request, kind: str, body: shapes.Request, asks: Command | Query) -> Inbound:
        """A message of the desk. Each is its own: its key, under which the inbox keeps it, is its id."""
        ref = self._new_id()
        return Inbound(
            ref=ref,
            at=self._clock.now(),
            origin=Origin(
                agency=self._desk.agency,
                terminal="desk",
                location=body.location,
                channel=Channel.DESK,
                actor=body.actor,
            ),
            body=asks,
            kind=kind,
            key=ref.encode(),
            link=f"{ACCOUNT}{account_of(request)}",
            text=verbs.summary(body),
        )

    async def _served(self, kind: str, work: Awaitable[R]) -> R:
        """The result of a message, which is counted when it ends."""

        async def counted() -> R:
            began, outcome = self._watch.seconds(), "failed"
            try:
                result = await work
                outcome = word(result.outcome if isinstance(result, Served) else result)
            except Refused as refused:
                outcome = refused.problem.code
                raise
            finally:
                self._watch.meter.served(kind, outcome, self._watch.seconds() - began)
            return result

        return await to_the_end(counted())

    # --- kiosks -------------------------------------------------------------------------------------

    @app.route("/kiosks", methods=["GET"])
    def kiosks(self, request: Request) -> bytes:
        """``GET /kiosks``."""
        reader = self._reader(request)
        every = tuple(self._kiosk(reader, state, connections) for state, connections in self._kiosks.states())
        whole = {lock.address: lock.seconds for lock in self._service.lockouts.locked() if not lock.login}
        return self._show(request, shapes.Kiosks(kiosks=every, locked=shown.locks(whole, reader)))

    @app.route("/kiosks/<name>/pause", methods=["POST"])
    async def pause(self, request: Request, name: str) -> bytes:
        """``POST /kiosks/NAME/pause``."""
        body = exchange.body(request, shapes.Pause)
        known, connections = self._known(name)
        also = self._turned(request, "kiosk pause", known, body, paused=1)
        state = await to_the_end(self._kiosks.pause(known, actor=body.actor, why=body.why, also=also))
        return self._show(request, self._kiosk(self._reader(request), state, connections))

    @app.route("/kiosks/<name>/resume", methods=["POST"])
    async def resume(self, request: Request, name: str) -> bytes:
        """``POST /kiosks/NAME/resume``."""
        body = exchange.body(request, shapes.Pause)
        known, connections = self._known(name)
        also = self._turned(request, "kiosk resume", known, body, paused=0)
        state = await to_the_end(self._kiosks.resume(known, actor=body.actor, also=also))
        return self._show(request, self._kiosk(self._reader(request), state, connections))

    @app.route("/kiosks/<name>/unlock", methods=["POST"])
    async def unlock(self, request: Request, name: str) -> bytes:
        """``POST /kiosks/NAME/unlock``."""
        body = exchange.body(request, shapes.Pause)
        known, connections = self._known(name)
        freed = self._service.lockouts.unlock(self._desk.logins.get(known, known))
        await self._note(
            request, "kiosk unlock", body.actor, subject=f"kiosk {known}", facts={"freed": freed}
        )
        state = next(state for state, _ in self._kiosks.states() if state.name == known)
        kiosk = self._kiosk(self._reader(request), state, connections)
        return self._show(request, unlocking.KioskUnlocked(**msgspec.structs.asdict(kiosk), freed=freed))

    @app.route("/lockouts/unlock", methods=["POST"])
    async def unlock_address(self, request: Request) -> bytes:
        """``POST /lockouts/unlock``."""
        body = exchange.body(request, unlocking.Unlock)
        freed, subject = self._service.lockouts.unlock_address(body.address), f"address {body.address}"
        await self._note(request, "address unlock", body.actor, subject=subject, facts={"freed": freed})
        return self._show(request, unlocking.Unlocked(freed=freed))

    def _turned(self, request: Request, action: str, name: str, body: shapes.Pause, *, paused: int) -> Also:
        """What puts down that a kiosk was put out of service or back into it."""
        was = next(int(state.paused) for state, _ in self._kiosks.states() if state.name == name)
        act = self._act(
            request, action, body.actor, subject=f"kiosk {name}", facts={"was_paused": was, "paused": paused}
        )
        return self._also(act)

    def _known(self, said: str) -> tuple[str, int]:
        """The name of a kiosk that is named by it or by its login, and the number of its connections.

        Where one kiosk's name is another's login, the name counts.
        """
        every = {state.name: connections for state, connections in self._kiosks.states()}
        name = self._name(said)
        if name is None:
            raise Unaskable(Why.KIOSK, name=said, names=", ".join(every))
        return name, every[name]

    def _name(self, said: str) -> str | None:
        """The name of the kiosk that has this name or, where none has, this login."""
        if any(state.name == said for state, _ in self._kiosks.states()):
            return said
        return next((name for name, login in self._desk.logins.items() if login == said), None)

    def _kiosk(self, reader: Reader, state: KioskState, connections: int) -> shapes.KioskShown:
        login, location = self._desk.logins.get(state.name, ""), self._desk.locations.get(state.name, "")
        locked = {
            lock.address: lock.seconds for lock in self._service.lockouts.locked() if login == lock.login
        }
        return shown.kiosk(
            state, reader, login=login, connections=connections, location=location, locked=locked
        )

    # --- history ------------------------------------------------------------------------------------

    @app.route("/conflicts", methods=["GET"])
    async def conflicts(self, request: Request) -> bytes:
        """``GET /conflicts``, ``?limit=`` for more or fewer."""
        limit = exchange.number(request, "limit", default=EVENTS, most=MOST_EVENTS)
        return self._events(request, await self._store.read(lambda shelf: shelf.conflicts(limit)))

    @app.route("/history/<path:subject>", methods=["GET"])
    async def history(self, request: Request, subject: str) -> bytes:
        """``GET /history/SUBJECT``: ``item CUMT.B000001``, or ``item B000001`` for one of our own.

        A kiosk is ``kiosk NAME`` or, as events have it, ``terminal NAME``; its login will do.
        """
        limit = exchange.number(request, "limit", default=EVENTS, most=MOST_EVENTS)
        kind, _, name = subject.partition(" ")
        if kind in _KIOSK_WORDS:
            # One that the configuration no longer has is found by the name that it had.
            kind, name = _TERMINAL, self._name(name) or name
        own = f"{kind} {self._desk.agency}.{name}"
        if kind == "patron":
            await self._note(request, "patron history", subject=f"patron {name}")

        def read(shelf: Shelf) -> tuple[Event, ...]:
            return shelf.history(f"{kind} {name}", limit) or shelf.history(own, limit)

        return self._events(request, await self._store.read(read))

    def _events(self, request: Request, events: tuple[Event, ...]) -> bytes:
        reader = self._reader(request)
        return self._show(request, shapes.History(events=tuple(shown.event(one, reader) for one in events)))

    # --- records that a file brings ------------------------------------------------------------------

    @app.route("/load/<noun>", methods=["POST"])
    async def load(self, request: Request, noun: str) -> bytes:
        """``POST /load/items``, ``/load/patrons``, ``/load/loans``: a batch of records."""
        batch = loading.batch(request, noun)
        # Thousands of batches are one act: that a load began is put down before any of it is in.
        if self._loads.begins(request) and not batch.trial:
            await self._note(request, f"load {noun}", batch.actor, outcome="begun")
        taken = await to_the_end(loading.take(self._service.intake, batch))
        return exchange.answer(request, taken, exchange.JSON)

    @app.route("/load/<noun>/end", methods=["POST"])
    async def load_ended(self, request: Request, noun: str) -> bytes:
        """``POST /load/items/end`` and so on: what came of a file."""
        ended = loading.ended(request, noun)
        await self._note(request, f"load {noun}", ended.actor, facts=loading.facts(ended))
        return exchange.answer(request, b"{}", exchange.JSON)

    # --- the server itself --------------------------------------------------------------------------

    @app.route("/config/reload", methods=["POST"])
    async def reload(self, request: Request) -> bytes:
        """``POST /config/reload``."""
        body = exchange.body(request, shapes.Request)
        reading = await to_the_end(self._service.reload(body.actor))
        await self._note(
            request,
            "config reload",
            body.actor,
            outcome="refused" if reading.faults else "ok",
            facts={"applied": " ".join(reading.applied), "restart": " ".join(reading.restart)},
        )
        reader = self._reader(request)
        return self._show(request, told(reading, reader.tongue, reader.now))

    @app.route("/health", methods=["GET"])
    async def health(self, request: Request) -> bytes:
        """``GET /health``: as ``/healthz`` on the HTTP port, for commands that look after the server."""
        return self._show(request, await self._service.health())

    # --- what staff did -----------------------------------------------------------------------------

    @app.route("/audit", methods=["GET"])
    async def acts(self, request: Request) -> bytes:
        """``GET /audit``: what staff did, latest first."""
        reader = self._reader(request)
        wanted, limit = audit.wanted(request, self._desk.zone)
        return self._show(request, audit.acts(await self._auditor.acts(wanted, limit), reader))

    @app.route("/audit/verify", methods=["POST"])
    async def verify(self, request: Request) -> bytes:
        """``POST /audit/verify``: whether all of it is as it was put down."""
        body = exchange.body(request, shapes.Verify)
        noted = (body.seq, body.seal.lower()) if body.seq else None
        return self._show(request, audit.verified(await self._auditor.verify(noted)))

    @app.handle_errors(Exception)
    def _failed(self, request: IRequest, failure: Failure) -> bytes:
        return self._answer_failure(request, failure)


def _shape(known: Mapping[str, type[shapes.Request]], verb: str) -> type[shapes.Request]:
    if verb not in known:
        raise Unaskable(Why.VERB, verb=verb, verbs=", ".join(known))
    return known[verb]
