from string import Formatter

import pytest

from gateway.model.wording import Tongue
from gateway.web.refusals import LINES, Unaskable, WebError, Why


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_told_in_both_languages_with_the_same_facts(why: Why) -> None:
    line = LINES[why]
    assert line.zh != line.en
    assert _facts(line.zh) == _facts(line.en)
    assert 400 <= line.status < 600


def test_a_refusal_tells_its_facts() -> None:
    error = Unaskable(Why.KIOSK, name="kiosk9", names="kiosk1, kiosk2")
    assert isinstance(error, WebError)
    assert error.status == 404
    assert error.told(Tongue.EN) == "There is no kiosk kiosk9: the configuration has kiosk1, kiosk2"
    assert error.told(Tongue.ZH) == "没有名为“kiosk9”的自助机，配置中有：kiosk1, kiosk2"
