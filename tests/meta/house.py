"""The house as one table: which rooms there are, on which floor, and what each may import.

The table itself stands in pyproject.toml, in the contract `arrows` of import-linter; this module reads it.
A line is

    floor | room | may import | libraries

with braces for several names at once (``protocols.{sip2, ncip}``) and ``-`` for nothing. A room is a module
or a package; a name under "may import" stands for that room and for all rooms inside it, ``all`` for every
room. Libraries are named by module path; ``pure`` is the standard library without the modules listed as
``effects``, ``std`` the whole of it, ``all`` anything. An arrow never points to a higher floor.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

NOTHING: Final = "-"
EVERYTHING: Final = "all"
PURE: Final = "pure"
STANDARD: Final = "std"


class TableError(ValueError):
    """The table contradicts itself or can't be read; says where."""


@dataclass(frozen=True)
class Room:
    """One line of the table, for one room."""

    name: str
    floor: int
    may_import: frozenset[str]
    libraries: frozenset[str]

    def admits(self, other: "Room") -> bool:
        """May a module of this room import one of ``other``?"""
        return other == self or EVERYTHING in self.may_import or _covered(other.name, self.may_import)


@dataclass(frozen=True)
class House:
    """All rooms, and the modules of the standard library that touch the world."""

    rooms: tuple[Room, ...]
    effects: frozenset[str] = frozenset()

    @classmethod
    def read(cls, table: str, effects: Iterable[str] = ()) -> Self:
        """Read the table's text; blank lines and lines that begin with # are skipped."""
        lines = [line.strip() for line in table.splitlines()]
        rooms = tuple(room for line in lines if line and not line.startswith("#") for room in _rooms(line))
        house = cls(rooms, frozenset(effects))
        house._prove()
        return house

    def room_of(self, module: str) -> Room | None:
        """The innermost room that ``module`` lies in."""
        homes = [room for room in self.rooms if _covered(module, {room.name})]
        return max(homes, key=lambda room: len(room.name), default=None)

    def is_doorway(self, module: str) -> bool:
        """Is ``module`` a package that only holds rooms (``gateway``, ``protocols``)? It imports nothing."""
        return any(room.name.startswith(f"{module}.") for room in self.rooms)

    def allows_library(self, room: Room, name: str) -> bool:
        """May a module of ``room`` import ``name``, the full path of something outside the house?"""
        if EVERYTHING in room.libraries or _covered(name, room.libraries):
            return True
        if name.partition(".")[0] not in sys.stdlib_module_names:
            return False
        return STANDARD in room.libraries or (PURE in room.libraries and not _covered(name, self.effects))

    def pure_rooms(self) -> tuple[Room, ...]:
        """The rooms that neither know nor do anything of the world outside: those whose library is ``pure``.

        `gateway.dispatch` is told apart by its floor: it awaits, though it imports little.
        """
        return tuple(room for room in self.rooms if PURE in room.libraries and room.floor < DISPATCH_FLOOR)

    def _prove(self) -> None:
        names = [room.name for room in self.rooms]
        for name in names:
            if names.count(name) > 1:
                raise TableError(f"room {name} stands in the table twice")
        for room in self.rooms:
            for wanted in room.may_import - {EVERYTHING}:
                targets = [other for other in self.rooms if _covered(other.name, {wanted})]
                if not targets:
                    raise TableError(f"{room.name} may import {wanted}, which is no room")
                for target in targets:
                    if target.floor > room.floor:
                        floors = f"floor {room.floor} looks up to floor {target.floor}"
                        raise TableError(f"{room.name} may not import {target.name}: {floors}")


DISPATCH_FLOOR: Final = 5
"""From here upwards a room does things; below, it only decides or translates."""


def load(pyproject: Path) -> House:
    """The house as the contract `arrows` in ``pyproject`` describes it."""
    linter = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = [contract for contract in linter["contracts"] if contract["type"] == "arrows"]
    return House.read(contract["table"], contract["effects"])


def _rooms(line: str) -> Iterator[Room]:
    columns = [column.strip() for column in line.split("|")]
    if len(columns) != 4 or not columns[0].isdigit():
        raise TableError(f"not a line 'floor | room | may import | libraries': {line!r}")
    floor, names, may_import, libraries = columns
    for name in _names(names):
        yield Room(name, int(floor), frozenset(_names(may_import)), frozenset(_names(libraries)))


def _names(column: str) -> Iterator[str]:
    """Expand ``a, b.{c, d}`` to a, b.c, b.d."""
    if column == NOTHING:
        return
    for term in re.findall(r"[^\s,{]+(?:\{[^}]*\})?", column):
        stem, brace, inner = term.partition("{")
        if brace:
            yield from (f"{stem}{name}" for name in re.findall(r"[^\s,}]+", inner))
        else:
            yield stem


def _covered(name: str, prefixes: Iterable[str]) -> bool:
    """Is ``name`` one of the dotted ``prefixes`` or inside one?"""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)
