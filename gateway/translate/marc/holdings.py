"""A record's title and items, as a library's mapping finds them.

An item is a barcode in one of the fields that describe items: CNMARC 905 and 906, MARC 21 876 and 852, or
what the mapping names. What several fields say of one barcode is put together; the first to say a thing has
the say. Nothing is guessed and nothing dropped in silence: ``refusals`` say what was not taken, ``notes``
what was taken with a reservation.
Source: reference file z3950-marc.md §4.1; GB/T 33286-2016; MARC 21 holdings, 852 and 876.
"""

from collections.abc import Iterator
from hashlib import blake2b

import msgspec

from gateway.model.identity import AgencyId, ItemId
from gateway.model.items import Bibliographic, Item, ItemStatus
from gateway.translate.marc import values
from gateway.translate.marc.copies import Copy, copies
from gateway.translate.marc.mapping import Mapping, Place
from gateway.translate.marc.said import Reason, Said
from protocols.marc import Dialect, Field, Record, Unwritable, dialect_of, write


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says that a library has. Without ``bib`` nothing of it can be taken."""

    dialect: Dialect
    bib: Bibliographic | None
    items: tuple[Item, ...] = ()
    refusals: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()


def read(record: Record, mapping: Mapping, agency: AgencyId, dialect: Dialect | None = None) -> Holding:
    """The title and items of a record of `agency`; ``dialect`` where it is known, else by evidence."""
    return _Reading(record, mapping, agency, dialect or dialect_of(record)).holding()


class _Reading:
    """One record being read."""

    def __init__(self, record: Record, mapping: Mapping, agency: AgencyId, dialect: Dialect) -> None:
        self._record = record
        self._mapping = mapping
        self._table = mapping.tables[dialect]
        self._agency = agency
        self._dialect = dialect
        self._refusals: list[Said] = []
        self._notes: dict[Said, None] = {}  # the same of several items is said once
        self._fields: dict[str, list[Field]] = {}
        self._values: dict[Place, str] = {}

    def holding(self) -> Holding:
        bib = self._bibliographic()
        items = tuple(self._items(bib)) if bib else ()
        if bib and not items:
            self._note(Reason.NO_ITEMS)
        return Holding(
            dialect=self._dialect,
            bib=bib,
            items=items,
            refusals=tuple(self._refusals),
            notes=tuple(self._notes),
        )

    # --- the title ------------------------------------------------------------------------------------

    def _bibliographic(self) -> Bibliographic | None:
        table = self._table
        title = self._value(table.title)
        if not title:
            self._refusals.append(Said(Reason.NO_TITLE))
            return None
        try:
            kept = write(self._record, self._dialect)
        except Unwritable as why:
            self._refusals.append(Said(Reason.UNWRITABLE, value=str(why)[: Said.VALUE_LIMIT]))
            return None
        said = {
            "title": title,
            "author": self._value(table.author),
            "publisher": self._value(table.publisher),
            "year": values.year(self._value(table.year)),
            "isbn": self._isbn(),
        }
        return Bibliographic(
            id=self._id(said),
            agency=self._agency,
            class_number=self._value(table.class_number),
            record=kept,
            **said,
        )

    def _isbn(self) -> str:
        found = self._value(self._table.isbn)
        isbn, right = values.isbn(found)
        if isbn and not right:
            self._note(Reason.ISBN_CHECK_DIGIT, self._table.isbn[0].tag, found)
        return isbn

    def _id(self, said: dict[str, str]) -> str:
        """The control number; a record without one is known again by what it says."""
        number = values.clean(self._record.control("001"))
        if number:
            return number
        self._note(Reason.NO_CONTROL_NUMBER)
        return "~" + blake2b(repr(said).encode(), digest_size=8).hexdigest()

    # --- the items ------------------------------------------------------------------------------------

    def _items(self, bib: Bibliographic) -> Iterator[Item]:
        for barcode, said in copies(self._describing(), self._table, self._say).items():
            yield self._item(bib, barcode, said)

    def _describing(self) -> Iterator[Field]:
        """The fields that describe this library's items."""
        ours = self._mapping.libraries
        for tag in self._table.items:
            for field in self._of_tag(tag):
                library = self._library(field) if ours else ""
                if not library or library in ours:
                    yield field
                else:
                    self._note(Reason.OTHER_LIBRARY, tag, library)

    def _library(self, field: Field) -> str:
        """The code of the library whose item a field describes."""
        return next(filter(None, (place.of(field) for place in self._table.library)), "").strip()

    def _item(self, bib: Bibliographic, barcode: str, said: list[Copy]) -> Item:
        table, mapping = self._table, self._mapping
        volume = self._of_item(table.volume, said)
        item_type = self._of_item(table.item_type, said)
        collection = self._of_item(table.collection, said)
        location = self._location(said)
        return Item(
            id=ItemId(self._agency, barcode),
            title=f"{bib.title} {volume}" if volume else bib.title,
            author=bib.author,
            bib=bib.id,
            call_number=self._of_item(table.call_number, said),
            item_type=mapping.item_types.get(item_type, item_type) or mapping.default_item_type,
            collection=mapping.collections.get(collection, collection),
            permanent_location=location,
            current_location=location,
            status=self._status(said),
            price_fen=self._price(said),
        )

    def _location(self, said: list[Copy]) -> str:
        mapping = self._mapping
        code = self._of_item(self._table.location, said)
        location = mapping.locations.get(code, code)
        if location and mapping.known_locations and location not in mapping.known_locations:
            self._note(Reason.UNKNOWN_LOCATION, said[0].field.tag, location)
            return mapping.default_location
        return location or mapping.default_location

    def _status(self, said: list[Copy]) -> ItemStatus:
        code = self._of_item(self._table.status, said)
        if code and code not in self._mapping.statuses:
            self._note(Reason.UNKNOWN_STATUS, said[0].field.tag, code)
        return self._mapping.statuses.get(code, ItemStatus.AVAILABLE)

    def _price(self, said: list[Copy]) -> int | None:
        for place in self._table.price:
            text = self._of_item((place,), said)
            fen, not_own = values.price(text)
            if not_own:
                self._note(Reason.PRICE_NOT_OWN, place.tag or said[0].field.tag, text)
            if fen is not None or not_own:
                return fen
        return None

    # --- what stands at a place -----------------------------------------------------------------------

    def _of_item(self, places: tuple[Place, ...], said: list[Copy]) -> str:
        """What the first of these places says of an item: in its own fields, or in others of the record."""
        for place in places:
            tag = place.tag
            for copy in said:
                if (not tag or tag == copy.field.tag) and (found := copy.value(place)):
                    return found
            if tag and (found := self._elsewhere(place, said)):
                return found
        return ""

    def _elsewhere(self, place: Place, said: list[Copy]) -> str:
        """What the rest of the record says of an item; without links it says the same of all its items."""
        if self._table.link or place.tag in self._table.items:
            return self._value((place,), said)
        if place not in self._values:
            self._values[place] = self._value((place,))
        return self._values[place]

    def _value(self, places: tuple[Place, ...], said: list[Copy] | None = None) -> str:
        """What the first of these places says of the record; of an item, where it is linked to before all."""
        for place in places:
            if place.is_control:
                texts = [place.cut(self._record.control(place.tag))]
            else:
                texts = [place.of(field) for field in self._linked(place.tag, said)]
            for text in texts:
                if found := values.clean(text):
                    return found
        return ""

    def _linked(self, tag: str, said: list[Copy] | None) -> list[Field]:
        fields, link = self._of_tag(tag), self._table.link
        if said and tag in self._table.items:  # a field with a barcode speaks of that item alone
            fields = [field for field in fields if not any(place.of(field) for place in self._table.barcode)]
        links = {_link(copy.field, link) for copy in said} - {""} if said and link else None
        # Not sorted in vain: nearly all records have one such field, or no links.
        return sorted(fields, key=lambda field: _link(field, link) not in links) if links else fields

    def _of_tag(self, tag: str) -> list[Field]:
        fields = self._fields.get(tag)
        if fields is None:
            fields = self._fields[tag] = self._record.fields(tag)
        return fields

    # --- what there is to say -------------------------------------------------------------------------

    def _say(self, said: Said) -> None:
        """Something about the copies: what can't be taken, or a note."""
        if said.reason in (Reason.BAD_BARCODE, Reason.TOO_MANY_ITEMS):
            self._refusals.append(said)
        else:
            self._notes[said] = None

    def _note(self, reason: Reason, where: str = "", value: str = "") -> None:
        self._notes[Said(reason, where, value[: Said.VALUE_LIMIT])] = None


def _link(field: Field, code: str) -> str:
    """The number by which fields belong together: what stands before the dot in MARC 21's $8."""
    return field.get(code).partition(".")[0]
