"""The demo library: a small CUMT with invented books and readers, made anew at the first start.

What others may rely on is in the README: P0001 to P0010 in good standing, B000001 to B000099 on the shelf.
P0011 to P0020 and the items from B000100 on belong to the scenes: each has a story.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pymarc

from gateway.demo.titles import TITLES, Title
from gateway.model.changes import Record
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.model.loans import Hold, HoldKind, Loan
from gateway.model.patrons import BlockReason, Card, CardKind, Patron, PatronBlock
from gateway.ports import PinDigest

CUMT = AgencyId("CUMT")
XZNU = AgencyId("XZNU")
PIN = "1234"

COPIES = 3

#: Items up to this one stand on the shelf and are lent to anybody; the others have stories.
SHELVED = 99
PATRONS = 20
ITEMS = COPIES * len(TITLES)

#: The library's branches by campus, and the locations in which its books stand.
NANHU_SCIENCE, NANHU_SOCIAL, NANHU_REFERENCE, WENCHANG_STACKS = "NH-3F", "NH-2F", "NH-REF", "WC-1F"

#: The books that have a story, by barcode.
LENT_TO_P0012 = "B000101"
OVERDUE_WITH_P0013 = "B000103"
OF_WENCHANG = "B000106"
RESERVED_BY_P0014 = "B000109"
LENT_TO_P0015 = "B000112"


def item_id(number: int) -> ItemId:
    """The item with that running number."""
    return ItemId(CUMT, f"B{number:06d}")


def patron_id(number: int) -> PatronId:
    """The reader with that running number."""
    return PatronId(CUMT, f"P{number:04d}")


def _isbn(number: int) -> str:
    """An ISBN-13 of the Chinese group with a right check digit, and a publisher that does not exist."""
    digits = f"978756469{number:03d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def marc_record(number: int, title: Title) -> bytes:
    """The title's CNMARC record, with its class number in 690 and its holding in 905."""
    record = pymarc.Record(to_unicode=True, force_utf8=True, leader="     nam  22     3  450 ")
    subfield = pymarc.Subfield
    fields = (
        ("010", "  ", [("a", _isbn(number))]),
        ("101", "0 ", [("a", "chi")]),
        ("200", "1 ", [("a", title.title), ("f", f"{title.author}著")]),
        ("210", "  ", [("a", "徐州"), ("c", title.publisher), ("d", title.year)]),
        ("690", "  ", [("a", title.class_number), ("v", "5")]),
        ("701", " 0", [("a", title.author), ("4", "著")]),
        ("905", "  ", [("a", CUMT.value), ("d", title.class_number), ("e", title.book_number)]),
    )
    record.fields.append(pymarc.Field(tag="001", data=f"CUMT{number:06d}"))
    for tag, indicators, subfields in fields:
        record.fields.append(
            pymarc.Field(
                tag=tag,
                indicators=pymarc.Indicators(*indicators),
                subfields=[subfield(code=code, value=value) for code, value in subfields],
            )
        )
    return record.as_marc()


def _bibliographic(number: int, title: Title) -> Bibliographic:
    return Bibliographic(
        id=f"CUMT{number:06d}",
        agency=CUMT,
        title=title.title,
        author=title.author,
        publisher=title.publisher,
        year=title.year,
        isbn=_isbn(number),
        class_number=title.class_number,
        record=marc_record(number, title),
    )


def _place(number: int, title: Title) -> str:
    if number == int(OF_WENCHANG[1:]):
        return WENCHANG_STACKS
    if title.title.endswith(("辞典", "词典")) and number > SHELVED:
        return NANHU_REFERENCE
    return NANHU_SCIENCE if title.class_number[0] >= "N" else NANHU_SOCIAL


def _item(number: int, title: Title, bib: str) -> Item:
    place = _place(number, title)
    lent = item_id(number).barcode in {LENT_TO_P0012, OVERDUE_WITH_P0013, RESERVED_BY_P0014, LENT_TO_P0015}
    return Item(
        id=item_id(number),
        title=title.title,
        author=title.author,
        bib=bib,
        call_number=title.call_number,
        item_type="工具书" if place == NANHU_REFERENCE else "普通图书",
        collection="中文图书",
        permanent_location=place,
        current_location=place,
        permanent_shelf=f"{place}-{number:04d}",
        status=ItemStatus.CHARGED if lent else ItemStatus.AVAILABLE,
        price_fen=4800,
    )


def _copies() -> Iterator[tuple[int, Title, str]]:
    """Every item's number with its title: the first fifty numbers are first copies, and so on."""
    for copy in range(COPIES):
        for place, title in enumerate(TITLES, start=1):
            yield copy * len(TITLES) + place, title, f"CUMT{place:06d}"


NOT_INDUCTED, EXPIRED, LOST_A_CARD, GUEST = 16, 17, 18, 20

_CATEGORIES = ("本科生", "研究生", "教职工")
_COLLEGES = ("矿业工程学院", "计算机科学与技术学院", "公共管理学院", "环境与测绘学院")
_NAMES = (
    *("陈一鸣", "李思远", "王若兰", "赵明轩", "钱清婉", "周子昂", "吴雨桐", "郑浩然", "冯佳怡", "褚天成"),
    *("卫书瑶", "沈墨白", "韩雪松", "杨柳青", "朱怀瑾", "秦观海", "尤勇", "许诺", "何以宁", "吕方"),
)


def _patron(number: int, now: datetime, pin: PinDigest) -> Patron:
    identity = patron_id(number)
    blocks: tuple[PatronBlock, ...] = ()
    expires = date(now.year + 3, 6, 30)
    cards = [Card(f"{0xA1B2C300 + number:08X}", CardKind.CHIP)]
    category = _CATEGORIES[(number - 1) % 3]
    if number == NOT_INDUCTED:
        blocks = (
            PatronBlock(
                reason=BlockReason.NO_INDUCTION,
                text="新生入馆教育",
                link="http://lib.example.edu.cn/induction",
                since=now - timedelta(days=60),
            ),
        )
    elif number == EXPIRED:
        expires = (now - timedelta(days=30)).date()
    elif number == LOST_A_CARD:
        cards.append(Card("OLD0018", CardKind.EARLIER, lost=True))
    elif number == GUEST:
        category = "校外个人读者"
    return Patron(
        id=identity,
        name=_NAMES[number - 1],
        category=category,
        college=_COLLEGES[number % 4],
        campus="南湖校区" if number % 5 else "文昌校区",
        class_name=f"{now.year - 2}级{number % 4 + 1}班",
        home_library=CUMT,
        expires=expires,
        cards=tuple(cards),
        blocks=blocks,
        pin=pin(identity, PIN),
        email=f"p{number:04d}@reader.example.edu.cn",
    )


def records(now: datetime, zone: ZoneInfo, pin: PinDigest) -> Iterator[Record]:
    """Everything the demo library holds at its first start. Dates are reckoned from `now`."""
    for place, title in enumerate(TITLES, start=1):
        yield _bibliographic(place, title)
    for number, title, bib in _copies():
        yield _item(number, title, bib)
    for number in range(1, PATRONS + 1):
        yield _patron(number, now, pin)
    yield from _stories(now, zone)


def _stories(now: datetime, zone: ZoneInfo) -> Iterator[Record]:
    """The loans and the hold with which the scenes begin."""

    def lent(name: str, barcode: str, patron: int, days_ago: int, days: int) -> Loan:
        started = now - timedelta(days=days_ago)
        last_day = started.astimezone(zone).date() + timedelta(days=days)
        due = datetime.combine(last_day, time(23, 59, 59), zone)
        return Loan(
            id=name,
            item=ItemId(CUMT, barcode),
            patron=patron_id(patron),
            started=started,
            due=due.astimezone(now.tzinfo),
            terminal="desk",
        )

    yield lent("demo-loan-1", LENT_TO_P0012, 12, days_ago=5, days=30)
    yield lent("demo-loan-2", OVERDUE_WITH_P0013, 13, days_ago=40, days=30)
    yield lent("demo-loan-3", RESERVED_BY_P0014, 12, days_ago=3, days=30)
    yield lent("demo-loan-4", LENT_TO_P0015, 15, days_ago=2, days=30)
    yield Hold(
        id="demo-hold-1",
        patron=patron_id(14),
        kind=HoldKind.ITEM,
        item=ItemId(CUMT, RESERVED_BY_P0014),
        title=TITLES[(int(RESERVED_BY_P0014[1:]) - 1) % len(TITLES)].title,
        pickup="NH-1F",
        placed=now - timedelta(days=1),
    )
