import pytest

from gateway.config.holdings import Cnmarc, Holdings, ItemTypeCode, LocationCode, Marc21, StatusCode
from gateway.model.identity import AgencyId
from gateway.model.items import Item, ItemStatus
from gateway.translate.marc.holdings import Holding, read
from gateway.translate.marc.said import Reason, Said
from protocols import marc
from protocols.marc import Dialect, Parsed
from tests.marc_records import BOOK, MARC21_BOOK, Sample, iso2709, text

US = AgencyId("CUMT")
DEFAULTS = Holdings()


def holding(*fields: Sample, holdings: Holdings = DEFAULTS, dialect: Dialect | None = None) -> Holding:
    record = Parsed("00000nam0 2200000   450 ", [(tag, text(sample)) for tag, sample in fields])
    return read(record, holdings.mapping(["HALL", "EAST"]), US, dialect)


def one(*fields: Sample, holdings: Holdings = DEFAULTS) -> Item:
    (item,) = holding(("001", "X"), ("200", "1 $a题名"), *fields, holdings=holdings).items
    return item


def reasons(said: tuple[Said, ...]) -> list[Reason]:
    return [entry.reason for entry in said]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_cnmarc_record_becomes_a_title_and_its_items(charset: str) -> None:
    (record,) = marc.read([iso2709(BOOK, charset)])
    assert not isinstance(record, marc.Damage)
    found = read(record, DEFAULTS.mapping(), US)
    bib = found.bib
    assert bib is not None
    assert (bib.id, bib.agency) == ("CUMT000001", US)
    assert (bib.title, bib.author) == ("人工智能导论", "马月坤，陈昊主编")
    assert (bib.publisher, bib.year, bib.isbn, bib.class_number) == (
        "清华大学出版社",
        "2021",
        "9787302583509",
        "TP18",
    )
    (kept,) = marc.read([bib.record])
    assert not isinstance(kept, marc.Damage)
    assert kept.charset == "utf-8"
    assert kept.mended == ()
    assert [item.id.barcode for item in found.items] == ["0000001", "0000002"]
    item = found.items[0]
    assert (item.title, item.bib, item.call_number, item.price_fen) == (bib.title, bib.id, "TP18/8", 3900)
    assert (item.status, item.version) == (ItemStatus.AVAILABLE, 0)
    assert found.refusals == found.notes == ()
    assert found.dialect is Dialect.CNMARC


def test_a_marc_21_record_too() -> None:
    found = holding(*MARC21_BOOK)
    assert found.dialect is Dialect.MARC21
    bib = found.bib
    assert bib is not None
    assert (bib.title, bib.author, bib.publisher, bib.year) == (
        "Introduction to AI",
        "Ma, Yuekun.",
        "Tsinghua",
        "2021",
    )
    (item,) = found.items
    assert (item.id.barcode, item.call_number, item.permanent_location) == ("T0001", "TP18 8", "HALL")
    assert found.notes == ()


def test_marc_21_items_have_what_the_field_they_are_linked_to_says() -> None:
    found = holding(
        ("001", "X"),
        ("245", "10$aTitle"),
        ("852", "  $81.1$cHALL$hA$i1"),
        ("852", "  $82.1$cEAST$hB$i2"),
        ("876", "  $82.1$pP2"),
        ("876", "  $81.1$pP1$cCNY5"),
        ("876", "  $pP3"),
    )
    assert [(item.id.barcode, item.call_number, item.current_location) for item in found.items] == [
        ("P2", "B 2", "EAST"),
        ("P1", "A 1", "HALL"),
        ("P3", "A 1", "HALL"),
    ]
    assert [item.price_fen for item in found.items] == [None, 500, None]


def test_the_dialect_can_be_named() -> None:
    assert reasons(holding(*BOOK, dialect=Dialect.MARC21).refusals) == [Reason.NO_TITLE]


def test_without_a_title_nothing_is_taken() -> None:
    found = holding(("001", "X"), ("905", "  $b1"))
    assert (found.bib, found.items) == (None, ())
    assert reasons(found.refusals) == [Reason.NO_TITLE]


def test_what_can_not_be_kept_is_not_taken() -> None:
    found = holding(("001", "X"), ("200", "1 $aT"), ("9", "  $aX"))
    assert found.bib is None
    assert reasons(found.refusals) == [Reason.UNWRITABLE]


def test_a_record_without_a_number_is_known_by_what_it_says() -> None:
    first, again = holding(*BOOK[1:]), holding(*BOOK[1:])
    other = holding(*BOOK[2:])
    assert first.bib is not None
    assert other.bib is not None
    assert first == again
    assert first.bib.id.startswith("~")
    assert first.bib.id != other.bib.id
    assert reasons(first.notes) == [Reason.NO_CONTROL_NUMBER]


def test_a_record_without_items_says_so() -> None:
    assert holding(*BOOK[:-1]).notes == (Said(Reason.NO_ITEMS),)


def test_a_wrong_check_digit_is_noted_and_the_isbn_kept() -> None:
    found = holding(("001", "X"), ("010", "  $a7302583500"), ("200", "1 $aT"), ("905", "  $b1"))
    assert found.bib is not None
    assert found.bib.isbn == "7302583500"
    assert found.notes == (Said(Reason.ISBN_CHECK_DIGIT, "010", "7302583500"),)


def test_marks_around_articles_are_kept_in_the_record_alone() -> None:
    found = holding(("001", "X"), ("200", "1 $a\x98The \x9cArt"), ("905", "  $b1"))
    assert found.bib is not None
    assert found.bib.title == found.items[0].title == "The Art"
    assert "\x98The \x9cArt".encode() in found.bib.record


def test_what_several_fields_say_of_a_barcode_is_put_together() -> None:
    item = one(("905", "  $b1$dTP18$e8"), ("906", "  $b1$rCNY20"))
    assert (item.call_number, item.price_fen) == ("TP18/8", 2000)


def test_a_price_without_a_sum_is_looked_for_further_on() -> None:
    assert one(("010", "  $dCNY68.00"), ("906", "  $b1$rCNY")).price_fen == 6800
    assert one(("906", "  $b1")).price_fen is None


@pytest.mark.parametrize(("tag", "where"), [("906", "906"), ("010", "010")])
def test_a_price_that_is_not_the_items_own_is_left_out(tag: str, where: str) -> None:
    priced = ("906", "  $b1$rUSD5") if tag == "906" else ("010", "  $dUSD5")
    found = holding(("001", "X"), ("200", "1 $aT"), priced, ("905", "  $b1"))
    assert [item.price_fen for item in found.items] == [None]
    assert found.notes == (Said(Reason.PRICE_NOT_OWN, where, "USD5"),)


def test_a_volume_stands_after_the_title() -> None:
    assert one(("905", "  $b1$v上册")).title == "题名 上册"


def test_codes_have_the_names_that_are_used_here() -> None:
    holdings = Holdings(
        cnmarc=Cnmarc(location=("$c",), item_type=("$t",), status=("$z",), collection=("$k",)),
        locations=(LocationCode(code="1", location="HALL"),),
        item_types=(ItemTypeCode(code="Z", item_type="工具书"),),
        statuses=(StatusCode(code="L", status=ItemStatus.LOST),),
        default_location="EAST",
        default_item_type="普通图书",
    )
    item = one(("905", "  $b1$c1$tZ$zL$kK"), holdings=holdings)
    assert (item.permanent_location, item.current_location) == ("HALL", "HALL")
    assert (item.item_type, item.status, item.collection) == ("工具书", ItemStatus.LOST, "K")
    item = one(("905", "  $b1"), holdings=holdings)
    assert (item.permanent_location, item.item_type, item.status) == (
        "EAST",
        "普通图书",
        ItemStatus.AVAILABLE,
    )


def test_codes_that_nobody_knows_are_noted_once() -> None:
    holdings = Holdings(cnmarc=Cnmarc(location=("$c",), status=("$z",)), default_location="EAST")
    found = holding(("001", "X"), ("200", "1 $aT"), ("905", "  $b1$b2$cMOON$zQ"), holdings=holdings)
    assert [item.permanent_location for item in found.items] == ["EAST", "EAST"]
    assert found.notes == (
        Said(Reason.UNKNOWN_LOCATION, "905", "MOON"),
        Said(Reason.UNKNOWN_STATUS, "905", "Q"),
    )


def test_other_libraries_items_are_passed_over() -> None:
    holdings = Holdings(libraries=("CUMT",))
    fields = (("905", "  $aBNU$b1"), ("905", "  $aCUMT$b2"), ("905", "  $b3"))
    found = holding(("001", "X"), ("200", "1 $aT"), *fields, holdings=holdings)
    assert [item.id.barcode for item in found.items] == ["2", "3"]
    assert found.notes == (Said(Reason.OTHER_LIBRARY, "905", "BNU"),)


def test_a_bad_barcode_is_refused_and_a_miscount_noted() -> None:
    found = holding(("001", "X"), ("200", "1 $aT"), ("905", "  $btwo words$b1$f2"))
    assert reasons(found.refusals) == [Reason.BAD_BARCODE]
    assert reasons(found.notes) == [Reason.COPIES_DIFFER]


def test_a_control_field_can_be_a_place() -> None:
    holdings = Holdings(marc21=Marc21(year=("008[7-10]",), items=("952",)))
    found = holding(("008", "210923s1999"), ("245", "  $aT"), ("952", "  $p1"), holdings=holdings)
    assert found.bib is not None
    assert found.bib.year == "1999"
