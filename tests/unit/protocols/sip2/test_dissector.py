from collections.abc import Iterator

import pytest

from protocols.sip2.dissector import Dissection, dissect, patterns_of, tags_of
from protocols.sip2.errors import Undecodable
from protocols.sip2.messages import MESSAGES, FeePaidResponse, RequestAcsResend, ScStatus


@pytest.fixture(autouse=True)
def _made_afresh() -> Iterator[None]:
    patterns_of.cache_clear()
    tags_of.cache_clear()
    yield
    patterns_of.cache_clear()
    tags_of.cache_clear()


def fixed(parts: Dissection) -> dict[str, str]:
    return {element.name: text for element, text in parts.fixed}


DAY, DUE = "20260301    143005", "20260401    000000"


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        # as the document wants it
        (f"11YN{DAY}{DUE}AOC|", ("Y", "N", DAY, DUE), "AOC|"),
        (f"11YN{DAY}{' ' * 18}AOC|", ("Y", "N", DAY, " " * 18), "AOC|"),
        # missing or shortened elements before a tag, a bar or the end
        (f"11YN{DAY}AOC|", ("Y", "N", DAY), "AOC|"),
        (f"11YN{DAY}|AOC|", ("Y", "N", DAY), "|AOC|"),
        (f"11YN{DAY}{DUE}|AOC|", ("Y", "N", DAY, DUE), "|AOC|"),
        (f"11YN{DAY}          |AOC|", ("Y", "N", DAY), "|AOC|"),
        (f"11YN{DAY}", ("Y", "N", DAY), ""),
        ("11YNAOC|", ("Y", "N"), "AOC|"),
        ("11AOC|", (), "AOC|"),
        # loose spellings
        (f"11 n{DAY}AOC|", (" ", "n", DAY), "AOC|"),
        ("11YN20260301 14300520260401000000AOC|", ("Y", "N", "20260301 143005", "20260401000000"), "AOC|"),
    ],
)
def test_the_positional_part(text: str, expected: tuple[str, ...], rest: str) -> None:
    parts = dissect(text)
    assert tuple(value for _, value in parts.fixed) == expected
    assert text[parts.tags_at :] == rest
    assert parts.strays == ()


@pytest.mark.parametrize(
    ("text", "expected", "rest", "strays"),
    [
        # an illegal language before the date of a 17
        (f"17001{DAY}AOC|", {"transaction_date": DAY}, "AOC|", ("001",)),
        # one digit too many between date and tags
        (f"15+{DAY}3BSHall|", {"hold_mode": "+", "transaction_date": DAY}, "BSHall|", ("3",)),
        # a date with a digit too many
        ("23000202601010    143005|AAx|", {"language": "000"}, "|AAx|", ("202601010    143005",)),
        ("6300020260301    14300510|AAx|", {"language": "000", "transaction_date": DAY}, "|AAx|", ("10",)),
        # nothing but a damaged date
        ("23000202601010    143005", {"language": "000"}, "", ("202601010    143005",)),
        # a stray although nothing is missing
        (f"17{DAY}7AOC|", {"transaction_date": DAY}, "AOC|", ("7",)),
    ],
)
def test_resynchronising(text: str, expected: dict[str, str], rest: str, strays: tuple[str, ...]) -> None:
    parts = dissect(text)
    assert fixed(parts) == expected
    assert text[parts.tags_at :] == rest
    assert parts.strays == strays


@pytest.mark.parametrize("noise", ["\n\0", "  ", "login: ", "xx\0", "\ufeff", "x11y "])
def test_noise_before_the_code(noise: str) -> None:
    parts = dissect(f"{noise}9900802.00")
    assert parts.message is ScStatus
    assert fixed(parts) == {"status_code": "0", "max_print_width": "080", "protocol_version": "2.00"}


def test_a_message_without_elements() -> None:
    assert dissect("97") == Dissection(RequestAcsResend, (), 2)


@pytest.mark.parametrize(
    ("text", "element", "offset"),
    [
        ("", "", 0),
        ("85xx", "", 0),
        ("hello world", "", 0),
        ("97 and more", "", 2),
        ("23", "language", 2),
        ("23hello world", "language", 2),
        ("23XXhello", "language", 2),
        ("09Nonsense", "transaction_date", 3),
        (f"17{DAY}hello", "", 20),
        ("x" * 40 + "9900802.00", "", 0),
    ],
)
def test_what_is_no_message(text: str, element: str, offset: int) -> None:
    with pytest.raises(Undecodable) as caught:
        dissect(text)
    assert (caught.value.element, caught.value.offset) == (element, offset)


def test_a_run_of_tags_counts_as_declared() -> None:
    assert {"BK", "CG", "FA", "FG", "AF"} <= tags_of(FeePaidResponse)
    assert "AB" not in tags_of(FeePaidResponse)


def test_every_code_has_its_patterns() -> None:
    assert all(patterns_of(message).strict.pattern.startswith(code) for code, message in MESSAGES.items())
