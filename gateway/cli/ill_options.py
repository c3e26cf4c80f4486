"""The options of a service of interlibrary loan, out of its declaration (`gateway.model.ill.services`).

Each element is an option by its field's name, an element of a part by both: ``--delivery-address-city``. The
parts in `OPEN` lend no name: what is in them can be meant of nothing else. What is required is an argument.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final, NamedTuple

import click
import msgspec
from msgspec import inspect

from gateway.cli.failure import MISUSED, Failure
from gateway.cli.speak import Say
from gateway.cli.words.ill_fields import FIELDS
from gateway.model.ill.names import SystemId
from gateway.model.ill.parts import Amount, DateDue, Location, SendTo, SupplyMedium, Units
from gateway.model.ill.words import Medium

#: Parts whose elements are named without them.
OPEN: Final = frozenset({"item", "search", "cost", "third_party", "postal"})

#: What the gateway says by itself: as configured for the partner, or by the kind of transaction.
_OURS: Final = frozenset({"optional_messages", "explained", "retry", "forward", "forward_note"})

#: The argument of a yes or no.
_YES: Final = {"yes": True, "no": False}


class Leaf(NamedTuple):
    """One element of a service: where it stands, the option's name, its type, and what it is unsaid."""

    path: tuple[str, ...]
    name: str
    type: inspect.Type
    required: bool
    default: Any

    @property
    def named(self) -> tuple[str, ...]:
        """The parts of its path that say what it is."""
        if self.path[-1] in {"day", "renewable"}:  # of a due date, which is a part of its own
            return (self.path[0] if self.path[-1] == "day" else "renewable",)
        return (*(part for part in self.path[:-1] if part not in OPEN), self.path[-1])

    @property
    def key(self) -> str:
        """Its name in Python."""
        return "__".join(self.path)


def leaves(shape: type[Any]) -> tuple[Leaf, ...]:
    """Every element that staff may say of a service, required ones first, then those of the item."""
    found = _leaves(inspect.type_info(shape), (), ())
    return tuple(sorted(found, key=lambda leaf: (not leaf.required, leaf.path[0] != "item")))


def _leaves(kind: inspect.Type, path: tuple[str, ...], named: tuple[str, ...]) -> Iterator[Leaf]:
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - `_part` gives no other
    for field in kind.fields:
        if field.name in _OURS:
            continue
        here, name = (*path, field.name), (*named, field.name)
        part = _part(field.type)
        if part is None:
            default = None if field.default is msgspec.NODEFAULT else field.default
            text = "-".join(name).replace("_", "-")
            yield Leaf(here, text, _only(field.type), field.required and not path, default)
        elif part.cls is DateDue:
            yield Leaf((*here, "day"), "-".join(name), inspect.DateType(), required=False, default=None)
            yield Leaf((*here, "renewable"), "renewable", inspect.BoolType(), required=False, default=True)
        else:
            yield from _leaves(part, here, named if field.name in OPEN else name)


def _part(kind: inspect.Type) -> inspect.StructType | None:
    """The Struct that a field is taken apart into; none that is said in one text."""
    only = _only(kind)
    return only if isinstance(only, inspect.StructType) and only.cls not in _TEXTS else None


def _only(kind: inspect.Type) -> inspect.Type:
    """The type of an optional value."""
    if isinstance(kind, inspect.UnionType):
        return next(member for member in kind.types if not isinstance(member, inspect.NoneType))
    return kind


# --- parts that are said in one text ----------------------------------------------------------------


def _amount(text: str) -> dict[str, Any] | None:
    """``12.50 CNY`` or ``CNY 12.50``."""
    words = text.split()
    currency = next((word for word in words if word.isalpha()), "")
    numbers = [word for word in words if not word.isalpha()]
    return {"value": numbers[0], "currency": currency.upper()} if len(numbers) == 1 else None


def _system(text: str) -> dict[str, Any] | None:
    """``CN:HHIT``, or with its name, ``CN:HHIT=HHIT Library``."""
    symbol, _, name = text.strip().partition("=")
    return {"symbol": symbol, "name": name} if symbol or name else None


def _place(text: str) -> dict[str, Any] | None:
    system = _system(text)
    return None if system is None else {"system": system}


def _medium(text: str) -> dict[str, Any] | None:
    """``photocopy``, or with what it is to be like, ``photocopy=A4``."""
    medium, _, characteristics = text.partition("=")
    known = medium in {one.value for one in Medium}
    return {"medium": medium, "characteristics": characteristics} if known else None


def _units(text: str) -> dict[str, Any] | None:
    """``printed=3``."""
    medium, _, number = text.partition("=")
    known = medium in {one.value for one in Medium} and number.isdecimal()
    return {"medium": medium, "number": int(number)} if known else None


_TEXTS: Final[Mapping[type, tuple[Callable[[str], dict[str, Any] | None], str, str]]] = {
    Amount: (_amount, "AMOUNT", "12.50 CNY"),
    SystemId: (_system, "SYMBOL", "CN:HHIT"),
    Location: (_place, "SYMBOL", "CN:HHIT"),
    SendTo: (_place, "SYMBOL", "CN:HHIT"),
    SupplyMedium: (_medium, "MEDIUM", "photocopy=A4"),
    Units: (_units, "MEDIUM=NUMBER", "printed=3"),
}


class _Said(click.ParamType[Any]):
    """A value that is read by a function, which gives None for what it can't read."""

    def __init__(self, read: Callable[[str], Any], metavar: str, wanted: str) -> None:
        self.name = metavar
        self._read = read
        self._wanted = wanted

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click calls it
        """What was said. Raises `Failure`."""
        del ctx
        read = self._read(value) if isinstance(value, str) else value
        if read is None:
            name = self.name if param is None else param.opts[0]
            if isinstance(param, click.Argument):
                name = name.upper()
            raise Failure("bad-value", MISUSED, name=name, value=value, wanted=self._wanted)
        return read


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


_DAY: Final = _Said(_day, "DAY", "2026-10-01")
_NUMBER: Final = _Said(_number, "NUMBER", "1")


def _type(kind: inspect.Type) -> click.ParamType[Any]:
    if isinstance(kind, inspect.EnumType):
        return click.Choice([member.value for member in kind.cls])
    if isinstance(kind, inspect.StructType):
        return _Said(*_TEXTS[kind.cls])
    if isinstance(kind, inspect.DateType):
        return _DAY
    return _NUMBER if isinstance(kind, inspect.IntType) else click.STRING


# --- click ------------------------------------------------------------------------------------------


def parameters(say: Say, shape: type[Any]) -> Iterator[click.Parameter]:
    """The arguments and options of a service."""
    for leaf in leaves(shape):
        yield _argument(leaf) if leaf.required else _option(say, leaf)


def _argument(leaf: Leaf) -> click.Argument:
    if isinstance(leaf.type, inspect.BoolType):
        return click.Argument([leaf.key], type=click.Choice([*_YES]), metavar="yes|no")
    return click.Argument([leaf.key], type=_type(leaf.type), metavar=leaf.name.upper())


def _option(say: Say, leaf: Leaf) -> click.Option:
    told = say.phrase("colon").join(say.pick(FIELDS[part]) for part in leaf.named)
    shown = leaf.default.value if isinstance(leaf.default, Enum) else False
    if isinstance(leaf.type, inspect.BoolType):
        both = f"--{leaf.name}/--no-{leaf.name}" if leaf.default else f"--{leaf.name}"
        return click.Option([both, leaf.key], help=told, default=None, is_flag=True)
    many = isinstance(leaf.type, inspect.VarTupleType)
    kind = leaf.type.item_type if isinstance(leaf.type, inspect.VarTupleType) else leaf.type
    return click.Option(
        [f"--{leaf.name}", leaf.key], type=_type(kind), help=told, multiple=many, show_default=shown
    )


def said(shape: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What those options say, as the JSON of the service."""
    told: dict[str, Any] = {}
    for leaf in leaves(shape):
        value = values.get(leaf.key)
        if value is None or value == ():
            continue
        into = told
        for part in leaf.path[:-1]:
            into = into.setdefault(part, {})
        yes = _YES.get(value) if leaf.required and isinstance(leaf.type, inspect.BoolType) else None
        into[leaf.path[-1]] = value if yes is None else yes
    # A due date that only says whether the loan can be renewed says no day.
    for name, part in told.items():
        if isinstance(part, dict) and [*part] == ["renewable"]:
            told[name] = {"day": None, **part}
    return told
