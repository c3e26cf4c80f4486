"""What compiled encoders call: what is rare, and what is said of values that do not fit."""

from collections.abc import Sequence
from typing import NoReturn

from protocols.ber.contents import ESCAPE
from protocols.ber.errors import Fault, Unwritable
from protocols.ber.leaves import Null, Raw, Texts
from protocols.ber.octets import wrap
from protocols.ber.reading import anything

OCTET = tuple(bytes((octet,)) for octet in range(128))
"""The contents of small numbers."""


class Misfit(Exception):
    """An `Unwritable` on its way up: each type that it passes puts its element before the path."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.path: list[str] = []

    def error(self) -> Unwritable:
        """The error that it becomes. Parts of the path stand innermost first."""
        element = "".join(part if part.startswith("[") else f".{part}" for part in reversed(self.path))
        return Unwritable(element.removeprefix("."), self.why)


Unfit = (Misfit, AttributeError, TypeError, ValueError, LookupError)
"""What writing raises for values that are wrong."""


def misfit(error: Exception, lines: Sequence[str]) -> Misfit:
    """Put a member before the path: the one to which the line belongs at which its function was left."""
    made = error if isinstance(error, Misfit) else Misfit(str(error))
    if (trace := error.__traceback__) and (name := lines[trace.tb_lineno - 1]):
        made.path.append(name)
    return made


def misfit_at(error: Exception, index: int) -> Misfit:
    """Put the index of an element, counted from 1, before the path."""
    made = error if isinstance(error, Misfit) else Misfit(str(error))
    made.path.append(f"[{index}]")
    return made


def wrong_class(value: object, name: str) -> NoReturn:
    """Something else than the type that is declared."""
    raise Misfit(f"a {name} is wanted, not a {type(value).__name__}")


def size_misfit(length: int, least: int, most: int | None) -> NoReturn:
    """A string or list shorter or longer than declared."""
    raise Misfit(f"a size of {least} to {'any' if most is None else most} is wanted, not {length}")


def arms_misfit(value: object) -> NoReturn:
    """A CHOICE in which not one arm is set, or more than one."""
    wanted = [field for field in type(value).__struct_fields__ if getattr(value, field) is not None]  # type: ignore[attr-defined]
    raise Misfit(f"one arm is wanted, not {', '.join(wanted) or 'none'}")


def boolean(value: object, true: bytes, false: bytes) -> bytes:
    """A BOOLEAN, whole."""
    if value is True:
        return true
    if value is False:
        return false
    wrong_class(value, "BOOLEAN")


def null(value: object, whole: bytes) -> bytes:
    """A NULL, whole."""
    return whole if isinstance(value, Null) else wrong_class(value, "NULL")


def member_of(value: int, values: Sequence[int]) -> int:
    """A value of an ENUMERATED that has no others."""
    if value not in values:
        raise Misfit(f"one of {', '.join(map(str, values))} is wanted, not {value}")
    return value


def one_of(value: str, charset: str, texts: Texts) -> bytes:
    """A string in the type that it remembers, whole."""
    for text, made in texts.others:
        if made is not str and isinstance(value, made):
            return wrap(bytes((text.number,)), value.encode(text.charset or charset, ESCAPE))
    return wrap(bytes((texts.plain.number,)), value.encode(texts.plain.charset or charset, ESCAPE))


def raw(value: bytes) -> bytes:
    """An ANY: one whole value, its lengths made definite."""
    try:
        return anything(bytes(value), 0, len(value))
    except (Fault, IndexError) as fault:
        raise Misfit(f"one whole value is wanted: {fault}") from None


def raws(values: Sequence[Raw]) -> bytes:
    """Unknown members."""
    return b"".join(map(raw, values))
