from tests.library import fee


def test_owed_is_what_was_neither_paid_nor_waived() -> None:
    assert fee(amount=300, paid=120, waived=80).owed == 100
