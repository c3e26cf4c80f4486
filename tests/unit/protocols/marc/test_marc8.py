import pytest

from protocols.marc.marc8 import decode


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", "plain"),
        (b"Caf\xe2e", "Café"),  # the mark stands before its letter
        (b"\xe8\xe2e", "ë\u0301"),
        (b"\xa5\xb5", "Ææ"),
        (b"\x1b$1!0m!0n\x1b(B.", None),  # EACC and back
        (b"\x1bga\x1bs a", "α a"),
        (b"\x1bp2\x1bsx", "²x"),
        (b"\x1b(NA", None),
        (b"\x1b)N\xc1", None),
        (b"\x1b$)1\xa1", None),
        (b"\x88The \x89Art", "\x98The \x9cArt"),
        (b"a\x8db\x8e", "a\u200db\u200c"),
    ],
)
def test_letters_are_read(data: bytes, expected: str | None) -> None:
    text = decode(data)
    if expected is None:
        assert text
        assert "\x1b" not in text
    else:
        assert text == expected


def test_a_separator_ends_every_escape() -> None:
    assert decode(b"\x1bga\x1fba\x1e\x1d") == "α\x1fba\x1e\x1d"


def test_eacc_takes_three_bytes_for_a_character() -> None:
    assert decode(b"\x1b$1!0m") != decode(b"!0m")
    assert len(decode(b"\x1b$1!0m")) == 1


@pytest.mark.parametrize("data", [b"\x1b", b"a\x1b", b"a\x1b$", b"a\x1b(", b"a\x1bz", b"a\x1b$("])
def test_an_escape_that_is_none_is_left_out(data: bytes) -> None:
    assert decode(data).replace("z", "").replace("$", "").replace("(", "") in {"", "a"}


def test_a_mark_without_a_letter_stays() -> None:
    assert decode(b"7\xe2") == "7\u0301"
    assert decode(b"\xe2\x1fa") == "\u0301\x1fa"


def test_what_the_tables_lack_is_shown_as_such() -> None:
    assert decode(b"a\xff") == "a\ufffd"
    assert decode(b"\x1b(9a") == "\ufffd"
    assert decode(b"\x1b$1!!") == "\ufffd"


def test_control_characters_mean_nothing() -> None:
    assert decode(b"a\x01\x90b") == "ab"
