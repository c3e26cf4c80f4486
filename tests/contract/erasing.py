"""What every database promises of an erasure: refused without a trace, finished whatever breaks it off."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.model.inbound import Named
from gateway.model.keeping import Erased, ErasedInPart, Standing
from gateway.ports import Ledger, Store, StoreDown
from gateway.store.cleaning import begun
from gateway.store.erasure import erasures
from gateway.store.traces import STRETCH
from tests.kept import ANSWER, DAY, TERMS, Kept, happened
from tests.memory_store import result
from tests.store_samples import LOAN, NOW, READER, message

replace = msgspec.structs.replace


def stuff(kept: Kept, number: int) -> None:
    """So many messages about somebody else."""

    def unit(ledger: Ledger) -> None:
        for place in range(number):
            heard = replace(message(f"x{place}"), kind="sip2 11", text="11…|AAP0002|ABB2|")
            ledger.remember(heard, "120…|AAP0002|", Named(patron="P0002"))

    kept.do(unit)


def borrow(kept: Kept, ref: str = "m9") -> None:
    """He comes to a kiosk and takes a book."""
    heard = replace(message(ref), key=b"fresh", kind="sip2 11", text="11…|AAP0001|ABB000001|")

    def unit(ledger: Ledger) -> None:
        ledger.remember(heard, ANSWER, Named(item="B000001", patron="P0001"))
        lent = happened("item CUMT.B000001", patron="CUMT.P0001", loan="L1")
        ledger.save(Changes(records=(LOAN,), events=(lent,)))

    kept.do(unit)


class Broken:
    """Rests that do something, each once."""

    def __init__(self, kept: Kept, *then: Callable[[], object]) -> None:
        self._then = list(then)
        kept.keeper._rest = self

    async def __call__(self, _: float) -> None:
        if self._then:
            self._then.pop(0)()


def down() -> None:
    raise StoreDown("the disk is full")


class ErasingContract:
    """The promises."""

    @pytest.fixture
    def kept(self, store: Store, tmp_path: Path) -> Kept:
        return Kept(store, tmp_path)

    def test_a_refused_erasure_has_changed_nothing(self, kept: Kept) -> None:
        """Whenever he borrows, a repeat of that message finds its answer."""
        kept.save(READER, events=[happened("item CUMT.B000002", patron="CUMT.P0001")])
        kept.hear("m1")
        decides = kept.keeper._commit

        async def first(unit: Callable[..., Any]) -> Any:  # noqa: ANN401 - as `Caretaker._commit`
            kept.keeper._commit = decides  # type: ignore[method-assign]
            borrow(kept)
            return await decides(unit)

        kept.keeper._commit = first  # type: ignore[method-assign]
        assert isinstance(kept.erase(), Standing)
        assert kept.do(lambda ledger: ledger.remembered(b"fresh", NOW - timedelta(minutes=10))) is not None
        dossier = kept.dossier()
        assert dossier is not None
        assert [heard.ref for heard in dossier.messages] == ["m1", "m9"]
        assert [event.subject for event in dossier.events] == ["item CUMT.B000002", "item CUMT.B000001"]
        assert (kept.read(erasures), kept.read(begun), kept.log.entries()) == ((), (), ())

    def test_who_is_being_erased_can_borrow_no_more(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        stuff(kept, STRETCH)
        known: list[object] = []
        Broken(kept, lambda: known.append(kept.read(lambda shelf: shelf.patron(READER.id))))
        assert isinstance(kept.erase(), Erased)
        assert known == [None]

    def test_what_was_broken_off_is_taken_up_again(self, kept: Kept) -> None:
        kept.save(READER, events=[happened("item CUMT.B000001", patron="CUMT.P0001")])
        kept.hear("m1")
        stuff(kept, STRETCH)
        kept.hear("m2")
        Broken(kept, down)
        erased = kept.erase()
        assert isinstance(erased, ErasedInPart)
        assert erased.uncleaned == "the disk is full"
        assert kept.log.entries()[0].id == erased.id
        assert len(kept.read(begun)) == 1
        assert result(kept.keeper.resume()) == 1
        assert kept.read(begun) == ()
        kept.save(READER)  # he comes back, as a stranger
        dossier = kept.dossier()
        assert dossier is not None
        assert (dossier.messages, dossier.events, dossier.provided) == ((), (), ())
        assert result(kept.keeper.resume()) == 0

    def test_who_stops_leaves_the_rest_to_the_next(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        kept.keeper.stop()
        erased = kept.erase()
        assert isinstance(erased, ErasedInPart)
        again = Kept(kept.store, kept.log.path.parent)
        assert result(again.keeper.resume()) == 1
        kept.save(READER)
        dossier = kept.dossier()
        assert dossier is not None
        assert dossier.messages == ()

    def test_who_came_back_meanwhile_keeps_what_is_new(self, kept: Kept) -> None:
        kept.save(READER, events=[happened("item CUMT.B000001", patron="CUMT.P0001")])
        kept.hear("m1")
        stuff(kept, 5)

        def back() -> None:
            kept.save(READER)
            borrow(kept)

        Broken(kept, back)
        assert isinstance(kept.erase(), Erased)
        dossier = kept.dossier()
        assert dossier is not None
        assert [heard.ref for heard in dossier.messages] == ["m9"]
        assert len(dossier.events) == 1

    def test_who_did_not_has_nothing_new(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")

        def said() -> None:
            kept.hear("m2")
            kept.save(events=[happened("terminal kiosk1", patron_read="P0001", count=1)])

        Broken(kept, said)
        assert isinstance(kept.erase(), Erased)
        kept.save(READER)
        dossier = kept.dossier()
        assert dossier is not None
        assert (dossier.messages, dossier.events) == ((), ())

    def test_what_was_let_go_of_meanwhile_names_him_no_more(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        kept.keeper.stop()
        kept.erase()
        again = Kept(kept.store, kept.log.path.parent)
        assert again.let_go(31)["messages"] == 1
        assert result(again.keeper.resume()) == 1
        again.clock.time = NOW + 91 * DAY
        assert result(again.keeper.due(TERMS)).rows["readers told of"] == 0

    def test_nobody_erases_the_same_reader_twice(self, kept: Kept) -> None:
        kept.save(READER)
        patron = kept.read(lambda shelf: shelf.patron(READER.id))
        assert isinstance(kept.erase(), Erased)

        async def known(*_: object) -> object:
            return patron

        kept.keeper._known = known  # type: ignore[assignment, method-assign]
        assert kept.erase() is None
        assert len(kept.read(erasures)) == 1

    # ----------------------------------------------------------------------------------------- the list

    def test_a_list_that_can_not_be_written_is_told_and_written_later(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        kept.log.path.mkdir()
        erased = kept.erase()
        assert isinstance(erased, ErasedInPart)
        assert erased.unlisted.startswith(str(kept.log.path))
        assert kept.read(begun) == ()  # it was cleaned all the same
        kept.log.path.rmdir()
        result(kept.keeper.note_down())
        assert [entry.id for entry in kept.log.entries()] == [erased.id]
        result(kept.keeper.note_down())
        assert len(kept.log.entries()) == 1

    def test_each_node_writes_down_what_another_has_erased(self, kept: Kept, tmp_path: Path) -> None:
        kept.save(READER)
        erased = kept.erase()
        (tmp_path / "b").mkdir()
        other = Kept(kept.store, tmp_path / "b")
        result(other.keeper.note_down())
        assert other.log.entries() == (erased,)
