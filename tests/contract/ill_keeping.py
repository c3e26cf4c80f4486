"""What every database promises about readers who had books from other libraries; subclass with a `store`."""

from pathlib import Path

import pytest

from gateway.model.identity import AgencyId
from gateway.model.ill.parts import Client, IllItem
from gateway.model.ill.post import Case, CaseKind, LetterState
from gateway.model.ill.services import IllRequest
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction, IllTransaction, Wanted
from gateway.model.keeping import Basis, Erased, Provided, Standing
from gateway.ports import Ledger, Store
from gateway.store.keys import KeyedDigest
from tests.ill_samples import entry, letter, replace, transaction
from tests.kept import DAY, ENDED, Kept
from tests.memory_store import result
from tests.store_samples import NOW, READER

SENT = {"state": LetterState.SENT, "sent": NOW}

REQUEST = IllRequest(
    item=IllItem(title="人工智能导论"), note="请快", client=Client(name="张三"), copyright_compliance="CC"
)
SAID = {
    "ILL-Request": {"client-id": {"client-name": "张三", "client-identifier": "R-7"}, "retry-flag": False}
}


def closed(number: int = 1, **changes: object) -> IllTransaction:
    """A transaction that came to its end with `ENDED`."""
    wanted = Wanted(request=REQUEST, rest={"x": "张三"}, client="P0001")
    values = {"state": State.CANCELLED, "closed": ENDED, "wanted": wanted, **changes}
    return transaction(number, **values)


class IllKeepingContract:
    """The promises."""

    @pytest.fixture
    def kept(self, store: Store, tmp_path: Path) -> Kept:
        return Kept(store, tmp_path)

    def put(self, kept: Kept, *transactions: IllTransaction) -> None:
        """Each with a request that went out, an answer, and a letter that was sent."""

        def work(ledger: Ledger) -> None:
            for one in transactions:
                ledger.save_ill(one)
                ledger.add_ill_entry(
                    entry(one.id, direction=Direction.OUT, decoded=SAID, letter=f"L{one.id[1:]}")
                )
                ledger.add_ill_entry(entry(one.id))
                ledger.post(letter(int(one.id[1:]), **SENT))
                ledger.put_ill_case(
                    Case(transaction=one.id, kind=CaseKind.MESSAGE, opened=NOW, detail="给张三")
                )

        kept.do(work)

    def test_nothing_of_it_goes_before_its_time_nor_while_it_is_open(self, kept: Kept) -> None:
        self.put(kept, closed(1), closed(2, closed=None, state=State.PENDING))
        before = kept.read(lambda s: (s.ill_transaction("T001"), s.ill_entries("T001"), s.letters_of("T001")))
        assert kept.let_go(29) == {}
        after = kept.read(lambda s: (s.ill_transaction("T001"), s.ill_entries("T001"), s.letters_of("T001")))
        assert after == before
        kept.let_go(2000)
        open_still = kept.read(lambda s: (s.ill_transaction("T002"), s.ill_entries("T002")[0].decoded))
        assert open_still == (replace(closed(2, closed=None, state=State.PENDING), version=1), SAID)

    def test_what_was_said_goes_and_that_it_was_told_stays(self, kept: Kept) -> None:
        self.put(kept, closed())
        assert kept.let_go(31) == {"lending": 1}
        left = kept.read(lambda shelf: shelf.ill_transaction("T001"))
        assert left is not None
        assert left.wanted == Wanted(request=IllRequest(item=IllItem(title="人工智能导论")), client="P0001")
        entries = kept.read(lambda shelf: shelf.ill_entries("T001"))
        assert [(one.raw, one.decoded, one.seq) for one in entries] == [(b"", {}, 1), (b"", {}, 2)]
        assert [one.service for one in entries] == [entry().service] * 2
        (sent,) = kept.read(lambda shelf: shelf.letters_of("T001"))
        assert (sent.payload, sent.what) == (b"", "SHIPPED")
        assert [case.detail for case in kept.read(lambda shelf: shelf.ill_cases(9))] == [""]
        kept.save(READER)
        dossier = kept.dossier()
        assert dossier is not None
        assert dossier.provided == (
            Provided(
                ref="L001",
                at=NOW,
                kind="ill ILL-ANSWER",
                recipient="partner HHIT",
                patron="P0001",
                categories="number name",
                basis=Basis.READER_ASKED,
            ),
        )
        assert kept.let_go(32) == {}

    def test_then_it_names_its_reader_no_more(self, kept: Kept) -> None:
        self.put(kept, closed())
        kept.let_go(31)
        assert kept.let_go(91) == {"readers of lending": 1, "readers told of": 1}
        left = kept.read(lambda shelf: (shelf.ill_transaction("T001"), shelf.ill_transactions_of("P0001")))
        assert left[0] is not None
        assert (left[0].wanted.client, left[0].title, left[1]) == ("", "人工智能导论", ())
        assert kept.let_go(92) == {}

    def test_what_is_long_over_loses_both_at_once(self, kept: Kept) -> None:
        self.put(kept, *(closed(number) for number in range(1, 60)))
        assert kept.let_go(91) == {"lending": 59, "readers of lending": 59, "readers told of": 59}

    def test_one_that_was_opened_again_meanwhile_is_left_alone(self, kept: Kept) -> None:
        self.put(kept, closed())
        kept.do(lambda ledger: ledger.save_ill(closed(version=1, closed=None)))
        assert kept.let_go(91) == {}
        kept.do(lambda ledger: ledger.save_ill(closed(version=2, closed=ENDED + 90 * DAY)))
        assert kept.let_go(91) == {}
        assert kept.let_go(121)["lending"] == 1

    def test_what_came_late_to_a_silent_one_goes_as_well(self, kept: Kept) -> None:
        self.put(kept, closed())
        kept.let_go(31)
        known = kept.read(lambda shelf: shelf.ill_transaction("T001"))
        assert known is not None

        def late(ledger: Ledger) -> None:
            ledger.save_ill(replace(known, changed=ENDED + 32 * DAY))
            ledger.add_ill_entry(entry())

        kept.do(late)
        assert kept.let_go(33) == {"lending": 1}
        assert [one.raw for one in kept.read(lambda shelf: shelf.ill_entries("T001"))] == [b""] * 3

    def test_what_belongs_to_no_transaction_goes_whole(self, kept: Kept) -> None:
        waits = letter(3, transaction="")

        def work(ledger: Ledger) -> None:
            ledger.add_ill_entry(entry(""))
            ledger.add_ill_entry(entry("", at=ENDED + 10 * DAY))
            ledger.post(letter(1, transaction="", **SENT))
            ledger.post(waits)

        kept.do(work)
        assert kept.let_go(31) == {"lost": 1, "letters": 1}
        assert [one.seq for one in kept.read(lambda shelf: shelf.ill_entries(""))] == [2]
        assert kept.read(lambda shelf: (shelf.letter("L001"), shelf.letter("L003"))) == (None, waits)

    def test_an_erased_reader_is_in_none_that_is_over(self, kept: Kept) -> None:
        kept.save(READER)
        self.put(kept, closed())
        kept.erase()
        left = kept.read(lambda shelf: (shelf.ill_transaction("T001"), shelf.ill_transactions_of("P0001")))
        assert left[0] is not None
        assert (left[0].wanted.client, left[1]) == ("", ())
        assert kept.read(lambda shelf: shelf.ill_entries("T001")[0].decoded) == {}
        assert kept.dossier() is None

    def test_what_is_open_stands_against_an_erasure(self, kept: Kept) -> None:
        kept.save(READER)
        (chip, *_) = READER.cards
        wanted = Wanted(request=REQUEST, client=chip.value)
        open_ = closed(2, closed=None, state=State.SHIPPED, wanted=wanted)
        self.put(kept, closed(1), open_)
        came = kept.erase()
        assert isinstance(came, Standing)
        assert [one.id for one in came.lending] == ["T002"]
        assert kept.read(lambda shelf: shelf.ill_transactions_of("P0001")), "a refusal changes nothing"
        kept.do(lambda ledger: ledger.save_ill(replace(open_, version=1, closed=ENDED)))
        assert isinstance(kept.erase(), Erased)
        left = kept.read(lambda shelf: shelf.ill_transaction("T002"))
        assert left is not None
        assert (left.wanted.client, left.title) == ("", "人工智能导论")

    def test_what_another_agencys_reader_of_that_number_has_is_not_his(self, kept: Kept) -> None:
        kept.save(READER)
        self.put(kept, closed(1, agency=AgencyId("XZNU"), closed=None))
        assert isinstance(kept.erase(), Erased)
        left = kept.read(lambda shelf: shelf.ill_transaction("T001"))
        assert left is not None
        assert left.wanted.client == "P0001"

    def test_of_an_erased_reader_who_came_back_with_a_backup_what_is_open_goes_on_without_him(
        self, kept: Kept
    ) -> None:
        kept.log.add([Erased(id="E9", at=NOW, digest=KeyedDigest(bytes(32)).erased(READER.id))])
        kept.save(READER)
        self.put(kept, closed(1, closed=None, state=State.SHIPPED))
        assert result(kept.keeper.catch_up()) == 1
        left = kept.read(lambda shelf: (shelf.ill_transaction("T001"), shelf.ill_transactions_of("P0001")))
        assert left[0] is not None
        assert (left[0].wanted.client, left[0].state, left[1]) == ("", State.SHIPPED, ())
        assert kept.dossier() is None

    def test_a_dossier_has_them_and_what_partners_were_told(self, kept: Kept) -> None:
        kept.save(READER)
        (chip, *_) = READER.cards
        self.put(kept, closed(1), closed(2, closed=None, wanted=Wanted(client=chip.value)))
        held = kept.dossier()
        assert held is not None
        assert [(one.id, one.closed) for one in held.lending] == [("T001", ENDED), ("T002", None)]
        assert [(told.recipient, told.categories) for told in held.provided] == [
            ("partner HHIT", "number name")
        ] * 2
        kept.let_go(31)
        held = kept.dossier()
        assert held is not None
        assert len(held.provided) == 2
