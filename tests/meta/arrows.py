"""A contract type for import-linter: every import is an arrow of the table that tests/meta/house.py reads.

Import-linter's own contract types each state one side of a rule; the table would become a dozen of them, and
a new room would be governed by none. This one reads the table as it is written and fails when

* a module lies in no room;
* a room imports another that its line does not name;
* a room imports a library that its line does not admit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output

from tests.meta.house import House, TableError


@dataclass(frozen=True, order=True)
class Breach:
    """One thing that the table does not allow: where, and why in words."""

    module: str
    line: int
    reason: str


class HouseField(fields.Field[House]):
    """The text of the table; proves on reading that it makes sense."""

    def parse(self, raw_data: str | list[str]) -> House:
        """Read the table."""
        try:
            return House.read(raw_data if isinstance(raw_data, str) else "\n".join(raw_data))
        except TableError as error:
            raise fields.ValidationError(str(error)) from error


class Arrows(Contract):
    """The contract type `arrows`: options `table` and `effects`."""

    type_name = "arrows"

    table = HouseField()
    effects = fields.SetField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001
        """Compare every import of ``graph`` with the table."""
        rooms: Any = self.table
        effects: Any = self.effects
        breaches = sorted(set(find_breaches(House(rooms.rooms, frozenset(effects)), graph)))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each breach."""
        for breach in check.metadata["breaches"]:
            output.print_error(f"{breach.module}:{breach.line}: {breach.reason}", bold=False)
        output.new_line()


def find_breaches(house: House, graph: grimp.ImportGraph) -> Iterator[Breach]:
    """Everything in ``graph`` that ``house`` does not allow."""
    roots = {room.name.partition(".")[0] for room in house.rooms}
    for module in sorted(graph.modules):
        if module.partition(".")[0] in roots:
            yield from _breaches_of(house, graph, module, roots)


def _breaches_of(house: House, graph: grimp.ImportGraph, module: str, roots: set[str]) -> Iterator[Breach]:
    room = house.room_of(module)
    if room is None and not house.is_doorway(module):
        yield Breach(module, 1, "lies in no room of the table in pyproject.toml")
        return
    for imported in sorted(graph.find_modules_directly_imported_by(module)):
        inside = imported.partition(".")[0] in roots
        for line, text in _places(graph, module, imported):
            if room is None:
                yield Breach(module, line, f"only holds rooms and imports nothing, but here {imported}")
            elif inside:
                other = house.room_of(imported)
                if other is None or not room.admits(other):
                    yield Breach(module, line, f"room {room.name} may not import {imported}")
            else:
                for name in names_in(text, imported):
                    if not house.allows_library(room, name):
                        yield Breach(module, line, f"room {room.name} may not import the library {name}")


def _places(graph: grimp.ImportGraph, importer: str, imported: str) -> list[tuple[int, str]]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return [(detail["line_number"], detail["line_contents"]) for detail in details]


def names_in(line: str, library: str) -> list[str]:
    """The full names that one import statement takes from ``library``.

    The graph knows only the library's first name (``twisted``), but some rooms may use one corner of one; so
    the statement itself is read. Of a statement that goes on over several lines only the first is known: then
    the module after ``from`` counts.
    """
    if found := re.match(r"\s*from\s+(\S+)\s+import\s+([^#]+)", line):
        module, names = found.groups()
        listed = [name.split()[0] for name in names.strip(" ()\\\n").split(",") if name.strip()]
        return [f"{module}.{name}" for name in listed if name != "*"] or [module]
    if found := re.match(r"\s*import\s+([^#]+)", line):
        listed = [name.split()[0] for name in found.group(1).split(",")]
        return [name for name in listed if name == library or name.startswith(f"{library}.")]
    return [library]
