"""In which character set a document is, and its bytes in UTF-8, which is all that the parser is given.

A byte order mark says it, or the transport, or the declaration; without any of them it is UTF-8 (XML 1.0
appendix F, RFC 7303). Read are UTF-8, UTF-16 and GB18030, the latter also where its subsets GBK and GB2312
are declared. Of a document that contradicts itself, and of bytes that are no text of its set, nothing is
guessed: a wrong character in an identifier is worse than none.
"""

import codecs
import re
from typing import Final

from protocols.xml.errors import Wrong, XmlError

UTF_8: Final = "utf-8"
UTF_16: Final = "utf-16"
GB18030: Final = "gb18030"

#: The names that are known, in lower case, and the set that each means.
_KNOWN: Final = {
    "utf-8": UTF_8,
    "utf8": UTF_8,
    "us-ascii": UTF_8,
    "ascii": UTF_8,
    "utf-16": UTF_16,
    "utf-16le": UTF_16,
    "utf-16be": UTF_16,
    "gb18030": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
}
#: How a document begins: what of it is no part of the text, its set, and the codec.
_BEGINNINGS: Final = (
    (codecs.BOM_UTF8, len(codecs.BOM_UTF8), UTF_8, UTF_8),
    (codecs.BOM_UTF16_LE, len(codecs.BOM_UTF16_LE), UTF_16, "utf-16-le"),
    (codecs.BOM_UTF16_BE, len(codecs.BOM_UTF16_BE), UTF_16, "utf-16-be"),
    ("<".encode("utf-16-le"), 0, UTF_16, "utf-16-le"),
    ("<".encode("utf-16-be"), 0, UTF_16, "utf-16-be"),
)
_DECLARATION: Final = re.compile(
    r"""<\?xml\s[^>]{0,100}?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]{0,39})["']"""
)
_PROLOGUE: Final = 256
"""Bytes in which a declaration stands, white space and all."""


def utf_8(data: bytes, charset: str | None = None) -> bytes:
    """The document in UTF-8, without a byte order mark. ``charset`` is what the transport said.

    The declaration goes on saying what it said: the parser must overrule it. Bytes that claim to be UTF-8 are
    left to the parser, which refuses what is none. Raises XmlError.
    """
    skip, found, codec = _beginning(data)
    head = data[skip : skip + _PROLOGUE].decode(codec or "latin-1", "replace")
    declared = _DECLARATION.match(head)
    sets = [found, charset and _known(charset), declared and _known(declared[1])]
    if found is None and sets[2] == UTF_16:
        sets[0] = UTF_8  # UTF-16 would not have been readable as bytes
    said = [each for each in sets if each]
    if len(set(said)) > 1:
        raise XmlError(
            Wrong.DOCUMENT, expected=f"{_spelled(said[0])} throughout", found=f"{_spelled(said[-1])} declared"
        )
    if not said or said[0] == UTF_8:
        return data[skip:] if skip else data
    try:
        return data[skip:].decode(codec or said[0]).encode()
    except UnicodeError as error:
        start = skip + error.start if isinstance(error, UnicodeDecodeError) else skip
        raise XmlError(
            Wrong.DOCUMENT,
            expected=f"text in {_spelled(said[0])}",
            found=data[start : start + 8].hex(" "),
            line=data.count(b"\n", 0, start) + 1,
        ) from None


def _beginning(data: bytes) -> tuple[int, str | None, str | None]:
    for mark, skip, charset, codec in _BEGINNINGS:
        if data.startswith(mark):
            return skip, charset, codec
    return 0, None, None


def _known(name: str) -> str:
    if name.lower() not in _KNOWN:
        raise XmlError(Wrong.DOCUMENT, expected="UTF-8, UTF-16 or GB18030", found=name)
    return _KNOWN[name.lower()]


def _spelled(charset: str) -> str:
    return charset.upper()
