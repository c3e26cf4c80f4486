from gateway.circulation.history import codes, expiries, hold_event, item_event, patron_event, terminal_event
from gateway.model.loans import HoldState
from gateway.model.problems import Problem, ProblemCode
from tests.library import KIOSK, NOW, hold, item_id, patron_id, replace


def test_an_event_says_what_it_is_about_and_who_did_it() -> None:
    event = item_event("checkout", item_id(), KIOSK, NOW, patron="CUMT.P0001", renewals=1)
    assert (event.subject, event.actor, event.at) == ("item CUMT.B000001", "kiosk1", NOW)
    assert event.data == {"patron": "CUMT.P0001", "renewals": 1}
    assert not event.conflict


def test_a_librarian_is_named_rather_than_his_desk() -> None:
    event = patron_event("blocked", patron_id(), replace(KIOSK, actor="li"), NOW)
    assert (event.subject, event.actor) == ("patron CUMT.P0001", "li")


def test_what_belongs_to_nothing_known_belongs_to_the_terminal() -> None:
    event = terminal_event("unknown-item-returned", KIOSK, NOW, conflict=True)
    assert (event.subject, event.conflict) == ("terminal kiosk1", True)


def test_broken_rules_are_kept_by_their_codes() -> None:
    problems = (Problem(ProblemCode.CARD_LOST), Problem(ProblemCode.REFERENCE_ONLY))
    assert codes(problems) == "card_lost reference_only"


def test_a_hold_is_told_of_on_its_item_or_else_on_its_reader() -> None:
    told = hold_event("hold-placed", hold(), item_id(), KIOSK, NOW, passed_to="hold3")
    assert told.subject == "item CUMT.B000001"
    assert told.data == {
        "hold": "hold2",
        "pickup": "hall",
        "patron": "CUMT.P0002",
        "wants": "title",
        "passed_to": "hold3",
    }
    told = hold_event("hold-cancelled", hold(), None, KIOSK, NOW)
    assert (told.subject, told.data) == ("patron CUMT.P0002", {"hold": "hold2", "pickup": "hall"})


def test_of_some_holds_those_that_have_expired_are_told() -> None:
    dead = hold(reader=3, state=HoldState.EXPIRED)
    (told,) = expiries((hold(reader=2), dead), item_id(), KIOSK, NOW)
    assert (told.kind, told.data["hold"]) == ("hold-expired", "hold3")
