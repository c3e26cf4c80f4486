"""Message to text: always valid. Required tags are there, no value holds a delimiter or a control character.

Source: SIP2 document rev. 2.12, "Message formats" (variable-length fields of at most 255 characters).
"""

import re
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from protocols.errors import LocalProtocolError
from protocols.sip2.charset import cut
from protocols.sip2.declaration import Declaration, GroupElement, TaggedElement, declaration_of
from protocols.sip2.decoder import LINK_TAGS
from protocols.sip2.dictionary import TAGS
from protocols.sip2.fields import Kind
from protocols.sip2.messages import Message
from protocols.sip2.values import VALUES, Writer

VALUE_LIMIT = 255
"""Characters of one tagged value (SIP2 document rev. 2.12, variable-length fields)."""

_LETTERS = 2

# What would break the line or the kiosk's screen becomes a blank, the delimiter a stroke of the same width.
_replace_controls = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]").sub
_STAND_IN_FOR_BAR = "/"

_Getter: TypeAlias = Callable[[Any], tuple[Any, ...]]


class _Entry(NamedTuple):
    """How one tagged element is written; ``write`` is None for text, ``members`` is empty but for a group."""

    letters: str
    write: Writer | None
    width: int
    members: "tuple[_Entry, ...]" = ()
    member_values: _Getter | None = None


class _Plan:
    """How one kind of message is written, made once from its declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self.code = declaration.message.CODE
        self.fixed = tuple((VALUES[element.kind].write, element.width) for element in declaration.fixed)
        self.fixed_values = _getter([element.name for element in declaration.fixed])
        self.entries = tuple(map(_entry, declaration.tagged))
        self.tagged_values = _getter([element.name for element in declaration.tagged])
        self.typed = {
            element.letters: element
            for element in declaration.tagged
            if isinstance(element, TaggedElement) and element.kind is not Kind.TEXT
        }


def _getter(names: list[str]) -> _Getter:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda message: tuple(getattr(message, name) for name in names)


def _entry(element: TaggedElement | GroupElement) -> _Entry:
    if isinstance(element, GroupElement):
        names = [member.name for member in element.members]
        return _Entry("", None, 0, tuple(map(_entry, element.members)), _getter(names))
    write = None if element.kind is Kind.TEXT else VALUES[element.kind].write
    return _Entry(element.letters, write, element.width)


@cache
def _plan_of(message: type[Message]) -> _Plan:
    return _Plan(declaration_of(message))


def encode(message: Message, *, trailing_bar: bool = True) -> str:
    """Write one message, without sequence number, checksum and terminator.

    ``trailing_bar`` ends the last field with its ``|``, as the document wants it; some kiosks leave it out.
    """
    plan = _plan_of(type(message))
    fixed = zip(plan.fixed, plan.fixed_values(message), strict=True)
    head = plan.code + "".join([write(value, width) for (write, width), value in fixed])
    fields = _fields(plan, message)
    if not fields:
        return head
    text = head + "|".join(fields)
    # isprintable() also says no to some blanks and rare letters; cleaning leaves those as they are.
    if not (text.isprintable() and text.count("|") == len(fields) - 1 and _short_enough(text, fields)):
        fields = [_clean(field) for field in fields]
        text = head + "|".join(fields)
    if fields[0][:_LETTERS] not in TAGS:
        text = (
            f"{head}|{text[len(head) :]}"  # else a reader might take it for a part of the positional elements
        )
    return text + "|" if trailing_bar else text


def _fields(plan: _Plan, message: Message) -> list[str]:
    """Write the tagged elements, each with its letters and without its delimiter."""
    elsewhere = _written_in_extras(plan, message) if message.extras else ()
    fields: list[str] = []
    for entry, value in zip(plan.entries, plan.tagged_values(message), strict=True):
        if value is None or value == ():
            continue
        letters, write, width, members, member_values = entry
        if member_values is not None:
            for run in value:
                fields += _run(members, member_values(run))
        elif type(value) is tuple:
            fields += [letters + line for line in value]
        elif letters not in elsewhere:
            fields.append(letters + (value if write is None else write(value, width)))
    for letters, value in message.extras:
        if letters not in LINK_TAGS:
            fields.append(_extra(letters, value))
    return fields


def _run(members: tuple[_Entry, ...], values: tuple[str | None, ...]) -> list[str]:
    return [
        member.letters + value for member, value in zip(members, values, strict=True) if value is not None
    ]


def _extra(letters: str, value: str) -> str:
    if not letters or (len(letters) != _LETTERS and value):
        raise LocalProtocolError(f"an extra field needs a tag of two letters, not {letters!r}")
    return letters + value


def _written_in_extras(plan: _Plan, message: Message) -> set[str]:
    """Find the typed elements whose value stands in extras as the peer wrote it (see decoder)."""
    found: set[str] = set()
    for letters, text in message.extras:
        element = plan.typed.get(letters)
        if element is not None:
            kind, value = VALUES[element.kind], getattr(message, element.name)
            if value is not None and kind.read(text) == value and kind.write(value, element.width) != text:
                found.add(letters)
    return found


def _short_enough(text: str, fields: list[str]) -> bool:
    return len(text) <= VALUE_LIMIT or max(map(len, fields)) <= VALUE_LIMIT + _LETTERS


def _clean(field: str) -> str:
    letters, value = field[:_LETTERS], field[_LETTERS:]
    return _replace_controls(" ", (letters + cut(value, VALUE_LIMIT)).replace("|", _STAND_IN_FOR_BAR))
