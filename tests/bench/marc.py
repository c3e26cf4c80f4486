"""What reading a catalogue costs, ours beside pymarc: run as `python -m tests.bench.marc`.

Processor time, since others may work on the machine; the best of three, one thread.
"""

from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

import pymarc

from gateway.config.holdings import Holdings
from gateway.model.identity import AgencyId
from gateway.translate.marc import holdings
from protocols import marc
from tests.bench.tables import Table, main
from tests.marc_records import BOOK, iso2709

RECORDS = 5_000
ITEMS = 2
CHUNK = 64 * 1024

MAPPING = Holdings().mapping()
US = AgencyId("CUMT")

#: About as long as records of a university's catalogue are: some 1.2 kB in GB18030.
NOTES = (
    ("215", "  $a263页$c图$d26cm"),
    ("300", "  $a高等学校人工智能通识教材，附录含习题参考答案与实验指导"),
    ("330", "  $a" + "全书共十三章，介绍人工智能的基本概念、发展简史、主要研究内容与各种应用。" * 8),
    ("606", "0 $a人工智能$x高等学校$j教材"),
)


def file(charset: str) -> bytes:
    """A file of CNMARC, two items to a record."""
    records = []
    for number in range(RECORDS):
        own = {"001": f"CUMT{number:08}", "905": f"  $aCUMT$b{number:07}1$b{number:07}2$dTP18$e{number}"}
        fields = [(tag, own.get(tag, text)) for tag, text in (*BOOK[:5], *NOTES, *BOOK[5:])]
        records.append(iso2709(fields, charset))
    return b"\r\n".join(records) + b"\r\n"


def pieces(data: bytes) -> Iterator[bytes]:
    """As a file would be read."""
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def cut(data: bytes) -> int:
    """Records found, none of their fields read."""
    return sum(1 for _ in marc.read(pieces(data)))


def everything(data: bytes) -> int:
    """Every subfield of every record read."""
    return sum(bool(list(record.everything())) for record in sound(data))


def sound(data: bytes) -> Iterator[marc.Record]:
    """The records of the measurement's own file, all of them whole."""
    for record in marc.read(pieces(data)):
        assert isinstance(record, marc.Record)
        yield record


def items(data: bytes) -> int:
    """Titles and items, each record written again in UTF-8."""
    return sum(len(holdings.read(record, MAPPING, US).items) == ITEMS for record in sound(data))


def peer(data: bytes, charset: str, *, again: bool) -> int:
    """pymarc, which reads every field at once. ``again``: and takes title and barcodes, writes it in UTF-8.

    It stops at a line end between records, so none are there for it.
    """
    count = 0
    reader = pymarc.MARCReader(
        data.replace(b"\r\n", b""), file_encoding=charset, force_utf8=charset == "utf-8"
    )
    for record in reader:
        assert record is not None
        if again:
            title, barcodes = (
                record["200"]["a"],
                [code for field in record.get_fields("905") for code in field.get_subfields("b")],
            )
            assert title
            assert len(barcodes) == ITEMS
            assert record.as_marc()
        count += 1
    return count


def rate(work: Callable[[], int]) -> float:
    """Records per second of processor time."""
    best = float("inf")
    for _ in range(3):
        began = process_time()
        if work() != RECORDS:
            raise RuntimeError("not every record was read")
        best = min(best, process_time() - began)
    return RECORDS / best


#: What is done, and what pymarc does that comes to the same.
WAYS: tuple[tuple[str, Callable[[bytes], int], bool], ...] = (
    ("records found", cut, False),
    ("every subfield read", everything, False),
    ("title, items, record in UTF-8", items, True),
)


def measure() -> Table:
    """Each way of reading, in both character sets, beside pymarc."""
    rows = []
    for charset in ("gb18030", "utf-8"):
        data = file(charset)
        theirs = {again: rate(partial(peer, data, charset, again=again)) for again in (False, True)}
        for name, work, again in WAYS:
            ours = rate(partial(work, data))
            ratio = f"{ours / theirs[again]:.1f}"
            rows.append((f"{name}, {charset}", f"{ours:,.0f}", f"{theirs[again]:,.0f}", ratio))
    return Table(
        title="MARC records",
        said=f"{RECORDS:,} CNMARC records of some 1.3 kB, two items each; one thread, processor time.",
        heads=("reading", "records/s", "pymarc", "ratio"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
