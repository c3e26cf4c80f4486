"""Faults as people read them."""

import string
from datetime import date

import pytest

from gateway.config.faults import SENTENCES, ConfigError, Disagree, Fault, FaultCode, Plain


def test_every_code_has_a_sentence_in_both_languages_with_the_same_facts() -> None:
    assert set(SENTENCES) == set(FaultCode)
    for english, chinese in SENTENCES.values():
        assert english
        assert chinese
        assert english.isascii() or "…" in english
        assert _names(english) == _names(chinese)


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("foo", "'foo'", "'foo'"),
        ("a\x1b[2J", "'a�[2J'", "'a�[2J'"),
        ("x" * 99, "'" + "x" * 60 + "…'", "'" + "x" * 60 + "…'"),
        (True, "true", "true"),
        (False, "false", "false"),
        (3, "3", "3"),
        ({}, "a table", "一个表"),
        ([1], "a list", "一个列表"),
        (date(2026, 1, 2), "2026-01-02", "2026-01-02"),
        (Plain("as is"), "as is", "as is"),
    ],
)
def test_values_look_as_in_the_file(value: object, english: str, chinese: str) -> None:
    fault = Fault("p", FaultCode.NOT_WHOLE, {"value": value})
    assert fault.text("en") == f"p: {english} is not a whole number"
    assert fault.text("zh_CN") == f"p: {chinese} 不是整数"


def test_an_error_tells_all_its_faults() -> None:
    error = ConfigError([Fault("a", FaultCode.MISSING), Fault("", FaultCode.EMPTY)])
    assert str(error) == error.text() == "a: must be given\nmust not be empty"
    assert error.text("zh") == "a: 必须填写\n不能为空"


def test_what_fields_say_together_is_told_in_the_readers_language() -> None:
    wrong = Disagree("they disagree", "两者矛盾")
    fault = Fault("p", FaultCode.REFUSED, {"reason": wrong.said})
    assert str(wrong) == "they disagree"
    assert fault.text("en") == "p: they disagree"
    assert fault.text("zh") == "p: 不成立：两者矛盾"
