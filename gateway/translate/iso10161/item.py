"""What is wanted: the description of an item, and its standard numbers.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.2, §1.3.
"""

from typing import Final

from msgspec import UNSET

from gateway.model.ill.parts import IllItem
from gateway.model.ill.words import ItemType
from gateway.translate.iso10161.forms import Wire
from gateway.translate.iso10161.leaves import TEXT, text_of, word, words
from gateway.translate.iso10161.numbers import StandardNumber, find_isbn, find_issn, place_isbn
from gateway.translate.iso10161.parts import MEDIUM
from gateway.translate.iso10161.tables import Always, Joint, Pair, Record
from protocols.iso10161 import items

ISBN_SIZE: Final = 10
ISSN_SIZE: Final = 8


def _found(isbn: Wire, letters: Wire) -> StandardNumber | None:
    return find_isbn(text_of(isbn), text_of(letters))


def _isbn_and_letters(isbn: Wire, letters: Wire) -> tuple[str, str]:
    """The ISBN of iSBN [18] and additional-no-letters [21], and what the latter holds besides."""
    found, beside = _found(isbn, letters), text_of(letters).strip()
    return found.number if found else "", beside.removeprefix(found.number).strip() if found else beside


def _places(isbn: str, letters: str) -> tuple[Wire, Wire]:
    placed = place_isbn(isbn, letters.strip())
    return placed.isbn or UNSET, placed.additional or UNSET


def _issn(wire: Wire) -> tuple[str]:
    found = find_issn(text_of(wire))
    return (found.number if found else "",)


def _issn_said(issn: str) -> tuple[Wire]:
    (plain,) = _issn(issn)
    return (plain if len(plain) == ISSN_SIZE else UNSET,)


def _judged(found: StandardNumber | None, element: str) -> str:
    return f"{element}: wrong check digit or length: {found.number}" if found and not found.sound else ""


ITEM: Final = Always(
    Record(
        IllItem,
        Pair("item-type", "item_type", word(words(items.ItemType, ItemType), ItemType.OTHER)),
        Pair("held-medium-type", "held_medium", MEDIUM),
        Pair("call-number", "call_number", TEXT),
        Pair("author", "author", TEXT),
        Pair("title", "title", TEXT),
        Pair("sub-title", "sub_title", TEXT),
        Pair("sponsoring-body", "sponsoring_body", TEXT),
        Pair("place-of-publication", "place_of_publication", TEXT),
        Pair("publisher", "publisher", TEXT),
        Pair("series-title-number", "series_title_number", TEXT),
        Pair("volume-issue", "volume_issue", TEXT),
        Pair("edition", "edition", TEXT),
        Pair("publication-date", "publication_date", TEXT),
        Pair("publication-date-of-component", "publication_date_of_component", TEXT),
        Pair("author-of-article", "author_of_article", TEXT),
        Pair("title-of-article", "title_of_article", TEXT),
        Pair("pagination", "pagination", TEXT),
        Joint(
            elements=("iSBN", "additional-no-letters"),
            fields=("isbn", "additional_no_letters"),
            reads=_isbn_and_letters,
            writes=_places,
            sayable=lambda isbn, _letters: isbn is UNSET or len(text_of(isbn)) == ISBN_SIZE,
            means=_isbn_and_letters,
            remarked=lambda *wires: _judged(_found(*wires), "iSBN"),
        ),
        Joint(
            elements=("iSSN",),
            fields=("issn",),
            reads=_issn,
            writes=_issn_said,
            sayable=lambda issn: len(text_of(issn)) == ISSN_SIZE,
            means=_issn,
            remarked=lambda issn: _judged(find_issn(text_of(issn)), "iSSN"),
        ),
        Pair("verification-reference-source", "verification_reference_source", TEXT),
    )
)
"""Item-Id. National bibliography numbers and system numbers are kept beside it."""
