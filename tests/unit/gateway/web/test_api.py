from collections.abc import Awaitable
from typing import Any

import msgspec
import pytest
from prometheus_client import Metric
from twisted.internet.defer import Deferred

from adapters.embedded import EmbeddedEngine
from gateway.model.changes import Changes, Event
from gateway.model.commands import AskItem, AskPatron, Command
from gateway.model.inbound import Inbound
from gateway.model.items import ItemStatus
from gateway.model.outcomes import ItemView, Outcome, PatronView
from gateway.model.wording import Tongue
from gateway.ports import EngineDown, Journal, StoreDown
from gateway.web import shapes
from gateway.web.health import Health
from gateway.web.pages import RETRY_SECONDS
from gateway.web.service import Reloaded
from tests import library as lib
from tests.control_desk import ControlDesk, digest, done, standard_records
from tests.ill_desk import TwoLibraries
from tests.memory_store import Failed
from tests.web_client import Line, Reply, request

BOTH = {"patron": "P0001", "item": "B000001"}


@pytest.fixture
def desk() -> ControlDesk:
    return ControlDesk()


def as_(shape: type[Any], reply: Reply) -> Any:  # noqa: ANN401 - a `shape`
    """An answer, as strictly as its declaration."""
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    return msgspec.json.decode(reply.body, type=shape)


def answered(reply: Reply) -> shapes.Answer:
    assert reply.status == 200
    answer: shapes.Answer = as_(shapes.Answer, reply)
    return answer


def refused(reply: Reply, status: int) -> str:
    assert reply.status == status
    refusal: shapes.Refusal = as_(shapes.Refusal, reply)
    return refusal.error


def counted(desk: ControlDesk) -> dict[str, float]:
    """Messages by kind and outcome."""
    families: list[Metric] = list(desk.metrics.collect())
    samples = next(family.samples for family in families if family.name == "guanji_messages")
    return {f"{sample.labels['kind']}: {sample.labels['outcome']}": sample.value for sample in samples}


# --- circulation ----------------------------------------------------------------------------------

EVERY_VERB: dict[str, dict[str, Any]] = {
    "checkout": BOTH,
    "undo-checkout": BOTH,
    "checkin": {"item": "B000001"},
    "undo-checkin": {"item": "B000001"},
    "renew": BOTH,
    "renew-all": {"patron": "P0001"},
    "pay": {"patron": "P0001", "amount": 100},
    "lost": {"item": "B000001"},
    "claim": {"item": "B000001"},
    "hold": BOTH | {"pickup": "hall"},
    "cancel-hold": BOTH,
    "move-due": {"first": "2026-03-01", "last": "2026-06-01", "to": "2026-07-01"},
}


@pytest.mark.parametrize("verb", shapes.VERBS)
def test_every_verb_is_served(desk: ControlDesk, verb: str) -> None:
    answer = answered(desk.post(f"/circ/{verb}", EVERY_VERB[verb]))
    assert answer.ok == (not answer.problems)
    assert [kept.inbound.kind for kept in desk.store.tables.inbox] == [f"desk {verb}"]
    came_to = "ok" if answer.ok else answer.problems[0].code
    assert counted(desk) == {f"desk {verb}: {came_to}": 1}


def test_a_book_is_lent_and_taken_back(desk: ControlDesk) -> None:
    lent = answered(desk.post("/circ/checkout", BOTH | {"actor": "li", "location": "hall"}))
    assert lent.ok
    assert lent.item is not None
    assert (lent.patron, lent.item.status) == ("CUMT.P0001", "charged")
    assert lent.loan is not None
    assert lent.loan.due > lib.NOW
    back = answered(desk.post("/circ/checkin", {"item": "B000001"}))
    assert back.ok
    assert back.loan is not None
    assert back.loan.state == "returned"


def test_what_the_rules_refuse_is_an_answer(desk: ControlDesk) -> None:
    answer = answered(desk.post("/circ/checkout", BOTH | {"item": "B999999"}))
    assert not answer.ok
    assert [problem.code for problem in answer.problems] == ["item_unknown"]
    assert "B999999" in answer.problems[0].text


def test_the_language_is_the_one_asked_for() -> None:
    desk = ControlDesk(tongue=Tongue.ZH)
    assert answered(desk.post("/circ/checkout", BOTH)).notices[0].text.startswith("借书成功：书1")
    english = answered(desk.post("/circ/checkin", {"item": "B000001"}, accept_language="en"))
    assert english.notices[0].text == "Returned: 书1"


def test_the_inbox_keeps_who_asked_what_and_the_answer(desk: ControlDesk) -> None:
    reply = desk.post("/circ/checkout", BOTH | {"actor": "李", "location": "hall"})
    (kept,) = desk.store.tables.inbox
    origin = kept.inbound.origin
    assert (kept.inbound.ref, kept.inbound.key) == ("m1", b"m1")
    assert (origin.terminal, origin.channel, origin.actor, origin.location) == ("desk", "desk", "李", "hall")
    assert kept.inbound.text == '{"actor":"李","location":"hall","patron":"P0001","item":"B000001"}'
    assert kept.reply.encode() == reply.body


def test_the_same_asked_twice_is_done_twice(desk: ControlDesk) -> None:
    first, second = (answered(desk.post("/circ/checkin", {"item": "B000001"})) for _ in range(2))
    assert first.ok
    assert second.ok
    assert [kept.inbound.ref for kept in desk.store.tables.inbox] == ["m1", "m2"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "patron"),
        (b"{", "truncated"),
        ({"patron": "P0001"}, "item"),
        (BOTH | {"pin": "1234"}, "pin"),
        (BOTH | {"patron": 7}, "$.patron"),
        (BOTH | {"patron": " "}, "`patron` is empty"),
    ],
)
def test_a_body_that_is_not_its_struct_is_refused_and_leaves_nothing(
    desk: ControlDesk, body: object, told: str
) -> None:
    assert told in refused(desk.post("/circ/checkout", body), 400)
    assert desk.store.tables.inbox == []


def test_a_body_of_more_than_64_kib_is_refused(desk: ControlDesk) -> None:
    assert "65536" in refused(desk.post("/circ/checkout", b" " * 70_000), 413)


def test_an_unknown_verb_names_those_there_are(desk: ControlDesk) -> None:
    assert "use one of checkout, " in refused(desk.post("/circ/steal", {}), 404)
    assert "use one of block, " in refused(desk.post("/patrons/P0001/kick", {}), 404)


def test_an_unknown_path_and_a_wrong_method_are_told(desk: ControlDesk) -> None:
    assert refused(desk.get("/nothing"), 404) == "There is nothing at /nothing"
    assert refused(desk.get("/circ/checkout"), 405) == "/circ/checkout takes POST only"
    assert refused(desk.get("/nothing", accept_language="zh"), 404) == "没有“/nothing”这个地址"


# --- patrons --------------------------------------------------------------------------------------


def test_a_patron_is_shown_with_what_he_has_and_owes() -> None:
    desk = ControlDesk(
        records=(
            *standard_records()[:2],
            lib.item(1, status=ItemStatus.CHARGED),
            lib.loan(1),
            lib.fee("f1", 300),
        )
    )
    patron = as_(shapes.PatronShown, desk.get("/patrons/P0001"))
    assert (patron.found, patron.id, patron.owed, patron.loan_limit) == (True, "CUMT.P0001", 300, 3)
    assert [loan.item for loan in patron.loans] == ["CUMT.B000001"]
    assert [fee.id for fee in patron.fees] == ["f1"]
    assert counted(desk) == {"desk patron: ok": 1}
    assert desk.store.tables.inbox == []


@pytest.mark.parametrize("number", ["C0001", "CUMT.P0001", "p0001"])
def test_a_patron_is_found_by_card_and_by_what_is_shown(desk: ControlDesk, number: str) -> None:
    assert as_(shapes.PatronShown, desk.get(f"/patrons/{number}")).id == "CUMT.P0001"


def test_an_unknown_patron_is_an_answer(desk: ControlDesk) -> None:
    reply = desk.get("/patrons/P9999")
    patron = as_(shapes.PatronShown, reply)
    assert reply.status == 200
    assert (patron.found, [problem.code for problem in patron.problems]) == (False, ["patron_unknown"])


def test_a_patron_is_blocked_and_unblocked(desk: ControlDesk) -> None:
    block = {"reason": "no-induction", "text": "请先学习", "link": "https://lib.example/x"}
    assert answered(desk.post("/patrons/P0001/block", block)).ok
    patron = as_(shapes.PatronShown, desk.get("/patrons/P0001"))
    assert [(one.reason, one.text) for one in patron.blocks] == [("no-induction", "请先学习")]
    assert not answered(desk.post("/circ/checkout", BOTH)).ok
    assert answered(desk.post("/patrons/P0001/unblock")).ok
    assert answered(desk.post("/circ/checkout", BOTH)).ok


def test_a_card_is_lost_and_replaced(desk: ControlDesk) -> None:
    answer = answered(desk.post("/patrons/P0001/card", {"lost": "C0001", "new": "04a1b2c3"}))
    assert answer.ok
    assert as_(shapes.PatronShown, desk.get("/patrons/04A1B2C3")).id == "CUMT.P0001"
    lost = as_(shapes.PatronShown, desk.get("/patrons/C0001"))
    assert (lost.found, lost.problems[0].code) == (False, "card_lost")


# --- kiosks ---------------------------------------------------------------------------------------


def test_kiosks_are_listed_as_configured(desk: ControlDesk) -> None:
    desk.board.connected("kiosk2", "10.0.0.2")
    desk.board.seen("kiosk2", "sip2 99")
    first, second = as_(shapes.Kiosks, desk.get("/kiosks")).kiosks
    assert (first.name, first.login, first.location, first.connections) == ("kiosk1", "acs1", "hall", 0)
    assert (second.connections, second.address, second.last_message) == (1, "10.0.0.2", "sip2 99")
    assert second.last_seen == lib.NOW


def test_a_kiosk_is_paused_with_reason_and_resumed(desk: ControlDesk) -> None:
    paused = as_(shapes.KioskShown, desk.post("/kiosks/kiosk1/pause", {"actor": "li", "why": "换纸"}))
    assert (paused.paused, paused.paused_by, paused.paused_why, paused.location) == (
        True,
        "li",
        "换纸",
        "hall",
    )
    assert desk.board.paused("kiosk1")
    assert desk.store.tables.kiosks["kiosk1"].paused
    assert as_(shapes.Kiosks, desk.get("/kiosks")).kiosks[0].paused
    resumed = as_(shapes.KioskShown, desk.post("/kiosks/kiosk1/resume", {"actor": "li"}))
    assert (resumed.paused, resumed.paused_why) == (False, "")
    assert not desk.board.paused("kiosk1")


@pytest.mark.parametrize("said", ["kiosk1", "acs1"], ids=["name, another's login", "login"])
def test_a_kiosk_is_named_by_its_name_or_its_login(desk: ControlDesk, said: str) -> None:
    for what, paused in (("pause", True), ("resume", False)):
        state = as_(shapes.KioskShown, desk.post(f"/kiosks/{said}/{what}"))
        assert (state.name, state.login, state.paused) == ("kiosk1", "acs1", paused)
        assert (desk.board.paused("kiosk1"), desk.board.paused("kiosk2")) == (paused, False)


def test_an_unknown_kiosk_is_refused(desk: ControlDesk) -> None:
    for what in ("pause", "resume"):
        assert "kiosk1, kiosk2" in refused(desk.post(f"/kiosks/kiosk9/{what}"), 404)
    assert desk.store.tables.kiosks == {}


# --- history --------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["item%20CUMT.B000001", "item%20B000001"])
def test_a_history_is_latest_first(desk: ControlDesk, subject: str) -> None:
    desk.post("/circ/checkout", BOTH | {"actor": "li"})
    desk.post("/circ/checkin", {"item": "B000001"})
    events = as_(shapes.History, desk.get(f"/history/{subject}")).events
    assert [(event.kind, event.actor, event.cause) for event in events] == [
        ("checkin", "desk", "m2"),
        ("checkout", "li", "m1"),
    ]
    assert {event.subject for event in events} == {"item CUMT.B000001"}
    latest = as_(shapes.History, desk.get(f"/history/{subject}?limit=1")).events
    assert latest == events[:1]


@pytest.mark.parametrize("subject", ["terminal%20kiosk1", "kiosk%20kiosk1", "kiosk%20acs1"])
def test_a_kiosks_pauses_are_in_its_history(desk: ControlDesk, subject: str) -> None:
    desk.post("/kiosks/kiosk1/pause", {"actor": "li"})
    (event,) = as_(shapes.History, desk.get(f"/history/{subject}")).events
    assert (event.kind, event.actor) == ("kiosk-paused", "li")


def test_what_never_happened_has_an_empty_history(desk: ControlDesk) -> None:
    assert as_(shapes.History, desk.get("/history/item%20B9")).events == ()
    assert as_(shapes.History, desk.get("/history/a/b")).events == ()
    assert as_(shapes.History, desk.get("/history/kiosk%20gone")).events == ()


def test_conflicts_are_what_staff_must_look_at(desk: ControlDesk) -> None:
    events = tuple(
        Event(kind=kind, subject="item CUMT.B000001", at=lib.NOW, conflict=conflict)
        for kind, conflict in (("checkout", False), ("late-return", True), ("checked-out-twice", True))
    )
    done(desk.store.commit(lambda ledger: ledger.save(Changes(events=events))))
    shown = as_(shapes.History, desk.get("/conflicts")).events
    assert [event.kind for event in shown] == ["checked-out-twice", "late-return"]
    assert len(as_(shapes.History, desk.get("/conflicts?limit=1")).events) == 1


@pytest.mark.parametrize("path", ["/conflicts?limit=0", "/history/x?limit=1001", "/conflicts?limit=many"])
def test_a_limit_that_is_none_is_refused(desk: ControlDesk, path: str) -> None:
    assert refused(desk.get(path), 400) == "limit is to be a whole number from 1 to 1000"


# --- when things go wrong -------------------------------------------------------------------------


class Scripted:
    """`CirculationEngine` that answers with one error, or waits."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error
        self.waiting: list[Deferred[Any]] = []

    def _answer(self) -> Awaitable[Any]:
        if self._error:
            return Failed(self._error)
        self.waiting.append(Deferred())
        return self.waiting[-1]

    def ask_patron(self, query: AskPatron) -> Awaitable[PatronView]:  # noqa: ARG002 - whoever it is
        return self._answer()

    def ask_item(self, query: AskItem) -> Awaitable[ItemView]:  # noqa: ARG002 - the same
        return self._answer()

    def perform(self, inbound: Inbound, command: Command, journal: Journal) -> Awaitable[Outcome]:  # noqa: ARG002
        return self._answer()


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (EngineDown("x"), "engine_down", "The circulation system can't be reached"),
        (StoreDown("x"), "store_down", "The system can't record anything now"),
    ],
)
def test_what_can_be_asked_again_later_is_503(error: Exception, code: str, told: str) -> None:
    desk = ControlDesk(engine=Scripted(error))
    for reply in (desk.post("/circ/checkout", BOTH), desk.get("/patrons/P0001")):
        assert refused(reply, 503).startswith(told)
        assert reply.headers["retry-after"] == str(RETRY_SECONDS)
    assert counted(desk) == {f"desk checkout: {code}": 1, f"desk patron: {code}": 1}


def test_a_store_that_is_down_is_503_for_look_ups_too(
    desk: ControlDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in ("read", "commit"):
        monkeypatch.setattr(desk.store, way, lambda _work: Failed(StoreDown("disk full")))
    for reply in (desk.get("/conflicts"), desk.get("/history/x"), desk.post("/kiosks/kiosk1/pause")):
        assert "record anything" in refused(reply, 503)
        assert b"disk" not in reply.body


def test_an_engine_that_is_slow_is_told_at_the_deadline() -> None:
    desk = ControlDesk(engine=Scripted(None))
    line = Line(desk.resource, request("GET", "/patrons/P0001"))
    assert not line.answered
    desk.timers.advance(8)
    assert "slowly" in refused(line.reply, 503)
    assert counted(desk) == {"desk patron: engine_slow": 1}


class Waiting:
    """The embedded engine, once it is let go."""

    def __init__(self) -> None:
        self.behind: EmbeddedEngine | None = None
        self.gate: Deferred[None] = Deferred()

    async def perform(self, inbound: Inbound, command: Command, journal: Journal) -> Outcome:
        await self.gate
        assert self.behind is not None
        return await self.behind.perform(inbound, command, journal)

    def ask_patron(self, query: AskPatron) -> Awaitable[PatronView]:
        raise NotImplementedError

    def ask_item(self, query: AskItem) -> Awaitable[ItemView]:
        raise NotImplementedError


def test_what_was_begun_comes_to_its_end_though_the_line_broke() -> None:
    engine = Waiting()
    desk = ControlDesk(engine=engine)
    engine.behind = EmbeddedEngine(desk.store, lib.setting(), desk.clock, digest)
    line = Line(desk.resource, request("POST", "/circ/checkout", msgspec.json.encode(BOTH)))
    line.hang_up()
    assert (desk.dispatcher.waiting(), line.answered) == (1, False)
    engine.gate.callback(None)
    assert [loan.patron for loan in desk.store.tables.loans.values()] == [lib.patron_id()]
    assert desk.dispatcher.waiting() == 0
    assert counted(desk) == {"desk checkout: ok": 1}


def test_a_mistake_of_ours_is_500_without_its_words(
    desk: ControlDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[()]:
        raise RuntimeError("secret words")

    monkeypatch.setattr(desk.board, "states", broken)
    assert refused(desk.get("/kiosks"), 500) == "The server failed: its log says where"


def test_a_mistake_in_serving_a_message_counts_as_failed(
    desk: ControlDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(desk.dispatcher, "perform", broken)
    assert "log" in refused(desk.post("/circ/checkout", BOTH), 500)
    assert counted(desk) == {"desk checkout: failed": 1}


# --- the server itself -----------------------------------------------------------------------------


def test_the_configuration_is_read_again_for_somebody(desk: ControlDesk) -> None:
    reloaded = as_(Reloaded, desk.post("/config/reload", {"actor": "li"}))
    assert (reloaded.ok, reloaded.applied, reloaded.restart) == (True, ("policy.rules",), ("listen.li",))
    assert reloaded.at == lib.NOW


def test_a_configuration_that_is_refused_says_why_in_the_language_asked_for(desk: ControlDesk) -> None:
    reloaded = as_(Reloaded, desk.post("/config/reload", **{"accept-language": "zh"}))
    assert (reloaded.ok, reloaded.faults) == (False, ("第一处", "第二处"))
    assert as_(Reloaded, desk.post("/config/reload")).faults == ("the first", "the second")


def test_commands_may_ask_how_the_server_is(desk: ControlDesk) -> None:
    assert as_(Health, desk.get("/health")).status == "ok"


# --- interlibrary loan ----------------------------------------------------------------------------


def test_interlibrary_loan_has_its_own_paths_where_there_is_any(desk: ControlDesk) -> None:
    assert refused(desk.get("/ill"), 404)
    two = TwoLibraries()
    desk.interlending = two.borrower.interlending
    desk.resource = desk.api.resource()
    assert desk.get("/ill").json == {"transactions": [], "after": ""}
    assert desk.get("/outbox").json == {"letters": [], "after": ""}
    assert [one["name"] for one in desk.get("/partners").json["partners"]] == ["HHIT"]
    assert desk.get("/kiosks").status == 200
    assert refused(desk.get("/illness"), 404)
    two.close()
