"""The barcodes of a record, each with the fields that speak of it.

A field may hold several barcodes: where another of its subfields stands as often, each goes with its own,
otherwise it is said of all. Several fields may speak of one barcode.
"""

from collections.abc import Callable, Iterator

from gateway.translate.marc import values
from gateway.translate.marc.mapping import Place, Table
from gateway.translate.marc.said import Reason, Said
from protocols.marc import Field

ITEMS_LIMIT = 10_000
"""Items of one record: a daily paper for a quarter of a century, bound by the day."""

BARCODE_LIMIT = 64
"""Characters of a barcode. The longest on RFID tags have sixteen; with more it is some other field's text."""


class Copy:
    """One barcode in one field: the ``at``-th of ``among`` there."""

    __slots__ = ("among", "at", "barcode", "field")

    def __init__(self, barcode: str, field: Field, at: int, among: int) -> None:
        self.barcode = barcode
        self.field = field
        self.at = at
        self.among = among

    def value(self, place: Place) -> str:
        """What its field says of it at a place."""
        return values.clean(place.of(self.field, self.at, self.among))


def copies(fields: Iterator[Field], table: Table, say: Callable[[Said], None]) -> dict[str, list[Copy]]:
    """The copies by barcode, in their order. ``say`` is told of what can't be a barcode, and of miscounts."""
    found: dict[str, list[Copy]] = {}
    for field in fields:
        here = list(_barcodes(field, table, say))
        _count(field, table, len(here), say)
        for at, barcode in enumerate(here):
            if barcode not in found and len(found) == ITEMS_LIMIT:
                say(Said(Reason.TOO_MANY_ITEMS, field.tag, barcode))
                return found
            found.setdefault(barcode, []).append(Copy(barcode, field, at, len(here)))
    return found


def is_barcode(text: str) -> bool:
    """Whether a text can be a barcode at all."""
    return 0 < len(text) <= BARCODE_LIMIT and text.isprintable() and " " not in text


def _barcodes(field: Field, table: Table, say: Callable[[Said], None]) -> Iterator[str]:
    code = next((place.code for place in table.barcode if field.get(place.code)), "")
    texts = field.all(code) if code else ()
    for text in texts:
        for count, barcode in enumerate(values.barcodes(text, ranges=table.ranges)):
            if count > ITEMS_LIMIT:
                return
            if is_barcode(barcode):
                yield barcode
            else:
                say(Said(Reason.BAD_BARCODE, f"{field.tag}${code}", barcode[: Said.VALUE_LIMIT]))


def _count(field: Field, table: Table, found: int, say: Callable[[Said], None]) -> None:
    """The number of copies that the field states, if it names any of them, should be theirs."""
    stated = next(filter(None, (place.of(field) for place in table.copies)), "").strip()
    if found and stated.isdecimal() and stated.lstrip("0") != str(found):
        say(Said(Reason.COPIES_DIFFER, field.tag, f"{stated[: Said.VALUE_LIMIT // 2]}: {found}"))
