import pytest

from gateway.model.identity import AgencyId, ItemId, PatronId, PatronRef


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        (AgencyId("CUMT"), "CUMT"),
        (AgencyId("CN-320303-4-CUMT"), "CN-320303-4-CUMT"),
        (AgencyId("4711", "Registry"), "Registry:4711"),
        (AgencyId("a:b"), "ISIL:a:b"),
        (AgencyId("x:y", "Registry"), "Registry:x:y"),
        (AgencyId(""), ""),
    ],
)
def test_an_agency_reads_back_as_it_was_written(agency: AgencyId, text: str) -> None:
    assert str(agency) == text
    assert AgencyId.parse(text) == agency


def test_equal_barcodes_of_two_libraries_are_two_items() -> None:
    ours, theirs = ItemId(AgencyId("CUMT"), "B1"), ItemId(AgencyId("XZNU"), "B1")
    assert ours != theirs
    assert (str(ours), str(theirs)) == ("CUMT.B1", "XZNU.B1")


def test_a_patron_is_named_by_agency_and_number() -> None:
    assert str(PatronId(AgencyId("CUMT"), "P0001")) == "CUMT.P0001"


def test_a_patron_is_shown_by_the_number_that_was_read() -> None:
    assert PatronRef(("a1b2c301", "A1B2C301")).shown == "a1b2c301"
    assert PatronRef(()).shown == ""
