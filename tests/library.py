"""A small library for the tests of its rules: one Monday morning, three branches, readers and books."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from gateway.circulation.policy import CategoryLimits, Policy, Rule
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import Origin
from gateway.model.identity import AgencyId, ItemId, ItemRef, PatronId, PatronRef
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldKind, HoldState, Loan
from gateway.model.outcomes import Outcome
from gateway.model.patrons import Card, Patron
from gateway.model.problems import NoticeCode, Problem, ProblemCode

replace = msgspec.structs.replace

HOME = AgencyId("CUMT")
OTHER = AgencyId("NJU")
ZONE = ZoneInfo("Asia/Shanghai")

#: Monday 2 March 2026, ten o'clock in Xuzhou.
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

UNDERGRADUATE = "本科生"
#: A month, twice; ten fen a day up to one yuan.
RULE = Rule(loan_days=30, renewals=2, fine_per_day_fen=10, fine_cap_fen=100)
LIMITS = CategoryLimits(loans=3, overdue=0, holds=2, fees_fen=500)

BRANCHES = MappingProxyType(
    {"hall": "south", "stacks": "south", "gate": "north", "reading": "north", "far": "far"}
)
KIOSK = Origin(agency=HOME, terminal="kiosk1", location="hall", may_force=True, force_after=300)


def end_of(day: date) -> datetime:
    """The last second of a day in Xuzhou, in UTC."""
    return datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)


def setting(*rules: Rule, limits: CategoryLimits = LIMITS, **changes: Any) -> Setting:  # noqa: ANN401
    """The library with these terms; its ids count up from ``n1``."""
    numbers = count(1)
    own = Setting(
        agency=HOME,
        zone=ZONE,
        new_id=lambda: f"n{next(numbers)}",
        policy=Policy(rules=rules or (RULE,), limits=(limits,)),
        branch_of=BRANCHES,
    )
    return replace(own, **changes)


def policy(**changes: Any) -> Policy:  # noqa: ANN401 - fields of Policy
    """The usual terms but for these."""
    return replace(Policy(rules=(RULE,), limits=(LIMITS,)), **changes)


def patron_id(number: int | str = 1) -> PatronId:
    """The reader P0001, or of that number."""
    return PatronId(HOME, f"P{number:04}" if isinstance(number, int) else number)


def item_id(number: int | str = 1) -> ItemId:
    """The item B000001, or of that number."""
    return ItemId(HOME, f"B{number:06}" if isinstance(number, int) else number)


def patron_ref(number: int = 1) -> PatronRef:
    """How a terminal names that reader."""
    return PatronRef((patron_id(number).number,))


def item_ref(number: int = 1) -> ItemRef:
    """How a terminal names that item."""
    return ItemRef(item_id(number).barcode)


def patron(number: int = 1, **changes: Any) -> Patron:  # noqa: ANN401 - fields of Patron
    """A reader in good standing."""
    person = Patron(
        id=patron_id(number),
        name=f"读者{number}",
        category=UNDERGRADUATE,
        cards=(Card(f"C{number:04}"),),
    )
    return replace(person, **changes)


def item(number: int = 1, **changes: Any) -> Item:  # noqa: ANN401 - fields of Item
    """A book that stands in the stacks of the southern branch."""
    book = Item(
        id=item_id(number),
        title=f"书{number}",
        bib=f"bib{number}",
        item_type="普通图书",
        permanent_location="stacks",
        current_location="stacks",
        price_fen=4500,
    )
    return replace(book, **changes)


def loan(number: int = 1, reader: int = 1, **changes: Any) -> Loan:  # noqa: ANN401 - fields of Loan
    """A loan that began ten days ago and is due in twenty."""
    lent = Loan(
        id=f"loan{number}",
        item=item_id(number),
        patron=patron_id(reader),
        started=NOW - 10 * DAY,
        due=end_of(TODAY + 20 * DAY),
        terminal="kiosk1",
    )
    return replace(lent, **changes)


def overdue_loan(days: int, number: int = 1, reader: int = 1, **changes: Any) -> Loan:  # noqa: ANN401
    """A loan that fell due that many days ago."""
    lent = loan(number, reader, started=NOW - 60 * DAY, due=end_of(TODAY - days * DAY))
    return replace(lent, **changes)


def hold(number: int = 1, reader: int = 2, kind: HoldKind = HoldKind.TITLE, **changes: Any) -> Hold:  # noqa: ANN401
    """A hold on the title, or the item, of that number; its id tells its reader."""
    claim = Hold(
        id=f"hold{reader}",
        patron=patron_id(reader),
        kind=kind,
        item=item_id(number) if kind is HoldKind.ITEM else None,
        bib=f"bib{number}",
        title=f"书{number}",
        pickup="hall",
        placed=NOW - 5 * DAY + reader * MINUTE,
    )
    return replace(claim, **changes)


def ready(number: int = 1, reader: int = 2, **changes: Any) -> Hold:  # noqa: ANN401 - fields of Hold
    """A hold whose copy waits on the hold shelf."""
    waiting = hold(
        number,
        reader,
        state=HoldState.READY,
        caught=item_id(number),
        pickup_by=end_of(TODAY + 3 * DAY),
    )
    return replace(waiting, **changes)


def fee(name: str = "fee1", amount: int = 300, reader: int = 1, **changes: Any) -> Fee:  # noqa: ANN401
    """Money that a reader owes for nothing in particular."""
    owed = Fee(id=name, patron=patron_id(reader), kind=FeeKind.OTHER, amount=amount, created=NOW - DAY)
    return replace(owed, **changes)


def reader_file(person: Patron | None = None, **parts: Any) -> PatronFile:  # noqa: ANN401
    """A reader's file; the first reader's where none is given."""
    return PatronFile(patron=person or patron(), **parts)


def book_file(book: Item | None = None, **parts: Any) -> ItemFile:  # noqa: ANN401 - fields of ItemFile
    """An item's file; the first item's where none is given."""
    return ItemFile(item=book or item(), **parts)


def lent_file(lent: Loan | None = None, book: Item | None = None, **parts: Any) -> ItemFile:  # noqa: ANN401
    """The file of an item that is on loan."""
    return book_file(
        book or item(status=ItemStatus.CHARGED),
        loan=lent or loan(),
        last_loan=lent or loan(),
        borrower=parts.pop("borrower", patron()),
        **parts,
    )


def codes(outcome: Outcome) -> list[ProblemCode]:
    """Why something was refused."""
    return [problem.code for problem in outcome.problems]


def told(outcome: Outcome) -> list[NoticeCode]:
    """What else was said."""
    return [notice.code for notice in outcome.notices]


def only(kind: type[Any], changes: Changes) -> Any:  # noqa: ANN401 - the one record of that kind
    """The one record of a kind that is to be written."""
    (record,) = written(kind, changes)
    return record


def written(kind: type[Any], changes: Changes) -> list[Record]:
    """The records of a kind that are to be written."""
    return [record for record in changes.records if isinstance(record, kind)]


def event(kind: str, changes: Changes) -> Event:
    """The one event of a kind."""
    (found,) = (one for one in changes.events if one.kind == kind)
    return found


UNKNOWN_PATRON = Problem(ProblemCode.PATRON_UNKNOWN)
UNKNOWN_ITEM = Problem(ProblemCode.ITEM_UNKNOWN)
