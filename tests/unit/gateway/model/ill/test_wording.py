"""Every word of interlibrary loan is told in both languages."""

import string
from collections.abc import Mapping
from enum import StrEnum

import pytest

from gateway.model.ill.reasons import Refusal
from gateway.model.ill.states import State
from gateway.model.ill.wording import STATES, TABLES, in_words, refusal
from gateway.model.wording import Sentence, Tongue


@pytest.mark.parametrize(("words", "table"), TABLES, ids=lambda part: getattr(part, "__name__", ""))
def test_every_word_is_told_in_both_languages(
    words: type[StrEnum], table: Mapping[StrEnum, Sentence]
) -> None:
    assert list(table) == list(words)
    for chinese, english in table.values():
        assert chinese
        assert english
        assert _facts(chinese) == _facts(english) <= {"detail"}


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_refusal_says_what_it_is_about() -> None:
    assert refusal(Refusal.VALUE_MISSING, Tongue.EN, "note") == "note is missing: say it too"
    assert refusal(Refusal.VALUE_MISSING, Tongue.ZH, "note") == "缺少 note，请补上"
    assert in_words(STATES[State.SHIPPED], Tongue.ZH) == "已寄出"
