"""What the standard demands of single values: the form of dates, the characters of strings, their length.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.2, §1.3.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from protocols.ber import Edifact
from protocols.iso10161.members import Leaf

TIMES: Final = frozenset({"time", "delivery-time"})
"""The members that are ISO-Time; every other VisibleString of the module is ISO-Date."""

Words: TypeAlias = tuple[str, str]
"""A rule in English and in Chinese."""

_FORMS: Final = {
    "time": (re.compile(r"[0-9]{6}"), "%H%M%S"),
    "date": (re.compile(r"[0-9]{8}"), "%Y%m%d"),
}
_AMOUNT: Final = re.compile(r"[0-9 .,]*")
_EDIFACT: Final = re.compile(r"[A-Za-z0-9 .,\-()/=!\"%&*;<>'+:?]*")
_CURRENCY: Final = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*")


class LeafRule(msgspec.Struct, frozen=True):
    """A rule of single values: its name, its words, and whether a value breaks it."""

    name: str
    words: Words
    broken: Callable[[Leaf], bool]


def _is_no_date(leaf: Leaf) -> bool:
    return leaf.member.text == "VisibleString" and not _has_form(
        leaf, "date", leaf.member.element not in TIMES
    )


def _is_no_time(leaf: Leaf) -> bool:
    return leaf.member.text == "VisibleString" and not _has_form(leaf, "time", leaf.member.element in TIMES)


def _has_form(leaf: Leaf, form: str, concerned: bool) -> bool:  # noqa: FBT001 - two callers, beside it
    """Whether a value has a form; what the form does not concern has it."""
    if not concerned:
        return True
    digits, pattern = _FORMS[form]
    if not digits.fullmatch(leaf.value):
        return False
    try:
        datetime.strptime(leaf.value, pattern)  # noqa: DTZ007 - a day of the calendar, which has no zone
    except ValueError:
        return False
    return True


def _is_padded(leaf: Leaf) -> bool:
    return leaf.member.text == "ILL-String" and (not leaf.value or leaf.value != leaf.value.strip(" "))


def _is_beyond_edifact(leaf: Leaf) -> bool:
    return isinstance(leaf.value, Edifact) and not _EDIFACT.fullmatch(leaf.value)


def _is_unprintable(leaf: Leaf) -> bool:
    return leaf.member.text == "PrintableString" and not _alphabet(leaf).fullmatch(leaf.value)


def _alphabet(leaf: Leaf) -> re.Pattern[str]:
    return _AMOUNT if leaf.member.element == "monetary-value" else _CURRENCY


def _is_of_wrong_size(leaf: Leaf) -> bool:
    size = leaf.member.size
    if size is None or leaf.member.many:
        return False
    return len(leaf.value) < size.least or (size.most is not None and len(leaf.value) > size.most)


def _is_damaged(leaf: Leaf) -> bool:
    return isinstance(leaf.value, str) and not is_text(leaf.value)


def is_text(text: str) -> bool:
    """Whether a string holds no bytes that its character set could not read."""
    return text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text)


LEAF_RULES: Final[tuple[LeafRule, ...]] = (
    LeafRule("date", ("a date as YYYYMMDD", "应为 YYYYMMDD 形式的日期"), _is_no_date),
    LeafRule("time", ("a time as HHMMSS", "应为 HHMMSS 形式的时间"), _is_no_time),
    LeafRule(
        "blanks",
        ("no blanks before or behind, and not blanks alone", "首尾不得有空格，也不得全为空格"),
        _is_padded,
    ),
    LeafRule("alphabet", ("characters of EDIFACT alone", "只能使用 EDIFACT 字符"), _is_beyond_edifact),
    LeafRule(
        "alphabet",
        (
            "an amount of digits, blanks, full stops and commas, or printable letters",
            "金额只能由数字、空格、句点和逗号组成，其他只能用可印刷字符",
        ),
        _is_unprintable,
    ),
    LeafRule("size", ("the length that the standard gives it", "长度应符合标准"), _is_of_wrong_size),
    LeafRule(
        "characters", ("text of the character set that was agreed", "应为约定字符集的文本"), _is_damaged
    ),
)
"""Every rule of single values."""
