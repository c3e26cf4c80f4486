"""What the standard demands of single values: the form of dates, the characters of strings, their length.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.2, §1.3.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias

import msgspec

from protocols.ber import Edifact
from protocols.iso10161.members import Member

TIMES: Final = frozenset({"time", "delivery-time"})
"""The members that are ISO-Time; every other VisibleString of the module is ISO-Date."""

QUALIFIERS: Final = frozenset({"transaction-group-qualifier", "transaction-qualifier"})
"""What may be empty: a report on octets that could not be read has no transaction to name."""

Words: TypeAlias = tuple[str, str]
"""A rule in English and in Chinese."""

Broken: TypeAlias = Callable[[Any], bool]
"""Whether a value breaks a rule."""


class LeafRule(msgspec.Struct, frozen=True):
    """A rule of single values: its name, its words, and what it asks of a member's values, if anything."""

    name: str
    words: Words
    of: Callable[[Member], Broken | None]


def _dates(member: Member) -> Broken | None:
    concerned = member.text == "VisibleString" and member.element not in TIMES
    return _is_no_date if concerned else None


def _times(member: Member) -> Broken | None:
    concerned = member.text == "VisibleString" and member.element in TIMES
    return _is_no_time if concerned else None


def _is_no_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return True
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return True
    return False


def _is_no_time(value: str) -> bool:
    return not _TIME.fullmatch(value)


_DATE: Final = re.compile(r"[0-9]{8}")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")


def _blanks(member: Member) -> Broken | None:
    if member.text != "ILL-String":
        return None
    return _is_padded if member.element in QUALIFIERS else _is_padded_or_empty


def _is_padded(value: str) -> bool:
    return value != value.strip(" ")


def _is_padded_or_empty(value: str) -> bool:
    return not value or value != value.strip(" ")


_EDIFACT: Final = re.compile(r"[A-Za-z0-9 .,\-()/=!\"%&*;<>'+:?]*")
_AMOUNT: Final = re.compile(r"[0-9 .,]*")
_PRINTABLE: Final = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*")


def _edifact(member: Member) -> Broken | None:
    return _is_beyond_edifact if member.text == "ILL-String" else None


def _is_beyond_edifact(value: str) -> bool:
    return isinstance(value, Edifact) and not _EDIFACT.fullmatch(value)


def _printable(member: Member) -> Broken | None:
    if member.text != "PrintableString":
        return None
    alphabet = _AMOUNT if member.element == "monetary-value" else _PRINTABLE
    return lambda value: not alphabet.fullmatch(value)


def _size(member: Member) -> Broken | None:
    """The length of a string; that of a list is a matter of its struct."""
    size = member.size
    if size is None or member.many:
        return None
    least, most = size.least, size.most
    return lambda value: len(value) < least or (most is not None and len(value) > most)


def _characters(member: Member) -> Broken | None:
    return (lambda value: not is_text(value)) if member.of is str else None


def is_text(text: str) -> bool:
    """Whether a string holds no bytes that its character set could not read."""
    return text.isascii() or not _ESCAPED.search(text)


_ESCAPED: Final = re.compile("[\udc80-\udcff]")

LEAF_RULES: Final[tuple[LeafRule, ...]] = (
    LeafRule("date", ("a date as YYYYMMDD", "应为 YYYYMMDD 形式的日期"), _dates),
    LeafRule("time", ("a time as HHMMSS", "应为 HHMMSS 形式的时间"), _times),
    LeafRule(
        "blanks",
        ("no blanks before or behind, and not blanks alone", "首尾不得有空格，也不得全为空格"),
        _blanks,
    ),
    LeafRule("alphabet", ("characters of EDIFACT alone", "只能使用 EDIFACT 字符"), _edifact),
    LeafRule(
        "alphabet",
        (
            "an amount of digits, blanks, full stops and commas, or printable letters",
            "金额只能由数字、空格、句点和逗号组成，其他只能用可印刷字符",
        ),
        _printable,
    ),
    LeafRule("size", ("the length that the standard gives it", "长度应符合标准"), _size),
    LeafRule(
        "characters", ("text of the character set that was agreed", "应为约定字符集的文本"), _characters
    ),
)
"""Every rule of single values."""
