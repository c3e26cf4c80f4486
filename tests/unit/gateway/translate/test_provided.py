import json

import pytest

from gateway.model.keeping import Basis, Category, Told
from gateway.translate.provided import own, told

C = Category
LENT = "120NNY20261122    190000AOCUMT|AAP0001|ABB000001|AJ导论|AH2026-12-22|AF借书成功|"
CAUGHT = "101YNN20261122    190000AOCUMT|ABB000001|AQhall|CV01|CYP0002|DA李四|AF|"


@pytest.mark.parametrize(
    ("reply", "categories"),
    [
        (LENT, (C.NUMBER, C.LOANS)),
        (CAUGHT, (C.NUMBER, C.NAME)),
        ("26              00120261122    190000AOCUMT|AAP1|AE张三|BLY|", (C.NUMBER, C.NAME, C.STANDING)),
        ("garbage|AE张三|", (C.NAME,)),
    ],
)
def test_what_a_kiosk_was_told(reply: str, categories: tuple[Category, ...]) -> None:
    wanted = Told(categories=categories, recipient="kiosk kiosk1", basis=Basis.READER_ASKED)
    assert told("sip2 11", "kiosk1", reply) == wanted


@pytest.mark.parametrize("reply", ["101YNN20261122    190000AOCUMT|ABB000001|AA|AE|", "", "?"])
def test_an_answer_about_no_reader_told_nothing(reply: str) -> None:
    assert told("sip2 09", "kiosk1", reply) is None


def test_what_the_desk_was_told() -> None:
    answer = json.dumps({"ok": True, "patron": "CUMT.P1", "loan": {"item": "x"}, "owed": 0, "fees": []})
    wanted = Told(categories=(C.NUMBER, C.LOANS), recipient="desk", basis=Basis.LIBRARY_DUTY)
    assert told("desk checkout", "desk", answer) == wanted
    assert told("desk checkin", "desk", "{") is None


def test_of_a_kiosks_message_others_are_hidden() -> None:
    assert own("sip2 09", CAUGHT, {"P0001"}) == CAUGHT.replace("P0002", "***").replace("李四", "***")
    assert own("sip2 09", CAUGHT, {"P0002", "李四"}) == CAUGHT
    assert own("sip2 11", LENT, {"P0001"}) == LENT
    assert own("sip2 11", "?|AA00123|", {"123"}) == "?|AA00123|"
    assert own("sip2 11", "?|AAP0002|AA|", {"P0001"}) == "?|AA***|AA|"


def test_of_the_desks_message_too() -> None:
    answer = {"patron": "CUMT.P1", "loan": {"patron": "CUMT.P2", "n": 1}, "renewed": [{"patron": "CUMT.P1"}]}
    hidden = {"patron": "CUMT.P1", "loan": {"patron": "***", "n": 1}, "renewed": [{"patron": "CUMT.P1"}]}
    assert json.loads(own("desk checkin", json.dumps(answer), {"CUMT.P1"})) == hidden
    assert own("desk checkin", "{", {"CUMT.P1"}) == "{"
