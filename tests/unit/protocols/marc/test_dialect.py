import pytest

from protocols.marc.dialect import Dialect, dialect_of
from protocols.marc.record import Parsed


@pytest.mark.parametrize(
    ("tags", "end", "expected"),
    [
        (("200", "801"), "4500", Dialect.CNMARC),  # as a system made for MARC 21 writes it
        (("245", "008"), "450 ", Dialect.MARC21),
        (("001", "801"), "4500", Dialect.CNMARC),
        (("001", "008"), "450 ", Dialect.MARC21),
        (("200", "245", "008"), "450 ", Dialect.MARC21),
        (("001",), "4500", Dialect.MARC21),
        (("001",), "450 ", Dialect.CNMARC),
        ((), "", Dialect.CNMARC),
    ],
)
def test_the_family_goes_by_evidence(tags: tuple[str, ...], end: str, expected: Dialect) -> None:
    record = Parsed("00000nam  2200000   " + end, [(tag, "") for tag in tags])
    assert dialect_of(record) is expected
