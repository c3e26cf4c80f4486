"""How a thing travels, what it costs and when it is due back.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3 and, for what is sent as a
file, §1.5.
"""

from typing import Annotated

from protocols.ber import (
    Choice,
    Null,
    ObjectIdentifier,
    PrintableString,
    Raw,
    Sequence,
    explicit,
    implicit,
    size,
)
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.items import UnitsPerMediumType
from protocols.iso10161.strings import AmountString, IllString, IsoDate, IsoTime, TransportationMode
from protocols.iso10161.systems import SystemAddress, SystemId


class Amount(Sequence, frozen=True, kw_only=True):
    """Amount: a sum and, in three letters (ISO 4217), its currency; without one the partners' usual."""

    currency_code: Annotated[PrintableString | None, implicit(0), size(3, 3)] = None
    monetary_value: Annotated[AmountString, implicit(1), size(1, 10)]


class DateDue(Sequence, frozen=True, kw_only=True):
    """Date-Due: when the item is to be back, and whether it may be renewed."""

    date_due_field: Annotated[IsoDate, implicit(0)]
    renewable: Annotated[bool, implicit(1)] = True


class EDeliveryService(Sequence, frozen=True, kw_only=True):
    """By which service a file is sent (a nameless type of Electronic-Delivery-Service)."""

    e_delivery_mode: Annotated[ObjectIdentifier, implicit(0)]
    e_delivery_parameters: Annotated[Raw, explicit(1)]


class DocumentType(Sequence, frozen=True, kw_only=True):
    """In which format a file is (a nameless type of Electronic-Delivery-Service)."""

    document_type_id: Annotated[ObjectIdentifier, implicit(2)]
    document_type_parameters: Annotated[Raw, explicit(3)]


class EDeliveryDetails(Choice, frozen=True, kw_only=True):
    """Where a file is sent to (a nameless type of Electronic-Delivery-Service)."""

    e_delivery_address: Annotated[SystemAddress | None, implicit(0)] = None
    e_delivery_id: Annotated[SystemId | None, implicit(1)] = None


class ElectronicDeliveryService(Sequence, frozen=True, kw_only=True):
    """Electronic-Delivery-Service: for machines by object identifiers, or for people by a description."""

    e_delivery_service: Annotated[EDeliveryService | None, implicit(0)] = None
    document_type: Annotated[DocumentType | None, implicit(1)] = None
    e_delivery_description: Annotated[IllString | None, explicit(4)] = None
    e_delivery_details: Annotated[EDeliveryDetails, explicit(5)]
    name_or_code: Annotated[IllString | None, explicit(6)] = None
    delivery_time: Annotated[IsoTime | None, implicit(7)] = None


class DeliveryService(Choice, frozen=True, kw_only=True):
    """Delivery-Service: how the item is wanted or proposed to travel; stands untagged in its parent."""

    physical_delivery: Annotated[TransportationMode | None, explicit(7)] = None
    electronic_delivery: Annotated[tuple[ElectronicDeliveryService, ...] | None, implicit(50)] = None


class ShippedVia(Choice, frozen=True, kw_only=True):
    """How the item travelled (a nameless type of Supply-Details); stands untagged in its parent."""

    physical_delivery: Annotated[TransportationMode | None, explicit(5)] = None
    electronic_delivery: Annotated[ElectronicDeliveryService | None, implicit(50)] = None


class ShippedConditions(Enumeration):
    """Under which condition the item may be used (a nameless type of Supply-Details)."""

    LIBRARY_USE_ONLY = 22
    NO_REPRODUCTION = 23
    CLIENT_SIGNATURE_REQUIRED = 24
    SPECIAL_COLLECTIONS_SUPERVISION_REQUIRED = 25
    OTHER = 27


class SupplyDetails(Sequence, frozen=True, kw_only=True):
    """Supply-Details: what was supplied, when, how and for how much. Chargeable units are 1 to 9999."""

    date_shipped: Annotated[IsoDate | None, implicit(0)] = None
    date_due: Annotated[DateDue | None, implicit(1)] = None
    chargeable_units: Annotated[int | None, implicit(2)] = None
    cost: Annotated[Amount | None, implicit(3)] = None
    shipped_conditions: Annotated[ShippedConditions | int | None, implicit(4)] = None
    shipped_via: ShippedVia | None = None
    insured_for: Annotated[Amount | None, implicit(6)] = None
    return_insurance_require: Annotated[Amount | None, implicit(7)] = None
    no_of_units_per_medium: Annotated[tuple[UnitsPerMediumType, ...] | None, implicit(8)] = None


class DamagedPortion(Choice, frozen=True, kw_only=True):
    """What of the item is damaged (a nameless type of Damaged-Details); stands untagged in its parent."""

    complete_document: Annotated[Null | None, implicit(1)] = None
    specific_units: Annotated[tuple[int, ...] | None, implicit(2)] = None


class DamagedDetails(Sequence, frozen=True, kw_only=True):
    """Damaged-Details: which part arrived damaged, of a document of which type."""

    document_type_id: Annotated[ObjectIdentifier | None, implicit(0)] = None
    damaged_portion: DamagedPortion
