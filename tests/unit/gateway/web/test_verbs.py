from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from gateway.model import commands
from gateway.model.identity import AgencyId, ItemRef, PatronRef
from gateway.model.loans import HoldKind, PaymentKind
from gateway.model.patrons import BlockReason
from gateway.web import shapes, verbs
from gateway.web.refusals import Unaskable, Why

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
ASKED = verbs.Asked(AT, AgencyId("CUMT"))
PATRON, ITEM = PatronRef(("P0001",)), ItemRef("B000001")
BOTH: dict[str, Any] = {"patron": "P0001", "item": "B000001"}
EARLIER = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=8)))

EXPECTED: dict[str, tuple[dict[str, Any], commands.Command]] = {
    "checkout": (
        BOTH | {"fee_acknowledged": True},
        commands.Checkout(at=AT, patron=PATRON, item=ITEM, fee_acknowledged=True),
    ),
    "undo-checkout": (BOTH, commands.UndoCheckout(at=AT, patron=PATRON, item=ITEM)),
    "checkin": (
        {"item": "B000001", "returned": EARLIER.isoformat(), "location": "gate"},
        commands.Checkin(at=AT, item=ITEM, returned=EARLIER, location="gate"),
    ),
    "undo-checkin": ({"item": "B000001"}, commands.UndoCheckin(at=AT, item=ITEM)),
    "renew": (
        BOTH | {"fee_acknowledged": True},
        commands.Renew(at=AT, patron=PATRON, item=ITEM, fee_acknowledged=True),
    ),
    "renew-all": ({"patron": "P0001"}, commands.RenewAll(at=AT, patron=PATRON)),
    "pay": (
        {"patron": "P0001", "amount": 150, "kind": "wechat", "fee": " f1 ", "reference": "T7 "},
        commands.PayFee(at=AT, patron=PATRON, amount=150, kind=PaymentKind.WECHAT, fee="f1", reference="T7"),
    ),
    "lost": ({"item": "B000001"}, commands.DeclareLost(at=AT, item=ITEM)),
    "claim": ({"item": "B000001"}, commands.ClaimReturned(at=AT, item=ITEM)),
    "hold": (
        BOTH | {"kind": "item", "pickup": "hall", "expires": EARLIER.isoformat()},
        commands.PlaceHold(
            at=AT, patron=PATRON, item=ITEM, kind=HoldKind.ITEM, pickup="hall", expires=EARLIER
        ),
    ),
    "cancel-hold": (BOTH, commands.CancelHold(at=AT, patron=PATRON, item=ITEM)),
    "move-due": (
        {"first": "2026-01-20", "last": "2026-02-20", "to": "2026-03-02"},
        commands.MoveDueDates(at=AT, first=date(2026, 1, 20), last=date(2026, 2, 20), to=date(2026, 3, 2)),
    ),
}


def command(verb: str, body: dict[str, Any]) -> commands.Command:
    return verbs.command(msgspec.convert(body, shapes.VERBS[verb], strict=False), ASKED)


def refused(verb: str, body: dict[str, Any]) -> str:
    with pytest.raises(Unaskable) as error:
        command(verb, body)
    assert error.value.why is Why.BODY
    return str(error.value.facts["what"])


@pytest.mark.parametrize("verb", shapes.VERBS)
def test_every_verb_is_its_command(verb: str) -> None:
    body, expected = EXPECTED[verb]
    assert command(verb, body) == expected


def test_a_return_without_a_time_was_handed_in_now() -> None:
    assert command("checkin", {"item": "B000001"}) == commands.Checkin(at=AT, item=ITEM, returned=AT)


@pytest.mark.parametrize(
    ("item", "owner", "ref"),
    [
        (" B000001 ", "", ItemRef("B000001")),
        ("CUMT.B000001", "", ItemRef("B000001", AgencyId("CUMT"))),
        ("NJU.B000001", "", ItemRef("NJU.B000001")),
        ("B000001", "NJU", ItemRef("B000001", AgencyId("NJU"))),
        ("B000001", "oclc:X", ItemRef("B000001", AgencyId("X", "oclc"))),
        ("CUMT.B000001", "CUMT", ItemRef("CUMT.B000001", AgencyId("CUMT"))),
    ],
)
def test_an_item_may_be_named_as_it_is_shown(item: str, owner: str, ref: ItemRef) -> None:
    asked = command("lost", {"item": item, "owner": owner})
    assert isinstance(asked, commands.DeclareLost)
    assert asked.item == ref


@pytest.mark.parametrize(
    ("number", "spellings"),
    [
        (" P0001", ("P0001",)),
        ("p0001", ("p0001", "P0001")),
        ("CUMT.P0001", ("P0001", "CUMT.P0001")),
        ("NJU.P0001", ("NJU.P0001",)),
    ],
)
def test_a_patron_may_be_named_as_he_is_shown(number: str, spellings: tuple[str, ...]) -> None:
    assert ASKED.patron(number) == PatronRef(spellings)


def test_nobody_and_nothing_are_refused() -> None:
    assert refused("checkout", {"patron": " ", "item": "B000001"}) == "`patron` is empty"
    assert refused("checkout", {"patron": "P0001", "item": ""}) == "`item` is empty"


def test_an_instant_must_say_its_offset() -> None:
    assert "`returned`" in refused("checkin", {"item": "B000001", "returned": "2026-03-01T12:00:00"})
    assert "`expires`" in refused("hold", BOTH | {"expires": "2026-03-01T12:00:00"})


def test_days_must_be_in_order() -> None:
    body = {"first": "2026-02-20", "last": "2026-01-20", "to": "2026-03-02"}
    assert refused("move-due", body) == "`last` lies before `first`"


# --- a patron's own verbs -------------------------------------------------------------------------


def test_every_patron_verb_is_its_command() -> None:
    until = date(2026, 9, 1)
    block = shapes.Block(reason=BlockReason.NO_INDUCTION, text="请先学习", link="https://x", until=until)
    unblock = shapes.Unblock(reason=BlockReason.OTHER)
    card = shapes.Card(lost="C0001", new="C0002")
    expected: dict[shapes.Request, commands.Command] = {
        block: commands.BlockPatron(
            at=AT,
            patron=PATRON,
            reason=BlockReason.NO_INDUCTION,
            text="请先学习",
            link="https://x",
            until=until,
        ),
        unblock: commands.EnablePatron(at=AT, patron=PATRON, reason=BlockReason.OTHER),
        card: commands.ReplaceCard(at=AT, patron=PATRON, lost="C0001", new="C0002"),
    }
    assert {type(body) for body in expected} == set(verbs.PATRON_VERBS.values())
    for body, wanted in expected.items():
        assert verbs.patron_command(body, "P0001", ASKED) == wanted


@pytest.mark.parametrize(
    ("typed", "kept"), [("04a1b2c3", "04A1B2C3"), (" 08180001 ", "08180001"), ("c0002", "c0002")]
)
def test_a_chips_number_is_kept_in_capitals_and_any_other_as_it_stands(typed: str, kept: str) -> None:
    card = verbs.patron_command(shapes.Card(new=typed), "P0001", ASKED)
    assert isinstance(card, commands.ReplaceCard)
    assert card.new == kept


def test_an_identity_card_is_no_library_card() -> None:
    with pytest.raises(Unaskable, match="body") as refused:
        verbs.patron_command(shapes.Card(new="11010519491231002X"), "P0001", ASKED)
    assert "identity card" in str(refused.value.facts["what"])


def test_a_card_must_be_lost_or_new() -> None:
    with pytest.raises(Unaskable, match=Why.BODY):
        verbs.patron_command(shapes.Card(lost=" "), "P0001", ASKED)


# --- what is kept of a body -----------------------------------------------------------------------


def test_a_summary_is_what_was_said_beside_the_defaults() -> None:
    body = shapes.Checkin(item="B000001", returned=AT, actor="李")
    assert verbs.summary(body) == '{"actor":"李","item":"B000001","returned":"2026-03-02T02:00:00Z"}'
    assert verbs.summary(shapes.RenewAll(patron="P0001")) == '{"patron":"P0001"}'
    assert verbs.summary(shapes.Request()) == "{}"


def test_no_body_has_room_for_a_secret() -> None:
    every = {*shapes.VERBS.values(), *verbs.PATRON_VERBS.values()}
    named = {field.name for shape in every for field in msgspec.structs.fields(shape)}
    assert named.isdisjoint({"pin", "password", "new_pin", "secret"})
