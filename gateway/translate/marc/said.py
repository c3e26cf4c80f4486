"""What there is to say of a record that was read: why a part of it was refused, or taken with a note."""

from enum import StrEnum

import msgspec


class Reason(StrEnum):
    """The first four are refusals, the others notes."""

    NO_TITLE = "no-title"  # the whole record
    UNWRITABLE = "unwritable"  # the whole record: it can't be kept in ISO 2709
    BAD_BARCODE = "bad-barcode"
    TOO_MANY_ITEMS = "too-many-items"

    NO_ITEMS = "no-items"
    NO_CONTROL_NUMBER = "no-control-number"
    OTHER_LIBRARY = "other-library"
    ISBN_CHECK_DIGIT = "isbn-check-digit"
    PRICE_NOT_OWN = "price-not-own"
    UNKNOWN_LOCATION = "unknown-location"
    UNKNOWN_STATUS = "unknown-status"
    COPIES_DIFFER = "copies-differ"


class Said(msgspec.Struct, frozen=True):
    """One refusal or note: why, where in the record (a tag, or ``905$b``), and what stood there, cut."""

    VALUE_LIMIT = 80  # one line of a report

    reason: Reason
    where: str = ""
    value: str = ""
