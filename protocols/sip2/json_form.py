"""The JSON form of a message: its code and name, then every element by attribute name.

Codes stand as on the wire, flags as the list of their names in lower case. Derived from the declarations, for
``guanji decode sip2 --json``, the desk and tests.
"""

from collections.abc import Callable
from enum import Flag
from functools import cache, partial
from typing import Any

import msgspec

from protocols.errors import LocalProtocolError
from protocols.sip2.declaration import GroupElement, declaration_of
from protocols.sip2.dictionary import SECRET_NAMES, SECRET_TAGS
from protocols.sip2.fields import Kind
from protocols.sip2.masking import MASK, is_among
from protocols.sip2.messages import MESSAGES, Message
from protocols.sip2.values import VALUES


def to_json(message: Message, *, secrets: bool = False) -> dict[str, object]:
    """Give a message as plain dicts, lists, strings, numbers and truth values; what is absent is left out.

    Secret values are masked unless ``secrets``: a masked form must not be sent.
    """
    form: dict[str, object] = {"code": message.CODE, "message": type(message).__name__}
    for field in msgspec.structs.fields(message):
        name, value = field.name, getattr(message, field.name)
        absent = value == field.default and value in (None, ())
        if name != "extras" and not absent:
            form[name] = MASK if name in SECRET_NAMES and value and not secrets else _plain(value)
    if message.extras:
        form["extras"] = [[tag, text if secrets else _masked(tag, text)] for tag, text in message.extras]
    return form


def _masked(tag: str, text: str) -> str:
    return MASK if text and is_among(tag, SECRET_TAGS) else text


def _plain(value: object) -> object:
    if isinstance(value, Flag):
        return [str(position.name).lower() for position in type(value) if position in value]
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, msgspec.Struct):
        return {name: text for name, text in msgspec.structs.asdict(value).items() if text is not None}
    return str(value) if isinstance(value, str) else value


def from_json(form: dict[str, Any]) -> Message:
    """Make the message that ``to_json(message, secrets=True)`` describes.

    Raises LocalProtocolError for an unknown code or element, and for a value of the wrong shape.
    """
    elements = dict(form)
    code = elements.pop("code", None)
    if code not in MESSAGES:
        raise LocalProtocolError(f"code: {code!r} is no message of SIP2")
    make: Callable[..., Message] = MESSAGES[code]
    name = elements.pop("message", make.__name__)
    if name != make.__name__:
        raise LocalProtocolError(f"message: {code} is {make.__name__}, not {name!r}")
    readers = _readers(code)
    values: dict[str, object] = {}
    for name, value in elements.items():
        if name not in readers:
            raise LocalProtocolError(f"{name}: {make.__name__} has no such element")
        try:
            values[name] = None if value is None else readers[name](value)
        except (TypeError, ValueError, KeyError) as error:
            raise LocalProtocolError(f"{name}: {value!r} has the wrong shape") from error
    try:
        return make(**values)
    except TypeError as error:
        raise LocalProtocolError(str(error)) from error


@cache
def _readers(code: str) -> dict[str, Callable[[Any], object]]:
    declaration = declaration_of(MESSAGES[code])
    readers: dict[str, Callable[[Any], object]] = {"extras": _read_extras}
    for element in (*declaration.fixed, *declaration.tagged):
        if isinstance(element, GroupElement):
            readers[element.name] = partial(_read_runs, element.struct)
        elif getattr(element, "repeats", False):
            readers[element.name] = _read_lines
        else:
            readers[element.name] = _reader(element.kind)
    return readers


def _reader(kind: Kind) -> Callable[[Any], object]:
    blank = VALUES[kind].blank
    if isinstance(blank, Flag):
        return partial(_read_flags, type(blank))
    if kind is Kind.NUMBER:
        return partial(_expect, int)
    if kind in {Kind.YES_NO, Kind.ONE_ZERO, Kind.YES_NO_UNKNOWN}:
        return partial(_expect, bool)
    return partial(_read_text, kind)


def _expect(type_: type, value: object) -> object:
    if type(value) is not type_:
        raise TypeError(type_.__name__)
    return value


def _read_text(kind: Kind, value: object) -> object:
    text = str(_expect(str, value))
    code = VALUES[kind].read(text)
    return code if code == text else text  # a known code becomes a member of its list


def _read_flags(flags: type[Flag], names: list[str]) -> Flag:
    value = flags(0)
    for name in names:
        value |= flags[name.upper()]
    return value


def _read_lines(lines: list[object]) -> tuple[object, ...]:
    return tuple(_expect(str, line) for line in lines)


def _read_extras(pairs: list[list[object]]) -> tuple[tuple[object, object], ...]:
    return tuple((_expect(str, tag), _expect(str, text)) for tag, text in pairs)


def _read_runs(struct: type[msgspec.Struct], runs: list[dict[str, str]]) -> tuple[msgspec.Struct, ...]:
    return tuple(msgspec.convert(run, struct, strict=True) for run in runs)
