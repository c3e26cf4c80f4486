"""An invalid document explained to a person: which element, on which line, and what is allowed there.

xmlschema finds what is wrong, one thing after the other, where the reader stops at the first and puts up with
much. It is slow and large: import this module where somebody waits for the explanation, and nowhere else.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from xmlschema.validators import XMLSchemaChildrenValidationError, XMLSchemaValidationError

from protocols.xml.reader import Document, local
from protocols.xml.xmlschemas import XMLSchema10

ALLOWED: Final = 24
"""Codes that are listed; no closed list has more."""
MOST: Final = 100
"""Faults that are explained: who has a hundred has another problem than the hundredth."""


SHOWN: Final = 80
"""Characters of a text that are repeated."""

_NOISE: Final = re.compile(r"\{[^}]*\}| for <class '[^']*'>")


class Fault(msgspec.Struct, frozen=True):
    """What a schema finds wrong.

    ``element`` is the way to it; ``found`` what is there, "" for nothing; ``allowed`` what might be;
    ``reason`` says it in xmlschema's words, where neither tells enough.
    """

    element: str
    line: int
    found: str
    allowed: tuple[str, ...]
    reason: str


class Schema:
    """A schema that documents are held against; made of its text, which is ours."""

    def __init__(self, text: str) -> None:
        self._schema = XMLSchema10(text, allow="none", defuse="always")

    def faults(self, document: Document) -> list[Fault]:
        """All that is wrong with a document, from the top down; empty for a valid one."""
        found = []
        for error in self._schema.iter_errors(document.root):
            found.append(_fault(document, error))
            if len(found) == MOST:
                break
        return found


def _fault(document: Document, error: XMLSchemaValidationError) -> Fault:
    element: Any = error.elem if error.elem is not None else document.root
    reason = _plainly(error.reason or "")
    found, allowed = (element.text or "").strip(), tuple(_codes(error))
    if isinstance(error, XMLSchemaChildrenValidationError):
        child = error.invalid_child
        if child is not None:
            element = child
        found = local(child.tag) if child is not None else ""
        allowed = tuple(local(each.name or "any") for each in error.expected or ())
    return Fault(document.path(element), document.line(element), found[:SHOWN], allowed, reason)


def _plainly(reason: str) -> str:
    """A reason without name spaces and without the names of Python's classes."""
    return " ".join(_NOISE.sub("", reason).split())


def _codes(error: XMLSchemaValidationError) -> Iterator[str]:
    """The codes of a closed list, where it is one that was missed."""
    for code in (getattr(error.validator, "enumeration", None) or ())[:ALLOWED]:
        yield str(code)
