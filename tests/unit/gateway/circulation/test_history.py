from gateway.circulation.history import codes, item_event, patron_event, terminal_event
from gateway.model.problems import Problem, ProblemCode
from tests.library import KIOSK, NOW, item_id, patron_id, replace


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
