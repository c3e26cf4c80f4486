"""How an element of an APDU and a field of the model become one another, said once for both directions.

APDUs are seen here in their JSON form: dicts by the standard's element names. A `Form` is how one element
and one value become one another; those of Structs are in `gateway.translate.iso10161.tables`.

What a field does not say of its element stays in `rest`, in the place that it had: members the model has no
field for, and the element itself wherever writing the field would not give it again (an unknown code, a date
that is none). On the way out it is put back, an element as long as it still means what the field says: who
changes the field is heard, not the memory of what stood there before.

A loss is what reading the written element does not give back.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias

import msgspec
from msgspec import UNSET

Wire: TypeAlias = Any
"""An element in the JSON form; UNSET where it is not there."""

Place: TypeAlias = tuple[Any, str]
"""Where an element stands: in which place, and its name there. Only who must tell makes a text of it."""

TOP: Final = ()
"""The place that is in no other."""

Where: TypeAlias = Any
"""A `Place` or `TOP`."""

Value: TypeAlias = Any
"""A Struct of the model, or the value of a field."""

Notes: TypeAlias = list[str]
"""What is remarked or lost: ``ILL-Request.item-id.title: why``."""


def path(at: Where) -> str:
    """A place as text."""
    if not at:
        return ""
    above, name = path(at[0]), at[1]
    return f"{above}{name}" if name.startswith("[") or not above else f"{above}.{name}"


class Writing(msgspec.Struct, frozen=True):
    """A message in the making, beside the part at hand: the day it bears, and what was lost so far."""

    day: str
    losses: Notes


class Form(Protocol):
    """How one element and one value become one another."""

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[Value, Wire]:
        """What the element means, and what of it is kept beside that (UNSET: nothing)."""

    def write(self, value: Value, kept: Wire, at: Where, writing: Writing) -> Wire:
        """The element that means `value`."""


def _itself(value: Value) -> Value:
    return value


def _always(_wire: Wire) -> bool:
    return True


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """An element that is taken as a whole.

    `reads` and `writes` are total; UNSET is what `writes` gives for a value that can't be said. `empty` is
    the value of an element that is not there. `odd` is what people are told of an element whose meaning does
    not give it again; empty for what is no news. `sayable` are the elements that may stand as they came.
    `means` is what of a value counts.
    """

    reads: Callable[[Wire], Any]
    writes: Callable[[Any], Wire]
    empty: Any = None
    odd: str = ""
    sayable: Callable[[Wire], bool] = _always
    means: Callable[[Any], Any] = _itself

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[Value, Wire]:
        """The value, and the element itself where the value does not give it again."""
        if wire is UNSET:
            return self.empty, UNSET
        value = self.reads(wire)
        if self.writes(value) == wire:
            return value, UNSET
        if self.odd:
            remarks.append(f"{path(at)}: {self.odd}: {wire}")
        return value, wire if self.sayable(wire) else UNSET

    def write(self, value: Value, kept: Wire, at: Where, writing: Writing) -> Wire:
        """The element as it was kept, if it means the value still, or else a new one."""
        if kept is UNSET and value is self.empty:
            return self.writes(value)  # most elements of most messages: nothing to compare
        meant = self.means(value)
        if kept is not UNSET and self.reads(kept) == meant:
            return kept
        wire = self.writes(value)
        if wire is UNSET:
            if meant != self.empty:
                writing.losses.append(f"{path(at)}: can't be said: {value}")
        elif self.reads(wire) != meant:
            writing.losses.append(f"{path(at)}: can't be said: {value}; {wire} stands for it")
        return wire


class Many(msgspec.Struct, frozen=True, kw_only=True):
    """SEQUENCE OF, as a tuple. Elements without a meaning are kept, and not in the tuple.

    No more than `most` are said: the SIZE of the type.
    """

    form: Form
    most: int | None = None

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[tuple[Any, ...], Wire]:
        """The values, and the whole list where one of its elements has more to it than its value."""
        if wire is UNSET:
            return (), UNSET
        read = [self.form.read(each, (at, f"[{number}]"), remarks) for number, each in enumerate(wire, 1)]
        plain = wire and all(value is not None and kept is UNSET for value, kept in read)
        return tuple(value for value, _ in read if value is not None), UNSET if plain else wire

    def write(self, value: tuple[Any, ...], kept: Wire, at: Where, writing: Writing) -> Wire:
        """The list, in which each element that was kept in its place and means the same stands again."""
        before = [] if kept is UNSET else kept
        known = [self.form.read(each, at, [])[0] for each in before]
        if before and tuple(each for each in known if each is not None) == value:
            return before[: self.most]
        if not value:
            return kept
        said = value[: self.most]
        if len(said) < len(value):
            writing.losses.append(f"{path(at)}: has room for {self.most} of {len(value)}")
        wires = (
            before[place]
            if known[place : place + 1] == [each]
            else self.form.write(each, UNSET, (at, f"[{place + 1}]"), writing)
            for place, each in enumerate(said)
        )
        return [wire for wire in wires if wire is not UNSET]
