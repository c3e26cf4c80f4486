"""Receipt lines: text measured in printer columns, where a Chinese character takes two.

Source: Unicode Standard Annex 11 (East Asian Width); SIP2 document rev. 2.12, "max print width" (99).
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_NOT_FIRST = frozenset("，。、；：？！）】》”’…,.;:?!)]}%")  # never first on a line
_FEWEST_COLUMNS = 2  # room for one Chinese character


def columns_of(text: str) -> int:
    """Count the printer columns of a text."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=8192)  # the letters of a library's titles; looking them up each time took half of a reply
def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns: Latin words at blanks, Chinese anywhere.

    A closing punctuation mark is not left alone at the head of a line. Fewer than two columns count as two.
    """
    room = max(columns, _FEWEST_COLUMNS)
    if columns_of(text) <= room:
        return [text.rstrip()]
    lines: list[str] = []
    line, width = "", 0
    for piece, size in _pieces(text, room):
        if line and width + size > room:
            lines.append(line.rstrip())
            line, width = "", 0
            if piece.isspace():
                continue
        line, width = line + piece, width + size
    return [*lines, line.rstrip()] if line or not lines else lines


def _pieces(text: str, room: int) -> Iterator[tuple[str, int]]:
    """Give what must stay together, and its columns: a word, a run of blanks, a Chinese character.

    A character's punctuation belongs to it. The text is not empty: such a one was short enough as it was.
    """
    start, width = 0, 0
    for at, letter in enumerate(text):
        size = _columns(letter)
        joined = at > start and (_stays_with(text[at - 1], letter) or letter in _NOT_FIRST)
        if at > start and (not joined or width + size > room):
            yield text[start:at], width
            start, width = at, 0
        width += size
    yield text[start:], width


def _stays_with(before: str, letter: str) -> bool:
    if unicodedata.combining(letter):
        return True
    if before.isspace() or letter.isspace():
        return before.isspace() and letter.isspace()
    return _columns(before) == 1 and _columns(letter) == 1
