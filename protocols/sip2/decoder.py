"""Text to message.

Nothing is lost: a tag that the message does not declare, a repeated single tag, a value that does not convert
and a stray piece all go to ``extras``. So does a value that converts but is written otherwise than we would
write it (``BP00001``); the encoder then writes it as it came. Source: SIP2 document rev. 2.12; reference file
§1.10.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import msgspec

from protocols.sip2.declaration import Declaration, GroupElement, TaggedElement, declaration_of
from protocols.sip2.dissector import dissect, patterns_of
from protocols.sip2.errors import Undecodable
from protocols.sip2.fields import Kind
from protocols.sip2.messages import MESSAGES, Message
from protocols.sip2.values import UNREADABLE, VALUES

FIELD_LIMIT = 1024
"""Tagged fields of one message. A 64 lists at most some hundred items; more is no message of a library."""

LINK_TAGS = frozenset({"AY", "AZ"})
"""Sequence number and checksum belong to the link, not to the message."""


class _Target(NamedTuple):
    """Where a tag's value goes: how it is taken, the attribute, and its element or, in a run, its member."""

    take: "_Take"
    name: str
    element: TaggedElement
    opens: bool = False


_Values: TypeAlias = dict[str, Any]
_Extras: TypeAlias = list[tuple[str, str]]
_Take: TypeAlias = Callable[[_Values, _Extras, _Target, str], None]


def _take_text(values: _Values, extras: _Extras, target: _Target, text: str) -> None:
    if target.name in values:
        extras.append((target.element.letters, text))
    else:
        values[target.name] = text


def _take_typed(values: _Values, extras: _Extras, target: _Target, text: str) -> None:
    element = target.element
    kind = VALUES[element.kind]
    value = kind.read(text)
    if value is UNREADABLE or target.name in values:
        extras.append((element.letters, text))
        return
    values[target.name] = value
    if kind.write(value, element.width) != text:
        extras.append((element.letters, text))


def _take_repeated(values: _Values, _extras: _Extras, target: _Target, text: str) -> None:
    values.setdefault(target.name, []).append(text)


def _take_grouped(values: _Values, _extras: _Extras, target: _Target, text: str) -> None:
    runs = values.setdefault(target.name, [])
    if target.opens or not runs or target.element.name in runs[-1]:
        runs.append({})
    runs[-1][target.element.name] = text


class _Plan:
    """How one kind of message is built, made once from its declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self.message: Callable[..., Message] = declaration.message
        self.match = patterns_of(declaration.message).strict.match
        self.readers = tuple((element.name, VALUES[element.kind].read) for element in declaration.fixed)
        self.blanks = _blanks(declaration)
        self.targets = _targets(declaration)
        tagged = [element for element in declaration.tagged if isinstance(element, TaggedElement)]
        self.lists = tuple(element.name for element in tagged if element.repeats)
        self.groups = tuple(element for element in declaration.tagged if isinstance(element, GroupElement))
        self.required = {element.name: VALUES[element.kind].blank for element in tagged if element.required}

    def build(self, values: _Values, segments: list[str]) -> Message:
        """Make the message of its positional values and the segments of its tagged part."""
        if len(segments) > FIELD_LIMIT:
            raise Undecodable(expected=f"at most {FIELD_LIMIT} fields", found=str(len(segments)))
        extras: _Extras = []
        targets = self.targets
        for segment in segments:
            target = targets.get(segment[:2])
            if target is not None:
                target[0](values, extras, target, segment[2:])
            elif segment:
                self._take_undeclared(values, extras, segment)
        for name in self.lists:
            if name in values:
                values[name] = tuple(values[name])
        for group in self.groups:
            values[group.name] = tuple(_run(group, run) for run in values.get(group.name, ()))
        if not self.required.keys() <= values.keys():
            values = self.required | values
        if extras:
            values["extras"] = tuple(extras)
        return self.message(**values)

    def _take_undeclared(self, values: _Values, extras: _Extras, segment: str) -> None:
        bare = segment.lstrip()
        target = self.targets.get(bare[:2])
        if target is not None:
            target.take(values, extras, target, bare[2:])
        elif segment[:2] not in LINK_TAGS:
            extras.append((segment[:2], segment[2:]))


def _blanks(declaration: Declaration) -> dict[str, Any]:
    """What positional elements are where they are absent: the struct's default, else their kind's blank."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(declaration.message)}
    return {
        element.name: VALUES[element.kind].blank
        if defaults[element.name] is msgspec.NODEFAULT
        else defaults[element.name]
        for element in declaration.fixed
    }


def _targets(declaration: Declaration) -> dict[str, _Target]:
    targets: dict[str, _Target] = {}
    for element in declaration.tagged:
        if isinstance(element, GroupElement):
            for member in element.members:
                opens = member is element.members[0]
                targets[member.letters] = _Target(_take_grouped, element.name, member, opens)
        else:
            typed = _take_text if element.kind is Kind.TEXT else _take_typed
            take = _take_repeated if element.repeats else typed
            targets[element.letters] = _Target(take, element.name, element)
    return targets


def _run(group: GroupElement, run: dict[str, str]) -> msgspec.Struct:
    make: Callable[..., msgspec.Struct] = group.struct
    return make(**{group.members[0].name: ""} | run)


@cache
def _plan_of(code: str) -> _Plan:
    return _Plan(declaration_of(MESSAGES[code]))


def decode(text: str) -> Message:
    """Read one message, without its terminator; sequence number and checksum, where present, are left aside.

    Raises Undecodable for text that is no SIP2 message.
    """
    code = text[:2]
    if code in MESSAGES:
        plan = _plan_of(code)
        match = plan.match(text)
        if match:
            values = {
                name: plan.blanks[name] if (value := read(part)) is UNREADABLE else value
                for (name, read), part in zip(plan.readers, match.groups(), strict=True)
            }
            return plan.build(values, text[match.end() :].split("|"))
    return _decode_leniently(text)


def _decode_leniently(text: str) -> Message:
    parts = dissect(text)
    plan = _plan_of(parts.message.CODE)
    values = dict(plan.blanks)
    for element, part in parts.fixed:
        value = VALUES[element.kind].read(part)
        if value is not UNREADABLE:
            values[element.name] = value
    return plan.build(values, [*parts.strays, *text[parts.tags_at :].split("|")])
