"""What compiled writers call when a value does not go as it is: the losses, or the error that it is."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from protocols.xml.errors import Unwritable, XmlError
from protocols.xml.reader import parse
from protocols.xml.remarks import Loss, Why

At: TypeAlias = tuple[Any, ...]
"""Where a value stands: the place around it, its name, and its number in a list or 0."""

#: XML's own signs, a carriage return, and what XML 1.0 has no character for; in attributes white space too.
_SIGNS: Final = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTED: Final = re.compile('[&<>"\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_ENTITIES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\r": "&#13;",
    "\n": "&#10;",
    "\t": "&#9;",
}
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

SIGNS: Final[Callable[[str], object]] = _SIGNS.search
"""Whether a text can't be written as it is."""
QUOTED: Final[Callable[[str], object]] = _QUOTED.search
"""Whether an attribute can't."""
UNFIT: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What Python raises where a value is not of the type that was declared."""

SHOWN: Final = 80
"""Characters of a value that a loss repeats."""


class Writing:
    """One value on its way to a document in one version."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.losses: list[Loss] = []

    def lost(self, why: Why, at: At, value: object) -> None:
        """Note what is left out or changed."""
        self.losses.append(Loss(path(at), why, str(value)[:SHOWN]))

    def escaped(self, text: str, at: At) -> str:
        """A text with its signs written as XML writes them."""
        return self._escape(_SIGNS, text, at)

    def quoted(self, text: str, at: At) -> str:
        """The same for an attribute."""
        return self._escape(_QUOTED, text, at)

    def some(self, values: tuple[Any, ...], most: int, at: At) -> tuple[Any, ...]:
        """As many values as the version takes."""
        parent, name, _ = at
        for number, value in enumerate(values[most:], most + 1):
            self.lost(Why.TOO_MANY, (parent, name, number), _words(value))
        return values[:most]

    def no_place(self, at: At, value: object) -> None:
        """A value that the version has no place for."""
        if isinstance(value, tuple):
            parent, name, _ = at
            for number, each in enumerate(value, 1):
                self.lost(Why.NO_PLACE, (parent, name, number), _words(each))
        else:
            self.lost(Why.NO_PLACE, at, _words(value))

    def no_code(self, code: object, at: At, *, mandatory: bool) -> None:
        """A code that the version has not. Raises Unwritable for one that it can't be without."""
        if mandatory:
            where = f" of version {self.version}" if self.version else ""
            raise Unwritable(path(at), f"{str(code)!r} is no code{where}")
        self.lost(Why.NO_CODE, at, code)

    def unknown(self, pieces: tuple[str, ...], at: At, *, open_: bool) -> str:
        """Elements that are not declared, where the type is open; elsewhere they are lost."""
        if not open_:
            for piece in pieces:
                self.lost(Why.UNKNOWN, at, piece)
            return ""
        for piece in pieces:
            try:
                parse(piece.encode())
            except XmlError as error:
                raise Unwritable(path(at), str(error)) from None
        return "".join(pieces)

    def absent(self, at: At) -> Unwritable:
        """The version can't be without a value that is not there."""
        why = f"version {self.version} has it always" if self.version else "has to be there"
        return Unwritable(path(at), f"is missing, and {why}")

    def _escape(self, signs: re.Pattern[str], text: str, at: At) -> str:
        written = signs.sub(lambda found: _ENTITIES.get(found[0], _REPLACEMENT), text)
        if written.count(_REPLACEMENT) > text.count(_REPLACEMENT):
            self.lost(Why.CHARACTERS, at, repr(text)[1:-1])
        return written


def path(at: At | None) -> str:
    """A place by names: ``request/supplierInfo[2]/callNumber``."""
    steps: list[str] = []
    while at is not None:
        at, name, number = at
        steps.append(f"{name}[{number}]" if number > 1 else name)
    return "/".join(reversed(steps))


def misfit(error: BaseException, names: tuple[str, ...], at: At) -> Unwritable:
    """The error of a function at whose line Python failed; ``names`` tells each line's element."""
    trace = error.__traceback__
    name = names[trace.tb_lineno - 1] if trace else ""
    return Unwritable(path((at, name, 0) if name else at), str(error))


def _words(value: object) -> str:
    """A value for people, in as few words as it has: what it holds, without what it is called."""
    fields = getattr(value, "__struct_fields__", None)
    if fields is None:
        return str(value)
    parts = (getattr(value, field) for field in fields)
    return " ".join(_words(part) for part in parts if part not in (None, ()))
