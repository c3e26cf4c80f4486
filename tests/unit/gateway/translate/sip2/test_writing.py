from typing import Any

import msgspec
import pytest

from gateway.model.loans import HoldState
from gateway.model.outcomes import Outcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import Tongue
from gateway.translate.sip2.terminal import Terminal
from gateway.translate.sip2.writing import Writing, count
from protocols.sip2 import columns_of
from tests.library import NOW, OTHER, fee, hold, item, item_id, loan
from tests.terminals import terminal

replace = msgspec.structs.replace

LENT = Notice(NoticeCode.CHECKED_OUT, {"title": "人工智能与煤矿安全监测", "due": "2026-04-01"})
LEFT = Notice(NoticeCode.LOANS_LEFT, {"count": 1, "left": 29})


def writing(outcome: Outcome | None = None, tongue: Tongue = Tongue.ZH, **settings: Any) -> Writing:  # noqa: ANN401
    at: Terminal = terminal(**settings)
    return Writing(None, outcome or Outcome(), at, tongue, NOW)


def test_the_date_is_the_library_s_local_time() -> None:
    assert writing().date == "20260302    100000"


def test_the_screen_gives_reasons_first_and_then_what_else_there_is() -> None:
    outcome = Outcome(problems=(Problem(ProblemCode.NOT_ON_LOAN),), notices=(LEFT,))
    assert writing(outcome).screen() == ("此书未借出", "在借 1 册，还可借 29 册")
    assert writing(outcome, Tongue.EN).screen()[0] == "This item is not on loan"


def test_a_location_is_named_as_people_know_it() -> None:
    sent = Notice(NoticeCode.SEND_TO, {"place": "gate"})
    assert writing().say(sent) == "请转送：文昌大厅"
    assert writing().say(LEFT) == "在借 1 册，还可借 29 册"


def test_receipt_lines_are_no_wider_than_the_printer() -> None:
    lines = writing(Outcome(notices=(LENT, LEFT)), columns=20).receipt()
    assert len(lines) > 2
    assert max(map(columns_of, lines)) <= 20
    assert "".join(lines).replace(" ", "").startswith("借书成功：人工智能与煤矿安全监测")


def test_a_printer_without_a_width_gets_a_line_for_each_sentence() -> None:
    assert writing(Outcome(notices=(LENT, LEFT)), columns=0).receipt() == (
        "借书成功：人工智能与煤矿安全监测，应还日期 2026-04-01",
        "在借 1 册，还可借 29 册",
    )


def test_a_refusal_is_not_printed() -> None:
    assert writing(Outcome(problems=(Problem(ProblemCode.BUSY),), notices=(LEFT,))).receipt() == ()


def test_names_are_shown_in_full_or_masked() -> None:
    assert writing().name("张三丰") == "张三丰"
    assert writing(mask_names=True).name("张三丰") == "张**"


def test_ao_is_the_library_or_the_owner_where_tags_name_it() -> None:
    theirs = replace(item_id(), owner=OTHER)
    assert writing().institution(theirs) == "CUMT"
    assert writing(owner_from_tag=True).institution(theirs) == "NJU"
    assert writing(owner_from_tag=True).institution(None) == "CUMT"


def test_extensions_are_sent_where_they_are_wanted_and_known() -> None:
    w = writing(extensions=frozenset({"CS"}))
    assert w.extension("CS", "TP18/M120") == "TP18/M120"
    assert w.extension("CS", "") is None
    assert w.extension("CR", "中文图书") is None


def test_lines_of_items_follow_the_terminal_s_pattern() -> None:
    w = writing(item_line="{owner}.{barcode} {title}/{author} {call_number} {due}")
    book = item(author="马月坤", call_number="TP18/M120")
    assert w.loan_line(loan(), book) == "CUMT.B000001 书1/马月坤 TP18/M120 2026-03-22"


def test_a_hold_without_a_copy_is_named_by_its_title() -> None:
    waiting = hold(state=HoldState.QUEUED)
    assert writing().hold_line(waiting, None) == "书1"
    assert writing(item_line="{barcode}:{title}").hold_line(waiting, None) == "书1:书1"
    assert writing().hold_line(waiting, item()) == "B000001"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [("{barcode}", "B000001"), ("{barcode} {title} {amount}元", "B000001 书1 3.00元")],
)
def test_a_fine_is_listed_by_the_terminal_s_pattern(pattern: str, line: str) -> None:
    assert writing(fine_line=pattern).fine_line(fee(item=item_id(), title="书1")) == line


def test_a_fine_for_no_item_is_an_empty_line() -> None:
    assert writing().fine_line(fee()) == ""


def test_a_title_with_braces_is_no_pattern() -> None:
    assert writing(item_line="{title}").loan_line(loan(), item(title="{due}")) == "{due}"


def test_fee_lines_are_an_extension() -> None:
    owed = fee(item=item_id(), title="书1", paid=120)
    assert writing().fee_lines([owed]) == ()
    (line,) = writing(extensions=frozenset({"fees"})).fee_lines([owed])
    assert (line.fee_identifier, line.fee_remaining, line.fee_paid) == ("fee1", "1.80", "1.20")
    assert (line.fee_item, line.fee_title, line.fee_type_code) == ("B000001", "书1", "01")
    assert line.fee_date == "20260301"


def test_a_fee_for_nothing_in_particular_names_no_item() -> None:
    (line,) = writing(extensions=frozenset({"fees"})).fee_lines([fee()])
    assert (line.fee_item, line.fee_title) == (None, None)


def test_counters_have_four_digits() -> None:
    assert count(range(12)) == 12
    assert count(range(20_000)) == 9999
