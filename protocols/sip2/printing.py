"""Receipt lines: text measured in printer columns, where a Chinese character takes two.

Source: Unicode Standard Annex 11 (East Asian Width); SIP2 document rev. 2.12, "max print width" (99).
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_NOT_FIRST = frozenset("，。、；：？！）】》”’…,.;:?!)]}%")  # never first on a line
_FEWEST_COLUMNS = 2  # room for one Chinese character


class _Traits(NamedTuple):
    """What counts of a letter: its columns, whether it is blank, belongs to the one before it, or closes."""

    columns: int
    blank: bool
    mark: bool
    closing: bool


@lru_cache(maxsize=8192)  # the letters of a library's titles; looking them up each time took half of a reply
def _traits(letter: str) -> _Traits:
    mark = unicodedata.combining(letter) > 0
    wide = unicodedata.east_asian_width(letter) in "WF"
    return _Traits(0 if mark else 1 + wide, letter.isspace(), mark, letter in _NOT_FIRST)


def columns_of(text: str) -> int:
    """Count the printer columns of a text."""
    if text.isascii():
        return len(text)
    return sum([_traits(letter)[0] for letter in text])


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
    was, was_blank = 0, False
    for at, letter in enumerate(text):
        columns, blank, mark, closing = _traits(letter)
        if at > start:
            alike = blank and was_blank if blank or was_blank else columns == was == 1
            if not (mark or alike or closing) or width + columns > room:
                yield text[start:at], width
                start, width = at, 0
        width += columns
        was, was_blank = columns, blank
    yield text[start:], width
