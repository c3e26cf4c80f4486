from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Any

import pytest

from gateway.loading import journey
from gateway.loading.found import Arrived, Found, Noted, Place, Unread
from gateway.loading.journey import Journey, Note, SoFar
from gateway.model.arrivals import (
    ArrivingLoan,
    ArrivingPatron,
    ArrivingTitle,
    Batch,
    Noun,
    Patrons,
    Refusal,
    RefusalCode,
    Refused,
    Taken,
    Verdict,
)
from gateway.model.items import Bibliographic
from gateway.ports import StoreDown
from tests import library as lib

NO_NAME = Refusal(RefusalCode.NO_NAME, {"number": "P0002"})


class Gate:
    """Takes everything but the second reader; `log` is what happened in its order."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.batches: list[Batch] = []
        self.broken = False

    def begin(self, batch: Batch) -> None:
        self.log.append("begin")
        self.batches.append(batch)

    def end(self) -> Taken:
        self.log.append("end")
        if self.broken:
            raise StoreDown("full")
        batch = self.batches[-1]
        assert isinstance(batch, Patrons)
        places = [n for n, came in enumerate(batch.arriving) if came.patron.id == lib.patron_id(2)]
        counts = {Verdict.NEW: len(batch.arriving) - len(places), Verdict.REFUSED: len(places)}
        refused = (Refused(place=place, key="P0002", refusal=NO_NAME) for place in places)
        return Taken(tally={Noun.PATRONS: counts}, refused=tuple(refused))


class Report:
    def __init__(self) -> None:
        self.lines: list[tuple[Any, ...]] = []

    def put(self, *line: Any) -> None:  # noqa: ANN401 - what a report takes
        self.lines.append(line)


def _batch(came: tuple[Any, ...]) -> Batch:
    return Patrons(arriving=came)


class Trip:
    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self.gate, self.report = Gate(), Report()
        self.moved: list[int] = []
        self.journey = Journey(self.gate, _batch, self.report, moved=self._moved, stop=stop)

    def _moved(self, so_far: SoFar) -> None:
        self.moved.append(so_far.taken)


def readers(*numbers: int) -> Iterator[Found]:
    for number in numbers:
        yield Arrived(Place(number + 1), ArrivingPatron(patron=lib.patron(number)))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "BATCH_RECORDS", 3)
    monkeypatch.setattr(journey, "BATCH_BYTES", 100)


def test_records_go_in_batches_while_the_next_is_read() -> None:
    trip = Trip()
    read: list[str] = trip.gate.log

    def found() -> Iterator[Found]:
        for each in readers(*range(3, 8)):
            read.append("read")
            yield each

    so_far = trip.journey.carry(found())
    assert [len(batch.arriving) for batch in trip.gate.batches] == [3, 2]
    assert read == [*["read"] * 4, "begin", "read", "end", "begin", "end"]
    assert trip.moved == [3, 5]
    assert (so_far.taken, so_far.refused, so_far.carried, so_far.stopped) == (5, 0, 2, False)


def test_whatever_is_refused_is_reported_with_its_place() -> None:
    trip = Trip()
    unread = Unread(Place(9, 77), Noun.PATRONS, "P9", "empty-cell", {"column": "x"})
    so_far = trip.journey.carry([*readers(1), unread, *readers(2, 3)])
    assert trip.report.lines == [
        (Place(9, 77), "P9", "empty-cell", {"column": "x"}),
        (Place(3), "P0002", RefusalCode.NO_NAME, {"number": "P0002"}),
    ]
    assert so_far.tally == {Noun.PATRONS: {Verdict.NEW: 2, Verdict.REFUSED: 2}}


def test_notes_are_counted_by_what_they_are_about() -> None:
    trip = Trip()
    notes = (Noted(Place(2), "unused-column", {"column": name}) for name in ("a", "b", "a"))
    so_far = trip.journey.carry(notes)
    assert so_far.notes == {
        ("unused-column", "a"): Note({"column": "a"}, Place(2), 2),
        ("unused-column", "b"): Note({"column": "b"}, Place(2), 1),
    }
    assert (so_far.tally, trip.gate.log) == ({}, [])


def test_asked_to_stop_it_ends_with_the_batch_on_its_way() -> None:
    trip = Trip(stop=lambda: True)
    so_far = trip.journey.carry(readers(*range(3, 20)))
    assert (so_far.stopped, so_far.taken) == (True, 3)
    assert trip.gate.log == ["begin", "end"]


def test_asked_to_stop_it_reads_no_more_of_what_is_all_refused() -> None:
    trip = Trip(stop=lambda: len(trip.report.lines) >= 5)
    unread = Unread(Place(9), Noun.PATRONS, "", "open-quote")
    so_far = trip.journey.carry(chain(readers(1), repeat(unread)))
    assert (so_far.stopped, so_far.taken, len(trip.report.lines)) == (True, 1, 5)
    assert trip.gate.log == ["begin", "end"]


def test_what_breaks_in_the_file_leaves_nothing_unheard() -> None:
    trip = Trip()

    def found() -> Iterator[Found]:
        yield from readers(3, 4, 5, 6)
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        trip.journey.carry(found())
    assert trip.gate.log == ["begin", "end"]
    assert trip.journey.progress.taken == 3


def test_what_breaks_at_the_gate_ends_the_journey() -> None:
    trip = Trip()
    trip.gate.broken = True
    with pytest.raises(StoreDown):
        trip.journey.carry(readers(*range(3, 20)))
    assert trip.gate.log == ["begin", "end"]
    assert trip.journey.progress.taken == 0


def test_copies_and_bytes_count_towards_a_batch() -> None:
    def title(copies: int, size: int) -> Arrived:
        bib = Bibliographic(id="b", agency=lib.HOME, title="t", record=b"x" * size)
        items = tuple(lib.item(number) for number in range(copies))
        return Arrived(Place(1), ArrivingTitle(bib=bib, items=items))

    loan = Arrived(
        Place(1),
        ArrivingLoan(item=lib.item_id(), patron=lib.patron_id(), started=lib.NOW, due=lib.NOW),
    )

    def sizes(*records: Arrived) -> list[int]:
        return [len(batch) for batch in journey._batches(records)]

    assert sizes(title(1, 0), title(0, 0), title(0, 0)) == [2, 1]
    assert sizes(title(9, 0), title(0, 0)) == [1, 1]
    assert sizes(title(0, 60), title(0, 60), title(0, 400)) == [1, 1, 1]
    assert sizes(loan, loan, loan, loan) == [3, 1]
    assert sizes() == []
