"""Which of the two families a record is of: CNMARC (and UNIMARC) or MARC 21. Nothing in ISO 2709 says it."""

from enum import StrEnum

from protocols.marc.record import Record


class Dialect(StrEnum):
    """A family of field tags."""

    CNMARC = "cnmarc"
    MARC21 = "marc21"


#: The entry map as each family ends its leader (leader/20-23).
ENTRY_MAP = {Dialect.CNMARC: "450 ", Dialect.MARC21: "4500"}


def dialect_of(record: Record) -> Dialect:
    """The family by evidence: where the title stands, else a field that the other lacks, else the leader.

    A title is in 200 or in 245, and neither tag means anything in the other family. Leaders lie: library
    systems made for MARC 21 end every leader with 4500.
    """
    for cnmarc, marc21 in (("200", "245"), ("801", "008")):
        if (cnmarc in record) != (marc21 in record):
            return Dialect.CNMARC if cnmarc in record else Dialect.MARC21
    return Dialect.MARC21 if record.leader.endswith(ENTRY_MAP[Dialect.MARC21]) else Dialect.CNMARC
