"""Answers as people read them."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from gateway.cli.render import answer_lines, minute, patron_lines, print_table
from gateway.cli.speak import Say
from gateway.model.loans import FeeKind
from gateway.model.problems import ProblemCode
from gateway.web.shapes import (
    Answer,
    BlockShown,
    CardShown,
    FeeShown,
    HoldShown,
    ItemShown,
    LoanShown,
    PatronShown,
    Sentence,
    Unrenewed,
)

#: Told by a server whose library is in Shanghai.
AT = datetime(2026, 12, 22, 23, 59, 30, tzinfo=timezone(timedelta(hours=8)))
LOAN = LoanShown(item="CUMT.B1", title="人工智能", started=AT, due=AT)
EN, ZH = Say("en"), Say("zh")


@pytest.fixture(params=["UTC", "America/New_York"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A librarian's machine whose own zone is not the library's."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.usefixtures("machine")
def test_an_instant_is_as_the_server_told_it() -> None:
    assert minute(AT) == "2026-12-22 23:59"
    assert minute(None) == ""


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (Answer(ok=True), []),
        (
            Answer(ok=True, item=ItemShown(id="CUMT.B1", title="人工智能"), loan=LOAN),
            ["CUMT.B1  人工智能"],
        ),
        (
            Answer(ok=False, problems=(Sentence("x", "No"),), fee=250),
            ["✗ No", "2.50 yuan to pay: ask again with --fee-acknowledged once the patron agrees"],
        ),
        (
            Answer(ok=True, destination="EAST", notices=(Sentence("y", "Set aside"),)),
            ["Set aside"],
        ),
        (Answer(ok=True, moved=7), []),
        (
            Answer(
                ok=True, renewed=(LOAN,), unrenewed=(Unrenewed(loan=LOAN, problem=Sentence("z", "limit")),)
            ),
            ["✓ CUMT.B1  人工智能  due 2026-12-22 23:59", "✗ CUMT.B1  人工智能  due 2026-12-22 23:59: limit"],
        ),
    ],
)
def test_answers(answer: Answer, lines: list[str]) -> None:
    assert list(answer_lines(EN, answer)) == lines


def test_a_patron_from_top_to_bottom() -> None:
    patron = PatronShown(
        found=True,
        id="CUMT.P1",
        name="张三",
        category="本科生",
        expires=date(2027, 6, 30),
        problems=(Sentence("fees-owed", "欠费 2.50 元"),),
        cards=(CardShown(value="P1", kind="number"), CardShown(value="AB", kind="chip", lost=True)),
        blocks=(BlockShown(reason="leaving", text="离校", since=AT),),
        loans=(LoanShown(item="CUMT.B1", title="人工智能", started=AT, due=AT, overdue=True),),
        holds=(HoldShown(id="h", title="三体", state="ready", pickup="HALL"),),
        fees=(FeeShown(id="f", kind=FeeKind.OVERDUE, amount=300, owed=250, created=AT),),
        owed=250,
    )
    assert list(patron_lines(ZH, patron)) == [
        "CUMT.P1  张三  本科生",
        "有效期至 2027-06-30",
        "✗ 欠费 2.50 元",
        "证号 P1（number）",
        "证号 AB（chip，已挂失）",
        "停借：leaving 离校",
        "CUMT.B1  人工智能  已超期，应还 2026-12-22 23:59",
        "预约 三体：ready HALL",
        "欠 2.50 元：overdue",
        "欠费 2.50 元",
    ]


def test_an_unknown_patron() -> None:
    assert list(patron_lines(EN, PatronShown(found=False))) == ["no such patron"]
    lost = PatronShown(found=False, problems=(Sentence("card-lost", "Reported lost"),))
    assert list(patron_lines(EN, lost)) == ["✗ Reported lost"]
    unknown = Sentence(ProblemCode.PATRON_UNKNOWN, "Card not known. Please ask at the desk")
    assert list(patron_lines(EN, PatronShown(found=False, problems=(unknown,)))) == ["no such patron"]


def test_columns_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["a", "b"], [["一楼大厅", "x"], ["hall", "y" * 300]])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].index("x") + 4 == lines[2].index("y"), "four Chinese characters take eight columns"
