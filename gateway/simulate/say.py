"""What a simulated kiosk may do in a step of a scene."""

from collections.abc import Mapping

import msgspec

from protocols import sip2


class Say(msgspec.Struct, frozen=True):
    """Send a message.

    Its dates are filled in when it is sent; `fill` maps attributes to the names of kept values.
    """

    message: sip2.Message
    fill: Mapping[str, str] = {}


class LogIn(msgspec.Struct, frozen=True):
    """Connect, if there is no connection, and log in. `charset` is what this kiosk speaks."""

    user: str
    password: str
    charset: str | None = None


class LineLostAndAgain(msgspec.Struct, frozen=True):
    """Send a message, lose the line before the answer, log in again, and send the very same message."""

    say: Say
    login: LogIn


class Raw(msgspec.Struct, frozen=True):
    """Send bytes as they are."""

    data: bytes
