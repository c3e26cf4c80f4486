"""A declared type's decoder and encoder, for whole messages."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from protocols.ber.declare import Declared, Sequence
from protocols.ber.decoders import Decoders
from protocols.ber.definite import definite, mapped
from protocols.ber.encoders import Encoders
from protocols.ber.errors import Fault, Indefinite, TooMuch, Unwritable
from protocols.ber.limits import LIMITS, Limits
from protocols.ber.schema import Arms, Form, Kind, ListOf, Record, form, reach, type_name
from protocols.ber.writing import Misfit

T = TypeVar("T", bound=Declared)

#: Each type's functions are made once for all codecs that need it.
_DECODERS, _ENCODERS = Decoders(), Encoders()


class Codec(Generic[T]):
    """Octets ⇄ values of one declared type."""

    def __init__(self, declared: type[T], limits: Limits = LIMITS) -> None:
        self._declared = declared
        self._limits = limits

    def decode(self, data: bytes | bytearray | memoryview, *, charset: str = "utf-8") -> T:
        """Read one message. ``charset`` is that of strings whose type leaves it open.

        Members may come in any order and with any form of length, strings in segments; unknown members are
        kept. Raises BerError, as `TooMuch` where it is a limit that was passed.
        """
        b = bytes(data)
        if len(b) > self._limits.apdu:
            expected = f"at most {self._limits.apdu} octets"
            raise TooMuch(expected=expected, found=f"{len(b)} octets", offset=self._limits.apdu)
        try:
            return self._read(b, charset)
        except Fault as fault:
            raise fault.error() from None
        except Indefinite:
            return self._read_indefinite(b, charset)

    def encode(self, value: T, *, charset: str = "utf-8") -> bytes:
        """Write one message. Raises `Unwritable` for a value that does not fit its declaration."""
        try:
            return self._write(value, charset)
        except Misfit as misfit:
            if issubclass(self._declared, Sequence):
                misfit.path.append(type_name(self._declared))
            raise misfit.error() from None
        except RecursionError:
            raise Unwritable(type_name(self._declared), "fewer levels are wanted") from None

    def prepare(self) -> None:
        """Make all functions now, in a tenth of a second or two: for a server before it opens its doors."""
        for kind in (_alone(self._declared), *reach(form(self._declared).kind)):
            if isinstance(kind, Form | Record | Arms | ListOf):
                _DECODERS.function(kind)
                _ENCODERS.function(kind)

    def source(self, declared: type[Declared]) -> str:
        """The Python that was made of a type, for people: its decoder, then its encoder."""
        kind = form(declared).kind
        for workshop in (_DECODERS, _ENCODERS):
            workshop.function(kind)
        return f"{_DECODERS.sources[kind]}\n\n{_ENCODERS.sources[kind]}"

    @cached_property
    def _read(self) -> Callable[[bytes, str], T]:
        """Read octets in which no length is indefinite where compiled code would have to look for its end."""
        kind = _alone(self._declared)
        function = _DECODERS.function(kind)
        if _DECODERS.counts_levels(kind):
            return lambda b, charset: function(b, 0, len(b), charset, 1)
        return lambda b, charset: function(b, 0, len(b), charset)

    def _read_indefinite(self, b: bytes, charset: str) -> T:
        """Read octets whose lengths have to be made definite first; faults are where they were before."""
        try:
            octets = definite(b, self._limits.depth)
        except Fault as fault:
            raise fault.error() from None
        try:
            return self._read(octets, charset)
        except Fault as fault:
            fault.offset = mapped(b, self._limits.depth).origin(fault.offset)
            raise fault.error() from None

    @cached_property
    def _write(self) -> Callable[[T, str], bytes]:
        return _ENCODERS.function(_alone(self._declared))


def _alone(declared: type[Declared]) -> Kind | Form:
    """What a message is: of a SEQUENCE the value with its tags, not its contents alone."""
    whole = form(declared)
    return whole if whole.tags else whole.kind
