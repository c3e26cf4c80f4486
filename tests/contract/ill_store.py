"""What every store promises of interlibrary loan and the outbox; subclass with a `store` fixture."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, CaseKind, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import IllTransaction, Wanted
from gateway.model.partners import PartnerState
from gateway.ports import Ledger, Overtaken, Shelf, Store
from gateway.ports.ill import LettersSought, Mail, Sought
from tests.ill_samples import PARTS, entry, letter, replace, transaction
from tests.memory_store import result
from tests.store_samples import CUMT, NOW, SCHOOL

T = TypeVar("T")

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(days=1)


class IllStoreContract:
    """The promises."""

    def write(self, store: Store, work: Callable[[Ledger], T]) -> T:
        return result(store.commit(work))

    def look(self, store: Store, work: Callable[[Shelf], T]) -> T:
        return result(store.read(work))

    def keep(self, store: Store, *transactions: IllTransaction) -> None:
        for one in transactions:
            self.write(store, lambda ledger, one=one: ledger.save_ill(one))  # type: ignore[misc]

    def post(self, store: Store, *letters: Letter) -> None:
        for one in letters:
            self.write(store, lambda ledger, one=one: ledger.post(one))  # type: ignore[misc]

    def due(self, store: Store, minutes: int = 60, limit: int = 9) -> list[str]:
        found = self.look(store, lambda shelf: shelf.letters_due("HHIT", NOW + minutes * MINUTE, limit))
        return [one.id for one in found]

    # ------------------------------------------------------------------------------------------ transactions

    def test_a_transaction_comes_back_as_it_was_one_version_on(self, store: Store) -> None:
        given = transaction()
        saved = self.write(store, lambda ledger: ledger.save_ill(given))
        assert saved == replace(given, version=1)
        assert self.look(store, lambda shelf: shelf.ill_transaction("T001")) == saved
        assert self.look(store, lambda shelf: shelf.ill_transaction("T002")) is None

    def test_only_the_latest_version_of_a_transaction_can_be_replaced(self, store: Store) -> None:
        self.keep(store, transaction(), transaction(version=1, state=State.SHIPPED))
        for version in (0, 1, 3):
            with pytest.raises(Overtaken):
                self.keep(store, transaction(version=version, state=State.LOST))
        kept = self.look(store, lambda shelf: shelf.ill_transaction("T001"))
        assert kept == transaction(version=2, state=State.SHIPPED)

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "导论"},
            {"state": State.SHIPPED},
            {"closed": LATER, "state": State.CANCELLED},
            {"partner": "CN-2", "wanted": Wanted(client="")},
        ],
    )
    def test_whatever_changes_is_written(self, store: Store, changes: dict[str, Any]) -> None:
        self.keep(store, transaction())

        def work(ledger: Ledger) -> None:
            known = ledger.ill_transaction("T001")
            assert known is not None
            ledger.save_ill(replace(known, **changes))

        self.write(store, work)
        assert self.look(store, lambda s: s.ill_transaction("T001")) == transaction(version=2, **changes)

    def test_ids_are_found_by_their_end_latest_first(self, store: Store) -> None:
        self.keep(store, *map(transaction, (1, 11, 21, 100)))
        self.post(store, *map(letter, (11, 1, 2)))

        def ending(end: str, limit: int = 9) -> tuple[tuple[str, ...], tuple[str, ...]]:
            return self.look(
                store, lambda shelf: (shelf.ill_ids_ending(end, limit), shelf.letter_ids_ending(end, limit))
            )

        assert ending("1") == (("T021", "T011", "T001"), ("L001", "L011"))
        assert ending("1", 2) == (("T021", "T011"), ("L001", "L011"))
        assert ending("011") == (("T011",), ("L011",))
        assert ending("%") == ending("_1") == ((), ())

    def test_it_is_found_by_its_name_agency_role_and_partner(self, store: Store) -> None:
        theirs = transaction(2, qualifier="q1", role=Role.RESPONDER)
        self.keep(store, transaction(1), theirs)

        def named(**other: object) -> str | None:
            asked = {"agency": CUMT, "role": Role.REQUESTER, "partner": "HHIT", "parts": PARTS, **other}
            found = self.look(store, lambda shelf: shelf.ill_transaction_named(**asked))  # type: ignore[arg-type]
            return found.id if found else None

        assert named() == "T001"
        assert named(role=Role.RESPONDER) == "T002"
        assert named(agency=SCHOOL) is None
        assert named(partner="hhit") is None
        assert named(parts=("cn-211010", *PARTS[1:])) is None
        assert named(parts=(*PARTS[:3], "s")) is None

    def test_a_unit_finds_by_name_what_it_wrote_and_not_what_it_renamed(self, store: Store) -> None:
        def work(ledger: Ledger) -> list[str | None]:
            def find(partner: str) -> str | None:
                found = ledger.ill_transaction_named(CUMT, Role.REQUESTER, partner, PARTS)
                return found.id if found else None

            before = find("HHIT")
            saved = ledger.save_ill(transaction())
            between = find("HHIT")
            ledger.save_ill(replace(saved, partner="NJU"))
            return [before, between, find("HHIT"), find("NJU")]

        assert self.write(store, work) == [None, "T001", None, "T001"]

    def test_there_is_one_of_a_name(self, store: Store) -> None:
        self.keep(store, transaction())
        with pytest.raises(Overtaken):
            self.keep(store, transaction(2, qualifier="q1"))
        self.keep(store, transaction(2))
        with pytest.raises(Overtaken):
            self.keep(store, transaction(2, qualifier="q1", version=1))

    def test_its_namesakes_are_found_whoever_the_initial_requester_is(self, store: Store) -> None:
        self.keep(
            store,
            transaction(1),
            transaction(2, qualifier="q1", initial_requester=""),
            transaction(3, qualifier="q1", partner="NJU"),
            transaction(4, qualifier="q1", role=Role.RESPONDER),
            transaction(5),
        )
        found = self.look(store, lambda shelf: shelf.ill_transactions_named(CUMT, Role.REQUESTER, PARTS))
        assert [one.id for one in found] == ["T003", "T002", "T001"]

    @pytest.mark.parametrize(
        ("sought", "found"),
        [
            (Sought(), [4, 2, 1]),
            (Sought(open=False), [3]),
            (Sought(open=None), [4, 3, 2, 1]),
            (Sought(partner="NJU"), [4, 2]),
            (Sought(state=State.SHIPPED), [2]),
            (Sought(state=State.SHIPPED, partner="HHIT"), []),
            (Sought(role=Role.RESPONDER), [4]),
            (Sought(agency=CUMT, open=None), [4, 3, 2, 1]),
            (Sought(agency=SCHOOL, open=None), []),
            (Sought(text="导论"), [4, 2, 1]),
            (Sought(text="_"), []),
            (Sought(text="Q2"), [2]),
            (Sought(text="q3", open=None), [3]),
            (Sought(after="T004"), [2, 1]),
        ],
    )
    def test_transactions_are_listed_latest_first(
        self, store: Store, sought: Sought, found: list[int]
    ) -> None:
        self.keep(
            store,
            transaction(1),
            transaction(2, partner="NJU", state=State.SHIPPED),
            transaction(3, state=State.CANCELLED, closed=LATER),
            transaction(4, partner="NJU", role=Role.RESPONDER),
        )
        page = self.look(store, lambda shelf: shelf.ill_transactions(sought, 9))
        assert [one.id for one in page.transactions] == [f"T{number:03}" for number in found]
        assert page.after == ""

    def test_a_page_says_where_to_go_on(self, store: Store) -> None:
        self.keep(store, *map(transaction, range(1, 6)))
        seen: list[str] = []
        after = ""
        for _ in range(3):
            sought = Sought(after=after)
            page = self.look(store, lambda shelf, sought=sought: shelf.ill_transactions(sought, 2))  # type: ignore[misc]
            seen += [one.id for one in page.transactions]
            after = page.after
        assert seen == ["T005", "T004", "T003", "T002", "T001"]
        assert after == ""

    def test_a_reader_s_own_are_found_by_his_reference(self, store: Store) -> None:
        self.keep(store, transaction(2), transaction(1), transaction(3, wanted=Wanted()))
        of = self.look(store, lambda s: (s.ill_transactions_of("R-7"), s.ill_transactions_of("")))
        assert [[one.id for one in found] for found in of] == [["T001", "T002"], []]

    # ------------------------------------------------------------------------------ entries, cases, timers

    def test_a_history_is_numbered_as_it_grows(self, store: Store) -> None:
        def work(ledger: Ledger) -> list[IllEntry]:
            return [
                ledger.add_ill_entry(one)
                for one in (entry(), entry(at=LATER, service=None), entry("T002"), entry(seq=7), entry())
            ]

        kept = self.write(store, work)
        assert [one.seq for one in kept] == [1, 2, 1, 7, 8]
        assert self.look(store, lambda shelf: shelf.ill_entries("T001")) == (kept[0], kept[1], *kept[3:])
        assert self.look(store, lambda shelf: shelf.ill_entries("T001", 1, 2)) == (kept[1], kept[3])
        with pytest.raises(Overtaken):
            self.write(store, lambda ledger: ledger.add_ill_entry(entry(seq=7)))

    def test_there_is_one_case_of_a_kind_in_a_transaction(self, store: Store) -> None:
        lost = Case(transaction="T001", kind=CaseKind.LOST, opened=LATER)
        silent = Case(transaction="T002", kind=CaseKind.NO_ANSWER, opened=NOW, detail="x")
        shut = replace(silent, transaction="T001", closed=LATER, closed_by="desk")

        def work(ledger: Ledger) -> None:
            for case in (lost, silent, replace(shut, closed=None), shut):
                ledger.put_ill_case(case)

        self.write(store, work)
        assert self.look(store, lambda shelf: shelf.ill_cases(9)) == (silent, lost)
        assert self.look(store, lambda shelf: shelf.ill_cases(1)) == (silent,)
        assert self.look(store, lambda shelf: shelf.ill_cases(9, "T001")) == (shut, lost)

    def test_timers_are_found_when_they_are_due(self, store: Store) -> None:
        expiry = Timer(transaction="T001", kind=TimerKind.EXPIRY, due=NOW)
        answer = Timer(transaction="T001", kind=TimerKind.ANSWER, due=LATER)
        other = Timer(transaction="T002", kind=TimerKind.EXPIRY, due=NOW + MINUTE)
        assert self.look(store, lambda shelf: shelf.next_ill_timer()) is None

        def work(ledger: Ledger) -> None:
            for timer in (replace(expiry, due=LATER), answer, other, expiry):
                ledger.set_ill_timer(timer)

        self.write(store, work)
        assert self.look(store, lambda shelf: shelf.ill_timers_due(NOW, 9)) == (expiry,)
        assert self.look(store, lambda shelf: shelf.ill_timers_due(LATER, 2)) == (expiry, other)
        assert self.look(store, lambda shelf: shelf.ill_timers("T001")) == (expiry, answer)
        self.write(store, lambda ledger: ledger.drop_ill_timer("T001", TimerKind.EXPIRY))
        self.write(store, lambda ledger: ledger.drop_ill_timer("T009", TimerKind.EXPIRY))
        assert self.look(store, lambda shelf: shelf.next_ill_timer()) == NOW + MINUTE

    # -------------------------------------------------------------------------------------------- the outbox

    def test_a_letter_comes_back_as_it_was(self, store: Store) -> None:
        given = letter(error="HHIT 关门", original="20261122150000", resend_of="L000", attempts=3, sent=NOW)
        self.post(store, given, letter(2, transaction=""), letter(3, transaction="T001"))
        assert self.look(store, lambda shelf: shelf.letter("L001")) == given
        assert self.look(store, lambda shelf: shelf.letter("L009")) is None
        of = self.look(store, lambda shelf: (shelf.letters_of("T001"), shelf.letters_of("")))
        assert [[one.id for one in found] for found in of] == [["L001", "L003"], []]

        def sent(ledger: Ledger) -> None:
            ledger.mark(replace(given, state=LetterState.CONFIRMED), LetterState.WAITING)
            ledger.add_ill_entry(entry(letter="L001"))

        self.write(store, sent)
        found = self.look(store, lambda shelf: shelf.letters_of("T001"))
        assert [one.id for one in found] == ["L001", "L003"]
        with pytest.raises(Overtaken):
            self.post(store, letter())

    def test_letters_are_due_that_may_go_and_nobody_else_s(self, store: Store) -> None:
        self.post(
            store,
            letter(1, next_at=NOW + 30 * MINUTE),
            letter(2, not_before=NOW + 40 * MINUTE),
            letter(3),
            letter(4, partner="NJU"),
            letter(5, state=LetterState.SENT),
        )
        assert self.due(store, 2) == []
        assert self.due(store, 3) == ["L003"]
        assert self.due(store, 30) == ["L003", "L001"]
        assert self.due(store, 40) == ["L002", "L003", "L001"]
        assert self.due(store, 40, limit=1) == ["L002"]
        assert self.look(store, lambda shelf: shelf.partners_waiting()) == ("HHIT", "NJU")

    def test_letters_of_a_transaction_go_in_the_order_in_which_they_were_posted(self, store: Store) -> None:
        # By the database's own order: another server's clock may have given the second the smaller id.
        first, second = letter(9, transaction="T"), letter(1, transaction="T")
        self.post(store, first, second, letter(2, transaction=""), letter(3, transaction=""))
        assert self.due(store) == ["L002", "L003", "L009"]
        sent = replace(first, state=LetterState.SENT, sent=LATER, attempts=1)
        assert self.write(store, lambda ledger: ledger.mark(sent, LetterState.WAITING))
        assert self.due(store) == ["L001", "L002", "L003"]

    def test_a_dead_letter_holds_up_the_later_ones_of_its_transaction(self, store: Store) -> None:
        dead = letter(1, transaction="T", state=LetterState.DEAD)
        self.post(store, dead, letter(2, transaction="T"), letter(3, transaction="U"))
        assert self.due(store) == ["L003"]
        back = replace(dead, state=LetterState.TAKEN_BACK, finished=LATER)
        assert self.write(store, lambda ledger: ledger.mark(back, LetterState.DEAD))
        assert self.due(store) == ["L002", "L003"]

    def test_a_dead_letter_holds_up_none_to_another_partner(self, store: Store) -> None:
        dead = letter(1, transaction="T", partner="NJU", state=LetterState.DEAD)
        self.post(store, dead, letter(2, transaction="T"))
        assert self.due(store) == ["L002"]

    @pytest.mark.parametrize("what", ["STATUS-QUERY", "STATUS-OR-ERROR-REPORT"])
    def test_a_dead_question_holds_up_nothing(self, store: Store, what: str) -> None:
        dead = letter(1, transaction="T", what=what, state=LetterState.DEAD)
        self.post(store, dead, letter(2, transaction="T"))
        assert self.due(store) == ["L002"]

    def test_a_letter_is_marked_only_while_it_is_as_it_was(self, store: Store) -> None:
        given = letter()
        self.post(store, given)
        sent = replace(
            given, state=LetterState.SENT, attempts=1, error="x", sent=LATER, next_at=LATER, what="?"
        )
        assert not self.write(store, lambda ledger: ledger.mark(sent, LetterState.DEAD))
        assert self.look(store, lambda shelf: shelf.letter("L001")) == given
        assert self.write(store, lambda ledger: ledger.mark(sent, LetterState.WAITING))
        assert self.look(store, lambda shelf: shelf.letter("L001")) == replace(sent, what="SHIPPED")
        assert not self.write(store, lambda ledger: ledger.mark(sent, LetterState.WAITING))

    def test_the_next_letter_s_moment_is_known(self, store: Store) -> None:
        self.post(store, letter(1), letter(2), letter(3, partner="NJU"))
        at = self.look(
            store,
            lambda s: [s.next_letter_at("HHIT", NOW + minutes * MINUTE) for minutes in (0, 1, 2)],
        )
        assert at == [NOW + MINUTE, NOW + 2 * MINUTE, None]

    def test_letters_are_listed_latest_first(self, store: Store) -> None:
        self.post(
            store,
            letter(1, state=LetterState.DEAD),
            letter(2),
            letter(3, partner="NJU", state=LetterState.DEAD),
            letter(4),
        )

        def page(limit: int = 9, **sought: object) -> tuple[list[str], str]:
            wanted = LettersSought(**sought)  # type: ignore[arg-type]
            found, after = self.look(store, lambda shelf: shelf.letters(wanted, limit))
            return [one.id for one in found], after

        assert page() == (["L004", "L003", "L002", "L001"], "")
        assert page(2) == (["L004", "L003"], "L003")
        assert page(2, after="L003") == (["L002", "L001"], "L001")
        assert page(2, after="L001") == ([], "")
        assert page(state=LetterState.DEAD) == (["L003", "L001"], "")
        assert page(partner="HHIT", state=LetterState.DEAD) == (["L001"], "")
        assert page(partner="NJU") == (["L003"], "")
        assert self.look(store, lambda shelf: shelf.mail()) == (
            Mail(partner="HHIT", waiting=2, dead=1),
            Mail(partner="NJU", dead=1),
        )

    def test_how_a_line_fares_is_remembered(self, store: Store) -> None:
        down = PartnerState(name="NJU", failures=3, failing_since=NOW, closed_until=LATER, error="refused")
        shut = PartnerState(name="HHIT", paused=True, paused_by="desk", paused_why="搬迁", paused_at=NOW)

        def work(ledger: Ledger) -> None:
            for state in (PartnerState(name="NJU"), down, shut):
                ledger.put_partner_state(state)

        self.write(store, work)
        assert self.look(store, lambda shelf: shelf.partner_state("NJU")) == down
        assert self.look(store, lambda shelf: shelf.partner_state("nju")) is None
        assert self.look(store, lambda shelf: shelf.partner_states()) == (shut, down)

    def test_a_unit_that_raises_leaves_nothing_of_it(self, store: Store) -> None:
        def work(ledger: Ledger) -> None:
            ledger.save_ill(transaction())
            ledger.add_ill_entry(entry())
            ledger.post(letter())
            raise KeyError

        with pytest.raises(KeyError):
            self.write(store, work)
        found = self.look(
            store, lambda s: (s.ill_transaction("T001"), s.ill_entries("T001"), s.letter("L001"))
        )
        assert found == (None, (), None)
        assert (
            self.write(store, lambda s: s.ill_transaction_named(CUMT, Role.REQUESTER, "HHIT", PARTS)) is None
        )
