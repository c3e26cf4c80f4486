"""Messages of other people's systems, sent to a live server: each is answered in kind, or asked for again.

The messages come from the tests, documents and logs of other SIP2 programs; not all of them are right.
"""

import json
from typing import Any

import pytest

from protocols.sip2 import ANSWERS
from tests.kiosk_line import Line, kiosk
from tests.live import Demo
from tests.shared_data import shared

#: The response to each request, by code; and what 97 brings back when it follows a login.
RESPONSE = {request.CODE: response.CODE for request, response in ANSWERS.items()} | {"97": "94"}

AGAIN = "96AZFEF6"


def peer_messages() -> list[dict[str, Any]]:
    text = shared("data/sip2/peer_messages.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def answers(line: Line, message: dict[str, Any]) -> list[str]:
    """What comes back, up to the answer to the 99 that follows: a closed line raises `Silence`."""
    line.send(message["text"].encode() + b"\r9900802.00\r")
    found: list[str] = []
    while not found or not found[-1].startswith("98") or (message["cmd"] == "99" and len(found) == 1):
        found.append(line.receive().decode())
    return found[:-1]


@pytest.mark.parametrize("logged_in", [True, False], ids=["logged in", "stranger"])
def test_each_gets_its_own_kind_of_answer(library: Demo, *, logged_in: bool) -> None:
    wrong: list[object] = []
    requests = [message for message in peer_messages() if message["cmd"] in RESPONSE]
    assert len(requests) > 100
    for message in requests:
        # Strangers' logins are wrong ones, and lock out their address in the end.
        with kiosk(library.sip2, "kiosk1") if logged_in else Line(library.sip2, address="127.0.0.9") as line:
            found = answers(line, message)
        expected = RESPONSE[message["cmd"]]
        if len(found) != 1 or not (found[0].startswith(expected) or found[0] == AGAIN):
            wrong.append((message["text"], found))
    assert wrong == []


def test_what_is_no_request_is_asked_for_again(library: Demo) -> None:
    wrong: list[object] = []
    others = [message for message in peer_messages() if message["cmd"] not in (*RESPONSE, "96")]
    assert len(others) > 50
    for message in others:
        with kiosk(library.sip2, "kiosk1") as line:
            found = answers(line, message)
        if found != [AGAIN]:
            wrong.append((message["text"], found))
    assert wrong == []


def test_the_server_lives(library: Demo, witness: Line) -> None:
    assert library.alive
    assert witness.status().startswith("98Y")
    assert witness.item("B000001").status == "03"
    assert [line for line in library.complaints if "Traceback" in line] == []
