"""In which character set a table is: by its mark, else by what its bytes can be.

UTF-8 with or without its mark, UTF-16 with its mark (Excel's "Unicode text"), GB18030 (Excel's CSV in China).
A stray byte makes no other file of it: what is nearly all UTF-8 is read as UTF-8, and only the rows with the
strays are lost. Bytes that are neither are not guessed at: Latin letters with accents, or Big5, would be
taken for rare Chinese characters and nobody would notice.
Source: RFC 3629, 4; GB 18030-2022 (two bytes: 81-FE, 40-7E and 80-FE); GB/T 2312-1980 (its rows 1-3, 16-87).
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from gateway.loading.found import Unusable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: What Excel's own files begin with: a ZIP archive (.xlsx), an OLE document (.xls).
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

#: Bytes looked at at once, and how far on the end of the line is sought so that no character is cut.
_PIECE: Final = 1 << 20
_LINE: Final = 1 << 16

#: Bytes that are looked at for GB18030: enough of a text to tell, whatever stands in the rest.
_SAMPLE: Final = 4 << 20

#: Characters of UTF-8 to each byte that is none, for it to be UTF-8 with strays.
_TO_EACH_STRAY: Final = 10

#: Of ten characters beyond ASCII so many are common ones, where a text is Chinese. Rare ones stand in names.
_COMMON_OF_TEN: Final = 7

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_UTF_8: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]"
    rb"|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}"
)
#: A character of three bytes, as Chinese ones are: two may be a pair of GB18030 by chance.
_THREE: Final = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")

_GB18030: Final = re.compile(
    rb"([\xa1-\xa3\xb0-\xf7][\xa1-\xfe])"
    rb"|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]"
)


class Charset(msgspec.Struct, frozen=True):
    """A character set by the name that Python knows it by; `guessed` where the bytes could be another's."""

    name: str
    guessed: bool = False


def charset_of(file: BinaryIO) -> Charset:
    """The character set of a file, which is left at its beginning.

    Raises `Unusable` where it can't be told, and for a workbook.
    """
    begin = file.read(4)
    file.seek(0)
    if begin.startswith(_WORKBOOKS):
        raise Unusable("workbook")
    for mark, charset in _MARKS:
        if begin.startswith(mark):
            return Charset(charset)
    try:
        return _guess(file)
    finally:
        file.seek(0)


def _guess(file: BinaryIO) -> Charset:
    characters = strays = 0
    for piece in _pieces(file):
        if piece.isascii():
            continue
        rest = _UTF_8.sub(b"", piece)
        characters += len(_THREE.findall(piece))
        strays += 0 if rest.isascii() else len(_HIGH.findall(rest))
    if strays * _TO_EACH_STRAY <= characters:
        return Charset("utf-8", guessed=strays > 0)
    file.seek(0)
    if _is_chinese(file.read(_SAMPLE)):
        return Charset("gb18030", guessed=True)
    if strays < characters:  # a short table: half of it Chinese in UTF-8, and a name from elsewhere
        return Charset("utf-8", guessed=True)
    raise Unusable("no-guess")


def _is_chinese(sample: bytes) -> bool:
    found = [match[1] is not None for match in _GB18030.finditer(sample)]
    return sum(found) * 10 >= len(found) * _COMMON_OF_TEN


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece + file.readline(_LINE)
