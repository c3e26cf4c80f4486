from collections.abc import Mapping

import pytest

from protocols.ber import Edifact, Raw, limits
from protocols.ber.errors import Fault, Indefinite, TooMuch
from protocols.ber.leaves import BitString
from protocols.ber.reading import (
    anything,
    at_index,
    bit_string,
    ending,
    filling,
    inner,
    inside,
    missing,
    one_of,
    stray,
    string,
    too_deep,
    too_many,
    twice,
    wrong_arm,
)

TEXTS: Mapping[int, tuple[type[str], str | None, str]] = {
    27: (str, None, "GeneralString"),
    26: (Edifact, "ascii", "VisibleString"),
}


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def test_where_a_value_ends() -> None:
    assert ending(octets("0402 6162 05"), 0, 5) == (2, 4)
    with pytest.raises(Indefinite):
        ending(octets("3080 0000"), 0, 4)


def test_a_value_that_fills_its_place_may_be_of_indefinite_length() -> None:
    assert filling(octets("0402 6162"), 0, 4) == (2, 4)
    assert filling(octets("3080 0500 0000"), 0, 6) == (2, 4)
    for wrong in ("3080 0500 0001", "3080", "308000"):
        with pytest.raises(Fault, match="end-of-contents"):
            filling(octets(wrong), 0, len(octets(wrong)))
    with pytest.raises(Fault, match="the end") as caught:
        filling(octets("0500 05"), 0, 3)
    assert caught.value.offset == 2


def test_a_value_within_a_tag_has_its_identifier() -> None:
    assert inner(octets("9f2e 01 61"), 0, 4, octets("9f2e")) == (3, 4)
    with pytest.raises(Fault, match="the identifier 02"):
        inner(octets("0500"), 0, 2, b"\x02")


def test_strings_whole_and_in_segments() -> None:
    assert string(octets("0402 6162"), 0, 4, b"\x04") == b"ab"
    assert string(octets("2406 040161 040162"), 0, 8, b"\x04") == b"ab"
    assert string(octets("2480 040161 0000"), 0, 7, b"\x04") == b"a"
    assert bit_string(octets("0302 04f0"), 0, 4, b"\x03") == BitString(b"\xf0", 4)
    assert bit_string(octets("2304 0302 04f0"), 0, 6, b"\x03") == BitString(b"\xf0", 4)


def test_a_string_remembers_its_type() -> None:
    plain, edifact = (one_of(octets(text), 0, 3, "utf-8", TEXTS) for text in ("1b0161", "1a0161"))
    assert (plain, type(plain)) == ("a", str)
    assert (edifact, type(edifact)) == ("a", Edifact)
    assert one_of(octets("3b03 1b01ff"), 0, 5, "utf-8", TEXTS) == "\udcff"
    assert one_of(octets("1b02c4e3"), 0, 4, "gb18030", TEXTS) == "你"
    for wrong in ("0500", ""):
        with pytest.raises(Fault, match="GeneralString or VisibleString"):
            one_of(octets(wrong), 0, len(octets(wrong)), "utf-8", TEXTS)


def test_anything_becomes_definite_where_it_can() -> None:
    assert anything(octets("0500"), 0, 2) == Raw(octets("0500"))
    assert type(anything(octets("0500"), 0, 2)) is Raw
    assert anything(octets("04018004"), 0, 3) == octets("040180")
    assert anything(octets("3080 0401 61 0000"), 0, 7) == octets("3003 040161")
    assert anything(octets("3004 3080 0000"), 0, 6) == octets("3002 3000")
    assert anything(octets("3003 ff8001"), 0, 5) == octets("3003 ff8001"), "no BER within: as it came"
    for wrong in ("", "0000"):
        with pytest.raises(Fault, match="a value"):
            anything(octets(wrong), 0, len(octets(wrong)))
    with pytest.raises(Fault, match="an identifier") as caught:
        anything(octets("0500 3080 0005 0000"), 2, 8)
    assert caught.value.offset == 4


def test_a_member_that_nobody_knows_is_kept() -> None:
    kept: list[Raw] = []
    assert stray(octets("8100 820161"), 2, 5, kept, {b"\x81": "one"}) == 5
    assert kept == [octets("820161")]
    with pytest.raises(Fault, match="a constructed value"):
        stray(octets("8100"), 0, 2, kept, {b"\x81": "one"})
    with pytest.raises(Fault, match="a primitive value"):
        stray(octets("a100"), 0, 2, kept, {b"\xa1": "one"})
    with pytest.raises(Fault, match="an identifier"):
        stray(octets("0000"), 0, 2, kept, {})
    with pytest.raises(Indefinite):
        stray(octets("a1800000"), 0, 4, kept, {})
    with pytest.raises(Fault, match="at most 10000 unknown members") as caught:
        stray(octets("8100"), 0, 2, kept * limits.MEMBERS, {})
    assert caught.value.kind is TooMuch


def test_what_is_said() -> None:
    with pytest.raises(Fault, match="the element once"):
        twice(b"\5\0", 0, 2)
    with pytest.raises(Fault, match="one of a, b"):
        wrong_arm(b"\5\0", 0, 2, ("a", "b"))
    with pytest.raises(Fault, match="a"):
        wrong_arm(b"\5\0", 0, 2, ("a",))
    with pytest.raises(Fault, match="10000 elements"):
        too_many(0)
    with pytest.raises(Fault, match="100 levels"):
        too_deep(0)
    with pytest.raises(Fault, match="mandatory") as caught:
        missing(5, (("a", 1), ("b", None), ("c", None)))
    assert (caught.value.path, caught.value.offset) == (["b"], 5)


def test_faults_are_given_their_place_on_the_way_up() -> None:
    fault = Fault(1, "x", "y")
    assert inside(fault, b"\x81\0", 0, {b"\x81": "one"}) is fault
    assert at_index(fault, b"\x81\0", 0, 3).path == ["one", "[3]"]
    assert inside(Fault(1, "x", "y"), b"\x82\0", 0, {b"\x81": "one"}).path == []
    assert inside(IndexError(), b"\xbf\x81", 0, {}).expected == "more octets"
    assert inside(Fault(1, "x", "y"), b"\xbf\x80", 0, {}).path == []
    with pytest.raises(UnicodeDecodeError) as caught:
        b"\xff".decode("ascii")
    assert inside(caught.value, b"\x81\1\xff", 0, {}).expected == "text in ascii"
