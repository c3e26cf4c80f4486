"""``guanji circ``: every verb asks for what its Struct says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.control_server import Asked

_CASES = [
    (["checkout", "P1", "B1"], {"patron": "P1", "item": "B1"}),
    (
        ["checkout", "P1", "B1", "--fee-acknowledged"],
        {"patron": "P1", "item": "B1", "fee_acknowledged": True},
    ),
    (["undo-checkout", "P1", "B1"], {"patron": "P1", "item": "B1"}),
    (
        ["checkin", "B1", "--owner", "X", "--location", "HALL"],
        {"item": "B1", "owner": "X", "location": "HALL"},
    ),
    (
        ["checkin", "B1", "--returned", "2026-10-01T08:00:00+08:00"],
        {"item": "B1", "returned": "2026-10-01T08:00:00+08:00"},
    ),
    (["undo-checkin", "B1"], {"item": "B1"}),
    (["renew", "P1", "B1"], {"patron": "P1", "item": "B1"}),
    (["renew-all", "P1"], {"patron": "P1"}),
    (
        ["pay", "P1", "12.5", "--kind", "wechat", "--reference", "4200"],
        {"patron": "P1", "amount": 1250, "kind": "wechat", "reference": "4200"},
    ),
    (["lost", "B1"], {"item": "B1"}),
    (["claim", "B1"], {"item": "B1"}),
    (["hold", "P1", "B1", "--pickup", "HALL"], {"patron": "P1", "item": "B1", "pickup": "HALL"}),
    (["cancel-hold", "P1", "B1"], {"patron": "P1", "item": "B1"}),
    (
        ["move-due", "2027-07-10", "2027-08-31", "2027-09-06"],
        {"first": "2027-07-10", "last": "2027-08-31", "to": "2027-09-06"},
    ),
]


@pytest.mark.parametrize(("arguments", "body"), _CASES, ids=[" ".join(case[0]) for case in _CASES])
def test_what_is_asked(
    guanji: Callable[..., Any], asked: Asked, arguments: list[str], body: dict[str, Any]
) -> None:
    ended = guanji("circ", *arguments, "--actor", "li", "--socket", str(asked.socket))
    assert (ended.status, ended.err) == (0, "")
    ((method, path, said),) = asked.requests
    assert (method, path) == ("POST", f"/circ/{arguments[0]}")
    assert said.items() >= (body | {"actor": "li"}).items()


def test_several_items_are_several_requests(guanji: Callable[..., Any], asked: Asked) -> None:
    ended = guanji("circ", "checkin", "B1", "B2", "--json", "--socket", str(asked.socket))
    assert [body["item"] for _, _, body in asked.requests] == ["B1", "B2"]
    assert json.loads(ended.out) == [{"ok": True}, {"ok": True}]


def test_one_answer_is_no_list(guanji: Callable[..., Any], asked: Asked) -> None:
    ended = guanji("circ", "renew-all", "P1", "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out) == {"ok": True}


def test_a_refusal_is_one(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"ok": False, "problems": [{"code": "patron-expired", "text": "Card expired"}]})
    ended = guanji("circ", "checkout", "P1", "B1", "--socket", str(asked.socket))
    assert (ended.status, ended.out, ended.err) == (1, "", "✗ Card expired\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pay", "P1", "x"], "guanji: AMOUNT: 'x' is not of the form 12.50"),
        (["pay", "P1", "0"], "guanji: AMOUNT: '0' is not of the form 12.50"),
        (
            ["move-due", "2026", "2026-01-01", "2026-01-02"],
            "guanji: first: '2026' is not of the form 2026-10-01",
        ),
        (
            ["checkin", "B1", "--returned", "now"],
            "guanji: returned: 'now' is not of the form 2026-10-01T08:00:00+08:00",
        ),
        (["checkin"], "guanji: Missing argument 'ITEM…'; see guanji circ checkin --help"),
    ],
)
def test_what_cannot_be_asked(
    guanji: Callable[..., Any], asked: Asked, arguments: list[str], said: str
) -> None:
    ended = guanji("circ", *arguments, "--socket", str(asked.socket))
    assert (ended.status, ended.err.strip()) == (2, said)
    assert asked.requests == []


def test_no_server(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "guanji.toml").write_text('agency = "x"')
    ended = guanji("circ", "checkin", "B1", GUANJI_CONFIG=str(tmp_path / "guanji.toml"))
    assert ended.status != 0
    ended = guanji("circ", "checkin", "B1", "-c", str(tmp_path / "guanji.toml"))
    assert ended.status == 1
    assert ended.err.startswith(f"guanji: no server is running on {tmp_path}/control.sock")
