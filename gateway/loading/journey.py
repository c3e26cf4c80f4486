"""What a file gives, carried in batches to where it is taken in, with one batch always on its way."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import msgspec

from gateway.loading.found import Arrived, Arriving, Found, Noted, Place, Unread
from gateway.model.arrivals import (
    ArrivingTitle,
    Batch,
    Noun,
    Refused,
    Taken,
    Tally,
    Verdict,
    added,
)

#: Records of one unit of work, a title's copies counted: the kiosks wait no longer than such a unit takes,
#: which is a few milliseconds.
BATCH_RECORDS: Final = 64

#: Bytes of catalogue records in one batch: their text travels within a message of bounded length.
BATCH_BYTES: Final = 256 * 1024


class Gate(Protocol):
    """Where batches are taken in, one on its way at a time."""

    def begin(self, batch: Batch) -> None:
        """Hand a batch over."""
        ...

    def end(self) -> Taken:
        """What became of the batch handed over last."""
        ...


class Reporter(Protocol):
    """Where it is put down why something was not taken."""

    def put(self, place: Place, key: str, code: str, facts: dict[str, str]) -> None:
        """One more."""
        ...


class Note(msgspec.Struct):
    """How often something was noted, and of what first."""

    facts: dict[str, str]
    first: Place
    count: int = 0


class SoFar(msgspec.Struct):
    """How far a load has come: what became of what, and what was noted, by code and what it is about.

    `carried` counts the batches whose answer is here; `stopped` says that somebody asked it to stop.
    """

    tally: Tally = {}
    notes: dict[tuple[str, str], Note] = {}
    carried: int = 0
    stopped: bool = False

    @property
    def refused(self) -> int:
        """How many were not taken."""
        return sum(counts.get(Verdict.REFUSED, 0) for counts in self.tally.values())

    @property
    def taken(self) -> int:
        """How many are in, new or not."""
        return sum(sum(counts.values()) for counts in self.tally.values()) - self.refused


class Journey:
    """One file's way in.

    `batch` makes a batch of records; `moved` is called after each, with how far it is; `stop` says whether
    somebody wants it to end.
    """

    def __init__(
        self,
        gate: Gate,
        batch: Callable[[tuple[Arriving, ...]], Batch],
        report: Reporter,
        *,
        moved: Callable[[SoFar], None],
        stop: Callable[[], bool],
    ) -> None:
        self._gate = gate
        self._batch = batch
        self._report = report
        self._moved = moved
        self._stop = stop
        self._away: tuple[Arrived, ...] = ()
        self.progress = SoFar()

    def carry(self, found: Iterable[Found]) -> SoFar:
        """Carry everything in; asked to stop, finish what is on its way."""
        try:
            for batch in _batches(self._records(found)):
                self._hand_over(batch)
                if self.progress.stopped or self._asked_to_stop():
                    break
        finally:
            # What was handed over may be in, whatever came in between: its answer is heard before all ends.
            self._hear()
        return self.progress

    def _asked_to_stop(self) -> bool:
        self.progress.stopped = self._stop()
        return self.progress.stopped

    def _records(self, found: Iterable[Found]) -> Iterator[Arrived]:
        """The records; what else was found is put down where it belongs.

        Where nothing but refusals come no batch ever ends: each of them may be the last.
        """
        for each in found:
            if not isinstance(each, Arrived) and self._asked_to_stop():
                return
            match each:
                case Arrived():
                    yield each
                case Unread():
                    self._count(each.noun, Verdict.REFUSED)
                    self._report.put(each.place, each.key, each.code, each.facts)
                case _:
                    self._note(each)

    def _note(self, noted: Noted) -> None:
        about = " ".join(noted.facts.values())
        note = self.progress.notes.setdefault((noted.code, about), Note(noted.facts, noted.place))
        note.count += 1

    def _count(self, noun: Noun, verdict: Verdict) -> None:
        self.progress.tally = added(self.progress.tally, {noun: {verdict: 1}})

    def _hand_over(self, batch: tuple[Arrived, ...]) -> None:
        self._hear()
        self._gate.begin(self._batch(tuple(arrived.record for arrived in batch)))
        self._away = batch

    def _hear(self) -> None:
        away, self._away = self._away, ()
        if not away:
            return
        taken = self._gate.end()
        self.progress.tally = added(self.progress.tally, taken.tally)
        self.progress.carried += 1
        for refused in taken.refused:
            self._put(away[refused.place], refused)
        self._moved(self.progress)

    def _put(self, arrived: Arrived, refused: Refused) -> None:
        refusal = refused.refusal
        self._report.put(arrived.place, refused.key, refusal.code, refusal.facts)


def _batches(records: Iterable[Arrived]) -> Iterator[tuple[Arrived, ...]]:
    """Records in batches, none larger than one unit of work may be, unless one record alone is."""
    batch: list[Arrived] = []
    count = size = 0
    for arrived in records:
        more, bytes_more = _weight(arrived.record)
        if batch and (count + more > BATCH_RECORDS or size + bytes_more > BATCH_BYTES):
            yield tuple(batch)
            batch, count, size = [], 0, 0
        batch.append(arrived)
        count, size = count + more, size + bytes_more
    if batch:
        yield tuple(batch)


def _weight(record: Arriving) -> tuple[int, int]:
    """How many rows a record is, and how many bytes of catalogue record it brings."""
    match record:
        case ArrivingTitle(bib=bib, items=items):
            return 1 + len(items), len(bib.record)
        case _:
            return 1, 0
