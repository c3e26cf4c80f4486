"""What every store promises of leases; subclass `LeaseContract` with a `store` fixture."""

from datetime import timedelta

from gateway.model.leases import Lease
from gateway.ports import Store
from tests.memory_store import result

LONG = timedelta(minutes=5)
OVER = timedelta(0)


def take(store: Store, holder: str, lasting: timedelta = LONG, name: str = "chores") -> Lease | None:
    return result(store.commit(lambda ledger: ledger.take_lease(name, holder, lasting)))


def holds(store: Store, lease: Lease | None) -> bool:
    assert lease is not None
    return result(store.commit(lambda ledger: ledger.holds_lease(lease)))


class LeaseContract:
    """The promises."""

    def test_one_holds_a_lease_and_others_do_not_get_it(self, store: Store) -> None:
        mine = take(store, "a")
        assert mine is not None
        assert (mine.name, mine.holder, mine.term) == ("chores", "a", 1)
        assert take(store, "b") is None
        assert take(store, "b", name="other") is not None
        assert holds(store, mine)

    def test_who_holds_it_renews_it_and_keeps_its_term(self, store: Store) -> None:
        first, second = take(store, "a"), take(store, "a", 2 * LONG)
        assert first is not None
        assert second is not None
        assert second.term == first.term
        assert second.until > first.until + LONG / 2
        assert holds(store, first)
        assert take(store, "b") is None

    def test_a_lease_that_ran_out_goes_to_whoever_asks_and_its_term_shows_it(self, store: Store) -> None:
        old = take(store, "a", OVER)
        assert not holds(store, old)
        new = take(store, "b")
        assert new is not None
        assert new.term == 2
        assert not holds(store, old)
        assert take(store, "a") is None

    def test_even_its_holder_takes_it_anew_once_it_ran_out(self, store: Store) -> None:
        take(store, "a", OVER)
        again = take(store, "a")
        assert again is not None
        assert again.term == 2

    def test_a_lease_given_up_is_free_at_once(self, store: Store) -> None:
        lease = take(store, "a")
        assert lease is not None
        result(store.commit(lambda ledger: ledger.give_up_lease(lease)))
        assert not holds(store, lease)
        other = take(store, "b")
        assert other is not None
        result(store.commit(lambda ledger: ledger.give_up_lease(lease)))  # no longer its own to give up
        assert holds(store, other)

    def test_a_lease_that_nobody_ever_took_is_held_by_nobody(self, store: Store) -> None:
        lease = take(store, "a", name="one")
        assert lease is not None
        stranger = Lease(name="two", holder="a", term=1, until=lease.until)
        assert not holds(store, stranger)
