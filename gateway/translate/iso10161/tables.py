"""Tables: a Struct of the model, and what its fields are on the wire.

A `Pair` is an element and a field, a `Joint` is several of either that only make sense together, a `Group` is
a SEQUENCE whose members are fields of the same Struct as its neighbours. `Entries` are such lines in the
standard's order, a `Record` is a Struct with its entries.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from gateway.translate.iso10161.forms import TOP, Form, Notes, Value, Where, Wire, Writing, path


class Pair(msgspec.Struct, frozen=True):
    """An element and the field that says the same.

    `must` is for a mandatory element: what stands there where the model knows nothing.
    """

    element: str
    field: str
    form: Form
    must: Callable[[Writing], Wire] | None = None

    @property
    def elements(self) -> tuple[str, ...]:
        """The one element."""
        return (self.element,)

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.field,)

    def take(
        self, wire: Mapping[str, Wire], at: Where, model: dict[str, Value], remarks: Notes
    ) -> dict[str, Wire]:
        """Read the element into the field; gives what is kept of it."""
        each = wire.get(self.element, UNSET)
        model[self.field], kept = self.form.read(each, (at, self.element), remarks)
        return {} if kept is UNSET else {self.element: kept}

    def put(
        self, model: Value, kept: Mapping[str, Wire], at: Where, wire: dict[str, Wire], writing: Writing
    ) -> None:
        """Write the field as the element."""
        place = (at, self.element)
        said = self.form.write(getattr(model, self.field), kept.get(self.element, UNSET), place, writing)
        if said is UNSET and self.must is not None:
            said = self.must(writing)
            writing.losses.append(f"{path(place)}: not known; {said} stands for it")
        if said is not UNSET:
            wire[self.element] = said


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """Elements and fields that only make sense together, or one that is several on the other side.

    `reads` takes the elements (UNSET for one that is not there) and gives the fields' values; `writes` the
    other way round. `sayable` and `means` as for `Leaf`, of all of them. `remarked` is what people are told
    of the elements; empty for nothing.
    """

    elements: tuple[str, ...]
    fields: tuple[str, ...]
    reads: Callable[..., tuple[Value, ...]]
    writes: Callable[..., tuple[Wire, ...]]
    sayable: Callable[..., bool] = lambda *_wires: True
    means: Callable[..., tuple[Value, ...]] = lambda *values: values
    remarked: Callable[..., str] = lambda *_wires: ""

    def take(
        self, wire: Mapping[str, Wire], at: Where, model: dict[str, Value], remarks: Notes
    ) -> dict[str, Wire]:
        """Read the elements into the fields; gives what is kept of them."""
        wires = tuple(wire.get(element, UNSET) for element in self.elements)
        values = self.reads(*wires)
        model.update(zip(self.fields, values, strict=True))
        remark = self.remarked(*wires)
        if remark:
            remarks.append(f"{path(at)}.{remark}")
        if self.writes(*values) == wires or not self.sayable(*wires):
            return {}
        return {element: wire[element] for element in self.elements if element in wire}

    def put(
        self, model: Value, kept: Mapping[str, Wire], at: Where, wire: dict[str, Wire], writing: Writing
    ) -> None:
        """Write the fields as the elements."""
        values = tuple(getattr(model, field) for field in self.fields)
        meant = self.means(*values)
        wires = tuple(kept.get(element, UNSET) for element in self.elements)
        if kept.keys().isdisjoint(self.elements) or self.reads(*wires) != meant:
            wires = self.writes(*values)
            if self.reads(*wires) != meant:
                said = ", ".join(str(value) for value in values if value)
                writing.losses.append(f"{path((at, self.elements[0]))}: can't be said as it is: {said}")
        written = zip(self.elements, wires, strict=True)
        wire.update((element, each) for element, each in written if each is not UNSET)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A SEQUENCE or the arm of a CHOICE whose members are fields of the same Struct as its neighbours.

    `when` says whether it is written; `there` is the field that says whether it was read, if there is one.
    """

    element: str
    entries: "Entries"
    when: Callable[[Value], bool] = lambda _model: True
    there: str = ""

    @property
    def elements(self) -> tuple[str, ...]:
        """The one element."""
        return (self.element,)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of all entries."""
        return (*self.entries.fields, *filter(None, (self.there,)))

    def take(
        self, wire: Mapping[str, Wire], at: Where, model: dict[str, Value], remarks: Notes
    ) -> dict[str, Wire]:
        """Read the members; what is not there leaves the fields empty."""
        members = wire.get(self.element, UNSET)
        if self.there:
            model[self.there] = members is not UNSET
        rest = self.entries.take({} if members is UNSET else members, (at, self.element), model, remarks)
        return {self.element: rest} if rest else {}

    def put(
        self, model: Value, kept: Mapping[str, Wire], at: Where, wire: dict[str, Wire], writing: Writing
    ) -> None:
        """Write the members."""
        rest = kept.get(self.element, {})
        if self.when(model):
            wire[self.element] = self.entries.put(model, rest, (at, self.element), writing)
        elif rest:
            wire[self.element] = rest


Entry: TypeAlias = Pair | Joint | Group
"""One line of a Struct's table."""


class Entries:
    """The table of a Struct: its entries, in the standard's order."""

    __slots__ = ("_alone", "_blank", "_joint", "_said", "elements", "entries", "fields")

    def __init__(self, *entries: Entry) -> None:
        self.entries = entries
        self.fields = tuple(field for entry in entries for field in entry.fields)
        self._alone = {entry.element: entry for entry in entries if not isinstance(entry, Joint)}
        self._joint = tuple(entry for entry in entries if isinstance(entry, Joint))
        self.elements = frozenset(element for entry in entries for element in entry.elements)
        self._blank: dict[str, Value] = {}
        for entry in entries:
            entry.take({}, TOP, self._blank, [])
        self._said = tuple((entry, self._silent(entry)) for entry in entries)

    def _silent(self, entry: Entry) -> tuple[tuple[str, Value], ...]:
        """What an entry's fields hold where nothing is written for them; empty where something always is."""
        if isinstance(entry, Group) or (isinstance(entry, Pair) and entry.must is not None):
            return ()
        blank = tuple((field, self._blank[field]) for field in entry.fields)
        if isinstance(entry, Joint):
            written = entry.writes(*(value for _, value in blank))
        else:
            written = (entry.form.write(blank[0][1], UNSET, TOP, Writing("", [])),)
        return blank if all(each is UNSET for each in written) else ()

    def take(
        self, wire: Mapping[str, Wire], at: Where, model: dict[str, Value], remarks: Notes
    ) -> dict[str, Wire]:
        """Read elements into fields; gives all that the fields do not say."""
        model.update(self._blank)
        kept: dict[str, Wire] = {}
        for element, each in wire.items():
            entry = self._alone.get(element)
            if entry is not None:
                kept.update(entry.take(wire, at, model, remarks))
            elif element not in self.elements:
                kept[element] = each
        for joint in self._joint:
            if not wire.keys().isdisjoint(joint.elements):
                kept.update(joint.take(wire, at, model, remarks))
        return kept

    def put(self, model: Value, kept: Mapping[str, Wire], at: Where, writing: Writing) -> dict[str, Wire]:
        """Write fields as elements, and what was kept beside them."""
        wire: dict[str, Wire] = {}
        for entry, silent in self._said:
            # Most elements of most messages: nothing is said, and nothing was kept.
            for field, blank in silent:
                if getattr(model, field) is not blank:
                    break
            else:
                if silent and (not kept or kept.keys().isdisjoint(entry.elements)):
                    continue
            entry.put(model, kept, at, wire, writing)
        if kept:
            wire.update((element, each) for element, each in kept.items() if element not in self.elements)
        return wire


class Record:
    """A Struct of the model, and what its fields are on the wire.

    `unsaid` are its fields that have no place there, with what they hold where they hold nothing.
    """

    __slots__ = ("entries", "of", "unsaid")

    def __init__(self, of: type[msgspec.Struct], *entries: Entry) -> None:
        self.of = of
        self.entries = Entries(*entries)
        said = {*self.entries.fields}
        self.unsaid = tuple(
            (field.name, field.default) for field in msgspec.structs.fields(of) if field.name not in said
        )

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[Value, Wire]:
        """The Struct, and what is kept beside it. An element that is not there is None."""
        if wire is UNSET:
            return None, UNSET
        model: dict[str, Value] = {}
        kept = self.entries.take(wire, at, model, remarks)
        return self.of(**model), kept or UNSET

    def write(self, value: Value, kept: Wire, at: Where, writing: Writing) -> Wire:
        """The element; None is none."""
        if value is None:
            return UNSET
        return self.entries.put(value, {} if kept is UNSET else kept, at, writing)


class Always:
    """A mandatory element whose Struct is never None: where a peer leaves it out it has its defaults."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def read(self, wire: Wire, at: Where, remarks: Notes) -> tuple[Value, Wire]:
        """As the record reads it."""
        return self.record.read({} if wire is UNSET else wire, at, remarks)

    def write(self, value: Value, kept: Wire, at: Where, writing: Writing) -> Wire:
        """As the record writes it."""
        return self.record.write(value, kept, at, writing)


class Whole:
    """A Struct whose elements are all mandatory: where one of them can't be said, none is."""

    __slots__ = ("read", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.read = record.read

    def write(self, value: Value, kept: Wire, at: Where, writing: Writing) -> Wire:
        """As the record writes it, if that is all of it."""
        wire = self.record.write(value, kept, at, writing)
        return wire if wire is UNSET or wire.keys() >= self.record.entries.elements else UNSET
