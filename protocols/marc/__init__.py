"""MARC records: ISO 2709 and XML, CNMARC and MARC 21, in whatever state they come.

``read`` goes through a file and gives a `Record` or a `Damage` at a time, never an exception; fields are
decoded when they are asked for. ``write`` gives valid ISO 2709 in UTF-8, ``to_pymarc`` pymarc's record.

Source: ISO 2709:2008, ISO 25577:2013, GB/T 33286-2016 (CNMARC), MARC 21.
"""

from protocols.marc.dialect import Dialect, dialect_of
from protocols.marc.errors import MarcError, UnknownCharset, Unwritable
from protocols.marc.exchange import from_pymarc, to_pymarc
from protocols.marc.file import read
from protocols.marc.found import Damage, DamageReason, Mend
from protocols.marc.raw import Raw
from protocols.marc.record import Field, Parsed, Record
from protocols.marc.write import write

__all__ = [
    "Damage",
    "DamageReason",
    "Dialect",
    "Field",
    "MarcError",
    "Mend",
    "Parsed",
    "Raw",
    "Record",
    "UnknownCharset",
    "Unwritable",
    "dialect_of",
    "from_pymarc",
    "read",
    "to_pymarc",
    "write",
]
