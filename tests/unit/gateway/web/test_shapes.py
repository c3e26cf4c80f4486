from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from gateway.model.loans import FeeKind
from gateway.web import shapes

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)

#: A value for each kind of field that has no default.
VALUES: dict[Any, Any] = {
    str: "馆",
    int: 7,
    bool: True,
    datetime: NOW,
    date: NOW.date(),
    FeeKind: FeeKind.OVERDUE,
}

LOAN = shapes.LoanShown(item="CUMT.B000001", started=NOW, due=NOW)
SENTENCE = shapes.Sentence("paid", "已收 1.50 元")
EVENT = shapes.EventShown(at=NOW, kind="checkout", subject="item CUMT.B000001", data={"due": None, "n": 1})

BODIES: list[type[msgspec.Struct]] = [
    *shapes.VERBS.values(),
    shapes.Block,
    shapes.Unblock,
    shapes.Card,
    shapes.Pause,
]
ANSWERS: list[msgspec.Struct] = [
    shapes.Refusal(error="没有"),
    shapes.Answer(
        ok=False,
        problems=(SENTENCE,),
        loan=LOAN,
        renewed=(LOAN,),
        unrenewed=(shapes.Unrenewed(loan=LOAN, problem=SENTENCE),),
        fees=(shapes.FeeShown(id="f1", kind=FeeKind.OVERDUE, amount=300, owed=200, created=NOW),),
        hold=shapes.HoldShown(id="h1", position=2, pickup_by=NOW),
        item=shapes.ItemShown(id="CUMT.B000001", title="书"),
    ),
    shapes.PatronShown(
        found=True,
        expires=date(2027, 6, 30),
        cards=(shapes.CardShown(value="C1", kind="chip"),),
        blocks=(shapes.BlockShown(reason="other", since=NOW),),
    ),
    shapes.Kiosks(kiosks=(shapes.KioskShown(name="kiosk1", last_seen=NOW),)),
    shapes.History(events=(EVENT,)),
]


def filled(shape: type[msgspec.Struct]) -> msgspec.Struct:
    """A body with every field that must be there."""
    wanted = [field for field in msgspec.structs.fields(shape) if field.required]
    return shape(**{field.name: VALUES[field.type] for field in wanted})


@pytest.mark.parametrize("what", [*map(filled, BODIES), *ANSWERS], ids=lambda what: type(what).__name__)
def test_what_is_said_is_what_is_heard(what: msgspec.Struct) -> None:
    assert msgspec.json.decode(msgspec.json.encode(what), type=type(what)) == what


@pytest.mark.parametrize("shape", BODIES)
def test_a_body_says_nothing_that_is_not_declared(shape: type[msgspec.Struct]) -> None:
    said = msgspec.to_builtins(filled(shape)) | {"colour": "red"}
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert(said, shape)


@pytest.mark.parametrize("shape", BODIES)
def test_every_body_says_who_asks(shape: type[msgspec.Struct]) -> None:
    assert "actor" in shape.__struct_fields__
