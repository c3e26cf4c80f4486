"""Names of agencies, items and patrons that hold across a consortium.

Eighteen libraries number their books and readers alone, so a barcode or a card number says little without the
agency that gave it: two libraries' equal barcodes are two items.
"""

import msgspec


class AgencyId(msgspec.Struct, frozen=True, order=True):
    """A library or system in an identifier scheme; ``ISIL`` (ISO 15511) unless said otherwise."""

    value: str
    scheme: str = "ISIL"

    def __str__(self) -> str:
        # An ISIL may itself hold a colon (ISO 15511, 5.1): it is then written with its scheme.
        bare = self.scheme == "ISIL" and ":" not in self.value
        return self.value if bare else f"{self.scheme}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> "AgencyId":
        """The agency that ``str()`` wrote; a bare value is an ISIL."""
        scheme, colon, value = text.partition(":")
        return cls(value, scheme) if colon else cls(text)


class ItemId(msgspec.Struct, frozen=True, order=True):
    """One physical item: the agency that owns it and the number (barcode) that agency gave it."""

    owner: AgencyId
    barcode: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.barcode}"


class PatronId(msgspec.Struct, frozen=True, order=True):
    """One reader: the agency that registered him and the number it gave, at a university the 学工号."""

    agency: AgencyId
    number: str

    def __str__(self) -> str:
        return f"{self.agency}.{self.number}"


class ItemRef(msgspec.Struct, frozen=True):
    """An item as a terminal or a partner names it: a barcode, and the owner where its tag says so."""

    barcode: str
    owner: AgencyId | None = None


class PatronRef(msgspec.Struct, frozen=True):
    """A reader as a terminal names him: every spelling that the number read may stand for, likeliest first.

    A card reader may give a chip number in hex, in decimal, or byte-reversed; which spellings to try is a
    property of the terminal (`gateway.model.cards.spellings`).
    """

    spellings: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The number as it was read."""
        return self.spellings[0] if self.spellings else ""
