"""What is asked for: the description of an item, and of the medium in which it is wanted.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3, §1.4.
"""

from typing import Annotated, TypeAlias

from protocols.ber import External, Sequence, explicit, implicit, named, size
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.strings import IllString


class ItemType(Enumeration):
    """What kind of publication (a nameless type of Item-Id)."""

    MONOGRAPH = 1
    SERIAL = 2
    OTHER = 3


class MediumType(Enumeration):
    """Medium-Type: on what it is. There is no 2: photocopies are a Supply-Medium-Type."""

    PRINTED = 1
    MICROFORM = 3
    FILM_OR_VIDEO_RECORDING = 4
    AUDIO_RECORDING = 5
    MACHINE_READABLE = 6
    OTHER = 7


class SupplyMediumType(Enumeration):
    """Supply-Medium-Type: on what it may be supplied."""

    PRINTED = 1
    PHOTOCOPY = 2
    MICROFORM = 3
    FILM_OR_VIDEO_RECORDING = 4
    AUDIO_RECORDING = 5
    MACHINE_READABLE = 6
    OTHER = 7


class SupplyMediumInfoType(Sequence, frozen=True, kw_only=True):
    """Supply-Medium-Info-Type: a medium, the preferred one first in its list."""

    supply_medium_type: Annotated[SupplyMediumType | int, implicit(0)]
    medium_characteristics: Annotated[IllString | None, explicit(1)] = None


class UnitsPerMediumType(Sequence, frozen=True, kw_only=True):
    """Units-Per-Medium-Type: how many units were supplied on a medium, 1 to 9999.

    Both members are explicit, unlike their neighbours.
    """

    medium: Annotated[SupplyMediumType | int, explicit(0)]
    no_of_units: Annotated[int, explicit(1)]


class ItemId(Sequence, frozen=True, kw_only=True):
    """Item-Id: the item by its bibliographic description.

    The iSBN has ten characters and the iSSN eight: an ISBN-13 goes into additional-no-letters
    (`gateway.translate.iso10161.numbers`). A size that a peer overdoes is tolerated on input.
    """

    item_type: Annotated[ItemType | int | None, implicit(0)] = None
    held_medium_type: Annotated[MediumType | int | None, implicit(1)] = None
    call_number: Annotated[IllString | None, explicit(2)] = None
    author: Annotated[IllString | None, explicit(3)] = None
    title: Annotated[IllString | None, explicit(4)] = None
    sub_title: Annotated[IllString | None, explicit(5)] = None
    sponsoring_body: Annotated[IllString | None, explicit(6)] = None
    place_of_publication: Annotated[IllString | None, explicit(7)] = None
    publisher: Annotated[IllString | None, explicit(8)] = None
    series_title_number: Annotated[IllString | None, explicit(9)] = None
    volume_issue: Annotated[IllString | None, explicit(10)] = None
    edition: Annotated[IllString | None, explicit(11)] = None
    publication_date: Annotated[IllString | None, explicit(12)] = None
    publication_date_of_component: Annotated[IllString | None, explicit(13)] = None
    author_of_article: Annotated[IllString | None, explicit(14)] = None
    title_of_article: Annotated[IllString | None, explicit(15)] = None
    pagination: Annotated[IllString | None, explicit(16)] = None
    national_bibliography_no: Annotated[External | None, explicit(17)] = None
    isbn: Annotated[IllString | None, explicit(18), named("iSBN"), size(10, 10)] = None
    issn: Annotated[IllString | None, explicit(19), named("iSSN"), size(8, 8)] = None
    system_no: Annotated[External | None, explicit(20)] = None
    additional_no_letters: Annotated[IllString | None, explicit(21)] = None
    verification_reference_source: Annotated[IllString | None, explicit(22)] = None


SupplementalItemDescription: TypeAlias = tuple[External, ...]
"""Supplemental-Item-Description: the item in other forms, such as a MARC record."""
