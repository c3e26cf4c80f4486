import pytest

from gateway.config.holdings import Holdings
from gateway.translate.marc import copies as module
from gateway.translate.marc.copies import copies
from gateway.translate.marc.mapping import Table, place
from gateway.translate.marc.said import Reason, Said
from protocols.marc import Dialect, Field

TABLE = Holdings().mapping().tables[Dialect.CNMARC]


def item(*subfields: tuple[str, str]) -> Field:
    return Field("905", "  ", subfields)


def read(*fields: Field, table: Table = TABLE) -> tuple[dict[str, list[str]], list[Said]]:
    said: list[Said] = []
    found = copies(iter(fields), table, said.append)
    return {barcode: [copy.value(place("$v")) for copy in mine] for barcode, mine in found.items()}, said


def test_a_field_may_hold_several_barcodes() -> None:
    found, said = read(item(("b", "1"), ("b", "2-3"), ("v", "上册")))
    assert found == {"1": ["上册"], "2": ["上册"], "3": ["上册"]}
    assert said == []


def test_each_barcode_goes_with_its_own() -> None:
    assert read(item(("b", "1"), ("b", "2"), ("v", "上册 /"), ("v", "下册")))[0] == {
        "1": ["上册"],
        "2": ["下册"],
    }


def test_several_fields_may_speak_of_one_barcode() -> None:
    assert read(item(("b", "1")), item(("b", "1"), ("v", "上册")))[0] == {"1": ["", "上册"]}


def test_a_field_without_a_barcode_describes_no_item() -> None:
    assert read(item(("d", "TP18"), ("f", "3"))) == ({}, [])


@pytest.mark.parametrize("bad", ["9" * 65, "two words", "a\x07b"])
def test_what_can_not_be_a_barcode_is_refused(bad: str) -> None:
    found, said = read(item(("b", bad), ("b", "1")))
    assert list(found) == ["1"]
    assert said == [Said(Reason.BAD_BARCODE, "905$b", bad)]


@pytest.mark.parametrize(
    ("stated", "differs"), [("2", False), ("02", False), ("3", True), ("二", False), ("", False)]
)
def test_the_number_of_copies_is_compared(stated: str, differs: bool) -> None:  # noqa: FBT001 - a table of cases
    _, said = read(item(("b", "1"), ("b", "2"), ("f", stated)))
    assert said == ([Said(Reason.COPIES_DIFFER, "905", f"{stated}: 2")] if differs else [])


def test_a_record_has_no_more_items_than_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ITEMS_LIMIT", 3)
    found, said = read(item(("b", "1"), ("b", "2")), item(("b", "2"), ("b", "3"), ("b", "4")))
    assert list(found) == ["1", "2", "3"]
    assert said == [Said(Reason.TOO_MANY_ITEMS, "905", "4")]
    assert len(read(item(("b", "100-199")))[0]) == 3
