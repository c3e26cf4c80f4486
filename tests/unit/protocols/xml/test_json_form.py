import json
from typing import Any

import pytest

from protocols.errors import LocalProtocolError
from protocols.xml.json_form import from_json, to_json
from tests.unit.protocols.xml.samples import Card, Extra, Label, Parcel, Place, Post, full, parcel

LEAST = {"name": "A", "colour": "Red"}


def test_a_value_is_plain_json() -> None:
    form = to_json(full())
    assert form == {
        "name": "A",
        "town": "徐州",
        "sent": "2026-11-23T02:30:00Z",
        "day": "2026-11-24",
        "colour": "Red",
        "otherColour": "Green",
        "colours": ["Red", "DarkBlue"],
        "fragile": True,
        "urgent": "N",
        "pieces": 3,
        "price": "12.50",
        "label": "x",
        "weight": {"value": "1.5", "unit": "kg"},
        "place": {"street": {"line": "大学路1号", "town": "徐州"}},
        "way": ["a", "b", "c"],
        "URL": "http://x/?a=1&b=2",
        "stamps": [{"value": "s", "scheme": 'a"b\n<', "count": 2}],
        "extra": {"depth": 1, "note": "n", "label": ["l"], "unknown": ["<x:y xmlns:x='urn:x'/>"]},
        "pin": "***",
    }


def test_what_is_written_is_read_again() -> None:
    form = to_json(full(), secrets=True)
    assert form["pin"] == "1234"
    assert from_json(Parcel, json.loads(json.dumps(form))) == full()
    post = Post(card=Card(line=("",), colour="Pink", place=Place(drone=Label(value=""))))
    assert from_json(Post, to_json(post)) == post
    assert to_json(Extra()) == {}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([], "expected an object, found \\[\\]"),
        ("x", "expected an object, found 'x'"),
        ({"colour": "Red"}, "name: is missing"),
        ({**LEAST, "colour": "Pink"}, "colour: expected one of Red, DarkBlue, Green, found 'Pink'"),
        ({**LEAST, "colour": 7}, "colour: expected text, found 7"),
        ({**LEAST, "size": 1}, "size: expected one of name, town"),
        ({**LEAST, "colours": "Red"}, "colours: expected a list, found 'Red'"),
        ({**LEAST, "otherColour": ""}, "otherColour: expected one of"),
        ({**LEAST, "way": ["a", 1]}, "way\\[2\\]: expected text, found 1"),
        ({**LEAST, "pieces": "3"}, "pieces: expected a whole number, found '3'"),
        ({**LEAST, "pieces": True}, "pieces: expected a whole number, found True"),
        ({**LEAST, "fragile": 1}, "fragile: expected true or false, found 1"),
        ({**LEAST, "sent": "soon"}, "sent: expected a date and time, found 'soon'"),
        ({**LEAST, "weight": "1"}, "weight/unit: is missing"),
        ({**LEAST, "place": {}}, "place: expected one of street, box, drone"),
        ({**LEAST, "place": {"street": {"line": "x"}}}, "place/street/town: is missing"),
        ({**LEAST, "unknown": [1]}, "unknown: expected text, found 1"),
        ({**LEAST, "pin": "***"}, "pin: \\*\\*\\* stands for what was not shown"),
    ],
)
def test_what_is_wrong_is_told_by_element(form: Any, said: str) -> None:  # noqa: ANN401 - whatever JSON
    with pytest.raises(LocalProtocolError, match=said):
        from_json(Parcel, form)


def test_the_least_is_enough() -> None:
    assert from_json(Parcel, LEAST) == parcel(town=None, sent=None)
