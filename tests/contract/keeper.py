"""What every database promises about readers' data; subclass `KeeperContract` with a `store` fixture."""

from functools import partial
from pathlib import Path

import msgspec
import pytest

from gateway.model.changes import Record
from gateway.model.identity import PatronId
from gateway.model.items import ItemStatus
from gateway.model.keeping import Basis, Erased, Provided, Standing
from gateway.model.loans import FeeKind, HoldState, LoanState
from gateway.ports import Store
from gateway.store.erasure import erasures
from gateway.store.keys import KeyedDigest
from gateway.store.retention import BATCH
from tests.kept import ANSWER, DAY, ENDED, FULFILLED, NOBODY, RETURNED, SETTLED, TERMS, Kept, happened
from tests.memory_store import result
from tests.store_samples import BOOK, CUMT, FEE, HOLD, LOAN, NOW, OTHER, PAYMENT, READER

replace = msgspec.structs.replace


class KeeperContract:
    """The promises."""

    @pytest.fixture
    def kept(self, store: Store, tmp_path: Path) -> Kept:
        return Kept(store, tmp_path)

    # ------------------------------------------------------------------------------------------ letting go

    def test_nothing_goes_before_its_time(self, kept: Kept) -> None:
        kept.save(
            READER, RETURNED, FULFILLED, SETTLED, PAYMENT, events=[happened("patron CUMT.P0001", ENDED)]
        )
        kept.hear("m1", at=ENDED)
        assert kept.let_go(2) == {}
        assert set(result(kept.keeper.due(TERMS)).rows.values()) == {0}

    def test_what_is_over_loses_its_reader_and_keeps_what_is_counted(self, kept: Kept) -> None:
        kept.save(READER, RETURNED, FULFILLED, SETTLED, PAYMENT)
        kept.clock.time = ENDED + 91 * DAY
        assert {name: number for name, number in result(kept.keeper.due(TERMS)).rows.items() if number} == {
            "payments": 1,
            "holds": 1,
        }  # the others wait for the payment
        assert kept.let_go(91) == {"payments": 1, "loans": 1, "fees": 1, "holds": 1}
        assert kept.read(lambda shelf: shelf.last_loan(BOOK.id)) == replace(
            RETURNED, patron=NOBODY, hold="", category="研究生", college="计算机学院"
        )
        assert kept.read(lambda shelf: shelf.fees_of_loan("L1")) == (replace(SETTLED, patron=NOBODY),)
        assert kept.read(lambda shelf: shelf.hold("H1")) == replace(FULFILLED, patron=NOBODY)
        assert kept.read(lambda s: s.payment(CUMT, "kiosk1", "2026-1", NOW)) is None
        assert kept.let_go(92) == {}

    def test_a_loan_keeps_the_category_of_its_day(self, kept: Kept) -> None:
        kept.save(READER, replace(RETURNED, category="本科生", college="矿业学院", place="hall"))
        kept.let_go(91)
        kept_loan = kept.read(lambda shelf: shelf.last_loan(BOOK.id))
        assert kept_loan is not None
        assert (kept_loan.category, kept_loan.college, kept_loan.place) == ("本科生", "矿业学院", "hall")

    def test_money_that_is_open_keeps_the_reader(self, kept: Kept) -> None:
        kept.save(READER, RETURNED, FEE, PAYMENT)
        assert kept.let_go(400) == {}
        kept.save(SETTLED)
        assert kept.let_go(400) == {"payments": 1, "loans": 1, "fees": 1}

    def test_so_does_money_that_was_paid_lately(self, kept: Kept) -> None:
        kept.save(READER, RETURNED, SETTLED, replace(PAYMENT, at=ENDED + 60 * DAY))
        assert kept.let_go(100) == {}
        assert kept.let_go(151) == {"payments": 1, "loans": 1, "fees": 1}

    def test_a_fee_without_a_loan_goes_by_its_own_date(self, kept: Kept) -> None:
        kept.save(READER, replace(SETTLED, loan="", kind=FeeKind.ADMINISTRATIVE))
        assert kept.let_go(71) == {"fees": 1}

    def test_what_is_open_is_never_let_go_of(self, kept: Kept) -> None:
        waiting = replace(HOLD, patron=READER.id)
        kept.save(READER, LOAN, waiting, FEE)
        assert kept.let_go(2000) == {}
        assert kept.read(lambda shelf: shelf.loans_of(READER.id)) == (LOAN,)
        assert kept.read(lambda shelf: shelf.holds_of(READER.id)) == (waiting,)

    def test_a_hold_waits_for_its_last_date(self, kept: Kept) -> None:
        late = NOW + 200 * DAY
        kept.save(
            replace(FULFILLED, id="H2", pickup_by=late),
            replace(FULFILLED, id="H3", state=HoldState.EXPIRED, expires=late),
            replace(FULFILLED, id="H4", state=HoldState.CANCELLED, expires=late),
        )
        assert kept.let_go(100) == {"holds": 1}
        assert kept.let_go(271) == {"holds": 2}

    def test_a_message_loses_its_content_and_leaves_what_was_told_to_whom(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        kept.hear("m2", reply="101YNN20261122    160000AOCUMT|ABB000001|AQhall|")
        assert kept.let_go(11) == {"messages": 2}
        assert kept.do(lambda ledger: ledger.remembered(b"k", NOW)) is None
        told_once = Provided(
            ref="m1",
            at=NOW,
            kind="sip2 11",
            recipient="kiosk kiosk1",
            patron="P0001",
            categories="number loans",
            basis=Basis.READER_ASKED,
        )
        dossier = kept.dossier()
        assert dossier is not None
        assert (dossier.messages, dossier.provided) == ((), (told_once,))
        assert kept.let_go(71) == {"readers told of": 1}
        assert kept.let_go(1074) == {}
        assert kept.let_go(1077) == {"told": 1}

    def test_events_lose_their_readers_then_go(self, kept: Kept) -> None:
        kept.save(
            events=[
                happened("item CUMT.B000001", patron="CUMT.P0001", loan="L1"),
                happened("patron CUMT.P0001", kind="payment", fen=100),
                happened("terminal kiosk1", kind="pin-guessing", patron_read="P0001", count=3),
                happened("patron #0011", kind="patron-erased", erasure="E0"),
            ]
        )
        assert kept.let_go(71) == {"events of readers": 3}
        (item,) = kept.read(lambda shelf: shelf.history("item CUMT.B000001", 9))
        (kiosk,) = kept.read(lambda shelf: shelf.history("terminal kiosk1", 9))
        assert (item.data, kiosk.data) == ({"loan": "L1"}, {"count": 3})
        assert kept.read(lambda shelf: shelf.history("patron CUMT.P0001", 9)) == ()
        assert kept.let_go(72) == {}
        assert kept.let_go(161) == {"events of terminals": 1}
        assert kept.let_go(346) == {"events": 2}

    def test_an_event_that_claims_to_come_from_the_future_goes_with_its_neighbours(self, kept: Kept) -> None:
        kept.save(
            events=[
                happened("item 1"),
                happened("item 2", NOW + 40_000 * DAY),
                happened("item 3"),
                happened("item 4", NOW + 300 * DAY),
            ]
        )
        assert kept.let_go(400) == {"events": 3}
        assert len(kept.read(lambda shelf: shelf.history("item 4", 9))) == 1

    def test_what_was_written_while_the_clock_stood_ahead_goes_when_its_own_time_is_up(
        self, kept: Kept
    ) -> None:
        """Its neighbours are looked at before it is due, and it must not be passed over for ever."""
        readers = partial(happened, patron="CUMT.P0001")
        for first, days in ((0, [0.0] * 60), (60, [8.0] * 3), (63, [0.1] * 60), (123, [20.0] * 2)):
            events = (readers(f"item {first + n}", NOW + day * DAY) for n, day in enumerate(days))
            kept.save(events=tuple(events))
        kept.save(events=[readers(f"item {day}", NOW + day * DAY) for day in range(1, 40)])

        def named() -> int:
            return kept.read(lambda shelf: sum("patron" in e.data for e in shelf.history("item 61", 9)))

        kept.let_go(70.2)  # NOW + 90.2 days
        assert named() == 1
        for day in range(71, 78):
            kept.let_go(day + 0.2)
            assert named() == 1
        kept.let_go(78.2)
        assert named() == 0
        kept.let_go(110.5)
        assert kept.read(lambda shelf: "patron" in shelf.history("item 124", 1)[0].data) is False

    def test_much_is_let_go_of_in_many_small_units(self, kept: Kept) -> None:
        loans = (replace(RETURNED, id=f"L{number:04}") for number in range(250))
        kept.save(READER, *loans)
        assert kept.let_go(91) == {"loans": 250}
        assert len(kept.rests) == 250 / BATCH

    def test_it_goes_on_another_time_when_it_is_enough(self, kept: Kept) -> None:
        kept.save(READER, *(replace(RETURNED, id=f"L{number:04}") for number in range(250)))
        kept.clock.time = ENDED + 91 * DAY
        so_far = result(kept.keeper.let_go(TERMS, lambda: len(kept.rests) == 1))
        assert (so_far.rows["loans"], so_far.more) == (BATCH, True)
        rest = result(kept.keeper.let_go(TERMS))
        assert (rest.rows["loans"], rest.more) == (250 - BATCH, False)

    def test_it_ends_when_it_is_told_to(self, kept: Kept) -> None:
        kept.save(READER, RETURNED)
        kept.keeper.stop()
        assert kept.let_go(91) == {}

    # -------------------------------------------------------------------------------------------- figures

    def test_the_figures_are_the_same_before_and_after(self, kept: Kept) -> None:
        kept.save(
            READER,
            replace(OTHER, college="矿业学院"),
            RETURNED,
            replace(RETURNED, id="L2", category="本科生", college="外文学院", place="hall", renewals=0),
            replace(RETURNED, id="L3", patron=OTHER.id, started=NOW + 10 * DAY),
            replace(RETURNED, id="L4", patron=OTHER.id, state=LoanState.UNDONE),
            replace(RETURNED, id="L5", patron=PatronId(CUMT, "gone")),
        )
        before = kept.counts()
        assert [(c.month.month, c.category, c.college, c.place, c.loans, c.renewals) for c in before] == [
            (11, "", "", "", 1, 1),
            (11, "本科生", "外文学院", "hall", 1, 0),
            (11, "研究生", "计算机学院", "", 1, 1),
            (12, "本科生", "矿业学院", "", 1, 1),
        ]
        kept.let_go(91)
        assert kept.counts() == before
        assert isinstance(kept.erase(), Erased)
        assert kept.counts() == before

    # ------------------------------------------------------------------------------------------ what is held

    def test_all_that_is_held_is_told(self, kept: Kept) -> None:
        kept.save(
            READER,
            BOOK,
            replace(RETURNED, id="L0"),
            LOAN,
            FULFILLED,
            FEE,
            replace(SETTLED, id="F0", created=NOW - DAY),
            PAYMENT,
            events=[
                happened("patron CUMT.P0001", kind="payment"),
                happened("item CUMT.B000001", patron="CUMT.P0001"),
                happened("item CUMT.B000001", patron="CUMT.P00012"),
                happened("terminal kiosk1", patron_read="04A1B2C3"),
            ],
        )
        kept.hear("m1")
        kept.hear("m2", patron="P00012", reply=ANSWER.replace("P0001", "P00012"))
        kept.hear("m3", patron="0077705923", reply="120…|AA0077705923|")  # the chip, by a reader of its own
        dossier = kept.dossier("04A1B2C3")
        assert dossier is not None
        assert dossier.patron == replace(READER, pin=None, version=1)
        assert dossier.has_pin
        assert [loan.id for loan in dossier.loans] == ["L0", "L1"]
        assert [hold.id for hold in dossier.holds] == ["H1"]
        assert [fee.id for fee in dossier.fees] == ["F0", "F1"]
        assert dossier.payments == (PAYMENT,)
        assert [event.subject for event in dossier.events] == [
            "patron CUMT.P0001",
            "item CUMT.B000001",
            "terminal kiosk1",
        ]
        assert [(heard.ref, heard.reply) for heard in dossier.messages] == [
            ("m1", ANSWER),
            ("m3", "120…|AA0077705923|"),
        ]
        assert [(told.ref, told.categories) for told in dossier.provided] == [
            ("m1", "number loans"),
            ("m3", "number"),
        ]
        assert dossier.titles == {"CUMT.B000001": "人工智能导论"}

    def test_others_are_hidden_in_what_one_is_told(self, kept: Kept) -> None:
        kept.save(READER, OTHER)
        kept.hear("m1", reply="101YNN20261122    160000AOCUMT|ABB1|AAP0001|AE马月坤|CYP0002|DA李四|")
        dossier = kept.dossier()
        assert dossier is not None
        (heard,) = dossier.messages
        assert heard.reply == "101YNN20261122    160000AOCUMT|ABB1|AAP0001|AE马月坤|CY***|DA***|"

    def test_of_a_stranger_nothing_is_held(self, kept: Kept) -> None:
        assert kept.dossier("P9999") is None

    # ------------------------------------------------------------------------------------------------ erasing

    @pytest.mark.parametrize(
        "record", [LOAN, replace(HOLD, patron=READER.id), FEE], ids=["loan", "hold", "fee"]
    )
    def test_who_has_something_open_is_not_erased(self, kept: Kept, record: Record) -> None:
        kept.save(READER, record)
        kept.hear("m1")
        standing = kept.erase()
        assert isinstance(standing, Standing)
        assert (*standing.loans, *standing.holds, *standing.fees) == (record,)
        dossier = kept.dossier()
        assert dossier is not None
        assert len(dossier.messages) == 1
        assert kept.log.entries() == ()

    def test_a_stranger_can_not_be_erased(self, kept: Kept) -> None:
        assert kept.erase("P9999") is None

    def test_an_erased_reader_is_nowhere(self, kept: Kept) -> None:
        kept.save(
            READER,
            OTHER,
            BOOK,
            RETURNED,
            FULFILLED,
            SETTLED,
            PAYMENT,
            events=[
                happened("patron CUMT.P0001", kind="card-replaced", lost="OLD-1"),
                happened("item CUMT.B000001", patron="CUMT.P0001", loan="L1"),
                happened("item CUMT.B000001", patron="CUMT.P0002", loan="L2"),
            ],
        )
        kept.hear("m1")
        kept.hear("m2", patron="P0002", reply="101YNN20261122    160000AOCUMT|ABB1|DA马月坤|CV01|")
        kept.hear("m3", patron="P0002", reply="120NNY20261122    160000AOCUMT|AAP0002|ABB1|AH2027|")
        erased = kept.erase("04A1B2C3")
        assert isinstance(erased, Erased)
        assert kept.read(lambda shelf: shelf.patron_by_card(CUMT, ("P0001", "04A1B2C3", "OLD-1"))) == (
            None,
            False,
        )
        assert kept.read(lambda shelf: shelf.last_loan(BOOK.id)) == replace(
            RETURNED, patron=NOBODY, hold="", category="研究生", college="计算机学院"
        )
        events = kept.read(lambda shelf: shelf.history("item CUMT.B000001", 9))
        assert [event.data for event in events] == [{"patron": "CUMT.P0002", "loan": "L2"}, {"loan": "L1"}]
        (note,) = kept.read(lambda shelf: shelf.history(f"patron #{erased.digest.hex()[:16]}", 9))
        assert (note.kind, note.actor, note.data) == ("patron-erased", "li", {"erasure": erased.id})
        other = kept.dossier("P0002")
        assert other is not None
        assert [heard.ref for heard in other.messages] == ["m3"]
        assert kept.log.entries() == (erased,) == kept.read(erasures)
        assert kept.dossier() is None

    def test_what_comes_while_he_is_being_erased_is_cleaned_with_the_record(self, kept: Kept) -> None:
        kept.save(READER)
        kept.hear("m1")
        heard = iter(("m2",))

        async def rest(_: float) -> None:
            for ref in heard:
                kept.hear(ref)

        kept.keeper._rest = rest
        assert isinstance(kept.erase(), Erased)
        kept.save(READER)  # he comes back, as a stranger
        dossier = kept.dossier()
        assert dossier is not None
        assert (dossier.messages, dossier.provided) == ((), ())

    def test_a_reader_may_come_back_and_be_erased_again(self, kept: Kept) -> None:
        kept.save(READER)
        first = kept.erase()
        kept.save(READER)
        second = kept.erase()
        assert isinstance(first, Erased)
        assert isinstance(second, Erased)
        assert first.digest == second.digest
        assert kept.log.entries() == (first, second)

    # --------------------------------------------------------------------------- an older database came back

    def test_what_was_erased_since_is_erased_again(self, kept: Kept) -> None:
        erased = Erased(id="E9", at=NOW + 50 * DAY, digest=KeyedDigest(bytes(32)).erased(READER.id))
        gone = replace(erased, id="E8", digest=bytes(32))
        kept.log.add([erased, gone])
        lent = replace(BOOK, status=ItemStatus.CHARGED)
        kept.save(READER, OTHER, lent, LOAN, FEE, replace(HOLD, patron=READER.id))
        assert result(kept.keeper.catch_up()) == 1
        assert kept.dossier() is None
        loan = kept.read(lambda shelf: shelf.last_loan(BOOK.id))
        assert loan is not None
        assert (loan.patron, loan.state, loan.ended) == (NOBODY, LoanState.RETURNED, erased.at)
        item = kept.read(lambda shelf: shelf.item(BOOK.id))
        assert item is not None
        assert item.status is ItemStatus.AVAILABLE
        assert kept.read(lambda shelf: shelf.patron(OTHER.id)) is not None
        assert {entry.id for entry in kept.read(erasures)} == {"E8", "E9"}
        assert result(kept.keeper.catch_up()) == 0

    def test_who_came_back_after_he_was_erased_stays(self, kept: Kept) -> None:
        kept.save(READER)
        assert isinstance(kept.erase(), Erased)
        kept.save(READER)
        assert result(kept.keeper.catch_up()) == 0
        assert kept.dossier() is not None

    def test_the_list_gets_what_it_lacks(self, kept: Kept) -> None:
        kept.save(READER)
        erased = kept.erase()
        kept.log.path.unlink()
        assert result(kept.keeper.catch_up()) == 0
        result(kept.keeper.note_down())
        assert kept.log.entries() == (erased,)
