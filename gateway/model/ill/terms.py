"""How a partner is written to."""

from typing import Final

import msgspec

UTF_8: Final = "utf-8"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The protocol version (1 or 2) and the character set (by Python's name) that a partner is written in."""

    version: int = 2
    charset: str = UTF_8
