import pytest

from protocols.marc import raw
from protocols.marc.charset import Charsets
from protocols.marc.found import DamageReason, Mend
from protocols.marc.raw import Cut, Raw, cut
from tests.marc_records import BOOK, MARC21_BOOK, iso2709

FIELDS = (("001", "X1"), ("200", "1 $a题名"), ("905", "  $b1$b2"))


def read(data: bytes, charset: str | None = None) -> Raw:
    return cut(data, charsets=Charsets(charset))


def why(data: bytes) -> DamageReason:
    with pytest.raises(Cut) as caught:
        read(data)
    return caught.value.reason


def found(record: Raw) -> list[tuple[str, str]]:
    return [(tag, text.replace("\x1f", "$")) for tag, text in zip(record.tags, record.texts(), strict=True)]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_sound_record_is_cut_by_its_directory(charset: str) -> None:
    data = iso2709(BOOK, charset)
    record = read(data)
    assert found(record) == list(BOOK)
    assert record.charset == charset
    assert record.mended == ()
    assert (record.data, record.length) == (data, len(data))
    assert record.leader.endswith("450 ")


def test_fields_are_read_one_by_one_as_well() -> None:
    record = read(iso2709(BOOK, "gb18030"))
    first = record.first("200")
    assert first is not None
    assert first.get("a") == "人工智能导论"
    assert record.texts() == record.texts()
    assert record.first("200") == first


def test_the_record_may_end_before_the_data() -> None:
    record = read(iso2709(FIELDS) + b"\r\n" + iso2709(FIELDS))
    assert record.data == iso2709(FIELDS)


def test_a_record_without_fields_is_one() -> None:
    record = read(iso2709(()))
    assert record.texts() == []
    assert record.mended == ()


def test_the_directory_need_not_be_in_the_fields_order() -> None:
    data = iso2709((("001", "A"), ("002", "B")))
    first, second = data[24:36], data[36:48]
    assert found(read(data[:24] + second + first + data[48:])) == [("002", "B"), ("001", "A")]


def test_wrong_numbers_in_the_leader_are_put_right() -> None:
    record = read(iso2709(FIELDS, length=99999, base=0))
    assert found(record) == list(FIELDS)
    assert record.mended == (Mend.BASE_ADDRESS, Mend.RECORD_LENGTH)


def test_a_record_that_was_converted_without_counting_is_cut_by_its_terminators() -> None:
    counted = iso2709(FIELDS, "gb18030")
    base = int(counted[12:17])
    record = read(counted[:base] + counted[base:].decode("gb18030").encode())
    assert found(record) == list(FIELDS)
    assert record.mended == (Mend.FIELD_LENGTHS, Mend.RECORD_LENGTH)


def test_a_stray_field_terminator_stays_inside_its_field() -> None:
    record = read(iso2709((("200", "  $aA\x1eB"), ("300", "  $aC"))))
    assert found(record) == [("200", "  $aA\x1eB"), ("300", "  $aC")]
    assert record.mended == ()


@pytest.mark.parametrize("after", [b"", b"\r\n", iso2709(FIELDS)])
def test_a_missing_end_mark_is_no_matter(after: bytes) -> None:
    whole = iso2709(FIELDS)
    record = read(whole[:-1] + after)
    assert found(record) == list(FIELDS)
    assert record.data == whole[:-1]
    assert Mend.NO_TERMINATOR in record.mended


def test_a_missing_end_mark_and_wrong_lengths_are_no_matter_at_the_end() -> None:
    data = iso2709((("001", "ABC"), ("005", "X"))).replace(b"0010004", b"0010003")[:-1]
    record = read(data)
    assert found(record) == [("001", "ABC"), ("005", "X")]
    assert record.mended == (Mend.FIELD_LENGTHS, Mend.NO_TERMINATOR, Mend.RECORD_LENGTH)


def test_a_record_that_breaks_off_in_its_last_field_is_damage() -> None:
    assert why(iso2709(FIELDS)[:-3]) is DamageReason.FIELDS_DISAGREE


def test_a_last_field_without_its_terminator_is_read() -> None:
    data = iso2709((("001", "ABC"), ("005", "X")))
    record = read(data[:-2] + b"\x1d")
    assert found(record) == [("001", "ABC"), ("005", "X")]
    assert Mend.FIELD_LENGTHS in record.mended


def test_data_that_the_directory_does_not_list_is_left_out() -> None:
    data = iso2709(FIELDS)
    record = read(data[:-1] + b"more\x1e\x1d")
    assert found(record) == list(FIELDS)
    assert Mend.UNLISTED_FIELDS in record.mended
    assert record.length == len(data) + 5


def test_unlisted_data_without_an_end_is_damage() -> None:
    assert why(iso2709(FIELDS)[:-1] + b"more") is DamageReason.FIELDS_DISAGREE


def test_a_field_of_no_length_is_found_by_terminators() -> None:
    data = iso2709(FIELDS).replace(b"0010003", b"0010000")
    assert found(read(data)) == list(FIELDS)


def test_fields_that_overlap_do_not_make_a_record_large() -> None:
    body = b"x" * 50 + b"\x1e"
    entry = b"905" + b"0051" + b"00000"
    data = b"00000nam  2200000   450 " + entry * 3 + b"\x1e" + body + b"\x1d"
    assert why(data) is DamageReason.FIELDS_DISAGREE


def test_another_entry_map_is_followed() -> None:
    data = b"00000nam  2200000   563 " + b"001" + b"00003" + b"000000" + b"abc" + b"\x1eX1\x1e\x1d"
    record = read(data)
    assert found(record) == [("001", "X1")]
    assert Mend.DIRECTORY_MAP not in record.mended


@pytest.mark.parametrize("said", [b"56  ", b"56x "])
def test_an_entry_map_may_leave_out_its_last_part(said: bytes) -> None:
    record = read(b"00000nam  2200000   " + said + b"001" + b"00003" + b"000000" + b"\x1eX1\x1e\x1d")
    assert found(record) == [("001", "X1")]


def test_an_entry_map_that_does_not_fit_is_the_usual_one() -> None:
    data = iso2709(FIELDS)
    for said in (b"560 ", b"330 ", b"330x"):
        record = read(data[:20] + said + data[24:])
        assert found(record) == list(FIELDS)
        assert Mend.DIRECTORY_MAP in record.mended
    assert Mend.DIRECTORY_MAP not in read(data[:20] + b"0000" + data[24:]).mended
    assert Mend.DIRECTORY_MAP not in read(data[:20] + b"    " + data[24:]).mended


def test_a_map_whose_numbers_are_none_is_not_followed() -> None:
    data = b"00000nam  2200000   330 " + b"001" + b"xxx" + b"000" + b"\x1eX1\x1e\x1d"
    assert why(data) is DamageReason.NO_DIRECTORY


@pytest.mark.parametrize(
    "data",
    [
        b"00000nam  2200000   450 no directory at all",
        b"00000nam  2200000   450 0010003\x1eX1\x1e\x1d",
        b"00000nam  2200000   450 00100o300000\x1eX1\x1e\x1d",
    ],
)
def test_without_a_directory_there_is_no_record(data: bytes) -> None:
    assert why(data) is DamageReason.NO_DIRECTORY


def test_fields_that_the_directory_does_not_know_are_damage() -> None:
    data = iso2709(FIELDS).replace(b"0010003", b"0010002")
    assert why(data.replace(b"\x1e\x1d", b"\x1eX\x1eY\x1e\x1d")) is DamageReason.FIELDS_DISAGREE


def test_there_is_a_limit_to_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "FIELDS_LIMIT", 2)
    assert why(iso2709(FIELDS)) is DamageReason.TOO_MANY_FIELDS


def test_bytes_that_mean_nothing_are_told() -> None:
    data = iso2709((("200", "  $aXY"),)).replace(b"XY", b"X\xff")
    record = read(data)
    assert record.charset == "gb18030"
    assert record.mended == (Mend.UNDECODABLE,)
    assert found(record) == [("200", "  $aX\ufffd")]


def test_a_leader_that_is_not_ascii_becomes_blank() -> None:
    data = iso2709(FIELDS)
    record = read(data[:5] + b"\xff\xfe" + data[7:])
    assert record.leader[5:7] == "  "


def test_marc_21_says_utf_8_in_its_leader() -> None:
    plain = iso2709(MARC21_BOOK, leader="     nam  22     4i 4500")
    assert read(plain).charset == "utf-8"
    accent = (("245", "10$aCafé"),)
    assert read(iso2709(accent, leader="     nam a22     4i 4500")).charset == "utf-8"
    marc8 = iso2709((("245", "10$aCafXe"),)).replace(b"X", b"\xe2")
    record = read(marc8)
    assert record.charset == "marc-8"
    assert found(record) == [("245", "10$aCafé")]


def test_cnmarc_says_its_character_set_in_100() -> None:
    pairs = (("100", "  $a20210923d2021    em y0chiy0110    ea"), ("200", "1 $a茅"))
    assert read(iso2709(pairs, "gb18030")).charset == "gb18030"
    without = (("200", "1 $aé"),)
    assert read(iso2709(without)).charset == "utf-8"
    assert read(iso2709((*without, ("245", "10$aé")))).charset == "utf-8"


def test_what_was_asked_for_holds() -> None:
    record = read(iso2709((("200", "1 $a題名"),), "big5"), "big5")
    assert found(record) == [("200", "1 $a題名")]


def test_half_a_character_does_not_swallow_a_field() -> None:
    data = iso2709((("200", "  $aXX"), ("300", "  $aB"))).replace(b"XX", b"X\x81")
    assert [tag for tag, _ in found(read(data, "gb18030"))] == ["200", "300"]
