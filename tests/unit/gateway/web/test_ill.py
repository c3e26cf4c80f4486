"""Transactions and cases through the control socket, between two libraries with real stores."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from gateway.model.ill.services import ConditionalReply, IllAnswer, Message, Shipped
from gateway.model.ill.states import State
from gateway.model.ill.words import Reason, Results
from gateway.web import ill_shapes as shapes
from gateway.web.shapes import Refusal
from tests.ill_desk import IllDesk, TwoLibraries
from tests.lending_libraries import World
from tests.web_client import Reply


@pytest.fixture
def two() -> Iterator[TwoLibraries]:
    two = TwoLibraries()
    yield two
    two.close()


def as_(shape: type[Any], reply: Reply, status: int = 200) -> Any:  # noqa: ANN401 - a `shape`
    assert reply.status == status, reply.body.decode()
    return msgspec.json.decode(reply.body, type=shape)


def error(reply: Reply, status: int) -> str:
    told: str = as_(Refusal, reply, status).error
    return told


# --- looking --------------------------------------------------------------------------------------


def test_open_transactions_are_listed_latest_first(two: TwoLibraries) -> None:
    first, second = two.cumt.asks("HHIT"), two.cumt.asks("HHIT")
    rows = as_(shapes.Transactions, two.borrower.get("/ill")).transactions
    assert [row.id for row in rows] == [second, first]
    row = rows[0]
    assert (row.role, row.partner, row.state, row.title) == ("requester", "HHIT", "PENDING", "人工智能导论")
    assert row.in_words == "waiting for the lender"
    assert row.opened.isoformat() == "2026-11-23T09:00:00+08:00"
    assert row.closed is None


def test_a_page_says_where_to_go_on(two: TwoLibraries) -> None:
    first, second = two.cumt.asks("HHIT"), two.cumt.asks("HHIT")
    page = as_(shapes.Transactions, two.borrower.get("/ill?limit=1"))
    assert ([row.id for row in page.transactions], page.after) == ([second], second)
    page = as_(shapes.Transactions, two.borrower.get(f"/ill?limit=1&after={page.after}"))
    assert [row.id for row in page.transactions] == [first]


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("open=no", 0),
        ("open=all", 1),
        ("state=pending", 1),
        ("state=Shipped", 0),
        ("role=responder", 0),
        ("partner=HHIT", 1),
        ("partner=NJU", 0),
        ("text=%E6%99%BA%E8%83%BD", 1),
    ],
)
def test_lists_are_filtered(two: TwoLibraries, query: str, many: int) -> None:
    two.cumt.asks("HHIT")
    assert len(as_(shapes.Transactions, two.borrower.get(f"/ill?{query}")).transactions) == many


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("open=perhaps", "open is to be one of yes, no, all"),
        ("role=both", "role is to be one of requester, responder"),
        ("limit=0", "limit is to be a whole number from 1 to 1000"),
    ],
)
def test_a_filter_that_there_is_not_is_refused(two: TwoLibraries, query: str, told: str) -> None:
    assert error(two.borrower.get(f"/ill?{query}"), 400) == told


def test_a_transaction_shows_everything(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    two.hhit.does(theirs, Shipped(chargeable_units=1))
    two.world.settle()
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours[-5:]}"))
    assert (shown.id, shown.state, shown.agency) == (ours, "SHIPPED", "CUMT")
    assert (shown.requester, shown.responder) == ("CN:CUMT", "CN:HHIT")
    assert shown.name.qualifier
    assert shown.request["item"] == {"title": "人工智能导论", "author": "王建国", "isbn": "9787564690014"}
    assert (shown.costs.units, shown.costs.payer) == (1, "CN:CUMT")
    assert shown.shipped_service == "loan"
    assert [(entry.direction, entry.service, entry.after) for entry in shown.history] == [
        ("out", "ILL-REQUEST", "PENDING"),
        ("in", "SHIPPED", "SHIPPED"),
    ]
    asked, came = shown.history
    assert asked.actor == "李老师"
    assert asked.letter == shown.letters[0].id
    assert bytes.fromhex(asked.raw)[:1] == b"\x61"  # [APPLICATION 1]: an ILL-Request
    assert asked.apdu["ILL-Request"]["item-id"]["title"] == "人工智能导论"
    assert came.apdu["Shipped"]["supply-details"]["chargeable-units"] == 1
    assert [letter.in_words for letter in shown.letters] == ["confirmed"]


def test_each_service_is_said_to_be_allowed_next_or_why_not(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours}"))
    said = {one.event: one for one in shown.next}
    assert said["CANreq"].allowed
    assert said["CANreq"].why is None
    assert not said["RCVreq"].allowed or not said["RETreq"].allowed
    assert said["C-REPreq+"].with_ == "yes"
    refused = said["RENreq"].why
    assert refused is not None
    assert refused.text
    lent = as_(shapes.TransactionShown, two.lender.get(f"/ill/{theirs}"))
    assert {one.with_ for one in lent.next if one.service == "ILL-ANSWER"} == set(Results)
    assert lent.repairs == ()
    assert "staff are told that no answer came" in [one.text for one in shown.timers]


def test_what_was_answered_is_told_in_words(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    two.hhit.does(theirs, IllAnswer(results=Results.UNFILLED, reason=Reason.NOT_OWNED))
    two.world.settle()
    answered = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours}")).answered
    assert (answered.results, answered.reason, answered.text) == ("unfilled", "not-owned", "not owned")
    chinese = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours}", accept_language="zh"))
    assert (chinese.answered.in_words, chinese.answered.text) == ("不能提供", "无馆藏")
    assert chinese.in_words == "未提供"


def test_who_looked_is_put_down(two: TwoLibraries) -> None:
    ours = two.cumt.asks("HHIT")
    two.borrower.get(f"/ill/{ours}")
    assert [(act.action, act.subject) for act in two.borrower.acts()] == [("ill show", f"ill {ours}")]


def test_an_id_that_is_not_there_or_not_the_only_one(two: TwoLibraries) -> None:
    two.cumt.asks("HHIT"), two.cumt.asks("HHIT")
    assert error(two.borrower.get("/ill/zz"), 404).startswith("There is no loan between libraries zz")
    for _ in range(30):
        two.cumt.asks("HHIT")
    ids = [one.id for one in two.cumt.all()]
    shared = next(end for end in "0123456789" if sum(one.endswith(end) for one in ids) > 1)
    told = error(two.borrower.get(f"/ill/{shared}"), 409)
    assert told.startswith(f"More than one id ends in {shared}, give more of it: CUMT")


# --- acting ---------------------------------------------------------------------------------------


def test_asking_a_partner_opens_a_transaction(two: TwoLibraries) -> None:
    request = {"item": {"title": "导论"}, "service_types": ["copy-non-returnable"]}
    body = {"actor": "李老师", "partner": "HHIT", "reader": "R-7", "request": request}
    answer = as_(shapes.Answer, two.borrower.post("/ill", body))
    assert answer.ok
    assert [letter.what for letter in answer.letters] == ["ILL-REQUEST"]
    assert two.cumt.only().wanted.client == "R-7"
    (act,) = two.borrower.acts()
    assert (act.action, act.actor, act.subject) == ("ill request", "李老师", f"ill {two.cumt.only().id}")
    assert act.facts == {"title": "导论", "partner": "HHIT"}


def test_nobody_is_asked_whom_the_configuration_does_not_have(two: TwoLibraries) -> None:
    told = error(two.borrower.post("/ill", {"partner": "NJU", "request": {}}), 404)
    assert told == "There is no partner NJU: the configuration has HHIT"
    assert two.cumt.all() == ()


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"item": {"titel": "x"}}, "The body is not what is wanted: `say` has no `item.titel`"),
        ({"service_types": ["loans"]}, "The body is not what is wanted: Invalid enum value 'loans'"),
    ],
)
def test_an_element_that_there_is_not_is_refused(two: TwoLibraries, request_: object, told: str) -> None:
    answer = two.borrower.post("/ill", {"partner": "HHIT", "request": request_})
    assert error(answer, 400).startswith(told)


def test_a_service_is_sent_and_put_down_with_the_states(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    say = {"due": {"day": "2026-12-30"}, "chargeable_units": 1, "cost": {"value": "12.50", "currency": "CNY"}}
    answer = as_(
        shapes.Answer, two.lender.post(f"/ill/{theirs[-6:]}/shipped", {"actor": "王老师", "say": say})
    )
    assert answer.ok
    assert answer.transaction.state == "SHIPPED"
    (act,) = two.lender.acts()
    assert (act.action, act.actor, act.subject) == ("ill shipped", "王老师", f"ill {theirs}")
    assert act.facts == {"was": "IN-PROCESS", "state": "SHIPPED"}
    two.world.settle()
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours}"))
    assert (str(shown.due), shown.costs.cost, shown.costs.currency) == ("2026-12-30", "12.50", "CNY")


def test_what_the_state_does_not_allow_is_answered_and_put_down(two: TwoLibraries) -> None:
    ours, _ = two.loan()
    answer = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/renew", {"actor": "李老师"}))
    assert not answer.ok
    assert (answer.problem.code, answer.problem.text) == ("not-shipped-yet", "Nothing has been shipped yet")
    assert two.borrower.acts()[-1].outcome == "not-shipped-yet"
    assert two.cumt.entries(ours)[-1].refused


def test_a_reason_that_does_not_fit_names_those_that_do(two: TwoLibraries) -> None:
    _, theirs = two.loan()
    say = {"results": "will-supply", "reason": "not-owned"}
    answer = as_(shapes.Answer, two.lender.post(f"/ill/{theirs}/ill-answer", {"say": say}))
    assert answer.problem.text.startswith("not-owned does not go with this kind of answer: choose another")
    assert "being-processed-for-supply" in answer.problem.text
    say = {"conditions": "not-owned"}
    answer = as_(shapes.Answer, two.lender.post(f"/ill/{theirs}/shipped", {"say": say}))
    assert answer.problem.text.endswith("special-collections-supervision-required, other)")


def test_a_service_that_there_is_not_is_refused(two: TwoLibraries) -> None:
    ours, _ = two.loan()
    told = error(two.borrower.post(f"/ill/{ours}/teleport", {}), 404)
    assert told.startswith("There is no teleport: use one of forward, conditional-reply, cancel, received")
    assert "ill-request" not in told


def test_forwarding_wants_permission_and_somebody_who_is_known() -> None:
    world = World()
    cumt, hhit = world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT", "NJU")
    cumt.asks("HHIT")
    world.settle()
    path, desk = f"/ill/{hhit.only().id}/forward", IllDesk(hhit)
    answer = as_(shapes.Answer, desk.post(path, {"say": {"to": {"symbol": "CN:NJU"}}}))
    assert answer.problem.code == "no-permission-to-forward"
    told = error(desk.post(path, {"say": {"to": {"symbol": "CN:PKU"}}}), 404)
    assert told == "There is no partner CN:PKU: the configuration has CUMT, NJU"
    cumt.close()
    hhit.close()


def test_repair(two: TwoLibraries) -> None:
    _, theirs = two.loan()
    two.hhit.does(theirs, Shipped())
    assert as_(shapes.TransactionShown, two.lender.get(f"/ill/{theirs}")).repairs == (State.IN_PROCESS,)
    body = {"to": "IN-PROCESS", "note": "not sent after all", "actor": "王老师"}
    answer = as_(shapes.Answer, two.lender.post(f"/ill/{theirs}/repair", body))
    assert (answer.ok, answer.transaction.state) == (True, "IN-PROCESS")
    assert [one.code for one in answer.remarks] == ["repaired"]
    refused = as_(shapes.Answer, two.lender.post(f"/ill/{theirs}/repair", body)).problem
    assert refused.text == "It can't be set back to IN-PROCESS: ill show lists where to"


def test_saying_again(two: TwoLibraries) -> None:
    ours, _ = two.loan()
    answer = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/say-again", {"of": "ILL-REQUEST"}))
    assert [letter.repeat for letter in answer.letters] == [True]
    answer = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/say-again", {"of": "RENEW"}))
    assert answer.problem.code == "nothing-to-repeat"


def test_retrying(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    two.hhit.does(theirs, IllAnswer(results=Results.RETRY, reason=Reason.IN_USE_ON_LOAN))
    two.world.settle()
    answer = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/retry", {"actor": "李老师"}))
    assert answer.ok
    assert answer.transaction.id != ours
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{answer.transaction.id}"))
    assert shown.retry_of == ours


def test_taking_back_within_the_grace() -> None:
    two = TwoLibraries(terms={"grace": 60})
    ours = two.cumt.asks("HHIT")
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{ours}"))
    assert shown.take_back
    assert shown.letters[0].not_before > shown.letters[0].posted
    answer = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/take-back", {"actor": "李老师"}))
    assert (answer.ok, answer.transaction.state) == (True, "CANCELLED")
    again = as_(shapes.Answer, two.borrower.post(f"/ill/{ours}/take-back", {"actor": "李老师"}))
    assert again.problem.code == "nothing-to-take-back"
    two.close()


# --- cases ----------------------------------------------------------------------------------------


def test_cases_are_listed_with_what_can_be_done_and_closed(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    two.hhit.does(theirs, Message(note="哪一版？"))
    two.world.settle()
    (case,) = as_(shapes.Cases, two.borrower.get("/ill/cases")).cases
    assert (case.transaction, case.kind, case.partner, case.title) == (
        ours,
        "message",
        "HHIT",
        "人工智能导论",
    )
    assert case.text == "The partner has written: read it"
    body = {"transaction": ours[-6:], "kind": "message", "actor": "李老师"}
    closed = as_(shapes.CaseShown, two.borrower.post("/ill/cases", body))
    assert (closed.closed_by, closed.closed is not None) == ("李老师", True)
    assert as_(shapes.Cases, two.borrower.get("/ill/cases")).cases == ()
    act = two.borrower.acts()[-1]
    assert (act.action, act.subject, act.facts) == ("ill close-case", f"ill {ours}", {"case": "message"})
    entry = two.cumt.entries(ours)[-1]
    assert (entry.direction, entry.cause, entry.actor) == ("note", "case message", "李老师")
    told = error(two.borrower.post("/ill/cases", body), 404)
    assert told.endswith("has no open case message")


def test_a_condition_is_answered_by_its_case(two: TwoLibraries) -> None:
    ours, theirs = two.loan()
    two.hhit.does(theirs, IllAnswer(results=Results.CONDITIONAL, reason=Reason.LIBRARY_USE_ONLY))
    two.world.settle()
    assert as_(shapes.Cases, two.borrower.get("/ill/cases")).cases[0].kind == "condition-to-answer"
    two.cumt.does(ours, ConditionalReply(answer=True))
    assert as_(shapes.Cases, two.borrower.get("/ill/cases")).cases == ()
