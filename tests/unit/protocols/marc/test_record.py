import pytest

from protocols.marc.record import Field, Parsed, Record, field, is_control, shape

LEADER = "00000nam0 2200000   450 "


@pytest.fixture
def record() -> Parsed:
    fields = [
        ("001", "X1"),
        ("905", "  \x1faA\x1fb1\x1fb2"),
        ("200", "1 \x1fa题名"),
        ("905", "  \x1faB"),
    ]
    return Parsed(LEADER, fields, ordinal=3, offset=10, length=99)


def test_fields_are_found_by_tag(record: Parsed) -> None:
    assert [found.get("a") for found in record.fields("905")] == ["A", "B"]
    assert record.first("200") == Field("200", "1 ", (("a", "题名"),))
    assert record.first("210") is None
    assert record.fields("210") == []
    assert "905" in record
    assert "210" not in record


def test_control_fields_are_text(record: Parsed) -> None:
    assert record.control("001") == "X1"
    assert record.control("005") == ""


def test_everything_comes_in_order(record: Parsed) -> None:
    found = list(record.everything())
    assert [tag for tag, _ in found] == ["001", "905", "200", "905"]
    assert found[0] == ("001", "X1")
    assert found[2][1] == record.first("200")
    assert record.texts()[2] == "1 \x1fa题名"


def test_it_says_where_it_was(record: Parsed) -> None:
    assert (record.ordinal, record.offset, record.length) == (3, 10, 99)
    assert record.charset == "utf-8"
    assert record.mended == ()


def test_a_bare_record_has_no_text_to_give() -> None:
    with pytest.raises(NotImplementedError):
        Record(LEADER, ["001"]).control("001")


def test_subfields_are_got_by_code() -> None:
    found = Field("905", "  ", (("a", "A"), ("b", "1"), ("b", "2")))
    assert found.get("b") == "1"
    assert found.get("z") == ""
    assert found.all("b") == ("1", "2")


@pytest.mark.parametrize(
    ("text", "indicators", "subfields"),
    [
        ("1 \x1fa题名\x1ff著者", "1 ", (("a", "题名"), ("f", "著者"))),
        ("\x1fa题名", "", (("a", "题名"),)),  # indicators lost
        ("  stray\x1faX", "  ", (("", "stray"), ("a", "X"))),
        ("1 no subfields", "1 ", (("", "no subfields"),)),
        ("  \x1f\x1fa", "  ", (("a", ""),)),
        ("", "", ()),
    ],
)
def test_a_field_is_read_as_it_is(text: str, indicators: str, subfields: tuple[tuple[str, str], ...]) -> None:
    assert field("200", text) == Field("200", indicators, subfields)


@pytest.mark.parametrize(
    ("leader", "expected"),
    [
        (LEADER, (2, 2)),
        ("00000nam  1300000   450 ", (1, 3)),
        ("00000nam     00000   450 ", (2, 2)),
        ("00000nam  2000000   450 ", (2, 2)),  # an identifier of nothing marks nothing
        ("00000nam  2²00000   450 ", (2, 2)),
        ("", (2, 2)),
    ],
)
def test_the_leader_says_how_fields_are_made(leader: str, expected: tuple[int, int]) -> None:
    assert shape(leader) == expected


def test_longer_identifiers_have_longer_codes() -> None:
    assert field("200", "1\x1fabX", 1, 3).subfields == (("ab", "X"),)


def test_control_tags_begin_with_two_zeros() -> None:
    assert is_control("001")
    assert not is_control("010")
