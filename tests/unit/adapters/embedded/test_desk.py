import pytest

from adapters.embedded.desk import RULES, Desk, decide, expire
from gateway.model import commands as verbs
from gateway.model.changes import Changes
from gateway.model.identity import ItemRef, PatronRef
from gateway.model.loans import Hold, HoldState
from gateway.model.outcomes import HoldOutcome, PatronView
from gateway.model.patrons import Patron
from gateway.model.problems import ProblemCode
from tests.library import (
    DAY,
    KIOSK,
    NOW,
    codes,
    event,
    hold,
    item,
    item_id,
    item_ref,
    only,
    patron,
    patron_id,
    patron_ref,
    ready,
    setting,
)
from tests.memory_store import MemoryLedger, Tables
from tests.place import pin_digest

NOBODY, NOTHING = PatronRef(("X",)), ItemRef("X")


def desk(*records: Patron) -> Desk:
    shelf = MemoryLedger(Tables())
    shelf.save(Changes(records=(patron(), item(), *records)))
    return Desk(shelf=shelf, origin=KIOSK, setting=setting(), now=NOW, pin_digest=pin_digest)


def test_every_command_has_its_rule() -> None:
    assert set(RULES) == set(verbs.Command.__subclasses__())


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (verbs.Checkout(at=NOW, patron=NOBODY, item=item_ref()), ProblemCode.PATRON_UNKNOWN),
        (verbs.UndoCheckout(at=NOW, patron=patron_ref(), item=NOTHING), ProblemCode.ITEM_UNKNOWN),
        (verbs.Renew(at=NOW, patron=patron_ref()), ProblemCode.VALUE_MISSING),
        (verbs.PlaceHold(at=NOW, patron=patron_ref()), ProblemCode.VALUE_MISSING),
        (verbs.CancelHold(at=NOW, patron=patron_ref()), ProblemCode.VALUE_MISSING),
        (verbs.CancelHold(at=NOW, patron=NOBODY), ProblemCode.PATRON_UNKNOWN),
        (verbs.ChangeHold(at=NOW, patron=patron_ref(), item=NOTHING), ProblemCode.ITEM_UNKNOWN),
        (verbs.PayFee(at=NOW, patron=NOBODY, amount=1), ProblemCode.PATRON_UNKNOWN),
        (verbs.ReplaceCard(at=NOW, patron=patron_ref()), ProblemCode.VALUE_MISSING),
        (verbs.DeclareLost(at=NOW, item=item_ref()), ProblemCode.NOT_ON_LOAN),
    ],
)
def test_what_a_command_does_not_name_is_said(command: verbs.Command, code: ProblemCode) -> None:
    outcome, changes = decide(desk(), command)
    assert (codes(outcome), changes) == ([code], Changes())


@pytest.mark.parametrize(
    ("pin", "new_pin", "kept"), [("1", None, "1"), (None, "2", "2"), ("1", "2", "2"), (None, None, None)]
)
def test_a_card_machine_sends_the_first_pin_in_either_field(
    pin: str | None, new_pin: str | None, kept: str | None
) -> None:
    command = verbs.IssueCard(
        at=NOW,
        operation=verbs.CardIssueOperation.NEW,
        card="P0009",
        name="马",
        pin=pin,
        new_pin=new_pin,
    )
    outcome, changes = decide(desk(), command)
    assert isinstance(outcome, PatronView)
    assert only(Patron, changes).pin == (pin_digest(patron_id(9), kept) if kept else None)


def test_a_known_reader_s_pin_is_proved_and_replaced() -> None:
    known = patron(2, pin=pin_digest(patron_id(2), "1234"))
    command = verbs.IssueCard(
        at=NOW,
        operation=verbs.CardIssueOperation.CHANGE_PIN,
        card="C0002",
        pin="1234",
        new_pin="9",
    )
    _, changes = decide(desk(known), command)
    assert only(Patron, changes).pin == pin_digest(patron_id(2), "9")


@pytest.mark.parametrize("caught", [item_id(1), item_id(8)], ids=["here", "of which nothing is known"])
def test_cancelling_frees_the_copy_that_was_set_aside(caught: object) -> None:
    here = desk()
    here.shelf.save(Changes(records=(ready(1, 1, caught=caught),)))  # type: ignore[attr-defined]
    outcome, _ = decide(here, verbs.CancelHold(at=NOW, patron=patron_ref(), item=item_ref()))
    assert isinstance(outcome, HoldOutcome)
    assert outcome.hold is not None
    assert outcome.hold.state is HoldState.CANCELLED
    assert (outcome.item is not None) is (caught == item_id(1))


@pytest.mark.parametrize(
    ("claim", "written"),
    [
        (None, 0),
        (hold(), 0),
        (hold(expires=NOW - DAY), 1),
        (hold(expires=NOW - DAY, state=HoldState.FULFILLED), 0),
        (ready(pickup_by=NOW - DAY), 2),
    ],
    ids=["not there", "in time", "lapsed", "over", "with its copy"],
)
def test_a_hold_lapses_once(claim: Hold | None, written: int) -> None:
    here = desk()
    if claim:
        here.shelf.save(Changes(records=(claim,)))  # type: ignore[attr-defined]
    changes = expire(here, "hold2")
    assert len(changes.records) == written
    if written:
        assert event("hold-expired", changes).data["hold"] == "hold2"
