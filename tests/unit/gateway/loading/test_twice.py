from gateway.loading.twice import Twice


def test_only_what_says_otherwise_under_one_number_is_told() -> None:
    twice = Twice()
    came = [("P1", "a", 2), ("P2", "a", 3), ("P1", "a", 4), ("P1", "b", 5), ("P1", "a", 6)]
    assert [twice.other(*each) for each in came] == [None, None, None, 2, None]
