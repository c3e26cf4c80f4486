"""Records in XML: MARCXML, ISO 25577 MarcXchange, and the same elements in other libraries' name spaces.

An incremental reader on expat that holds one record at a time. There is no document type, so no entity
beyond XML's own five, and nothing is ever fetched. Elements are known by their local names: ``record`` with
``leader``, ``controlfield``, ``datafield`` and ``subfield``, at any depth, so that an SRU response is a
file of records too. XML that isn't well-formed ends the reading, with the damage as the last thing read.
Source: MARC 21 XML schema (Library of Congress, 2002); ISO 25577:2013; XML 1.0, 2.8 and 4.
"""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from protocols.marc.charset import known
from protocols.marc.chunks import Source, chunks
from protocols.marc.errors import UnknownCharset
from protocols.marc.found import Damage, DamageReason
from protocols.marc.raw import FIELDS_LIMIT, RECORD_LIMIT
from protocols.marc.record import LEADER_LENGTH, Parsed

DEPTH_LIMIT: Final = 64
"""Elements inside each other; an SRU response needs nine."""

#: Character sets that expat reads by itself; any other is read by Python and handed on as UTF-8.
_NATIVE: Final = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii"}
_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]{0,39})["']"""
)
_PROLOGUE: Final = 300
_SPACE: Final = re.compile(r"\s*\n\s*")

#: Elements whose text counts.
_TEXTUAL: Final = {"leader", "controlfield", "subfield"}


def records(source: Source, *, charset: str | None = None) -> Iterator[Parsed | Damage]:
    """Read the records of a document. ``charset`` overrules what it declares. Raises UnknownCharset."""
    reader = Reader(charset)
    for chunk in chunks(source):
        reader.receive_data(chunk)
        yield from reader
        if reader.ended:
            return
    reader.close()
    yield from reader


class _Stop(Exception):
    def __init__(self, reason: DamageReason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Reader:
    """Bytes in, records and damage out. Holds one record of at most `RECORD_LIMIT` characters."""

    def __init__(self, charset: str | None = None) -> None:
        self.ended = False
        self._charset = charset and _codec(charset)
        self._head = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._parser: expat.XMLParserType | None = None
        self._found: deque[Parsed | Damage] = deque()
        self._fed = 0
        self._ordinal = 0
        self._depth = 0
        self._leader = ""
        self._fields: list[tuple[str, str]] = []
        self._tag = ""
        self._pieces: list[str] = []
        self._text: list[str] | None = None
        self._size = 0
        self._began = 0
        self._skip: DamageReason | None = None

    def receive_data(self, data: bytes) -> None:
        """Take the next bytes of the document."""
        if self.ended:
            return
        if self._parser is None:
            self._head += data
            if len(self._head) < _PROLOGUE and b"?>" not in self._head:
                return  # the declaration may not be whole
            data = self._head
        self._feed(data, final=False)

    def close(self) -> None:
        """No more bytes come."""
        if not self.ended:
            self._feed(self._head if self._parser is None else b"", final=True)
            self.ended = True

    def __iter__(self) -> Iterator[Parsed | Damage]:
        while self._found:
            yield self._found.popleft()

    def _feed(self, data: bytes, *, final: bool) -> None:
        parser = self._parser or self._start(data)
        if self._decoder:
            data = self._decoder.decode(data, final).encode("utf-8")
        try:
            parser.Parse(data, final)
        except _Stop as why:
            self._end(why.reason, why.detail)
        except (expat.ExpatError, LookupError, ValueError) as error:
            # The latter two are what expat makes of a character set that it does not know.
            self._end(DamageReason.XML_SYNTAX, str(error))
        self._fed += len(data)
        if not self.ended and self._fed - parser.CurrentByteIndex > RECORD_LIMIT:
            self._end(DamageReason.TOO_LONG)  # one tag or comment without end

    def _start(self, head: bytes) -> expat.XMLParserType:
        declared = _DECLARED.search(head[:_PROLOGUE])
        charset = self._charset or (_declared_codec(declared.group(1).decode()) if declared else None)
        if charset and charset not in _NATIVE:
            self._decoder = codecs.getincrementaldecoder(charset)("replace")
            charset = "utf-8"
        parser = expat.ParserCreate(charset, namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._characters
        self._parser = parser
        self._head = b""
        return parser

    def _end(self, reason: DamageReason, detail: str = "") -> None:
        """Nothing after this can be trusted."""
        self.ended = True
        self._damage(self._here(), reason, detail)

    def _damage(self, offset: int, reason: DamageReason, detail: str = "") -> None:
        self._ordinal += 1
        length = max(0, self._here() - offset)
        cut = detail[: Damage.DETAIL_LIMIT]
        self._found.append(
            Damage(ordinal=self._ordinal, offset=offset, length=length, reason=reason, detail=cut)
        )

    def _here(self) -> int:
        return max(0, self._parser.CurrentByteIndex) if self._parser else 0

    # --- what the document holds ----------------------------------------------------------------------

    def _doctype(self, name: str, *_: object) -> None:
        raise _Stop(DamageReason.XML_DOCTYPE, name)

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _Stop(DamageReason.XML_TOO_DEEP)
        local = name.rpartition(" ")[2]
        if local == "record":
            self._new_record()
        elif local in ("controlfield", "datafield"):
            self._tag = attributes.get("tag", "").strip()
            indicators = (attributes.get(f"ind{number}", " ") or " " for number in (1, 2))
            self._pieces = ["".join(indicators)] if local == "datafield" else []
        elif local == "subfield":
            self._pieces.append("\x1f" + attributes.get("code", ""))
        self._text = [] if local in _TEXTUAL else None
        self._count(len(name) + sum(map(len, attributes.values())))

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._count(len(data))
            if not self._skip:
                self._text.append(data)

    def _end_element(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(" ")[2]
        text = "".join(self._text) if self._text is not None else ""
        self._text = None
        if local == "leader":
            self._leader = text.strip("\r\n\t").ljust(LEADER_LENGTH)[:LEADER_LENGTH]
        elif local in ("subfield", "controlfield"):
            self._pieces.append(_SPACE.sub(" ", text.strip("\r\n\t")))
        if local in ("datafield", "controlfield") and not self._skip:
            self._fields.append((self._tag, "".join(self._pieces)))
        elif local == "record":
            self._finish_record()

    def _new_record(self) -> None:
        self._leader, self._fields, self._skip, self._size = "", [], None, 0
        self._began = self._here()

    def _count(self, size: int) -> None:
        """Keep a record that outgrows its limits from being held: the rest of it is passed over."""
        self._size += size
        if self._size > RECORD_LIMIT:
            self._skip = DamageReason.TOO_LONG
        elif len(self._fields) > FIELDS_LIMIT:
            self._skip = DamageReason.TOO_MANY_FIELDS
        if self._skip:
            self._fields, self._pieces = [], []

    def _finish_record(self) -> None:
        """Hand out what was collected; an element around records has nothing of its own."""
        if not (self._leader or self._fields or self._skip):
            return
        if self._skip:
            self._damage(self._began, self._skip)
        else:
            self._ordinal += 1
            length = self._here() - self._began
            leader = self._leader.ljust(LEADER_LENGTH)
            self._found.append(
                Parsed(leader, self._fields, ordinal=self._ordinal, offset=self._began, length=length)
            )
        self._new_record()


def _codec(name: str) -> str:
    """Python's name of a character set in which XML can be written. Raises UnknownCharset."""
    try:
        native = codecs.lookup(name).name
    except (LookupError, ValueError):
        native = ""
    return native if native in _NATIVE else known(name)


def _declared_codec(name: str) -> str | None:
    """The declared character set; None for one that can't be, which expat will then refuse."""
    try:
        return _codec(name)
    except UnknownCharset:
        return None
