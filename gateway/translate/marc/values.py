"""Values as cataloguers write them: prices, ISBNs, years, rows of barcodes, text with marks in it."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

RANGE_LIMIT: Final = 500
"""Barcodes that one range may stand for: a class set, a serial's bound volumes; with more, the dash means
something else."""

#: Yuan by any of its signs, before or after the sum. Anything else in front is another currency.
_YUAN: Final = re.compile(
    r"(?:CNY|RMB|人民币|[￥¥])?\s*([0-9]{1,7}(?:[.．][0-9]{1,4})?)\s*(?:元|圆)?", re.IGNORECASE
)
_SUM: Final = re.compile(r"[0-9]")
#: （全三册）, （共2卷）, (3 vols.): a price of all volumes together.
_SET: Final = re.compile(r"[（(［\[].{0,20}?(?:[全共套]|[0-9二两三四五六七八九十] ?(?:[册冊卷]|v)).*")

_YEAR: Final = re.compile(r"(?:1[0-9]|20)[0-9][0-9]")
_NOT_ISBN: Final = re.compile(r"[^0-9Xx]")
_ISBN_10: Final = 10
_ISBN_13: Final = 13

_RANGE: Final = re.compile(r"([^0-9]{0,20})([0-9]{1,20})\s*[-—–~～]\s*([^0-9]{0,20})([0-9]{1,20})")
_LIST: Final = re.compile(r"[;；,，、|]")

#: Marks around what is not sorted by (NSB, NSE) as they come from different character sets; other controls
#: are blanks.
_MARKS: Final = dict.fromkeys((0x88, 0x89, 0x98, 0x9C), None)
_CLEAN: Final = {**dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "), **_MARKS}

#: ISBD's marks between areas, which in MARC 21 stand at the end of a subfield.
_ISBD: Final = " /:;,=" + "　"


def clean(text: str) -> str:
    """Text for readers: without marks around articles, control characters, ISBD's marks at its end."""
    if not text.isprintable():
        text = " ".join(text.translate(_CLEAN).split())
    return text.strip().rstrip(_ISBD)


def barcodes(text: str, *, ranges: bool) -> Iterator[str]:
    """The barcodes that a subfield holds: one, several in a list, or a range.

    A range's end may say only its last digits: ``00236515-9`` is five, ``1865829-30`` two. What doesn't
    ascend is a barcode with a dash in it.
    """
    for entry in map(str.strip, _LIST.split(text)):
        found = _RANGE.fullmatch(entry) if ranges else None
        if found:
            yield from _range(entry, *found.groups())
        elif entry:
            yield entry


def _range(entry: str, prefix: str, first: str, other: str, last: str) -> Iterator[str]:
    if len(last) > len(first) or other not in ("", prefix):
        yield entry
        return
    begin, end = int(first), int(first[: len(first) - len(last)] + last)
    if not begin < end < begin + RANGE_LIMIT:
        yield entry
        return
    for number in range(begin, end + 1):
        yield f"{prefix}{number:0{len(first)}}"


def price(text: str) -> tuple[int | None, bool]:
    """A price in fen, and whether there is one that isn't the item's own: in another currency, or of a set.

    ``CNY39.00`` and ``￥39`` are 3900; ``CNY`` alone is no price and no fault.
    """
    if not _SUM.search(text):
        return None, False
    found = _YUAN.match(text.strip())
    if not found or _SET.fullmatch(text.strip()[found.end() :].strip()):
        return None, True
    yuan = Decimal(found[1].replace("．", "."))
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP)), False


def year(text: str) -> str:
    """The first year in a date of publication: ``[2012?]``, ``2012.05``, ``c1998-``; "" for none."""
    found = _YEAR.search(text)
    return found[0] if found else ""


def isbn(text: str) -> tuple[str, bool]:
    """An ISBN without its dashes and what follows it, and whether its check digit is right.

    Neither form is turned into the other: what the book says is what is looked for.
    """
    words = text.split()
    bare = _NOT_ISBN.sub("", words[0]).upper() if words else ""
    return bare, _checks(bare)


def _checks(bare: str) -> bool:
    if len(bare) == _ISBN_13 and bare.isdigit():
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(bare)) % 10 == 0
    if len(bare) == _ISBN_10 and "X" not in bare[:-1]:
        return sum((10 - i) * (10 if digit == "X" else int(digit)) for i, digit in enumerate(bare)) % 11 == 0
    return False
