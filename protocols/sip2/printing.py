"""Receipt lines: text measured in printer columns, where a Chinese character takes two.

Source: Unicode Standard Annex 11 (East Asian Width); SIP2 document rev. 2.12, "max print width" (99).
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

_NOT_FIRST = frozenset("，。、；：？！）】》”’…,.;:?!)]}%")  # never first on a line
_FEWEST_COLUMNS = 2  # room for one Chinese character


@lru_cache(maxsize=8192)  # the letters of a library's titles; looking them up each time took half of a reply
def _width(letter: str) -> int:
    """How many columns a letter takes; none where it is a mark on the one before."""
    if unicodedata.combining(letter):
        return 0
    return 1 + (unicodedata.east_asian_width(letter) in "WF")


def columns_of(text: str) -> int:
    """Count the printer columns of a text."""
    return len(text) if text.isascii() else sum(map(_width, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns: Latin words at blanks, Chinese anywhere.

    A closing punctuation mark is not left alone at the head of a line, nor are blanks. What has no place to
    break is cut where the line ends. Fewer than two columns count as two.
    """
    room = max(columns, _FEWEST_COLUMNS)
    # Up to and with each letter; looked at letter by letter only where a line may end.
    reached = list(accumulate(map(_width, text)))
    lines: list[str] = []
    start, before = 0, 0
    while start < len(text) and reached[-1] - before > room:
        full = bisect_right(reached, before + room)
        end = _last_break(text, start, full) or full
        lines.append(text[start:end].rstrip())
        start = _past_blanks(text, end, bisect_right(reached, reached[end - 1] + room))
        before = reached[start - 1]
    return [*lines, text[start:].rstrip()] if start < len(text) or not lines else lines


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before this letter: not in a word, in blanks, before a mark or what closes."""
    letter, last = text[at], text[at - 1]
    if letter in _NOT_FIRST or not _width(letter):
        return False
    if letter.isspace() or last.isspace():
        return letter.isspace() is not last.isspace()
    return not _width(letter) == _width(last) == 1


def _last_break(text: str, start: int, full: int) -> int | None:
    """The last place after `start`, and not after `full`, where a line may end."""
    return next((at for at in range(full, start, -1) if _may_break(text, at)), None)


def _past_blanks(text: str, at: int, most: int) -> int:
    """Where the next line begins that may begin at a place, or behind blanks there; not after `most`."""
    end = at
    while end < most and text[end].isspace():
        end += 1
    stands_alone = end == most or _may_break(text, end)
    return end if stands_alone else at
