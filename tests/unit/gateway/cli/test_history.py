"""``guanji circ conflicts`` and ``guanji circ history``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.cli.history import MOST_EVENTS
from gateway.cli.words import PARAMETERS
from gateway.web import api
from tests.control_server import Asked

_LATE = {
    "at": "2026-11-22T17:00:00+08:00",
    "kind": "late-return",
    "subject": "item CUMT.B000001",
    "actor": "kiosk1",
    "cause": "m1",
    "conflict": True,
    "data": {
        "returned": "2026-11-21T12:00:00+08:00",
        "open_loan": "0001",
        "open_since": "2026-11-22T08:30:00+08:00",
    },
}
_OFF_LINE = {
    "at": "2026-11-22T16:00:00+08:00",
    "kind": "offline-checkout",
    "subject": "patron CUMT.P0001",
    "actor": "kiosk2",
    "conflict": True,
    "data": {"patron_read": "P0001", "printed_due": None, "broken": "too_many_loans fees_owed sunspots"},
}
_PAID = {
    "at": "2026-11-22T15:00:00+08:00",
    "kind": "payment",
    "subject": "patron CUMT.P0001",
    "actor": "li",
    "data": {"payment": "0002", "fen": 250, "paid_by": "wechat", "reference": "", "shoe_size": 42},
}
_NEWER = {
    "at": "2026-11-22T14:00:00+08:00",
    "kind": "borrowed-by-drone",
    "subject": "drone 7",
    "data": {"due": "soon", "fen": "some", "why": "the wind", "status": "airborne"},
}
_UNASKED = {
    "at": "2026-11-23T09:00:00+08:00",
    "kind": "ill-refused",
    "subject": "partner hhit",
    "conflict": True,
    "data": {"service": "RECEIVED", "group": "g1", "qualifier": "q1", "why": "unknown-transaction"},
}
_GARBLED = {
    "at": "2026-11-23T08:00:00+08:00",
    "kind": "ill-garbled",
    "subject": "peer 192.0.2.1",
    "conflict": True,
    "data": {"why": "Renew at byte 4: expected a length", "bytes": 5, "begins": "6d033001"},
}
_STRANGER = {
    "at": "2026-11-23T07:00:00+08:00",
    "kind": "ill-stranger",
    "subject": "partner CN:NJU",
    "conflict": True,
    "data": {"service": "ILL-REQUEST", "host": "192.0.2.1"},
}
_LINE = {
    "at": "2026-11-23T06:00:00+08:00",
    "kind": "line-closed",
    "subject": "peer 192.0.2.1",
    "data": {"why": "truncated", "listener": "ill", "more": 3},
}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_conflicts(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": [_LATE, _OFF_LINE]})
    ended = guanji("circ", "conflicts", "--socket", str(asked.socket))
    assert (ended.status, ended.err) == (0, "")
    assert [_cells(line) for line in ended.lines] == [
        ["when", "what", "about", "details", "by"],
        [
            "2026-11-22 17:00",
            "return from before the present loan",
            "item CUMT.B000001",
            "returned 2026-11-21 12:00, present loan from 2026-11-22 08:30",
            "kiosk1",
        ],
        [
            "2026-11-22 16:00",
            "off-line checkout against the rules",
            "patron CUMT.P0001",
            "card read P0001, limit of loans, fees owed, sunspots",
            "kiosk2",
        ],
    ]
    assert asked.requests == [("GET", "/conflicts", None)]


def test_conflicts_in_chinese(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": [_LATE]})
    heading, row = guanji("--lang", "zh", "circ", "conflicts", "--socket", str(asked.socket)).lines
    assert _cells(heading) == ["时间", "事件", "对象", "详情", "经办"]
    assert _cells(row) == [
        "2026-11-22 17:00",
        "归还早于现有借阅",
        "图书 CUMT.B000001",
        "还于 2026-11-21 12:00，现有借阅始于 2026-11-22 08:30",
        "kiosk1",
    ]
    assert asked.languages == ["zh"]


def test_what_partners_did_is_told(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": [_UNASKED, _GARBLED, _STRANGER, _LINE]})
    rows = guanji("circ", "conflicts", "--socket", str(asked.socket)).lines[1:]
    assert [_cells(row)[1:] for row in rows] == [
        [
            "message of no transaction refused",
            "partner hhit",
            "received (RECEIVED), group g1, transaction q1, There is no transaction of that name",
        ],
        [
            "what came can't be read",
            "peer 192.0.2.1",
            "Renew at byte 4: expected a length, 5 bytes, beginning 6d033001",
        ],
        ["library not known, refused", "partner CN:NJU", "request (ILL-REQUEST), from 192.0.2.1"],
        ["line closed by the server", "peer 192.0.2.1", "it broke off within an APDU, on ill, and 3 more"],
    ]
    rows = guanji("--lang", "zh", "circ", "conflicts", "--socket", str(asked.socket)).lines[1:]
    assert [_cells(row)[1:] for row in rows] == [
        [
            "报文不属任何事务，已拒绝",
            "合作馆 hhit",
            "收到（RECEIVED），组标识 g1，事务标识 q1，对方所指的事务不存在",
        ],
        ["收到的报文无法读取", "对端 192.0.2.1", "Renew at byte 4: expected a length，5 字节，开头 6d033001"],
        ["未知图书馆，已拒绝", "合作馆 CN:NJU", "互借请求（ILL-REQUEST），来自 192.0.2.1"],
        ["服务器断开连接", "对端 192.0.2.1", "APDU 未收完即断开，端口 ill，另有 3 次"],
    ]


def test_history_marks_what_is_to_be_checked(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": [_OFF_LINE, _PAID]})
    ended = guanji("circ", "history", "patron", "P0001", "--limit", "7", "--socket", str(asked.socket))
    assert ended.status == 0
    assert _cells(ended.lines[0]) == ["when", "what", "details", "by"]
    assert _cells(ended.lines[1])[1] == "off-line checkout against the rules (to check)"
    assert _cells(ended.lines[2]) == [
        "2026-11-22 15:00",
        "payment",
        "2.50 yuan, WeChat, shoe_size 42",
        "li",
    ]
    assert asked.requests == [("GET", "/history/patron%20P0001?limit=7", None)]


def test_what_a_newer_server_tells_stands_as_it_is(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": [_NEWER]})
    _, row = guanji("circ", "conflicts", "--socket", str(asked.socket)).lines
    assert _cells(row) == [
        "2026-11-22 14:00",
        "borrowed-by-drone",
        "drone 7",
        "due soon, some yuan, the wind, now airborne",
    ]


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["item", "B000001"], "item%20B000001"),
        (["item B000001"], "item%20B000001"),
        (["item", " CUMT.B000001 "], "item%20CUMT.B000001"),
        (["terminal", "一楼大厅1号"], "terminal%20%E4%B8%80%E6%A5%BC%E5%A4%A7%E5%8E%851%E5%8F%B7"),
        (["terminal", "kiosk", "2"], "terminal%20kiosk%202"),
        (["kiosk", "kiosk2"], "terminal%20kiosk2"),
        (["patron", "P/1?x=2"], "patron%20P%2F1%3Fx%3D2"),
        (["partner", "CN:NJU"], "partner%20CN%3ANJU"),
        (["peer", "192.0.2.1"], "peer%20192.0.2.1"),
    ],
)
def test_a_subject_is_two_words(
    guanji: Callable[..., Any], asked: Asked, words: list[str], path: str
) -> None:
    asked.answer = (200, {"events": []})
    ended = guanji("circ", "history", *words, "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (0, ["nothing is known of it"])
    assert asked.requests == [("GET", f"/history/{path}", None)]


@pytest.mark.parametrize("words", [["B000001"], ["item"], ["item", " "], ["book", "B000001"]])
def test_what_is_no_subject(guanji: Callable[..., Any], asked: Asked, words: list[str]) -> None:
    ended = guanji("circ", "history", *words, "--socket", str(asked.socket))
    assert ended.status == 2
    assert ended.err.startswith(f"guanji: '{' '.join(words)}' is not item BARCODE, patron NUMBER, ")
    assert asked.requests == []


def test_nothing_to_check(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"events": []})
    ended = guanji("circ", "conflicts", "--limit", "3", "--socket", str(asked.socket))
    assert (ended.status, ended.lines) == (0, ["nothing to check"])
    assert asked.requests == [("GET", "/conflicts?limit=3", None)]


@pytest.mark.parametrize("command", [["conflicts"], ["history", "item", "B000001"]])
def test_json(guanji: Callable[..., Any], asked: Asked, command: list[str]) -> None:
    asked.answer = (200, {"events": [_NEWER]})
    ended = guanji("circ", *command, "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out) == {"events": [_NEWER]}


@pytest.mark.parametrize("limit", ["0", str(MOST_EVENTS + 1), "x"])
def test_limits(guanji: Callable[..., Any], asked: Asked, limit: str) -> None:
    ended = guanji("circ", "conflicts", "--limit", limit, "--socket", str(asked.socket))
    assert (ended.status, asked.requests) == (2, [])


def test_limits_are_the_servers() -> None:
    assert MOST_EVENTS == api.MOST_EVENTS
    assert all(f"{api.EVENTS}" in text for text in PARAMETERS["limit"])
