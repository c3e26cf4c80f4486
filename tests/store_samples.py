"""A reader, a book and what happens to them, for tests of whatever keeps them."""

from datetime import UTC, date, datetime, timedelta

from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import Checkout, Origin
from gateway.model.identity import AgencyId, ItemId, ItemRef, PatronId, PatronRef
from gateway.model.inbound import Inbound
from gateway.model.items import Bibliographic, Item, ItemStatus, Media
from gateway.model.kiosks import KioskState
from gateway.model.loans import (
    Fee,
    FeeKind,
    Hold,
    HoldKind,
    HoldState,
    Loan,
    LoanState,
    Payment,
    PaymentKind,
)
from gateway.model.patrons import BlockReason, Card, CardKind, Patron, PatronBlock

CUMT = AgencyId("CUMT")
SCHOOL = AgencyId("school", "local")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)

READER = Patron(
    id=PatronId(CUMT, "P0001"),
    name="马月坤",
    category="研究生",
    college="计算机学院",
    campus="南湖",
    class_name="计科26-1",
    home_library=SCHOOL,
    expires=date(2029, 6, 30),
    cards=(Card("04A1B2C3", CardKind.CHIP), Card("OLD-1", CardKind.EARLIER, lost=True)),
    blocks=(
        PatronBlock(
            reason=BlockReason.NO_INDUCTION, text="未通过入馆教育", link="https://lib.example/in", since=NOW
        ),
        PatronBlock(reason=BlockReason.SUSPENDED, since=NOW, until=date(2026, 12, 1)),
    ),
    pin=b"\x00digest\xff",
    email="p0001@example.edu",
    phone="0516-0000",
    birth_date=date(2003, 2, 1),
)
OTHER = Patron(id=PatronId(CUMT, "P0002"), name="李四", category="本科生")
BOOK = Item(
    id=ItemId(CUMT, "B000001"),
    title="人工智能导论",
    author="马月坤",
    bib="T1",
    call_number="TP18/1",
    media=Media.BOOK_WITH_CD,
    status=ItemStatus.AVAILABLE,
    price_fen=4980,
)
TITLE = Bibliographic(id="T1", agency=CUMT, title="人工智能导论", record=b"00026nam0 2200000\x1e\x1d")
LOAN = Loan(
    id="L1",
    item=BOOK.id,
    patron=READER.id,
    started=NOW,
    due=NOW + timedelta(days=30),
    renewals=1,
    renewed_at=NOW,
    previous_due=NOW + timedelta(days=15),
    reported_at=NOW + timedelta(days=20),
    terminal="kiosk1",
)
HOLD = Hold(id="H1", patron=OTHER.id, kind=HoldKind.TITLE, bib="T1", pickup="一楼大厅", placed=NOW)
FEE = Fee(id="F1", patron=READER.id, kind=FeeKind.OVERDUE, amount=300, paid=100, created=NOW, loan="L1")
PAYMENT = Payment(
    id="M1",
    patron=READER.id,
    amount=100,
    kind=PaymentKind.ALIPAY,
    reference="2026-1",
    at=NOW,
    terminal="kiosk1",
    parts=(("F1", 100),),
)
KIOSK = KioskState(name="kiosk1", paper_out=True, last_seen=NOW, last_message="sip2 99", print_width=40)


def saved(*records: Record) -> Changes:
    """Changes that write these records."""
    return Changes(records=records)


def event(subject: str, kind: str = "checkout", *, conflict: bool = False, cause: str = "") -> Event:
    """Something that happened to a subject."""
    return Event(
        kind=kind,
        subject=subject,
        at=NOW,
        cause=cause,
        conflict=conflict,
        data={"书": "导论", "fen": 3, "none": None},
    )


def hold(name: str, **changes: object) -> Hold:
    """A hold of its own id, with some values changed."""
    values = {
        "patron": OTHER.id,
        "kind": HoldKind.TITLE,
        "bib": "T1",
        "pickup": "一楼大厅",
        "placed": NOW,
        "state": HoldState.QUEUED,
        **changes,
    }
    return Hold(id=name, **values)  # type: ignore[arg-type]


def loan(name: str, state: LoanState = LoanState.OPEN, day: int = 0, item: ItemId = BOOK.id) -> Loan:
    """A loan started some days later, due a month after that."""
    started = NOW + timedelta(days=day)
    return Loan(
        id=name, item=item, patron=READER.id, started=started, due=started + timedelta(days=30), state=state
    )


def message(ref: str, key: bytes = b"k", terminal: str = "kiosk1", seconds: int = 0) -> Inbound:
    """A checkout as a kiosk sent it some seconds later."""
    return Inbound(
        ref=ref,
        at=NOW + timedelta(seconds=seconds),
        origin=Origin(agency=CUMT, terminal=terminal),
        body=Checkout(at=NOW, patron=PatronRef(("P0001",)), item=ItemRef("B000001")),
        kind="sip2 11",
        key=key,
        link="link-1",
        sequenced=True,
        text="11YN|AD****|",
    )
