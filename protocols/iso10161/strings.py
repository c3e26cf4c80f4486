"""The string types of ISO 10161: which characters they take is the matter of `protocols.iso10161.charset`.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9, the ASN.1 module ISO-10161-ILL-1; reference file
ill.md §1.3.
"""

from typing import TypeAlias

from protocols.ber import Edifact, IllString, PrintableString, VisibleString

AccountNumber: TypeAlias = IllString
"""Account-Number: the account that is charged."""

TransportationMode: TypeAlias = IllString
"""Transportation-Mode: how a thing travels, in words."""

SecurityProblem: TypeAlias = IllString
"""Security-Problem: what is wrong, in words."""

IsoDate: TypeAlias = VisibleString
"""ISO-Date: ``YYYYMMDD`` by the sender's calendar."""

IsoTime: TypeAlias = VisibleString
"""ISO-Time: ``HHMMSS`` by the sender's clock, without a zone."""

AmountString: TypeAlias = PrintableString
"""AmountString: digits, blanks, full stops and commas."""

__all__ = [
    "AccountNumber",
    "AmountString",
    "Edifact",
    "IllString",
    "IsoDate",
    "IsoTime",
    "SecurityProblem",
    "TransportationMode",
]
