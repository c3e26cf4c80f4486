import io

import pytest

from protocols.marc import iso2709 as module
from protocols.marc import raw
from protocols.marc.errors import UnknownCharset
from protocols.marc.found import Damage, DamageReason, Mend
from protocols.marc.iso2709 import Reader, records
from protocols.marc.raw import Raw
from tests.marc_records import BOOK, iso2709

ONE = iso2709((("001", "ONE"), ("200", "1 $a甲")))
TWO = iso2709((("001", "TWO"), ("200", "1 $a乙")))


def shown(data: bytes, step: int = 1 << 20) -> list[str | DamageReason]:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return [found.reason if isinstance(found, Damage) else found.control("001") for found in records(pieces)]


@pytest.mark.parametrize("step", [1, 7, 50, 1 << 20])
@pytest.mark.parametrize("between", [b"", b"\r\n", b"\n", b"  ", b"\0\0", b"\x1a", b"\x1d", b"\t\r\n     "])
def test_records_follow_each_other_with_anything_blank_between(between: bytes, step: int) -> None:
    assert shown(between + ONE + between + TWO + between, step) == ["ONE", "TWO"]


def test_they_know_their_places() -> None:
    found = list(records(io.BytesIO(b"\xef\xbb\xbf" + ONE + b"\r\n" + b"xyz" + TWO)))
    places = [(entry.ordinal, entry.offset, entry.length) for entry in found]
    at = 3 + len(ONE) + 2
    assert places == [(1, 3, len(ONE)), (2, at, 3), (3, at + 3, len(TWO))]
    assert isinstance(found[1], Damage)
    assert found[1].reason is DamageReason.GARBAGE


def test_a_damaged_record_is_stepped_over() -> None:
    damaged = ONE.replace(b"0010004", b"00x0004")[:30] + ONE[40:]
    assert shown(damaged + TWO) == [DamageReason.NO_DIRECTORY, "TWO"]


def test_a_record_that_breaks_off_does_not_take_the_next_with_it() -> None:
    assert shown(ONE[:40] + TWO + ONE) == [DamageReason.NO_DIRECTORY, "TWO", "ONE"]
    assert shown(ONE[:-4] + TWO + ONE) == [DamageReason.FIELDS_DISAGREE, "TWO", "ONE"]


def test_a_file_may_end_in_a_record() -> None:
    assert shown(ONE + TWO[:-6]) == ["ONE", DamageReason.TRUNCATED]
    assert shown(ONE + TWO[:10]) == ["ONE", DamageReason.TRUNCATED]


def test_the_last_end_mark_may_be_missing() -> None:
    (found,) = records([ONE[:-1]])
    assert isinstance(found, Raw)
    assert found.mended == (Mend.NO_TERMINATOR, Mend.RECORD_LENGTH)


def test_a_leader_whose_length_was_left_blank_is_a_leader() -> None:
    assert shown(b"     " + ONE[5:] + b"\r\n     " + TWO[5:], 3) == ["ONE", "TWO"]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_an_end_mark_inside_a_field_is_text_where_the_length_says_so(step: int) -> None:
    odd = iso2709((("001", "ODD"), ("300", "  $aone\x1dtwo")))
    assert shown(odd + TWO, step) == ["ODD", "TWO"]


@pytest.mark.parametrize("length", [0, 40, 99999])
def test_a_wrong_length_is_no_matter(length: int) -> None:
    wrong = iso2709((("001", "ONE"), ("200", "1 $a甲")), length=length)
    assert shown(wrong + b"\r\n" + TWO, 10) == ["ONE", "TWO"]


def test_a_record_longer_than_five_digits_is_read() -> None:
    many = [("001", "BIG"), *(("905", f"  $b{number:07}" + "x" * 90) for number in range(2000))]
    data = b"".join(
        [b"99999nam0 2200000   450 "]
        + [tag.encode() + b"999999999" for tag, _ in many]
        + [b"\x1e"]
        + [text.replace("$", "\x1f").encode() + b"\x1e" for _, text in many]
        + [b"\x1d"]
    )
    (found,) = records([data])
    assert isinstance(found, Raw)
    assert len(found.fields("905")) == 2000
    assert found.fields("905")[1999].get("b").startswith("0001999")


def test_what_has_no_end_is_given_up_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORD_LIMIT", 1000)
    endless = ONE[:24] + b"9" * 5000
    reader = Reader()
    found: list[Raw | Damage] = []
    for at in range(0, len(endless), 100):
        reader.receive_data(endless[at : at + 100])
        found += reader
        assert len(reader._data) <= 1000 + 100 + 24 + 100
    assert {entry.reason for entry in found if isinstance(entry, Damage)} == {DamageReason.TOO_LONG}
    reader.receive_data(ONE)
    reader.close()
    assert [entry.control("001") for entry in reader if isinstance(entry, Raw)] == ["ONE"]
    assert raw.RECORD_LIMIT == 1 << 20


def test_detail_is_printable() -> None:
    (found,) = records([b"\x01abc\xff" + b"z" * 200])
    assert isinstance(found, Damage)
    assert found.detail == ".abc." + "z" * 55


def test_nothing_is_no_record() -> None:
    assert shown(b"") == []
    assert shown(b"\r\n      ") == []


def test_the_character_set_can_be_asked_for() -> None:
    (found,) = records([iso2709(BOOK, "gb18030")], charset="gb18030")
    assert isinstance(found, Raw)
    assert found.charset == "gb18030"
    with pytest.raises(UnknownCharset):
        next(records([ONE], charset="klingon"))
