import msgspec

from gateway.model import arrivals
from gateway.model.arrivals import ArrivingPatron, Noun, Taken, Verdict, added
from tests import library as lib

NEW, SAME = Verdict.NEW, Verdict.UNCHANGED


def test_tallies_add_up_and_leave_out_what_is_nothing() -> None:
    one: arrivals.Tally = {Noun.ITEMS: {NEW: 2}, Noun.TITLES: {NEW: 1}}
    other: arrivals.Tally = {Noun.ITEMS: {NEW: 1, SAME: 4}, Noun.PATRONS: {Verdict.REFUSED: 1}}
    assert added(one, other) == {
        Noun.TITLES: {NEW: 1},
        Noun.ITEMS: {NEW: 3, SAME: 4},
        Noun.PATRONS: {Verdict.REFUSED: 1},
    }
    assert added({}, {}) == {}


def test_a_pin_is_in_the_message_and_in_nothing_that_is_printed() -> None:
    came = ArrivingPatron(patron=lib.patron(), pin="8642")
    assert "8642" not in repr(came)
    assert "8642" not in repr(arrivals.Patrons(arriving=(came,)))
    assert repr(ArrivingPatron(patron=lib.patron())).endswith("pin=none)")
    sent = msgspec.json.encode(arrivals.Patrons(arriving=(came,)))
    assert msgspec.json.decode(sent, type=arrivals.BATCHES["patrons"]) == arrivals.Patrons(arriving=(came,))


def test_an_answer_travels_as_json() -> None:
    taken = Taken(tally={Noun.LOANS: {NEW: 1}})
    assert msgspec.json.decode(msgspec.json.encode(taken), type=Taken) == taken
