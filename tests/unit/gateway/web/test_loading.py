from typing import Any

import msgspec
import pytest

from gateway.model.arrivals import ArrivingTitle, Ended, Loans, Noun, Taken, Titles, Verdict
from gateway.model.items import Bibliographic
from gateway.web import loading
from tests import library as lib
from tests.control_desk import ControlDesk

BIB = Bibliographic(id="bib9", agency=lib.HOME, title="书9", record=b"\x00\xff")
BATCH = Titles(arriving=(ArrivingTitle(bib=BIB, items=(lib.item(9, bib="bib9"),)),), actor="li")


@pytest.fixture
def desk() -> ControlDesk:
    return ControlDesk()


def acts(desk: ControlDesk) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (entry.act.action, entry.act.actor, entry.act.outcome, entry.act.facts)
        for entry in desk.store.tables.acts
    ]


def test_a_batch_is_taken_in_and_its_beginning_put_down(desk: ControlDesk) -> None:
    reply = desk.post("/load/items", BATCH)
    assert reply.status == 200
    assert msgspec.json.decode(reply.body, type=Taken) == Taken(
        tally={Noun.TITLES: {Verdict.NEW: 1}, Noun.ITEMS: {Verdict.NEW: 1}}
    )
    assert desk.store.tables.bibs["bib9"] == BIB
    assert acts(desk) == [("load items", "li", "begun", {})]


def test_a_trial_is_no_act(desk: ControlDesk) -> None:
    tried = msgspec.structs.replace(BATCH, trial=True)
    assert desk.post("/load/items", tried).status == 200
    assert (desk.store.tables.bibs, acts(desk)) == ({}, [])


def test_what_came_of_a_file_is_put_down(desk: ControlDesk) -> None:
    ended = Ended(file="c.iso", tally={Noun.ITEMS: {Verdict.NEW: 2, Verdict.REFUSED: 1}}, actor="li")
    assert desk.post("/load/items/end", ended).status == 200
    facts = {"file": "c.iso", "items new": 2, "items refused": 1}
    assert acts(desk) == [("load items", "li", "ok", facts)]


@pytest.mark.parametrize("path", ["/load/fees", "/load/fees/end"])
def test_other_nouns_are_not_loaded(desk: ControlDesk, path: str) -> None:
    reply = desk.post(path, {})
    assert (reply.status, reply.json["error"]) == (404, "There is no fees: use one of items, patrons, loans")


def test_a_batch_that_is_none_is_told(desk: ControlDesk) -> None:
    reply = desk.post("/load/loans", {"arriving": [{"item": 1}]})
    assert reply.status == 400
    assert "arriving" in reply.json["error"]
    assert desk.post("/load/loans", Loans(arriving=())).json == {"tally": {}, "refused": []}


def test_a_record_that_can_not_be_one_is_refused_with_its_reason(desk: ControlDesk) -> None:
    loan = {
        "item": {"owner": {"value": "CUMT"}, "barcode": "B000001"},
        "patron": {"agency": {"value": "CUMT"}, "number": "P0001"},
        "started": "2026-10-01T08:00:00",
        "due": "2026-11-01T08:00:00",
    }
    reply = desk.post("/load/loans", {"arriving": [loan]})
    assert reply.status == 200
    (refused,) = reply.json["refused"]
    assert (refused["key"], refused["refusal"]["code"]) == ("B000001", "not_a_date")
    assert refused["refusal"]["facts"] == {"column": "started", "value": "2026-10-01T08:00:00"}


def test_the_first_batch_of_a_connection_begins_a_load() -> None:
    class Request:
        channel: object = type("Channel", (), {})()

    loads = loading.Loads()
    one, other = Request(), Request()
    other.channel = type("Channel", (), {})()
    assert [loads.begins(each) for each in (one, one, other, one)] == [True, False, True, False]  # type: ignore[arg-type]
