from protocols.ber import limits


def test_an_honest_apdu_is_far_within_the_bounds() -> None:
    assert limits.Limits(limits.APDU, limits.DEPTH) == limits.LIMITS
    assert limits.APDU > 100 * 10_000
    assert limits.DEPTH > 4 * 15
