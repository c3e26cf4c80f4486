import pytest

from protocols.marc.charset import GB18030, MARC_8, UTF_8, Charsets, coded, decode, known, sound
from protocols.marc.errors import UnknownCharset


@pytest.mark.parametrize(
    ("name", "expected"),
    [("UTF8", "utf-8"), ("GBK", "gbk"), ("big5", "big5"), ("MARC-8", MARC_8), ("marc8", MARC_8)],
)
def test_character_sets_are_known_by_any_name(name: str, expected: str) -> None:
    assert known(name) == expected


@pytest.mark.parametrize("name", ["klingon", "utf-16", "utf-7", "base64", "idna", "cp037", "a\0b"])
def test_what_does_not_hold_ascii_as_it_is_is_refused(name: str) -> None:
    with pytest.raises(UnknownCharset):
        known(name)
    with pytest.raises(UnknownCharset):
        Charsets(name)


def of(charsets: Charsets, data: bytes, *, marc21: bool = False, said: str = "") -> str:
    return charsets.of(data, marc21=marc21, said=lambda: said)


def test_what_was_asked_for_holds() -> None:
    assert of(Charsets("big5"), "人工".encode(), marc21=False) == "big5"


@pytest.mark.parametrize("text", ["人工智能导论", "镕喆·—", "㙍𠮷"])
@pytest.mark.parametrize("charset", [UTF_8, GB18030])
def test_the_bytes_decide(text: str, charset: str) -> None:
    assert of(Charsets(), text.encode(charset), marc21=False) == charset


@pytest.mark.parametrize("said", ["", UTF_8, GB18030])
def test_what_is_said_does_not_overrule_the_bytes(said: str) -> None:
    assert of(Charsets(), "人工智能".encode(), marc21=False, said=said) == UTF_8
    assert of(Charsets(), "人工智能".encode(GB18030), marc21=False, said=said) == GB18030


def test_ascii_is_utf_8() -> None:
    assert of(Charsets(), b"plain", marc21=True) == UTF_8


def test_pairs_that_may_be_either_go_by_what_is_said_or_usual() -> None:
    pairs = "茅".encode(GB18030)  # the bytes of é in UTF-8
    charsets = Charsets()
    assert of(charsets, pairs, marc21=False) == UTF_8
    assert of(charsets, pairs, marc21=False, said=GB18030) == GB18030
    assert of(charsets, pairs, marc21=False) == GB18030  # as the record before it
    assert of(charsets, pairs, marc21=False, said=UTF_8) == UTF_8


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Caf\xe2e de Paris", MARC_8),  # a mark before its letter
        (b"\x1b$1!0m", MARC_8),  # EACC
        ("人工智能".encode(GB18030), GB18030),
        (b"\x1b(3ABC", MARC_8),
    ],
)
def test_marc_21_may_be_marc_8(data: bytes, expected: str) -> None:
    assert of(Charsets(), data, marc21=True) == expected


def test_marc_21_that_says_utf_8_is_never_marc_8() -> None:
    assert of(Charsets(), b"Caf\xe2e", marc21=True, said=UTF_8) == GB18030
    assert of(Charsets(), b"\x1b$1!0m", marc21=True, said=UTF_8) == UTF_8


def test_bytes_that_mean_nothing_are_shown_as_such() -> None:
    assert decode(b"a\xff", UTF_8) == "a\ufffd"
    assert decode(b"a\xff", GB18030) == "a\ufffd"
    assert decode(b"a\xe2e", MARC_8) == "aé"
    assert sound(b"a\xff", MARC_8)
    assert not sound(b"a\xff", UTF_8)


def test_marks_of_one_byte_around_an_article_survive_in_gb18030() -> None:
    assert decode(b"\x1fa\x88The \x89Art", GB18030) == "\x1fa\x98The \x9cArt"
    rare = "圱圲"  # characters of GBK that begin with these bytes
    assert rare.encode(GB18030)[0] == 0x88
    assert decode(rare.encode(GB18030), GB18030) == rare


@pytest.mark.parametrize(
    ("code", "expected"), [("0110", GB18030), ("0120", GB18030), ("50  ", UTF_8), ("    ", ""), ("03  ", "")]
)
def test_cnmarc_codes_its_character_set(code: str, expected: str) -> None:
    assert coded(f"20210923d2021    em y0chiy{code}    ea") == expected


def test_a_coded_field_that_is_too_short_says_nothing() -> None:
    assert coded("20210923") == ""
