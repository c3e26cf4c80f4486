"""Reader's cards: how one chip's number is spelled by different card readers.

A card's chip number is kept as upper-case hexadecimal digits, most significant byte first. Readers of other
makes report the same chip in decimal, or with its bytes reversed; a number typed at the keyboard is no chip
number at all and is tried as it stands.
"""

from collections.abc import Callable
from enum import StrEnum

#: A chip number has four to ten bytes (ISO 14443 UIDs: 4, 7 or 10); a longer number is no chip.
CHIP_BYTES = range(4, 11)

#: Decimal digits of the longest number that is read as a chip: seven bytes have seventeen, and readers pad to
#: twenty. Whatever is longer is no chip, and int() need not try: it refuses texts of thousands of digits.
_MOST_DIGITS = 20


class CardReading(StrEnum):
    """How a terminal's card reader spells what it reads."""

    NUMBER = "number"
    HEX = "hex"
    HEX_REVERSED = "hex-reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal-reversed"


def _hex_bytes(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _decimal_bytes(text: str) -> bytes | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    number = int(text)
    # Ten digits hold four bytes; anything longer is the seven-byte kind.
    width = 4 if number < 1 << 32 else 7
    return number.to_bytes(width, "big") if number < 1 << 56 else None


_READ: dict[CardReading, tuple[Callable[[str], bytes | None], bool]] = {
    CardReading.HEX: (_hex_bytes, False),
    CardReading.HEX_REVERSED: (_hex_bytes, True),
    CardReading.DECIMAL: (_decimal_bytes, False),
    CardReading.DECIMAL_REVERSED: (_decimal_bytes, True),
}


def chip_number(text: str, reading: CardReading) -> str | None:
    """The chip number in the form that is kept; None where `text` is none in that spelling."""
    if reading is CardReading.NUMBER:
        return None
    read, reverse = _READ[reading]
    raw = read(text)
    if raw is None or len(raw) not in CHIP_BYTES:
        return None
    return (raw[::-1] if reverse else raw).hex().upper()


def spellings(text: str, reading: CardReading = CardReading.NUMBER) -> tuple[str, ...]:
    """What `text` from a terminal with this `reading` may stand for, likeliest first.

    The number as it stands comes first: a reader who types his 学工号 at a terminal whose card reader speaks
    decimal must still be found, and a reader's number never looks like another reader's chip of eight or more
    hex digits by design.
    """
    number = text.strip()
    chip = chip_number(number, reading)
    upper = number.upper()
    return tuple(dict.fromkeys(s for s in (number, chip, upper) if s))


def readings(chip: str) -> tuple[str, ...]:
    """Every text by which a card reader may have spelled a chip number, without leading zeros.

    What `spellings` undoes; a number that is no chip's is read as it stands.
    """
    raw = _hex_bytes(chip)
    if raw is None or len(raw) not in CHIP_BYTES:
        return (chip,)
    turned = raw[::-1]
    return (
        *(each.hex().upper() for each in (raw, turned)),
        *(str(int.from_bytes(each, "big")) for each in (raw, turned)),
    )
