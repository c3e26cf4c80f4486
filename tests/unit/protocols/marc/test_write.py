import pymarc
import pytest

from protocols.marc import read
from protocols.marc.dialect import Dialect
from protocols.marc.errors import Unwritable
from protocols.marc.raw import Raw
from protocols.marc.record import Parsed, Record
from protocols.marc.write import write
from tests.marc_records import BOOK, MARC21_BOOK, iso2709, text


def back(record: Record, dialect: Dialect | None = None) -> Raw:
    (found,) = read([write(record, dialect)])
    assert isinstance(found, Raw)
    assert found.mended == ()
    return found


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_cnmarc_record_becomes_utf_8_and_says_so(charset: str) -> None:
    (record,) = read([iso2709(BOOK, charset)])
    assert isinstance(record, Raw)
    written = back(record)
    assert written.charset == "utf-8"
    said = written.first("100")
    assert said is not None
    assert said.get("a") == "20210923d2021    em y0chiy50      ea"
    others = [pair for pair in zip(written.tags, written.texts(), strict=True) if pair[0] != "100"]
    assert others == [(tag, text(sample)) for tag, sample in BOOK if tag != "100"]
    assert written.leader[9:12] == " 22"
    assert written.leader.endswith("450 ")


def test_marc_21_says_utf_8_in_its_leader() -> None:
    record = Parsed("x" * 24, [(tag, text(sample)) for tag, sample in MARC21_BOOK])
    written = back(record)
    assert written.leader[9] == "a"
    assert written.leader.endswith("4500")
    assert back(record, Dialect.CNMARC).leader.endswith("450 ")
    (judged,) = pymarc.MARCReader(write(record))
    assert judged is not None
    assert judged["245"]["a"] == "Introduction to AI /"


def test_signs_that_stand_for_blanks_become_blanks() -> None:
    assert back(Parsed("01576nam0-2200409-#-4500", [("200", "1 \x1faX")])).leader[5:10] == "nam0 "
    assert back(Parsed("", [("200", "1 \x1faX")])).leader[5:10] == "     "


def test_separators_have_no_place_in_a_field() -> None:
    record = Parsed("", [("200", "1 \x1faA\x1eB\x1dC"), ("300", "  \x1faD")])
    assert back(record).texts() == ["1 \x1faABC", "  \x1faD"]
    assert back(Parsed("", [("200", "1 \x1faA\x1dC")])).texts() == ["1 \x1faAC"]


def test_the_code_has_its_place_also_where_a_separator_stood_before_it() -> None:
    coded = "0210923d2021    em y0chiy0110    ea"
    record = Parsed("", [("100", f"  \x1fa\x1d{coded}"), ("200", "1 \x1faA")])
    written = back(record)
    said = written.first("100")
    assert said is not None
    # One character is gone from the front, and the code stands where it is looked for all the same.
    assert said.get("a") == coded[:26] + "50  " + coded[30:]
    assert write(written) == write(record)


def test_a_record_without_fields_can_be_written() -> None:
    assert back(Parsed("", [])).texts() == []


def test_half_a_pair_of_surrogates_is_no_character() -> None:
    assert back(Parsed("", [("200", "1 \x1fa\ud800")])).texts() == ["1 \x1fa?"]


def test_a_short_coded_field_is_left_alone() -> None:
    assert back(Parsed("", [("100", "  \x1fa20210923"), ("200", "")])).texts()[0] == "  \x1fa20210923"


@pytest.mark.parametrize("tag", ["", "20", "2000", "2 0", "图书馆"])
def test_a_tag_that_is_none_can_not_be_written(tag: str) -> None:
    with pytest.raises(Unwritable):
        write(Parsed("", [(tag, "")]))


def test_what_is_longer_than_the_format_can_say_is_still_read_back() -> None:
    fields = [("001", "BIG"), *(("330", "  \x1fa" + "长" * 4000) for _ in range(12))]
    (found,) = read([write(Parsed("", fields))])
    assert isinstance(found, Raw)
    assert found.leader.startswith("99999")
    assert found.texts() == [sample for _, sample in fields]
