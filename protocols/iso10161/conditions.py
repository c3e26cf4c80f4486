"""Whether an APDU keeps to the rules of the standard, and what it breaks.

We hold ourselves to all of them (`protocols.iso10161.rules` between members, `protocols.iso10161.leaf_rules`
of single values); for what others send they explain, and refuse nothing that can be understood.
"""

from functools import cache
from typing import Any

import msgspec

from protocols.ber import Choice, Sequence
from protocols.ber.schema import type_name
from protocols.iso10161.apdus import Apdu
from protocols.iso10161.leaf_rules import LEAF_RULES, Broken, LeafRule
from protocols.iso10161.members import Member, members
from protocols.iso10161.rules import ALONE, RESPONDER_SPECIFIC, RULES, Circumstances, Rule, Seen

__all__ = ["ALONE", "RESPONDER_SPECIFIC", "Circumstances", "Violation", "check"]


class Violation(msgspec.Struct, frozen=True):
    """A rule that is broken.

    * ``element``  the member at fault, from the APDU down: ``ILL-Answer.results-explanation``;
    * ``rule``     the rule's name, for programs;
    * ``text``     the rule in words, ``chinese`` the same in Chinese.
    """

    element: str
    rule: str
    text: str
    chinese: str


def check(apdu: Apdu, known: Circumstances = ALONE) -> tuple[Violation, ...]:
    """Every rule that the APDU breaks, in the order of its members."""
    look = _Look(apdu, known, [])
    look.at(apdu, type_name(type(apdu)))
    return tuple(look.found)


class _Watch(msgspec.Struct, frozen=True):
    """A member, whether its values have members of their own, and the rules that ask something of them."""

    member: Member
    inner: bool
    rules: tuple[tuple[LeafRule, Broken], ...]


class _Plan(msgspec.Struct, frozen=True):
    """What is looked at in a struct of a type."""

    rules: tuple[Rule, ...]
    watched: tuple[_Watch, ...]


@cache
def _plan(type_: type) -> _Plan:
    return _Plan(
        rules=tuple(rule for rule in RULES if issubclass(type_, rule.of)),
        watched=tuple(watch for member in members(type_) if _is_watched(watch := _watch(member))),
    )


def _watch(member: Member) -> _Watch:
    asked = tuple((rule, broken) for rule in LEAF_RULES if (broken := rule.of(member)) is not None)
    return _Watch(member, issubclass(member.of, Sequence | Choice), asked)


def _is_watched(watch: _Watch) -> bool:
    return watch.inner or bool(watch.rules) or (watch.member.many and watch.member.size is not None)


class _Look(msgspec.Struct, frozen=True):
    """A walk through an APDU, and what it found."""

    apdu: Apdu
    known: Circumstances
    found: list[Violation]

    def at(self, it: Sequence | Choice, path: str) -> None:
        """Look at a struct and all that is in it."""
        plan = _plan(type(it))
        if plan.rules:
            self._between(it, path, plan.rules)
        for watch in plan.watched:
            value = getattr(it, watch.member.field)
            if value is None:
                continue
            place = f"{path}.{watch.member.element}"
            if not watch.member.many:
                self._in(watch, value, place)
                continue
            _count(watch.member, value, place, self.found)
            for number, part in enumerate(value, 1):
                self._in(watch, part, f"{place}[{number}]")

    def _between(self, it: Sequence | Choice, path: str, rules: tuple[Rule, ...]) -> None:
        seen = Seen(it, self.apdu, self.known)
        for rule in rules:
            if rule.broken(seen):
                place = f"{path}.{rule.element}" if rule.element else path
                self.found.append(Violation(place, rule.name, *rule.words))

    def _in(self, watch: _Watch, value: Any, place: str) -> None:  # noqa: ANN401 - any value
        if watch.inner:
            self.at(value, place)
            return
        for rule, broken in watch.rules:
            if broken(value):
                self.found.append(Violation(place, rule.name, *rule.words))


def _count(member: Member, value: tuple[Any, ...], place: str, found: list[Violation]) -> None:
    """The size of a list."""
    size = member.size
    if size is not None and (len(value) < size.least or (size.most is not None and len(value) > size.most)):
        words = f"{size.least} to {size.most} elements", f"应有 {size.least} 至 {size.most} 项"
        found.append(Violation(place, "size", *words))
