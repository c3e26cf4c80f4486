from collections.abc import Iterator

import pytest

from protocols.sip2.errors import Undecodable
from protocols.sip2.explain import Explained, _kinds_of, explain
from protocols.sip2.meanings import ExplainIn

DAY = "20260301    143005"


@pytest.fixture(autouse=True)
def _read_afresh() -> Iterator[None]:
    _kinds_of.cache_clear()
    yield
    _kinds_of.cache_clear()


def test_a_request_in_english() -> None:
    assert explain(f"11YN{DAY}{' ' * 18}AOC|AAP1|ABB1|AC|AD1234|BON|ZPx|AY4AZ0000") == [
        Explained("Checkout", "", "11", ""),
        Explained("SC renewal policy", "", "Y", "yes"),
        Explained("no block", "", "N", "no"),
        Explained("transaction date", "", DAY, "2026-03-01 14:30:05"),
        Explained("nb due date", "", " " * 18, "not given"),
        Explained("institution id", "AO", "C", ""),
        Explained("patron identifier", "AA", "P1", ""),
        Explained("item identifier", "AB", "B1", ""),
        Explained("terminal password", "AC", "", ""),
        Explained("patron password", "AD", "***", ""),
        Explained("fee acknowledged", "BO", "N", "no"),
        Explained("", "ZP", "x", ""),
        Explained("sequence number", "AY", "4", ""),
        Explained("checksum", "AZ", "***", ""),
    ]


def test_a_response_in_chinese() -> None:
    assert explain(f"18030101{DAY}ABB1|AJ书|CK001|CV07|", ExplainIn.CHINESE) == [
        Explained("图书信息应答", "", "18", ""),
        Explained("流通状态", "", "03", "在架可借"),
        Explained("防盗标识", "", "01", "无"),
        Explained("费用类型", "", "01", "其他"),
        Explained("交易时间", "", DAY, "2026-03-01 14:30:05"),
        Explained("馆藏条码", "AB", "B1", ""),
        Explained("题名", "AJ", "书", ""),
        Explained("载体类型", "CK", "001", "图书"),
        Explained("提示类型", "CV", "07", ""),
    ]


@pytest.mark.parametrize(
    ("text", "name", "language", "meaning"),
    [
        (
            "24Y   Y         019",
            "patron status",
            ExplainIn.ENGLISH,
            "charge privileges denied, card reported lost",
        ),
        ("24Y   Y         019", "读者状态", ExplainIn.CHINESE, "停止借书、证件已挂失"),
        (f"24{' ' * 14}019", "patron status", ExplainIn.ENGLISH, "none"),
        (f"24{' ' * 14}019", "language", ExplainIn.ENGLISH, "chinese"),
        (f"24{' ' * 14}555", "language", ExplainIn.ENGLISH, ""),
        ("101NUN", "magnetic media", ExplainIn.ENGLISH, "unknown"),
        ("101NUN", "ok", ExplainIn.ENGLISH, "yes"),
        ("101N N", "magnetic media", ExplainIn.ENGLISH, ""),
        ("17202603010000143005", "transaction date", ExplainIn.ENGLISH, "2026-03-01 14:30:05 0000"),
        ("1720260301   H143005", "transaction date", ExplainIn.ENGLISH, "2026-03-01 14:30:05 H"),
        ("9920802.00", "终端状态", ExplainIn.CHINESE, "即将关机"),
    ],
)
def test_meanings(text: str, name: str, language: ExplainIn, meaning: str) -> None:
    found = [line.meaning for line in explain(text, language) if line.name == name]
    assert found == [meaning]


def test_strays_are_shown() -> None:
    lines = explain(f"15+{DAY}3BSHall| CHx|")
    assert Explained("", "3", "", "") in lines
    assert Explained("item properties", "CH", "x", "") in lines


def test_secrets_on_demand() -> None:
    text = "9300CNuser|COpass|AY1AZ1234"
    assert Explained("login password", "CO", "pass", "") in explain(text, secrets=True)
    assert Explained("checksum", "AZ", "1234", "") in explain(text, secrets=True)


def test_readers_are_hidden_on_demand() -> None:
    text = f"24{' ' * 14}001{DAY}AOC|AAP1|AE张三|BLY|"
    assert Explained("personal name", "AE", "张三", "") in explain(text)
    assert Explained("personal name", "AE", "***", "") in explain(text, personal=False)


def test_a_sequence_number_alone() -> None:
    assert explain("941AY7")[-1] == Explained("sequence number", "AY", "7", "")


def test_what_is_no_message() -> None:
    with pytest.raises(Undecodable):
        explain("hello")
