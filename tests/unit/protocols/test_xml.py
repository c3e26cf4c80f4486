"""What `protocols.xml` only declares."""

from protocols import xml
from protocols.xml.limits import LIMITS, Limits
from protocols.xml.remarks import WORDS, Rule, Why


def test_every_rule_has_words_in_both_languages() -> None:
    assert set(WORDS) == {*Rule, *Why}
    assert all(english and chinese for english, chinese in WORDS.values())


def test_limits_may_be_set_otherwise() -> None:
    assert Limits() == LIMITS
    assert Limits(size=5).size == 5


def test_all_that_is_offered_is_there() -> None:
    assert [name for name in xml.__all__ if not hasattr(xml, name)] == []
