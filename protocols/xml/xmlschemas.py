"""xmlschema as it can be used in a process in which Twisted is.

xmlschema 4.3 asks its classes for every attribute that `dir` names. Where zope.interface has seen a class
that is a Sequence, as Twisted has, one of these is ``__provides__`` of Sequence, which no other class gives
away, and no schema can be made any more.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from xmlschema import XMLSchema10
from xmlschema.validators import XsdValidator

__all__ = ["XMLSchema10"]


def _cached_properties(cls: type) -> Iterator[str]:
    for name in dir(cls):
        if isinstance(getattr(cls, name, None), cached_property):
            yield name


_mended: Any = classmethod(_cached_properties)
XsdValidator._cached_properties = _mended  # type: ignore[method-assign] # noqa: SLF001 - the mend
