"""What the control API puts down, and how it shows it."""

from typing import Any

import msgspec
import pytest

from tests.control_desk import ControlDesk

BOTH = {"patron": "P0001", "item": "B000001", "actor": "li"}


@pytest.fixture
def desk() -> ControlDesk:
    return ControlDesk()


def listed(desk: ControlDesk, query: str = "") -> list[dict[str, Any]]:
    reply = desk.get(f"/audit{query}")
    assert reply.status == 200
    acts: list[dict[str, Any]] = reply.json["acts"]
    return acts


def told(desk: ControlDesk) -> list[tuple[str, str, str]]:
    return [(act["action"], act["subject"], act["outcome"]) for act in listed(desk)]


#: Every request that changes something or shows what is held about a reader, and the act that it is.
ACTS = [
    ("POST", "/circ/checkout", BOTH, ("desk checkout", "item B000001", "ok")),
    (
        "POST",
        "/circ/undo-checkin",
        {"item": "B000009"},
        ("desk undo-checkin", "item B000009", "item_unknown"),
    ),
    ("POST", "/circ/renew-all", {"patron": "P0001"}, ("desk renew-all", "patron P0001", "ok")),
    (
        "POST",
        "/circ/move-due",
        {"first": "2026-01-01", "last": "2026-01-02", "to": "2026-02-01"},
        ("desk move-due", "", "ok"),
    ),
    ("POST", "/patrons/P0001/block", {"text": "a secret"}, ("desk block", "patron P0001", "ok")),
    ("POST", "/patrons/P0001/unblock", {}, ("desk unblock", "patron P0001", "ok")),
    ("POST", "/patrons/P0001/card", {"new": "N1"}, ("desk card", "patron P0001", "ok")),
    ("GET", "/patrons/P0001", None, ("patron show", "patron P0001", "ok")),
    ("GET", "/history/patron%20P0001", None, ("patron history", "patron P0001", "ok")),
    ("POST", "/kiosks/kiosk1/pause", {"actor": "li", "why": "paper"}, ("kiosk pause", "kiosk kiosk1", "ok")),
    ("POST", "/kiosks/acs1/resume", {}, ("kiosk resume", "kiosk kiosk1", "ok")),
    ("POST", "/kiosks/kiosk1/unlock", {}, ("kiosk unlock", "kiosk kiosk1", "ok")),
    ("POST", "/lockouts/unlock", {"address": "::1"}, ("address unlock", "address ::1", "ok")),
    ("POST", "/config/reload", {"actor": "li"}, ("config reload", "", "ok")),
    ("POST", "/config/reload", {}, ("config reload", "", "refused")),
]


@pytest.mark.parametrize(("method", "path", "body", "act"), ACTS, ids=lambda value: str(value)[:30])
def test_what_staff_do_is_put_down(
    desk: ControlDesk, method: str, path: str, body: object, act: tuple[str, str, str]
) -> None:
    reply = desk.post(path, body) if method == "POST" else desk.get(path)
    assert reply.status == 200
    assert told(desk) == [act]
    assert "a secret" not in str(listed(desk))


#: What may change something, and is tried above or where it is tested.
AUDITED = {
    "/circ/<verb>",
    "/patrons/<number>/<verb>",
    "/patrons/<number>/erase",
    "/retention",
    "/kiosks/<name>/pause",
    "/kiosks/<name>/resume",
    "/kiosks/<name>/unlock",
    "/lockouts/unlock",
    "/config/reload",
    "/load/<noun>",
    "/load/<noun>/end",
}


def test_nothing_that_can_be_asked_is_forgotten(desk: ControlDesk) -> None:
    # Whoever adds a request decides whether it is an act of staff, and names it here.
    rules = desk.api.app.url_map.iter_rules()
    posted = {str(rule) for rule in rules if "POST" in (rule.methods or ())}
    assert posted - {"/audit/verify"} == AUDITED


@pytest.mark.parametrize("path", ["/kiosks", "/conflicts", "/history/item%20B000001", "/health", "/audit"])
def test_what_shows_no_reader_is_no_act(desk: ControlDesk, path: str) -> None:
    assert desk.get(path).status == 200
    assert told(desk) == []


def test_what_was_is_put_down_with_what_is(desk: ControlDesk) -> None:
    desk.post("/kiosks/kiosk1/pause", {"actor": "li"})
    desk.post("/kiosks/kiosk1/pause", {"actor": "li"})
    again, first = listed(desk)
    assert first["facts"] == {"was_paused": 0, "paused": 1}
    assert again["facts"] == {"was_paused": 1, "paused": 1}
    assert (first["actor"], first["account"]) == ("li", "")


def test_acts_are_found_by_day_person_and_subject(desk: ControlDesk) -> None:
    desk.post("/kiosks/kiosk1/pause", {"actor": "li"})
    desk.post("/kiosks/kiosk2/pause", {"actor": "wang"})
    day = listed(desk)[0]["at"][:10]
    assert [act["subject"] for act in listed(desk, "?actor=li")] == ["kiosk kiosk1"]
    assert [act["actor"] for act in listed(desk, "?subject=kiosk%20kiosk2")] == ["wang"]
    assert len(listed(desk, f"?from={day}&to={day}")) == 2
    assert listed(desk, "?to=2020-01-01") == []
    assert len(listed(desk, "?limit=1")) == 1


@pytest.mark.parametrize("query", ["?from=soon", "?to=2026-13-01"])
def test_a_day_must_be_one(desk: ControlDesk, query: str) -> None:
    reply = desk.get(f"/audit{query}")
    assert reply.status == 400
    assert "is to be a day such as 2026-10-01" in reply.json["error"]


def test_the_record_is_verified(desk: ControlDesk) -> None:
    assert desk.post("/audit/verify", {}).json == {
        "ok": True,
        "acts": 0,
        "broken": None,
        "seq": 0,
        "seal": "",
        "renewed": 0,
    }
    for kiosk in ("kiosk1", "kiosk2", "kiosk1"):
        desk.post(f"/kiosks/{kiosk}/pause", {})
    whole = desk.post("/audit/verify", {}).json
    assert (whole["ok"], whole["acts"], whole["seq"]) == (True, 3, 3)
    noted = {"seq": whole["seq"], "seal": whole["seal"].upper()}
    assert desk.post("/audit/verify", noted).json["ok"]
    entries = desk.store.tables.acts
    kept = entries.pop()
    assert desk.post("/audit/verify", {}).json["ok"]
    assert desk.post("/audit/verify", noted).json["broken"] == 3
    entries.append(kept)
    entries[1] = msgspec.structs.replace(
        entries[1], act=msgspec.structs.replace(entries[1].act, actor="somebody else")
    )
    broken = desk.post("/audit/verify", {}).json
    assert (broken["ok"], broken["acts"], broken["broken"]) == (False, 1, 2)


def test_a_locked_kiosk_is_shown_and_unlocked(desk: ControlDesk) -> None:
    for _ in range(10):
        desk.lockouts.wrong("acs1", "10.6.6.6")
    (shown,) = desk.get("/kiosks").json["kiosks"][0]["locked"]
    assert shown["address"] == "10.6.6.6"
    assert desk.get("/kiosks").json["kiosks"][1]["locked"] == []
    unlocked = desk.post("/kiosks/kiosk1/unlock", {"actor": "li"}).json
    assert (unlocked["locked"], unlocked["freed"]) == ([], 1)
    assert desk.post("/kiosks/kiosk1/unlock", {"actor": "li"}).json["freed"] == 0
    assert [act["facts"] for act in listed(desk)] == [{"freed": 0}, {"freed": 1}]
    assert desk.lockouts.seconds_left("acs1", "10.6.6.6") == 0


def test_a_locked_address_is_shown_and_unlocked(desk: ControlDesk) -> None:
    for number in range(60):
        desk.lockouts.wrong(f"name{number}", "10.6.6.6")
    (shown,) = desk.get("/kiosks").json["locked"]
    assert shown["address"] == "10.6.6.6"
    assert desk.post("/lockouts/unlock", {"address": "10.6.6.6"}).json == {"freed": 1}
    assert desk.get("/kiosks").json["locked"] == []
    assert desk.post("/lockouts/unlock", {}).status == 400
