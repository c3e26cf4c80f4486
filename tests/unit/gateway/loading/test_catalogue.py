from io import BytesIO

import pytest

from gateway.config.holdings import Holdings
from gateway.loading.catalogue import titles
from gateway.loading.found import Arrived, Found, Noted, Place, Unread, Unusable
from gateway.model.arrivals import ArrivingTitle, Noun
from protocols.marc import DamageReason, Dialect
from tests import library as lib
from tests.marc_files import barcode, cnmarc, record

MAPPING = Holdings().mapping()


def read(content: bytes, charset: str | None = None, dialect: Dialect | None = None) -> list[Found]:
    return list(titles(BytesIO(content), MAPPING, lib.HOME, charset=charset, dialect=dialect))


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_each_record_is_a_title_with_its_copies(charset: str) -> None:
    content = cnmarc((1, 2), charset=charset)
    first, second = (found for found in read(content, dialect=Dialect.CNMARC) if isinstance(found, Arrived))
    assert (first.place, second.place.number) == (Place(1, 0), 2)
    assert isinstance(first.record, ArrivingTitle)
    bib = first.record.bib
    assert (bib.id, bib.title, bib.author) == ("CUMT00000001", "人工智能导论 第1种", "李秀英主编")
    assert [item.id.barcode for item in first.record.items] == [barcode(1, 1), barcode(1, 2)]
    assert {item.title for item in first.record.items} == {bib.title}


def test_a_damaged_record_is_told_and_the_next_is_read() -> None:
    found = read(b"no record at all\r\n" + cnmarc([1]))
    unread = [each for each in found if isinstance(each, Unread)]
    assert [(each.place, each.noun, each.code) for each in unread] == [
        (Place(1, 0), Noun.TITLES, DamageReason.GARBAGE)
    ]
    assert sum(isinstance(each, Arrived) for each in found) == 1


def test_a_record_without_a_title_is_told_by_its_number() -> None:
    whole = record(1)
    entry = next(at for at in range(24, len(whole), 12) if whole[at : at + 3] == b"200")
    untitled = whole[:entry] + b"209" + whole[entry + 3 :]
    (unread,) = (each for each in read(untitled) if isinstance(each, Unread))
    assert (unread.noun, unread.key, unread.code) == (Noun.TITLES, "CUMT00000001", "no-title")


def test_a_barcode_that_can_not_be_is_told_and_the_title_is_taken() -> None:
    long = "L" * 200
    content = record(1).replace(b"L00000011", b"\x01" * 9)
    found = read(content)
    (unread,) = (each for each in found if isinstance(each, Unread))
    assert (unread.noun, unread.code) == (Noun.ITEMS, "bad-barcode")
    assert long not in unread.key
    (arrived,) = (each for each in found if isinstance(each, Arrived))
    assert isinstance(arrived.record, ArrivingTitle)
    assert [item.id.barcode for item in arrived.record.items] == [barcode(1, 2)]


def test_what_was_mended_and_what_is_odd_is_noted() -> None:
    whole = record(1)
    wrong_length = b"00099" + whole[5:]
    codes = [each.code for each in read(wrong_length) if isinstance(each, Noted)]
    assert "record-length" in codes
    bare = [each.code for each in read(record(1, copies=0)) if isinstance(each, Noted)]
    assert bare == ["no-items"]


def test_a_file_without_records_is_not_used() -> None:
    for content in (b"", b"barcode,title\n1,x\n"):
        with pytest.raises(Unusable, match="no-records"):
            read(content)


def test_a_character_set_that_there_is_not_is_said() -> None:
    with pytest.raises(Unusable, match="no-charset") as unusable:
        read(cnmarc([1]), charset="klingon")
    assert unusable.value.facts == {"charset": "klingon"}


def test_a_control_number_that_comes_again_for_another_title_is_refused_with_its_copies() -> None:
    second = record(2).replace(b"CUMT00000002", b"CUMT00000001")
    found = [each for each in read(record(1) + second + record(1)) if not isinstance(each, Noted)]
    assert [type(each) for each in found] == [Arrived, Unread, Arrived]
    unread = found[1]
    assert isinstance(unread, Unread)
    assert (unread.place.number, unread.key, unread.code) == (2, "CUMT00000001", "twice")
    assert unread.facts == {"first": "1"}
