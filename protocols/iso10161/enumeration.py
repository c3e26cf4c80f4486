"""Enumerations that know how the standard spells their values."""

from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import Any, Self


class Enumeration(IntEnum):
    """An ENUMERATED type. A member's value is the code on the wire, ``spelling`` its name in the standard.

    The spelling is the Python name in small letters with hyphens, unless another stands beside the code:
    the standard spells ``iLL-REQUEST`` and ``need-Before-Date``.
    """

    spelling: str

    def __new__(cls, code: int, spelling: str = "") -> Self:
        """Make a member from its code and, where it is not the usual one, its spelling."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.spelling = spelling
        return member

    def __init__(self, code: int, spelling: str = "") -> None:
        del code
        self.spelling = spelling or self.name.lower().replace("_", "-")

    @classmethod
    def spelled(cls, spelling: str) -> Self:
        """The member that the standard spells like this. Raises KeyError."""
        member: Self = _by_spelling(cls)[spelling]
        return member


@cache
def _by_spelling(type_: type[Enumeration]) -> Mapping[str, Any]:
    return {member.spelling: member for member in type_}
