"""Writing ISO 2709: UTF-8, and valid whatever the record was like that was read.

Length, base address and directory are counted anew. Leader/09 says ``a`` in MARC 21, where it means UTF-8,
and nothing in CNMARC, where 100$a/26-29 says ``50`` for it. A field or record longer than the format can
say is written with nines for its length, as is the custom: its terminators still say where it ends.
Source: ISO 2709:2008; MARC 21 leader/09; GB/T 33286-2016, record label and 100$a.
"""

import re
from collections.abc import Sequence
from typing import Final

from protocols.marc.dialect import ENTRY_MAP, Dialect, dialect_of
from protocols.marc.errors import Unwritable
from protocols.marc.record import LEADER_LENGTH, SUBFIELD, Record

#: The greatest numbers that a directory entry and a leader have room for.
_FIELD_MOST: Final = 9_999
_PLACE_MOST: Final = 99_999

_TAG_LENGTH: Final = 3

#: Separators have no place inside a field.
_SEPARATORS: Final = {0x1D: None, 0x1E: None}

#: What catalogues show in place of a blank.
_NO_CODE: Final = re.compile(r"[^0-9A-Za-z ]")

_CODED: Final = re.compile(rf"({SUBFIELD}a[^{SUBFIELD}]{{26}})[^{SUBFIELD}]{{4}}")


def write(record: Record, dialect: Dialect | None = None) -> bytes:
    """The record in ISO 2709, UTF-8. Raises Unwritable for a tag that ISO 2709 can't hold."""
    family = dialect or dialect_of(record)
    texts = record.texts()
    if family is Dialect.CNMARC and "100" in record:
        place = list(record.tags).index("100")
        # Without separators first: the characters are counted.
        texts[place] = _CODED.sub(r"\g<1>50  ", texts[place].translate(_SEPARATORS), count=1)
    fields = _encoded(texts)
    entries: list[str] = []
    start = 0
    for tag, data in zip(record.tags, fields, strict=True):
        length = len(data) + 1
        if length <= _FIELD_MOST and start <= _PLACE_MOST:
            entries.append("%s%04d%05d" % (tag, length, start))  # noqa: UP031 - half the cost of an f-string
        else:
            entries.append(f"{tag}{min(length, _FIELD_MOST):04}{min(start, _PLACE_MOST):05}")
        start += length
    if not _can_be(record.tags):
        raise Unwritable(f"tags are three letters or digits: {', '.join(sorted(set(record.tags)))}")
    directory = "".join(entries)
    base = LEADER_LENGTH + len(directory) + 1
    leader = _leader(record.leader, base + start + 1, base, family)
    return b"\x1e".join([(leader + directory).encode("ascii"), *fields, b"\x1d"])


def _can_be(tags: Sequence[str]) -> bool:
    letters = "".join(tags)
    return not tags or (letters.isascii() and letters.isalnum() and {*map(len, tags)} == {_TAG_LENGTH})


def _encoded(texts: list[str]) -> list[bytes]:
    """The fields in UTF-8: all in one go, or one by one where a separator stands inside a field."""
    joined = "\x1e".join(texts)
    if "\x1d" in joined or joined.count("\x1e") >= len(texts):
        return [text.translate(_SEPARATORS).encode("utf-8", "replace") for text in texts]
    return joined.encode("utf-8", "replace").split(b"\x1e") if texts else []


def _leader(old: str, length: int, base: int, family: Dialect) -> str:
    codes = _NO_CODE.sub(" ", old.ljust(LEADER_LENGTH))
    coding = "a" if family is Dialect.MARC21 else " "
    counted = f"{min(length, _PLACE_MOST):05}{codes[5:9]}{coding}22{min(base, _PLACE_MOST):05}"
    return counted + codes[17:20] + ENTRY_MAP[family]
