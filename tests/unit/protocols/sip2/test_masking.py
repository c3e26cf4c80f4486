import pytest

from protocols.sip2.dictionary import SECRET_TAGS
from protocols.sip2.masking import is_among, mask_anywhere, mask_fields, may_hide


@pytest.mark.parametrize(
    ("tagged", "masked"),
    [
        ("AOC|AAP1|AD1234|", "AOC|AAP1|AD***|"),
        ("AOC|AC|AD|", "AOC|AC|AD|"),
        ("AD1234", "AD***"),
        (" AD1234|", "AD***|"),
        ("ADone|two|three|ABB1|", "AD***|***|***|ABB1|"),
        ("ADone|two||three|", "AD***|***||three|"),
        ("ADone|ZPtwo|", "AD***|ZPtwo|"),
        ("AAhello|world|", "AAhello|world|"),
        ("AD1234|AY5AZEC7B", "AD***|AY5AZ***"),
        ("ABB1|AY5AZEC7B", "ABB1|AY5AZEC7B"),
        ("ABB1|ad7777|Ac1|", "ABB1|ad***|Ac***|"),
    ],
)
def test_fields(tagged: str, masked: str) -> None:
    assert mask_fields(tagged, SECRET_TAGS) == masked


@pytest.mark.parametrize(
    ("tag", "among"), [("AD", True), ("ad", True), ("aD", True), ("AA", False), ("", False)]
)
def test_a_tag_in_small_letters_is_the_same(tag: str, *, among: bool) -> None:
    assert is_among(tag, SECRET_TAGS) is among


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("09NAP|AOC|ABB1|AC|", False),
        ("11AOC|AC|AD|BON|", False),
        ("11AOC|AD1234|", True),
        ("11AOC|ad1234|", True),
        ("11AOC|AD|1234|", True),  # a PIN that begins with a bar
        ("11AOC|AD||", True),
        ("", False),
    ],
)
def test_what_may_hold_a_secret(text: str, *, may: bool) -> None:
    assert may_hide(text) is may


@pytest.mark.parametrize(
    ("text", "may"),
    [("AJ矿业|AD1234|", True), ("AJ矿业|ad密码|", True), ("AJ矿业|AD|AC|", False), ("AJß|", False)],
)
def test_letters_beyond_ascii_hide_nothing_and_betray_nothing(text: str, *, may: bool) -> None:
    assert may_hide(text) is may


def test_any_tags_may_be_hidden() -> None:
    assert mask_fields("AAP1|ABB1|", frozenset({"AA"})) == "AA***|ABB1|"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("9300CNuser|COpass|", "9300CNuser|CO***|"),
        ("zzADpin", "zzAD***"),
        ("9300COpass\nword|AY1AZ1234", "9300CO***|AY1AZ***"),
        ("nothing here AY1AZ1234", "nothing here AY1AZ1234"),
        ("AD", "AD"),
        ("9x|ad7777| coword|Xo1", "9x|ad***| co***|Xo***"),
        ("a load of words", "a load of words"),
    ],
)
def test_anywhere(text: str, masked: str) -> None:
    assert mask_anywhere(text) == masked
