from string import Formatter

import pytest

from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import NOTICES, PROBLEMS, Sentence, Tongue, tell, yuan

SENTENCES = [*PROBLEMS.items(), *NOTICES.items()]


def braces(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


def test_there_is_a_sentence_for_everything() -> None:
    assert set(PROBLEMS) == set(ProblemCode)
    assert set(NOTICES) == set(NoticeCode)


@pytest.mark.parametrize(("code", "sentence"), SENTENCES, ids=[str(code) for code, _ in SENTENCES])
def test_both_languages_say_the_same_facts(code: str, sentence: Sentence) -> None:
    chinese, english = sentence
    assert is_chinese(chinese), code
    assert not is_chinese(english)
    # A sentence may leave out in one language what the other needs only to be grammatical.
    assert set(braces(chinese)) == set(braces(english))


@pytest.mark.parametrize("tongue", Tongue)
@pytest.mark.parametrize("code", ProblemCode)
def test_a_sentence_comes_out_without_any_fact(code: ProblemCode, tongue: Tongue) -> None:
    said = tell(Problem(code), tongue)
    assert said
    assert said == said.strip()
    assert "{" not in said


def test_facts_fill_the_sentence() -> None:
    problem = Problem(ProblemCode.SERVICE_NOT_OFFERED, facts={"place": "一楼大厅"})
    assert tell(problem, Tongue.ZH) == "本机不办理此项业务，请到一楼大厅"
    notice = Notice(NoticeCode.LOANS_LEFT, {"count": 2, "left": 28})
    assert tell(notice, Tongue.EN) == "You have 2 items and may borrow 28 more"


def test_a_problem_without_facts_is_told_by_its_element_and_value() -> None:
    assert tell(Problem(ProblemCode.VALUE_MISSING, element="AA"), Tongue.ZH) == "请求中缺少 AA"
    assert tell(Problem(ProblemCode.AMOUNT_INVALID, value="abc"), Tongue.EN) == "“abc” is no valid amount"


def test_braces_in_a_fact_are_text() -> None:
    said = tell(Notice(NoticeCode.CHECKED_OUT, {"title": "{x} {", "due": "2026-04-01"}), Tongue.EN)
    assert said == "Borrowed: {x} {, due on 2026-04-01"


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (1250, "12.50"), (-5, "-0.05"), (-1250, "-12.50")]
)
def test_fen_are_written_as_yuan_exactly(fen: int, text: str) -> None:
    assert yuan(fen) == text
