"""How each kind of element looks on the wire, how it is read and how it is written.

Source: SIP2 document rev. 2.12, "Data element definitions"; leniency from reference file §1.10.
"""

import re
from collections.abc import Callable
from enum import Flag, StrEnum
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from protocols.sip2 import codes
from protocols.sip2.dates import BLANK_DATE
from protocols.sip2.fields import Kind

Reader: TypeAlias = Callable[[str], object]
Writer: TypeAlias = Callable[[Any, int], str]


class _Unreadable:
    """The type of UNREADABLE."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE: Final = _Unreadable()
"""What a reader gives for text that means nothing in its kind."""


class Value(msgspec.Struct, frozen=True):
    """One kind of element.

    ``strict`` is the pattern of what the standard allows at a fixed position, ``loose`` of what is understood
    as well (``{n}`` stands for the width). ``read`` gives UNREADABLE for text that does not convert;
    ``blank`` is the value of a position that was absent. What ``write`` gives, ``loose`` matches.
    """

    strict: str
    loose: str
    blank: object
    read: Reader
    write: Writer


# --- text and dates ----------------------------------------------------------------------------------------

_ZONE_WIDTH, _DAY_WIDTH, _TIME_WIDTH = 4, 8, 6
_STRICT_DATE = "(?:[0-9]{8}(?: {3}[ A-Z]|0000|ZZZZ)[0-9]{6}| {18})"
_DAY = "[12][0-9]{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_TIME = "[0-2][0-9][0-5][0-9][0-5][0-9]"
_LOOSE_DATE = f"(?:{_STRICT_DATE}|{_DAY}[ A-Za-z]{{0,4}}{_TIME})"
find_date = re.compile(f"{_DAY} {{4}}{_TIME}").search

# A position takes few different texts: a version, a currency, a code. Those that were judged are remembered.
_TEXTS_REMEMBERED = 256


def _read_text(text: str) -> str:
    return text.rstrip()


def _positional_text(strict: str, loose: str) -> Value:
    @lru_cache(_TEXTS_REMEMBERED)
    def write(value: str, width: int) -> str:
        text = value[:width].ljust(width)
        return text if re.fullmatch(loose.replace("{n}", f"{{{width}}}"), text) else " " * width

    return Value(strict, loose, "", _read_text, write)


def _write_text(value: str, _width: int) -> str:
    return value


def _read_date(text: str) -> str:
    if text.isspace():
        return ""
    zone = text[_DAY_WIDTH:-_TIME_WIDTH]
    if len(zone) == _ZONE_WIDTH:
        return text
    return f"{text[:_DAY_WIDTH]}{zone.strip().upper():>{_ZONE_WIDTH}}{text[-_TIME_WIDTH:]}"


_date_fits = re.compile(_LOOSE_DATE).fullmatch


def _write_date(value: str, width: int) -> str:
    return value if len(value) == width and _date_fits(value) else BLANK_DATE


# --- numbers and truth values ------------------------------------------------------------------------------

_MOST_DIGITS = 18  # far above any count of a library, far below where int() refuses to convert


def _read_number(text: str) -> object:
    digits = text.strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    return UNREADABLE


def _write_number(value: int | None, width: int) -> str:
    if value is None:
        return " " * width
    most = 10 ** (width or _MOST_DIGITS) - 1
    return f"{max(0, min(value, most)):0{width or 1}}"


_TRUTH: dict[str, bool] = {"Y": True, "N": False, "y": True, "n": False, "1": True, "0": False}


def _read_truth(text: str) -> object:
    return _TRUTH.get(text, UNREADABLE)


def _truth(strict: str, words: dict[bool | None, str], blank: bool | None) -> Value:  # noqa: FBT001
    def write(value: bool | None, _width: int) -> str:  # noqa: FBT001 - the value itself, not a switch
        return words[value]

    return Value(strict, "[YNUynu01 ]", blank, _read_truth, write)


# --- code lists and positional flags -----------------------------------------------------------------------


def _code(members: type[StrEnum], strict: str = "[ 0-9]{n}", loose: str = "[ 0-9]{n}") -> Value:
    known: dict[str, str] = {member.value: member for member in members}
    positional = _positional_text(strict, loose)

    def read(text: str) -> str:
        return known.get(text) or text.rstrip()

    def write(value: str, width: int) -> str:
        return positional.write(value, width) if width else value

    return Value(strict, loose, "", read, write)


# Reading and writing a Flag takes microseconds, and a library sees few combinations.
_FLAGS_REMEMBERED = 256


def _flags(members: type[Flag], unset: str) -> Value:
    positions = tuple(members)

    @lru_cache(_FLAGS_REMEMBERED)
    def read(text: str) -> object:
        if not set(text) <= {"Y", "N", " "}:
            return UNREADABLE
        value = members(0)
        for position, letter in zip(positions, text, strict=False):
            if letter == "Y":
                value |= position
        return value

    @lru_cache(_FLAGS_REMEMBERED)
    def write(value: Flag, _width: int) -> str:
        return "".join("Y" if position in value else unset for position in positions)

    return Value("[YN ]{n}", "[YN ]{n}", members(0), read, write)


VALUES: dict[Kind, Value] = {
    Kind.TEXT: Value("", "", "", _read_text, _write_text),
    Kind.DATE: Value(_STRICT_DATE, _LOOSE_DATE, "", _read_date, _write_date),
    Kind.NUMBER: Value("[ 0-9]{n}", "[ 0-9]{n}", None, _read_number, _write_number),
    Kind.YES_NO: _truth("[YN]", {True: "Y", False: "N"}, blank=False),
    Kind.ONE_ZERO: _truth("[01]", {True: "1", False: "0"}, blank=False),
    Kind.YES_NO_UNKNOWN: _truth("[YNU]", {True: "Y", False: "N", None: "U"}, blank=None),
    Kind.ALGORITHM: _positional_text("[ 0-9]", "[ 0-9]"),
    Kind.VERSION: _positional_text("[0-9][0-9A-Z.]{3}", "[ 0-9][ 0-9A-Z.]{3}"),
    Kind.CURRENCY: _positional_text("[A-Z]{3}", "[A-Za-z ]{3}"),
    Kind.LANGUAGE: _code(codes.Language),
    Kind.CIRCULATION_STATUS: _code(codes.CirculationStatus),
    Kind.SECURITY_MARKER: _code(codes.SecurityMarker),
    Kind.FEE_TYPE: _code(codes.FeeType),
    Kind.PAYMENT_TYPE: _code(codes.PaymentType),
    Kind.MEDIA_TYPE: _code(codes.MediaType),
    Kind.HOLD_TYPE: _code(codes.HoldType),
    Kind.HOLD_MODE: _code(codes.HoldMode, "[-+*]", "[-+* ]"),
    Kind.SC_STATUS: _code(codes.ScStatusCode, "[0-9]", "[ 0-9]"),
    Kind.ALERT_TYPE: _code(codes.AlertType),
    Kind.CARD_OPERATION: _code(codes.CardOperation),
    Kind.PATRON_STATUS: _flags(codes.PatronStatus, " "),
    Kind.SUMMARY: _flags(codes.Summary, " "),
    Kind.SUPPORTED_MESSAGES: _flags(codes.SupportedMessages, "N"),
}
"""Every kind of element."""
