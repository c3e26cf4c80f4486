"""The one reader of XML, for all protocols: bytes in, a document of elements out.

Expat does the reading, and has little to do it with: there is no document type, hence no entity beyond XML's
own five and no attribute out of nowhere; nothing is fetched; comments and processing instructions are
dropped.
Source: XML 1.0, 2.8 and 4; what a document type can be misused for: CWE-611, CWE-776.
"""

import re
from functools import cached_property
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser, tostring
from xml.parsers import expat

from protocols.xml.charset import utf_8
from protocols.xml.errors import TooMuch, Wrong, XmlError
from protocols.xml.limits import LIMITS, Limits

#: What may stand before the root (XML 1.0, 2.8 [22]). A document type begins where this ends.
_PROLOGUE: Final = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE: Final = b"<!DOCTYPE"


class Document:
    """A document that has been read: its ``root``, and where its elements stand."""

    def __init__(self, text: bytes, root: Element) -> None:
        self.root = root
        self._text = text

    def line(self, element: Element) -> int:
        """The line, from 1, on which an element begins."""
        return self._lines[id(element)]

    def path(self, element: Element) -> str:
        """The way from the root to an element by names; the second of a name is ``name[2]``."""
        steps: list[str] = []
        while (parent := self._parents.get(id(element))) is not None:
            alike = [each for each in parent if each.tag == element.tag]
            at = next(number for number, each in enumerate(alike) if each is element)
            steps.append(f"{local(element.tag)}[{at + 1}]" if at else local(element.tag))
            element = parent
        steps.append(local(element.tag))
        return "/".join(reversed(steps))

    def error(
        self, wrong: Wrong, element: Element, *, expected: str, found: str, inside: str = ""
    ) -> XmlError:
        """What is wrong at an element, or at what should stand ``inside`` it."""
        path = f"{self.path(element)}/{inside}" if inside else self.path(element)
        return XmlError(wrong, expected=expected, found=found, element=path, line=self.line(element))

    @cached_property
    def _lines(self) -> dict[int, int]:
        # Asked for when something is wrong, which is seldom: then the document is read once more.
        lines: list[int] = []
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = lambda *_: lines.append(parser.CurrentLineNumber)
        parser.Parse(self._text, True)  # noqa: FBT003 - as expat wants it
        return dict(zip(map(id, self.root.iter()), lines, strict=True))

    @cached_property
    def _parents(self) -> dict[int, Element]:
        return {id(child): parent for parent in self.root.iter() for child in parent}


def parse(data: bytes, *, charset: str | None = None, limits: Limits = LIMITS) -> Document:
    """Read a document. ``charset`` is what the transport said of it.

    Raises XmlError, as `TooMuch` where it is a limit that was passed.
    """
    if len(data) > limits.size:
        raise TooMuch(Wrong.DOCUMENT, expected=f"at most {limits.size} bytes", found=f"{len(data)} bytes")
    text = utf_8(data, charset)
    found = _PROLOGUE.match(text)
    start = found.end() if found else 0
    if text.startswith(_DOCTYPE, start):
        line = text.count(b"\n", 0, start) + 1
        raise XmlError(Wrong.DOCUMENT, expected="no document type", found=_DOCTYPE.decode(), line=line)
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - what makes XML dangerous has been refused
    try:
        parser.feed(text)
        root: Element = parser.close()
    except ParseError as error:
        line, _ = error.position
        reason = expat.ErrorString(error.code)
        raise XmlError(Wrong.DOCUMENT, expected="well-formed XML", found=reason, line=line) from None
    document = Document(text, root)
    _hold(document, text, limits)
    return document


def written(element: Element) -> str:
    """An element with all that is in it, as XML; the name spaces that it needs are declared in it."""
    tail, element.tail = element.tail, None
    text = tostring(element, encoding="unicode")
    element.tail = tail
    return text


def local(tag: str) -> str:
    """A tag's name without its name space."""
    return tag.rpartition("}")[2]


def _hold(document: Document, text: bytes, limits: Limits) -> None:
    """Hold the limits; each only where its signs in the text are so many that it may have been passed."""
    root, tags = document.root, text.count(b"<")
    if tags > 2 * limits.depth:
        _hold_levels(document, limits.depth)
    if tags > limits.elements:
        _refuse(document, root, "elements", sum(1 for _ in root.iter()), limits.elements)
    if tags > limits.children:
        for element in root.iter():
            _refuse(document, element, "elements in one", len(element), limits.children)
    if text.count(b"=") > limits.attributes:
        for element in root.iter():
            _refuse(document, element, "attributes", len(element.attrib), limits.attributes)
    if len(text) > limits.text:
        for element in root.iter():
            longest = max(map(len, (element.text or "", element.tail or "", *element.attrib.values())))
            _refuse(document, element, "characters in one text", longest, limits.text)


def _hold_levels(document: Document, most: int) -> None:
    level, depth = [document.root], 0
    while level:
        depth += 1
        _refuse(document, level[0], "levels", depth, most)
        level = [child for element in level for child in element]


def _refuse(document: Document, element: Element, what: str, is_: int, most: int) -> None:
    """Refuse a document of which there is more than may be."""
    if is_ > most:
        raise TooMuch(
            Wrong.DOCUMENT,
            expected=f"at most {most} {what}",
            found=f"{is_} {what}",
            element=document.path(element),
            line=document.line(element),
        )
