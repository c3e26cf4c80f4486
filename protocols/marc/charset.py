"""Character sets of MARC records: the one that was asked for, or the one that each record turns out to be in.

Nothing that a record says of itself is reliable. Leader/09 says ``a`` for UTF-8 in MARC 21 and nothing in
CNMARC; CNMARC's 100$a/26-29 says ``50`` for Unicode and ``01`` to ``02`` for Chinese sets, and is often
left over from the record before it was converted. So the bytes decide, and what is said decides only where
the bytes leave a choice:

* strict UTF-8 is UTF-8, since Chinese text in another set hardly ever is, unless all of it is pairs that
  would be Latin or Greek in UTF-8, and the record or the file so far says otherwise;
* what is left is GB18030, the superset of GB 2312 and GBK, in CNMARC;
* in MARC 21 without ``a`` it may be MARC-8. A Chinese character takes two bytes of the upper half, MARC-8
  puts a single one before a letter, or an escape sequence before Chinese.

Big5 and other sets can be asked for and are never guessed.
Source: reference file z3950-marc.md §4.3; MARC 21 leader/09; GB/T 33286-2016, 100$a/26-29.
"""

import codecs
import re
from collections.abc import Callable
from typing import Final

from protocols.marc import marc8
from protocols.marc.errors import UnknownCharset

UTF_8: Final = "utf-8"
GB18030: Final = "gb18030"
MARC_8: Final = "marc-8"

#: ASCII and the separators: a record can be cut apart before its character set is known.
_PROBE: Final = "\x1d\x1e\x1f" + "".join(map(chr, range(0x20, 0x7F)))

#: What only MARC-8 has: a single byte of the upper half, or an escape to another set.
_LONE_BYTE: Final = re.compile(
    rb"\x1b[(),$\-gbps1]|(?<![\x80-\xff])(?:[\x80-\xff]{2})*[\x80-\xff](?![\x80-\xff])"
)

#: UTF-8 for characters beyond U+07FF: three bytes or more. A text without any may be pairs of GBK.
_BEYOND_PAIRS: Final = re.compile(rb"[\xe0-\xf4]")

#: NSB and NSE as ISO 6630 has them, one byte each, around an article at the beginning of a subfield. GBK has
#: characters that begin with these bytes, but never two of them around a few ASCII letters.
_MARKED: Final = re.compile(rb"(?<=\x1f[\x21-\x7e])\x88([A-Za-z][A-Za-z' .\-]{0,11})\x89")
_GB_NSB, _GB_NSE = "\x98".encode(GB18030), "\x9c".encode(GB18030)
_REMARKED: Final = _GB_NSB + rb"\1" + _GB_NSE


def known(name: str) -> str:
    """The character set by the name this module uses. Raises UnknownCharset."""
    if name.lower().replace("_", "-") in ("marc-8", "marc8"):
        return MARC_8
    try:
        canonical = codecs.lookup(name).name
        sound = _PROBE.encode(canonical, "replace") == _PROBE.encode("ascii")
    except (LookupError, ValueError, TypeError) as error:
        raise UnknownCharset(f"no character set {name!r}") from error
    if not sound:
        raise UnknownCharset(f"{name!r} does not contain ASCII as it is")
    return canonical


def decode(data: bytes, charset: str) -> str:
    """Read bytes; those that mean nothing become U+FFFD."""
    if charset == MARC_8:
        return marc8.decode(data)
    if charset == GB18030 and b"\x88" in data:
        data = _MARKED.sub(_REMARKED, data)
    return data.decode(charset, "replace")


class Charsets:
    """Decides for the records of one file. ``forced`` is what was asked for; None to let each record decide.

    Raises UnknownCharset.
    """

    def __init__(self, forced: str | None = None) -> None:
        self._forced = known(forced) if forced is not None else None
        self._usual = UTF_8

    def of(self, data: bytes, *, marc21: bool, said: Callable[[], str]) -> str:
        """The character set of a record. ``said`` asks what it says itself: `UTF_8`, `GB18030` or nothing."""
        if self._forced is not None:
            return self._forced
        if data.isascii():
            # Escapes to Greek or Chinese are ASCII as well.
            return MARC_8 if marc21 and not said() and _LONE_BYTE.search(data) else UTF_8
        found = self._guess(data, marc21=marc21, said=said)
        self._usual = found
        return found

    def _guess(self, data: bytes, *, marc21: bool, said: Callable[[], str]) -> str:
        if _decodes(data, UTF_8) and (_BEYOND_PAIRS.search(data) or (said() or self._usual) != GB18030):
            return UTF_8
        return MARC_8 if marc21 and not said() and _LONE_BYTE.search(data) else GB18030


def sound(data: bytes, charset: str) -> bool:
    """Whether every byte means something in this character set."""
    return charset == MARC_8 or _decodes(data, charset)


def _decodes(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


#: CNMARC 100$a/26-27: the character set of the record. What is missing here says nothing that helps.
_CODES: Final = {"50": UTF_8, "01": GB18030, "02": GB18030, "11": GB18030, "12": GB18030}


def coded(characters: str) -> str:
    """What CNMARC's 100$a says of the character set at its positions 26-27; "" for nothing that helps."""
    return _CODES.get(characters[26:28], "")
