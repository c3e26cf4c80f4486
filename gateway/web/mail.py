"""The outbox and the partners through the control socket (`gateway.web.ill_shapes`)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from klein import Klein
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from gateway.dispatch import Auditor
from gateway.dispatch.lending import Correspondent
from gateway.model.ill.post import Letter, LetterState
from gateway.model.partners import PartnerState
from gateway.model.wording import Sentence as Pair
from gateway.model.wording import Tongue
from gateway.ports import Also, Clock, Shelf, Store
from gateway.ports.ill import LettersSought, Mail
from gateway.ports.outbox import NotPossible
from gateway.web import exchange, ill_shown
from gateway.web import ill_shapes as shapes
from gateway.web.exchange import Request
from gateway.web.ill import MOST_ROWS, ROWS
from gateway.web.interlending import Interlending
from gateway.web.pages import Pages, to_the_end
from gateway.web.refusals import Unaskable, Why
from gateway.web.service import Desk
from gateway.web.shapes import Pause, Sentence
from gateway.web.shapes import Request as Asking
from gateway.web.shown import Reader
from gateway.web.site import Dressed

#: Ids looked up for an end of one.
_NAMESAKES: Final = 5

IMPOSSIBLE: Final[Mapping[str, Pair]] = {
    "it has been sent": (
        "信件已经发出，不能撤回；可在事务中更正或留言",
        "It has been sent and can't be taken back: set the transaction right, or write a message",
    ),
    "it is about to go, or gone already": (
        "信件正在发送，不能撤回；可先暂停该馆",
        "It is about to go, or gone already: pause the partner first if you must stop it",
    ),
    "it has been taken back": ("信件已经撤回", "It has been taken back"),
    "its content was let go of": (
        "信件内容已按保留期限删除",
        "Its content was let go of when its time was up",
    ),
}
"""Why a letter can't be sent again or taken back (what the outbox says), for people."""


class MailApi(Pages):
    """Serves ``/outbox`` and ``/partners``."""

    app = Klein()

    def __init__(
        self, interlending: Interlending, store: Store, *, clock: Clock, desk: Desk, auditor: Auditor
    ) -> None:
        super().__init__(clock=clock, desk=desk, auditor=auditor)
        self._interlending = interlending
        self._outbox = interlending.outbox
        self._store = store

    def resource(self) -> Dressed:
        """What answers."""
        return Dressed(self.app)

    # --- letters ------------------------------------------------------------------------------------

    @app.route("/outbox", methods=["GET"])
    async def letters(self, request: Request) -> bytes:
        """``GET /outbox``."""
        limit = exchange.number(request, "limit", default=ROWS, most=MOST_ROWS)
        sought = LettersSought(
            partner=exchange.text(request, "partner"),
            state=exchange.word(request, "state", LetterState),
            after=exchange.text(request, "after"),
        )
        found, after = await self._store.read(lambda shelf: shelf.letters(sought, limit))
        reader = self._reader(request)
        shown = tuple(self._letter_shown(one, reader) for one in found)
        return self._show(request, shapes.Letters(letters=shown, after=after))

    @app.route("/outbox/<end>/resend", methods=["POST"])
    async def resend(self, request: Request, end: str) -> bytes:
        """``POST /outbox/ID/resend``."""
        return await self._letter(request, "resend", end, self._outbox.resend)

    @app.route("/outbox/<end>/take-back", methods=["POST"])
    async def take_back(self, request: Request, end: str) -> bytes:
        """``POST /outbox/ID/take-back``."""
        return await self._letter(request, "take-back", end, self._outbox.take_back)

    async def _letter(
        self, request: Request, verb: str, end: str, work: Callable[..., Awaitable[Letter]]
    ) -> bytes:
        body = exchange.body(request, Asking)
        was = await self._named(end)
        facts = {"was": str(was.state), "partner": was.partner, "transaction": was.transaction}
        said: dict[str, Any] = {"subject": f"letter {was.id}", "facts": facts}
        also = self._also(self._act(request, f"outbox {verb}", body.actor, **said))
        reader = self._reader(request)
        try:
            letter = await to_the_end(_awaited(work(was.id, also=also)))
        except NotPossible as error:
            await self._note(request, f"outbox {verb}", body.actor, outcome="refused", **said)
            pair = IMPOSSIBLE.get(str(error), (str(error), str(error)))
            problem = Sentence("not-possible", pair[reader.tongue is Tongue.EN])
            shown = self._letter_shown(was, reader)
            return self._show(request, shapes.LetterAnswer(ok=False, problem=problem, letter=shown))
        return self._show(request, shapes.LetterAnswer(ok=True, letter=self._letter_shown(letter, reader)))

    def _letter_shown(self, letter: Letter, reader: Reader) -> shapes.LetterShown:
        return ill_shown.letter(letter, self._interlending.lending.directory, reader)

    async def _named(self, end: str) -> Letter:
        """The letter with that id, or the only one whose id ends so. Raises `Unaskable`."""

        def read(shelf: Shelf) -> tuple[Letter | None, tuple[str, ...]]:
            whole = shelf.letter(end)
            if whole is not None:
                return whole, ()
            ids = shelf.letter_ids_ending(end, _NAMESAKES)
            return (shelf.letter(ids[0]) if len(ids) == 1 else None), ids

        found, ids = await self._store.read(read)
        if found is None:
            why = Why.NAMESAKES if ids else Why.LETTER
            raise Unaskable(why, id=end, ids=", ".join(ids))
        return found

    # --- partners -----------------------------------------------------------------------------------

    @app.route("/partners", methods=["GET"])
    async def partners(self, request: Request) -> bytes:
        """``GET /partners``."""
        states, mail = await self._store.read(lambda shelf: (shelf.partner_states(), shelf.mail()))
        every = {state.name: state for state in states}
        post = {one.partner: one for one in mail}
        known = [one.name for one in self._interlending.lending.directory]
        others = sorted({*every, *post} - {*known})
        return self._show(
            request,
            shapes.Partners(
                partners=tuple(
                    shapes.PartnerRow(**self._row(request, name, every.get(name), post.get(name)))
                    for name in (*known, *others)
                )
            ),
        )

    @app.route("/partners/<name>", methods=["GET"])
    async def partner(self, request: Request, name: str) -> bytes:
        """``GET /partners/NAME``."""
        return await self._shown(request, await self._known(name))

    @app.route("/partners/<name>/pause", methods=["POST"])
    async def pause(self, request: Request, name: str) -> bytes:
        """``POST /partners/NAME/pause``."""
        body = exchange.body(request, Pause)
        known = await self._known(name)
        also = self._turned(request, "pause", known, body)
        await to_the_end(_awaited(self._outbox.pause(known, actor=body.actor, why=body.why, also=also)))
        return await self._shown(request, known)

    @app.route("/partners/<name>/resume", methods=["POST"])
    async def resume(self, request: Request, name: str) -> bytes:
        """``POST /partners/NAME/resume``."""
        body = exchange.body(request, Pause)
        known = await self._known(name)
        also = self._turned(request, "resume", known, body)
        await to_the_end(_awaited(self._outbox.resume(known, also=also)))
        return await self._shown(request, known)

    @app.route("/partners/<name>/probe", methods=["POST"])
    async def probe(self, request: Request, name: str) -> bytes:
        """``POST /partners/NAME/probe``."""
        body = exchange.body(request, Asking)
        known = await self._known(name)
        directory = self._interlending.lending.directory
        whom = directory.named(known)
        if self._interlending.probe is None or whom is None or not whom.reachable:
            raise Unaskable(Why.NO_PROBE, name=known)
        await self._note(request, "partner probe", body.actor, subject=f"partner {known}")
        report = msgspec.to_builtins(await _awaited(self._interlending.probe(known)))
        ok = bool(report.get("reached")) and not report.get("garbage")
        return self._show(request, shapes.Probed(ok=ok, partner=known, report=report))

    def _turned(self, request: Request, verb: str, name: str, body: Pause) -> Also:
        facts = {"why": body.why} if body.why else {}
        return self._also(
            self._act(request, f"partner {verb}", body.actor, subject=f"partner {name}", facts=facts)
        )

    async def _known(self, name: str) -> str:
        """The name of a partner that is named by it, by its symbol, or that letters were written to."""
        directory: list[Correspondent] = [*self._interlending.lending.directory]
        folded = name.casefold()
        for one in directory:
            names = (one.name, *map(str, one.terms.symbols))
            if folded in {known.casefold() for known in names}:
                return one.name
        states, mail = await self._store.read(lambda shelf: (shelf.partner_states(), shelf.mail()))
        if name not in {*(state.name for state in states), *(post.partner for post in mail)}:
            raise Unaskable(Why.PARTNER, name=name, names=", ".join(one.name for one in directory))
        return name

    async def _shown(self, request: Request, name: str) -> bytes:
        state, mail = await self._store.read(lambda shelf: (shelf.partner_state(name), shelf.mail()))
        post = next((one for one in mail if one.partner == name), None)
        configuration = {**self._interlending.configured.get(name, {})}
        row = self._row(request, name, state, post)
        return self._show(request, shapes.PartnerShown(**row, configuration=configuration))

    def _row(
        self, request: Request, name: str, state: PartnerState | None, mail: Mail | None
    ) -> dict[str, Any]:
        reader = self._reader(request)
        whom = next((one for one in self._interlending.lending.directory if one.name == name), None)
        told = self._interlending.configured.get(name, {})
        state, mail = state or PartnerState(name=name), mail or Mail(partner=name)
        return {
            "name": name,
            "symbol": "" if whom is None else str(whom.terms.system),
            "title": told.get("zh" if reader.tongue is Tongue.ZH else "en") or told.get("zh") or "",
            "configured": whom is not None,
            "line": _line(state, whom, reader.now),
            "error": state.error,
            "failures": state.failures,
            "failing_since": reader.maybe_local(state.failing_since),
            "closed_until": reader.maybe_local(state.closed_until),
            "last_sent": reader.maybe_local(state.last_sent),
            "paused_by": state.paused_by,
            "paused_why": state.paused_why,
            "paused_at": reader.maybe_local(state.paused_at),
            "waiting": mail.waiting,
            "dead": mail.dead,
        }

    @app.handle_errors(Exception)
    def _failed(self, request: IRequest, failure: Failure) -> bytes:
        return self._answer_failure(request, failure)


def _line(state: PartnerState, whom: Correspondent | None, now: datetime) -> str:
    """In one word how the line to a partner fares."""
    words: tuple[tuple[bool, str], ...] = (
        (state.paused, "paused"),
        (state.closed_until is not None and now < state.closed_until, "down"),
        (state.failures > 0, "failing"),
        (whom is not None and not whom.reachable, "calls-us"),
        (state.last_sent is not None, "up"),
    )
    return next((word for holds, word in words if holds), "")


async def _awaited(work: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever it gives
    return await work
