"""Character sets: the configured one, or the one a kiosk turns out to use.

The document says CP850; kiosks in China send GBK or UTF-8 and announce neither. 93 and 99 are ASCII, so
nothing is lost by waiting: the first request with other characters decides, strict UTF-8 or else GB18030, the
superset of GBK. What a terminal server puts before a message (telnet options, a byte order mark) is no text
and decides nothing. Fields are split after decoding, since the second byte of a GBK character may be 0x7C,
the delimiter.
Source: reference file §1.9.
"""

import codecs
import re
import unicodedata

DEFAULT = "utf-8"
FALLBACK = "gb18030"

# Every message begins with two digits; noise with two digits of its own is too rare to matter.
_noise = re.compile(rb"[^0-9]{1,32}(?=[0-9]{2})").match

_PROBE = "".join(map(chr, range(0x20, 0x7F))) + "\r\n"


class Charset:
    """The character set of one connection: ``configured`` by name, or detected.

    Raises LookupError for a name that Python does not know, ValueError for a character set in which ASCII is
    not ASCII: the frame of a message could not be found in it.
    """

    def __init__(self, configured: str | None = None) -> None:
        self._name = configured and codecs.lookup(configured).name
        if self._name and _PROBE.encode(self._name, "replace") != _PROBE.encode("ascii"):
            raise ValueError(f"{configured} does not contain ASCII as it is")

    @property
    def name(self) -> str | None:
        """Python's name of the character set, or None as long as nothing has decided it."""
        return self._name

    @property
    def out(self) -> str:
        """The character set to write in: the decided one, UTF-8 until then."""
        return self._name or DEFAULT

    def decode(self, data: bytes) -> str:
        """Read bytes; those that mean nothing become U+FFFD. This does not settle an open choice yet."""
        return data.decode(self._name or guess(data) or DEFAULT, "replace")

    def settle(self, data: bytes) -> None:
        """Let a message that proved sound decide an open choice, if it has more than ASCII."""
        self._name = self._name or guess(data)

    def encode(self, text: str) -> bytes:
        """Write text; what the character set lacks is written by its nearest ASCII letters or as ``?``."""
        return encode(text, self.out)


def guess(data: bytes) -> str | None:
    """Name a message's character set, or None where it is pure ASCII from its code on and tells nothing."""
    if data.isascii():
        return None
    noise = _noise(data)
    if noise and (data := data[noise.end() :]).isascii():
        return None
    try:
        data.decode(DEFAULT)
    except UnicodeDecodeError:
        return FALLBACK
    return DEFAULT


def encode(text: str, charset: str) -> bytes:
    """Write text in a character set; what it lacks is written by its nearest ASCII letters or as ``?``."""
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return b"".join(_encode_letter(letter, charset) for letter in text)


def _encode_letter(letter: str, charset: str) -> bytes:
    try:
        return letter.encode(charset)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore")
        # Nothing may turn into a delimiter on the way out (U+FF5C has the compatibility form of a bar).
        return plain.replace(b"|", b"/") or b"?"


def cut(text: str, limit: int) -> str:
    """Cut to so many characters, never between a letter and the marks that belong to it."""
    if len(text) <= limit:
        return text
    end = limit
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end]
