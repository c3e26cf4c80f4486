"""MARC-8, the older character set of MARC 21: ASCII and ANSEL, others by escape sequences, EACC for Chinese.

The tables are pymarc's. A mark that combines stands before its letter; a separator ends every escape. NSB
and NSE are 0x88 and 0x89. What the tables lack becomes U+FFFD: reading never fails.

Source: MARC 21 Specifications, "MARC-8 environment"; ANSI/NISO Z39.47 (ANSEL), Z39.64 (EACC).
"""

import unicodedata
from typing import Final

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_ASCII: Final = 0x42
_ANSEL: Final = 0x45
_ESCAPE: Final = 0x1B
_EACC: Final = 0x31  # the one set of three bytes a character
_UNKNOWN: Final = "\ufffd"
_FIRST_GRAPHIC: Final = 0x20
_HIGH: Final = 0x80

#: The control characters that mean something: the separators, NSB and NSE, the two joiners.
_CONTROLS: Final = {
    0x1D: "\x1d",
    0x1E: "\x1e",
    0x1F: "\x1f",
    0x88: "\x98",
    0x89: "\x9c",
    0x8D: "\u200d",
    0x8E: "\u200c",
}

#: Escapes of two bytes that name a small set for G0 at once, and the one that returns to ASCII.
_SHORT: Final = {0x62: 0x62, 0x67: 0x67, 0x70: 0x70, 0x73: _ASCII}

#: Which half an escape's second byte sets; ``$`` announces a set of several bytes and may stand before
#: either.
_HALVES: Final = {0x28: 0, 0x2C: 0, 0x29: 1, 0x2D: 1}


def decode(data: bytes) -> str:
    """The text, composed (NFC)."""
    text: list[str] = []
    marks: list[str] = []
    sets = [_ASCII, _ANSEL]
    at, end = 0, len(data)
    while at < end:
        byte = data[at]
        if byte == _ESCAPE and (escape := _escape(data, at)):
            at, half, chosen = escape
            sets[half] = chosen
            continue
        if byte in _CONTROLS:
            sets = [_ASCII, _ANSEL] if byte < _FIRST_GRAPHIC else sets
            text += [*marks, _CONTROLS[byte]]
            marks.clear()
            at += 1
            continue
        if byte < _FIRST_GRAPHIC or _HIGH <= byte < _HIGH + _FIRST_GRAPHIC:
            at += 1  # other control characters mean nothing in a record
            continue
        chosen = sets[byte >= _HIGH]
        width = 3 if chosen == _EACC else 1
        letter, combines = _letter(chosen, int.from_bytes(data[at : at + width]))
        at += width
        if combines:
            marks.append(letter)
        else:
            text += [letter, *marks]
            marks.clear()
    return unicodedata.normalize("NFC", "".join([*text, *marks]))


def _escape(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Read an escape sequence: where it ends, which half it sets, to what; None where it is none."""
    second = data[at + 1 : at + 2]
    if second and second[0] in _SHORT:
        return at + 2, 0, _SHORT[second[0]]
    several = second == b"$"
    rest = data[at + 1 + several : at + 3 + several]
    if len(rest) == 2 and rest[0] in _HALVES:  # noqa: PLR2004 - a half and a set
        return at + 3 + several, _HALVES[rest[0]], rest[1]
    if several and rest:
        return at + 3, 0, rest[0]
    return None


def _letter(chosen: int, code: int) -> tuple[str, bool]:
    """A character of a set, and whether it combines with the next."""
    point, combines = CODESETS.get(chosen, {}).get(code, (ODD_MAP.get(code, 0), 0))
    return (chr(point) if point else _UNKNOWN), bool(combines)
