"""Interlibrary loan through the control socket: transactions and cases (`gateway.web.ill_shapes`)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from klein import Klein
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest

from gateway.dispatch import Auditor
from gateway.dispatch.lending import Done, NoPartner, NotDone
from gateway.dispatch.lending.cases import close_case
from gateway.model.audit import Fact
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction
from gateway.ports import Also, Clock, Ledger, Shelf, Store
from gateway.ports.ill import Sought
from gateway.web import exchange, ill_asked, ill_shown
from gateway.web import ill_shapes as shapes
from gateway.web.exchange import Request
from gateway.web.interlending import Interlending
from gateway.web.pages import Pages, to_the_end
from gateway.web.refusals import Unaskable, Why
from gateway.web.service import Desk
from gateway.web.shapes import Request as Asking
from gateway.web.shapes import Sentence
from gateway.web.site import Dressed

#: Rows shown where nobody says how many, and at most.
ROWS: Final = 50
MOST_ROWS: Final = 1000

#: Ids looked up for an end of one: the second says that the first is not the only one.
_NAMESAKES: Final = 5

#: Of what is asked for as ``?open=``, which transactions.
_OPEN: Final[Mapping[str, bool | None]] = {"yes": True, "no": False, "all": None}


class IllApi(Pages):
    """Serves ``/ill``."""

    app = Klein()

    def __init__(
        self, interlending: Interlending, store: Store, *, clock: Clock, desk: Desk, auditor: Auditor
    ) -> None:
        super().__init__(clock=clock, desk=desk, auditor=auditor)
        self._lending = interlending.lending
        self._language = interlending.language
        self._store = store

    def resource(self) -> Dressed:
        """What answers."""
        return Dressed(self.app)

    # --- looking ------------------------------------------------------------------------------------

    @app.route("/ill", methods=["GET"])
    async def transactions(self, request: Request) -> bytes:
        """``GET /ill``."""
        limit = exchange.number(request, "limit", default=ROWS, most=MOST_ROWS)
        sought = Sought(
            open=_OPEN[exchange.word(request, "open", _OPEN) or "yes"],
            agency=self._desk.agency,
            state=exchange.word(request, "state", State),
            role=exchange.word(request, "role", Role),
            partner=exchange.text(request, "partner"),
            text=exchange.text(request, "text"),
            after=exchange.text(request, "after"),
        )
        page = await self._store.read(lambda shelf: shelf.ill_transactions(sought, limit))
        reader = self._reader(request)
        rows = tuple(ill_shown.row(one, reader) for one in page.transactions)
        return self._show(request, shapes.Transactions(transactions=rows, after=page.after))

    @app.route("/ill/cases", methods=["GET"])
    async def cases(self, request: Request) -> bytes:
        """``GET /ill/cases``."""
        limit = exchange.number(request, "limit", default=ROWS, most=MOST_ROWS)

        def read(shelf: Shelf) -> list[tuple[Any, IllTransaction | None]]:
            return [(one, shelf.ill_transaction(one.transaction)) for one in shelf.ill_cases(limit)]

        found = await self._store.read(read)
        reader = self._reader(request)
        shown = tuple(ill_shown.case(one, reader, of) for one, of in found)
        return self._show(request, shapes.Cases(cases=shown))

    @app.route("/ill/<end>", methods=["GET"])
    async def transaction(self, request: Request, end: str) -> bytes:
        """``GET /ill/ID``."""
        whole = (await self._named(end)).id
        # What partners wrote may name a reader: who looked is put down, as for a reader's own page.
        await self._note(request, "ill show", subject=f"ill {whole}")
        found = await self._store.read(lambda shelf: ill_shown.held(shelf, whole))
        if found is None:
            raise Unaskable(Why.TRANSACTION, id=end)
        return self._show(
            request,
            ill_shown.transaction(found, self._language, self._lending.directory, self._reader(request)),
        )

    async def _named(self, end: str) -> IllTransaction:
        """The transaction with that id, or the only one whose id ends so. Raises `Unaskable`."""

        def read(shelf: Shelf) -> tuple[IllTransaction | None, tuple[str, ...]]:
            whole = shelf.ill_transaction(end)
            if whole is not None:
                return whole, ()
            ids = shelf.ill_ids_ending(end, _NAMESAKES)
            return (shelf.ill_transaction(ids[0]) if len(ids) == 1 else None), ids

        found, ids = await self._store.read(read)
        if found is None:
            raise (
                Unaskable(Why.NAMESAKES, id=end, ids=", ".join(ids))
                if ids
                else Unaskable(Why.TRANSACTION, id=end)
            )
        return found

    # --- acting -------------------------------------------------------------------------------------

    @app.route("/ill", methods=["POST"])
    async def open(self, request: Request) -> bytes:
        """``POST /ill``."""
        body = exchange.body(request, shapes.Open)
        asked = ill_asked.request(body.request)
        facts: dict[str, Fact] = {"title": asked.item.title or asked.item.title_of_article}
        act = _Act("ill request", body.actor, f"partner {body.partner}", facts)
        facts["partner"] = body.partner

        def also(ledger: Ledger, opened: str) -> None:
            done = self._act(request, act.action, act.actor, subject=f"ill {opened}", facts=facts)
            self._auditor.record(ledger, done)

        work = self._lending.open(body.partner, asked, actor=body.actor, client=body.reader, also=also)
        return await self._done(request, act, asked, work)

    @app.route("/ill/cases", methods=["POST"])
    async def close_case(self, request: Request) -> bytes:
        """``POST /ill/cases``."""
        body = exchange.body(request, shapes.CloseCase)
        whole = (await self._named(body.transaction)).id
        subject, facts = f"ill {whole}", {"case": str(body.kind)}
        act = self._act(request, "ill close-case", body.actor, subject=subject, facts=facts)
        work = close_case(
            self._store, whole, body.kind, at=self._clock.now(), actor=body.actor, also=self._also(act)
        )
        try:
            closed = await to_the_end(work)
        except KeyError:
            raise Unaskable(Why.CASE, id=body.transaction, kind=body.kind) from None
        return self._show(request, ill_shown.case(closed, self._reader(request)))

    @app.route("/ill/<end>/repair", methods=["POST"])
    async def repair(self, request: Request, end: str) -> bytes:
        """``POST /ill/ID/repair``."""
        body = exchange.body(request, shapes.Repair)
        return await self._on(
            request,
            "repair",
            body,
            end,
            lambda id_, also: self._lending.repair(id_, body.to, body.note, actor=body.actor, also=also),
        )

    @app.route("/ill/<end>/say-again", methods=["POST"])
    async def say_again(self, request: Request, end: str) -> bytes:
        """``POST /ill/ID/say-again``."""
        body = exchange.body(request, shapes.SayAgain)
        return await self._on(
            request,
            "say-again",
            body,
            end,
            lambda id_, also: self._lending.say_again(
                id_, actor=body.actor, service=body.of or "", also=also
            ),
        )

    @app.route("/ill/<end>/retry", methods=["POST"])
    async def retry(self, request: Request, end: str) -> bytes:
        """``POST /ill/ID/retry``."""
        body = exchange.body(request, Asking)
        return await self._on(
            request,
            "retry",
            body,
            end,
            lambda id_, also: self._lending.retry(id_, actor=body.actor, also=also),
        )

    @app.route("/ill/<end>/take-back", methods=["POST"])
    async def take_back(self, request: Request, end: str) -> bytes:
        """``POST /ill/ID/take-back``."""
        body = exchange.body(request, Asking)
        return await self._on(
            request,
            "take-back",
            body,
            end,
            lambda id_, also: self._lending.take_back(id_, actor=body.actor, also=also),
        )

    @app.route("/ill/<end>/<name>", methods=["POST"])
    async def do(self, request: Request, end: str, name: str) -> bytes:
        """``POST /ill/ID/SERVICE``."""
        body = exchange.body(request, shapes.Do)
        asked = ill_asked.service(name, body.say)
        return await self._on(
            request,
            name,
            body,
            end,
            lambda id_, also: self._lending.do(id_, asked, actor=body.actor, also=also),
            asked,
        )

    async def _on(
        self,
        request: Request,
        verb: str,
        body: Asking,
        end: str,
        work: Callable[[str, Also], Awaitable[Done]],
        asked: ill_asked.Asked | None = None,
    ) -> bytes:
        """An act on a transaction, which is put down in its own commit with the states before and after."""
        was = await self._named(end)
        act = _Act(f"ill {verb}", body.actor, f"ill {was.id}", {"was": str(was.state)})

        def also(ledger: Ledger) -> None:
            now = ledger.ill_transaction(was.id)
            facts = {**act.facts, "state": str(was.state if now is None else now.state)}
            self._auditor.record(
                ledger, self._act(request, act.action, act.actor, subject=act.subject, facts=facts)
            )

        return await self._done(request, act, asked, work(was.id, also))

    async def _done(
        self, request: Request, act: "_Act", asked: ill_asked.Asked | None, work: Awaitable[Done]
    ) -> bytes:
        """What came of an act; that it was refused is put down by itself."""
        reader = self._reader(request)
        try:
            done = await to_the_end(_awaited(work))
        except NoPartner as error:
            names = ", ".join(one.name for one in self._lending.directory)
            raise Unaskable(Why.PARTNER, name=str(error), names=names) from None
        except NotDone as error:
            why = error.why
            await self._note(
                request, act.action, act.actor, subject=act.subject, outcome=str(why), facts=act.facts
            )
            fits = () if asked is None else ill_asked.fitting(asked, why)
            told = ill_shown.refusal(why, reader, error.detail)
            if fits:
                told = Sentence(told.code, f"{told.text} ({', '.join(fits)})")
            return self._show(request, shapes.Answer(ok=False, problem=told))
        return self._show(request, ill_shown.done(done, self._lending.directory, reader))

    @app.handle_errors(Exception)
    def _failed(self, request: IRequest, failure: Failure) -> bytes:
        return self._answer_failure(request, failure)


class _Act(msgspec.Struct, frozen=True):
    """What is put down of an act: what, by whom, on what, and the facts."""

    action: str
    actor: str
    subject: str
    facts: dict[str, Fact]


async def _awaited(work: Awaitable[Done]) -> Done:
    return await work
