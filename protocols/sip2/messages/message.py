"""What every SIP2 message has in common."""

from typing import ClassVar

import msgspec

from protocols.sip2.fields import Extras


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A SIP2 message: its two-digit code, and the tagged fields it does not declare, kept in their order.

    The attributes of a message are the data element names of the standard in snake case. Positional elements
    come first, in wire order; tagged ones follow in the order in which they are written.
    """

    CODE: ClassVar[str] = ""

    extras: Extras = ()
