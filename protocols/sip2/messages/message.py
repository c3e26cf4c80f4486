"""What every SIP2 message has in common."""

from typing import Any, ClassVar

import msgspec

from protocols.sip2.dictionary import SECRET_NAMES, SECRET_TAGS
from protocols.sip2.fields import Extras
from protocols.sip2.masking import MASK, is_among


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A SIP2 message: its two-digit code, and the tagged fields it does not declare, kept in their order.

    The attributes of a message are the data element names of the standard in snake case. Positional elements
    come first, in wire order; tagged ones follow in the order in which they are written.
    """

    CODE: ClassVar[str] = ""

    extras: Extras = ()

    def __repr__(self) -> str:
        """Show what is there, secrets masked: a message may end up in a traceback or a log."""
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"
        )

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Give the same to ``rich``, which would otherwise read the attributes."""
        shown = [(name, _masked(name, getattr(self, name))) for name in self.__struct_fields__]
        return [(name, value) for name, value in shown if value is not None and value != ()]


def _masked(name: str, value: object) -> object:
    if name == "extras" and isinstance(value, tuple):
        return tuple((tag, MASK if is_among(tag, SECRET_TAGS) else text) for tag, text in value)
    return MASK if name in SECRET_NAMES and value else value
