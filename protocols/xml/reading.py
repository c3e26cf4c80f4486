"""What compiled readers call when a document is not as the standard has it: remarks, or the error."""

from typing import Any, Final, NamedTuple, NoReturn
from xml.etree.ElementTree import Element

from protocols.xml.errors import Wrong, XmlError
from protocols.xml.leaves import Leaf
from protocols.xml.reader import Document, local, written
from protocols.xml.remarks import Read, Remark, Rule

Values = dict[str, Any]

REMARKS: Final = 100
"""Remarks on one document; the worst honest one has some twenty. To say where an element stands takes as long
as it has siblings: a peer with thousands of wrong ones would keep us busy for seconds."""

SHOWN: Final = 80
"""Characters of a text that a remark repeats."""


class Table(NamedTuple):
    """The elements of a type in one version, by name: numbers for the compiled reader, words for people.

    * ``here``   the version's own, ``{name space}name``;
    * ``others`` those that other versions have;
    * ``names``  both by their names alone;
    * ``mandatory`` which fields a document can't be without, and their names;
    * ``keeps``  whether there is a place for elements that nobody knows.
    """

    here: dict[str, int]
    others: dict[str, int]
    names: dict[str, int]
    mandatory: dict[str, str]
    keeps: bool


class Reading:
    """One document on its way to a value."""

    def __init__(self, document: Document, remarks: list[Remark]) -> None:
        self._document = document
        self.remarks = remarks

    def remark(self, rule: Rule, element: Element, *, inside: str = "", found: str | None = "") -> None:
        """Note what is put up with, unless enough has been noted."""
        if len(self.remarks) >= REMARKS:
            return
        path = self._document.path(element)
        place = f"{path}/{inside}" if inside else path
        self.remarks.append(Remark(place, self._document.line(element), rule, (found or "")[:SHOWN]))

    def astray(self, element: Element, number: int, table: Table, values: Values) -> int:
        """The number of an element that does not stand where it should; -1 for one that is not read."""
        tag = element.tag
        if number >= 0:
            self.remark(Rule.ORDER, element)
            return number
        if (other := table.others.get(tag)) is not None:
            self.remark(Rule.OTHER_VERSION, element, found=element.text)
            return other
        if (named := table.names.get(tag)) is not None:
            self.remark(Rule.UNQUALIFIED, element)
            return named
        xml = written(element)
        self.remark(Rule.UNKNOWN, element, found=xml)
        if table.keeps:
            values.setdefault("unknown", []).append(xml)
        return -1

    def again(self, element: Element) -> NoReturn:
        """An element that may come once and has been there."""
        raise self._document.error(
            Wrong.ELEMENT, element, expected="the element once", found=f"another {local(element.tag)}"
        )

    def nested(self, element: Element) -> str:
        """The text of an element that has elements in it."""
        self.remark(Rule.NESTED, element, found=written(element))
        return "".join(element.itertext())

    def stray(self, element: Element, text: str) -> None:
        """Text where only elements stand."""
        self.remark(Rule.STRAY, element, found=text.strip())

    def value(self, leaf: Leaf, element: Element, text: str | None) -> Any:  # noqa: ANN401 - of any type
        """The value of a text that its type does not allow; None where there is nothing to be read."""
        return self._read(leaf, element, text, "")

    def attribute(self, leaf: Leaf, element: Element, name: str, text: str) -> Any:  # noqa: ANN401 - of any type
        """The value of an attribute that stands in no name space, or is not what its type allows."""
        try:
            return leaf.read(text)
        except ValueError:
            return self._read(leaf, element, text, f"@{name}")

    def unqualified(self, element: Element, name: str) -> str | None:
        """An attribute that should be in the protocol's name space and may stand in none."""
        text = element.get(name)
        if text is not None:
            self.remark(Rule.UNQUALIFIED, element, inside=f"@{name}", found=text)
        return text

    def needed(self, leaf: Leaf, element: Element, text: str | None) -> Any:  # noqa: ANN401 - of any type
        """The same, of an element that a document can't be without."""
        if text is None or not text.strip():
            raise self._document.error(Wrong.VALUE, element, expected=leaf.expected, found="")
        return self.value(leaf, element, text)

    def empty(self, element: Element) -> None:
        """An element that says nothing."""
        self.remark(Rule.EMPTY, element)

    def missing(self, element: Element, name: str) -> None:
        """A child that should be there, and need not."""
        self.remark(Rule.MISSING, element, inside=name)

    def repeated(self, element: Element, name: str, times: int) -> None:
        """A child that comes more often than it should."""
        self.remark(Rule.REPEATED, element, inside=name, found=f"{times} times")

    def small(self, element: Element) -> None:
        """A number that is too small."""
        self.remark(Rule.RANGE, element, found=element.text)

    def lacking(self, element: Element, table: Table, values: Values) -> XmlError:
        """A child is not there, and has to be."""
        name = next(name for field, name in table.mandatory.items() if field not in values)
        return self._document.error(
            Wrong.ELEMENT, element, expected="the element", found="nothing", inside=name
        )

    def armless(self, element: Element, table: Table) -> XmlError:
        """None of the elements that one is to be chosen from."""
        names = ", ".join(map(local, table.here))
        found = ", ".join(local(child.tag) for child in element) or "nothing"
        return self._document.error(Wrong.ELEMENT, element, expected=f"one of {names}", found=found)

    def _read(self, leaf: Leaf, element: Element, text: str | None, inside: str) -> Any:  # noqa: ANN401 - of any type
        if text is None or not text.strip():
            self.remark(Rule.EMPTY, element, inside=inside)
            return None
        read: Read | None = leaf.lenient(text)
        if read is None:
            raise self._document.error(
                Wrong.VALUE, element, expected=leaf.expected, found=text, inside=inside
            )
        self.remark(read.rule, element, inside=inside, found=text)
        return read.value
