import pytest

from gateway.model.cards import CardReading, chip_number, readings, spellings


@pytest.mark.parametrize(
    ("reading", "text", "chip"),
    [
        (CardReading.HEX, "a1b2c301", "A1B2C301"),
        (CardReading.HEX, "A1 B2 C3 01", "A1B2C301"),
        (CardReading.HEX_REVERSED, "01C3B2A1", "A1B2C301"),
        (CardReading.DECIMAL, str(0xA1B2C301), "A1B2C301"),
        (CardReading.DECIMAL, "0001", "00000001"),
        (CardReading.DECIMAL, "00000000" + str(0xA1B2C301), "A1B2C301"),
        (CardReading.DECIMAL_REVERSED, str(0x01C3B2A1), "A1B2C301"),
        (CardReading.DECIMAL, str(0x04A1B2C3D4E5F6), "04A1B2C3D4E5F6"),
        (CardReading.DECIMAL_REVERSED, str(0xF6E5D4C3B2A104), "04A1B2C3D4E5F6"),
        (CardReading.HEX, "00112233445566778899", "00112233445566778899"),
    ],
)
def test_every_spelling_of_a_chip_is_the_same_number(reading: CardReading, text: str, chip: str) -> None:
    assert chip_number(text, reading) == chip


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (CardReading.NUMBER, "A1B2C301"),
        (CardReading.HEX, "P0001"),
        (CardReading.HEX, "A1B2C3"),
        (CardReading.HEX, "00" * 11),
        (CardReading.DECIMAL, "12a4"),
        (CardReading.DECIMAL, "١٢٣٤"),
        (CardReading.DECIMAL, str(1 << 56)),
        (CardReading.DECIMAL, "9" * 5000),
        (CardReading.DECIMAL_REVERSED, ""),
    ],
)
def test_what_is_no_chip_in_that_spelling(reading: CardReading, text: str) -> None:
    assert chip_number(text, reading) is None


def test_a_number_is_tried_as_it_stands_before_it_is_taken_for_a_chip() -> None:
    assert spellings(" 08193021 ", CardReading.DECIMAL) == ("08193021", "007D03FD")


def test_lower_case_letters_are_tried_in_upper_case_too() -> None:
    assert spellings("p0001") == ("p0001", "P0001")


def test_each_spelling_is_tried_once() -> None:
    assert spellings("A1B2C301", CardReading.HEX) == ("A1B2C301",)


def test_blanks_spell_nothing() -> None:
    assert spellings("  ", CardReading.HEX) == ()


@pytest.mark.parametrize("text", ["P0001", "ABCDEF"])
def test_what_is_no_chip_is_read_as_it_stands(text: str) -> None:
    assert readings(text) == (text,)


def test_a_chip_is_read_in_four_ways_each_of_which_leads_back() -> None:
    assert readings("04A1B2C3") == ("04A1B2C3", "C3B2A104", "77705923", "3283263748")
    for reading in (each for each in CardReading if each is not CardReading.NUMBER):
        assert any(chip_number(text, reading) == "04A1B2C3" for text in readings("04A1B2C3"))
