from gateway.web.tally import Tally


def test_a_value_counts_under_the_first_bound_that_holds_it() -> None:
    tally = Tally((1, 2.5))
    for value in (0.5, 1, 2, 2.5, 3):
        tally.add(value)
    assert tally.buckets() == [("1", 2.0), ("2.5", 4.0), ("+Inf", 5.0)]
    assert (tally.count, tally.sum) == (5, 9.0)


def test_an_empty_tally_has_every_bucket() -> None:
    assert Tally((1,)).buckets() == [("1", 0.0), ("+Inf", 0.0)]


def test_including_another_adds_counts_and_sums_and_leaves_the_other() -> None:
    mine, other = Tally((1,)), Tally((1,))
    mine.add(0.5)
    other.add(0.25)
    other.add(7)
    mine.include(other)
    assert mine.buckets() == [("1", 2.0), ("+Inf", 3.0)]
    assert mine.sum == 7.75
    assert other.count == 2
