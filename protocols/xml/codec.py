"""Documents ⇄ values of declared types, in the versions of a protocol."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from protocols.xml.declare import Declared
from protocols.xml.errors import Unwritable, Wrong
from protocols.xml.reader import Document, local
from protocols.xml.readers import Readers
from protocols.xml.reading import Reading
from protocols.xml.remarks import Loss, Remark, Rule
from protocols.xml.schema import reach, type_name
from protocols.xml.workshop import Use
from protocols.xml.writers import Writers
from protocols.xml.writing import Writing

T = TypeVar("T", bound=Declared)


class Written(NamedTuple):
    """A document in UTF-8, and what of the value is not in it."""

    data: bytes
    losses: tuple[Loss, ...]


class Codec(Generic[T]):
    """The documents of a protocol: their root's type and name space, the attribute that tells the version.

    ``prefix`` is for attributes on output; elements have none.
    """

    def __init__(
        self, declared: type[T], *, uri: str, prefix: str, versions: tuple[str, ...], attribute: str
    ) -> None:
        self.declared = declared
        self.uri = uri
        self.versions = versions
        self.attribute = attribute
        self._root = type_name(declared)
        self._readers = Readers(uri)
        self._writers = Writers(prefix)
        self._heads = {
            version: f' xmlns="{uri}" xmlns:{prefix}="{uri}" {prefix}:{attribute}="{version}"'
            for version in versions
        }

    def version(self, document: Document, remarks: list[Remark]) -> str:
        """The version that a document says it is; "" where it says none."""
        said = document.root.get(f"{{{self.uri}}}{self.attribute}")
        if said is not None:
            return said
        return Reading(document, remarks).unqualified(document.root, self.attribute) or ""

    def settle(self, document: Document, remarks: list[Remark], *, others: Callable[[str], bool]) -> None:
        """See that the root is ours; ``others`` says of which name spaces it may be instead of the right one.

        All elements and attributes of such a name space are put into the right one. Raises XmlError.
        """
        root = document.root
        uri, _, name = root.tag.removeprefix("{").rpartition("}")
        if name != self._root or (uri != self.uri and not others(uri)):
            raise document.error(
                Wrong.ELEMENT,
                root,
                expected=f"{self._root} in name space {self.uri}",
                found=f"{name} in {uri or 'none'}",
            )
        if uri == self.uri:
            return
        Reading(document, remarks).remark(Rule.NAMESPACE, root, found=uri or "none")
        wrong = f"{{{uri}}}" if uri else ""
        for element in root.iter():
            element.tag = self._moved(element.tag, wrong)
            if wrong:  # attributes in no name space are taken anyhow
                for key in list(element.attrib):
                    element.attrib[self._moved(key, wrong)] = element.attrib.pop(key)

    def read(self, document: Document, version: str, remarks: list[Remark]) -> T:
        """The value of a document whose root is ours. Raises XmlError."""
        value: T = self._readers.function(Use(self.declared, version))(
            document.root, Reading(document, remarks)
        )
        return value

    def write(self, value: T, version: str) -> Written:
        """The document of a value. Raises `Unwritable` where it can't be one, LookupError for no version."""
        pieces: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        writing = Writing(version)
        at = (None, self._root, 0)
        head = self._heads[version]
        try:
            self._writers.function(Use(self.declared, version))(
                value, pieces.append, writing, at, self._root, head
            )
        except RecursionError:
            raise Unwritable(self._root, "fewer levels are wanted") from None
        return Written("".join(pieces).encode(), tuple(writing.losses))

    def prepare(self) -> None:
        """Make all functions now: for a server before it opens its doors."""
        for version in self.versions:
            for declared in reach(self.declared):
                self._readers.function(Use(declared, version))
                self._writers.function(Use(declared, version))

    def source(self, declared: type[Declared], version: str) -> str:
        """The Python that was made of a type, for people: its reader, then its writer."""
        use = Use(declared, version)
        for workshop in (self._readers, self._writers):
            workshop.function(use)
        return f"{self._readers.sources[use]}\n\n{self._writers.sources[use]}"

    def _moved(self, tag: str, wrong: str) -> str:
        inside = tag.startswith(wrong) if wrong else not tag.startswith("{")
        return f"{{{self.uri}}}{local(tag)}" if inside else tag
