import pytest

from protocols.sip2.money import fen, yuan


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2.50", 250),
        ("2.5", 250),
        ("2", 200),
        ("2.", 200),
        ("0.07", 7),
        ("  2.50 ", 250),
        ("¥2.50", 250),
        ("￥2.50", 250),
        ("-2.50", -250),
        ("+2.50", 250),
        ("2.500", 250),
        ("1,234,567.89", 123456789),
        ("0", 0),
    ],
)
def test_reading(text: str, amount: int) -> None:
    assert fen(text) == amount


@pytest.mark.parametrize(
    "text", ["", "usd", "2.505", "2,50", "1,2345", "2.5.0", "٢", "1e3", "--1", "9" * 5000]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert fen(text) is None


@pytest.mark.parametrize(
    ("amount", "text"), [(250, "2.50"), (7, "0.07"), (0, "0.00"), (-5, "-0.05"), (100, "1.00")]
)
def test_writing(amount: int, text: str) -> None:
    assert yuan(amount) == text


def test_no_fen_is_lost_on_the_way() -> None:
    assert all(fen(yuan(amount)) == amount for amount in range(-1000, 1000, 7))
