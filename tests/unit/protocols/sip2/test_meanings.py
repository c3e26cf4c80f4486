import re
from enum import Enum

import pytest

from protocols.sip2 import codes
from protocols.sip2.meanings import _CHINESE, WORDS, ExplainIn, meaning_of, title_of
from protocols.sip2.messages import MESSAGES, Checkout

EVERY_LIST = [
    value
    for value in vars(codes).values()
    if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == codes.__name__
]


@pytest.mark.parametrize("code_list", EVERY_LIST, ids=lambda code_list: code_list.__name__)
def test_every_code_has_a_meaning_in_both_languages(code_list: type[Enum]) -> None:
    assert len(_CHINESE[code_list]) == len(code_list)
    for member in code_list:
        assert re.fullmatch("[a-z0-9 ]+", meaning_of(member, ExplainIn.ENGLISH))
        assert re.search("[\u4e00-\u9fff]", meaning_of(member, ExplainIn.CHINESE))
    chinese = [meaning_of(member, ExplainIn.CHINESE) for member in code_list]
    assert len(set(chinese)) == len(chinese)


@pytest.mark.parametrize(
    ("member", "english", "chinese"),
    [
        (codes.CirculationStatus.AVAILABLE, "available", "在架可借"),
        (codes.CirculationStatus.MISSING, "missing", "缺失"),
        (codes.FeeType.OVERDUE, "overdue", "超期罚款"),
        (codes.ScStatusCode.PAPER_OUT, "paper out", "缺纸"),
        (codes.AlertType.OTHER, "other", "其他"),
        (codes.PatronStatus.CARD_REPORTED_LOST, "card reported lost", "证件已挂失"),
        (codes.SupportedMessages.RENEW_ALL, "renew all", "全部续借"),
        (codes.Language.CHINESE, "chinese", "汉语"),
        (codes.Language.TAIWANESE, "taiwanese", "台湾汉语"),
        (codes.CardOperation.CHANGE_PASSWORD, "change password", "修改密码"),
    ],
)
def test_the_meaning_stands_beside_its_code(member: Enum, english: str, chinese: str) -> None:
    assert meaning_of(member, ExplainIn.ENGLISH) == english
    assert meaning_of(member, ExplainIn.CHINESE) == chinese


def test_every_message_has_a_title_in_both_languages() -> None:
    assert title_of(Checkout) == "Checkout"
    assert title_of(Checkout, ExplainIn.CHINESE) == "借书"
    for message in MESSAGES.values():
        assert title_of(message, ExplainIn.ENGLISH).upper().replace(" ", "") == message.__name__.upper()
        assert re.search("[\u4e00-\u9fff]", title_of(message, ExplainIn.CHINESE))


def test_both_languages_have_the_same_words() -> None:
    assert WORDS[ExplainIn.ENGLISH].keys() == WORDS[ExplainIn.CHINESE].keys()
