"""What a file brings into the library's records, and what became of each part of it.

Arriving records are nouns of the model in which a blank field says nothing: the file had no such column, or
an empty cell. They travel in batches, each small enough to be one unit of work beside the kiosks' messages.
"""

from datetime import datetime
from enum import StrEnum, auto
from typing import Final, TypeAlias

import msgspec

from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Bibliographic, Item
from gateway.model.patrons import Patron


class Noun(StrEnum):
    """What is counted of a load."""

    TITLES = "titles"
    ITEMS = "items"
    PATRONS = "patrons"
    LOANS = "loans"


class Verdict(StrEnum):
    """What became of one arriving record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RefusalCode(StrEnum):
    """Why an arriving record is not taken: the library's own records, or its cells, speak against it."""

    # titles and items
    OTHER_TITLE = auto()
    # readers
    NO_NAME = auto()
    NUMBER_TAKEN = auto()
    CARD_TAKEN = auto()
    # loans
    ITEM_UNKNOWN = auto()
    PATRON_UNKNOWN = auto()
    LENT_TO_ANOTHER = auto()
    LENT_SINCE = auto()
    OVER_ALREADY = auto()
    SET_ASIDE = auto()
    DUE_BEFORE_START = auto()
    STARTS_LATER = auto()
    # cells that are none (`gateway.loading.cells.CellFault`)
    DAMAGED_NUMBER = auto()
    NOT_A_DATE = auto()
    NOT_A_COUNT = auto()
    UNDECODABLE = auto()
    IDENTITY_NUMBER = auto()
    BAD_NUMBER = auto()
    TOO_LONG = auto()


class Refusal(msgspec.Struct, frozen=True):
    """Why one record is not taken; `facts` fill the sentence that people read."""

    code: RefusalCode
    facts: dict[str, str] = {}


class ArrivingTitle(msgspec.Struct, frozen=True, kw_only=True):
    """A title with its copies, as one catalogue record gives them."""

    bib: Bibliographic
    items: tuple[Item, ...] = ()


class ArrivingPatron(msgspec.Struct, frozen=True, kw_only=True):
    """A reader. `pin` is the PIN itself where the file brings one: who takes it in digests it at once."""

    patron: Patron
    pin: str = ""

    def __repr__(self) -> str:
        # Whatever prints what it was given prints no PIN.
        return f"ArrivingPatron(patron={self.patron.id}, pin={'given' if self.pin else 'none'})"


class ArrivingLoan(msgspec.Struct, frozen=True, kw_only=True):
    """A loan of another system.

    `patron` may be any number that names the reader; `terminal` is where it was lent.
    """

    item: ItemId
    patron: PatronId
    started: datetime
    due: datetime
    renewals: int = 0
    terminal: str = ""


class Titles(msgspec.Struct, frozen=True, kw_only=True):
    """Titles to be taken in.

    `move`: an item may go over from one title to another; `trial`: nothing is written.
    """

    arriving: tuple[ArrivingTitle, ...]
    move: bool = False
    trial: bool = False
    actor: str = ""


class Patrons(msgspec.Struct, frozen=True, kw_only=True):
    """Readers to be taken in; `trial`: nothing is written."""

    arriving: tuple[ArrivingPatron, ...]
    trial: bool = False
    actor: str = ""


class Loans(msgspec.Struct, frozen=True, kw_only=True):
    """Loans to be taken in; `trial`: nothing is written."""

    arriving: tuple[ArrivingLoan, ...]
    trial: bool = False
    actor: str = ""


Batch: TypeAlias = Titles | Patrons | Loans

BATCHES: Final[dict[str, type[Titles] | type[Patrons] | type[Loans]]] = {
    "items": Titles,
    "patrons": Patrons,
    "loans": Loans,
}
"""What can be loaded, by the word of the command line and of the control socket."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One record that was not taken: its place in the batch (from 0), the number that names it, and why."""

    place: int
    key: str
    refusal: Refusal


Tally: TypeAlias = dict[Noun, dict[Verdict, int]]
"""How many of each noun came to each verdict; what came to none is left out."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch."""

    tally: Tally
    refused: tuple[Refused, ...] = ()


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a whole file: its name, and what became of all that it brought."""

    file: str
    tally: Tally
    actor: str = ""


def added(one: Tally, other: Tally) -> Tally:
    """Both tallies together."""
    nouns = [noun for noun in Noun if noun in one or noun in other]
    return {noun: _sum(one.get(noun, {}), other.get(noun, {})) for noun in nouns}


def _sum(one: dict[Verdict, int], other: dict[Verdict, int]) -> dict[Verdict, int]:
    counts = {verdict: one.get(verdict, 0) + other.get(verdict, 0) for verdict in Verdict}
    return {verdict: count for verdict, count in counts.items() if count}
