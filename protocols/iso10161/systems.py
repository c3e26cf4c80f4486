"""Who speaks, where they are, which transaction it is and when it was said.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.1, §1.3.
"""

from typing import Annotated, TypeAlias

from protocols.ber import Choice, Sequence, explicit, implicit
from protocols.iso10161.strings import AccountNumber, IllString, IsoDate, IsoTime


class PersonOrInstitutionSymbol(Choice, frozen=True, kw_only=True):
    """Person-Or-Institution-Symbol: a symbol by which a library is known, often ``authority:symbol``."""

    person_symbol: Annotated[IllString | None, explicit(0)] = None
    institution_symbol: Annotated[IllString | None, explicit(1)] = None


class NameOfPersonOrInstitution(Choice, frozen=True, kw_only=True):
    """Name-Of-Person-Or-Institution."""

    name_of_person: Annotated[IllString | None, explicit(0)] = None
    name_of_institution: Annotated[IllString | None, explicit(1)] = None


class SystemId(Sequence, frozen=True, kw_only=True):
    """System-Id: a party of a transaction, by at least one of its symbol and its name."""

    person_or_institution_symbol: Annotated[PersonOrInstitutionSymbol | None, explicit(0)] = None
    name_of_person_or_institution: Annotated[NameOfPersonOrInstitution | None, explicit(1)] = None


class SystemAddress(Sequence, frozen=True, kw_only=True):
    """System-Address: a service (``TCP``, ``SMTP``) and an address there (``host:port``, a mailbox)."""

    telecom_service_identifier: Annotated[IllString | None, explicit(0)] = None
    telecom_service_address: Annotated[IllString | None, explicit(1)] = None


class PostalAddress(Sequence, frozen=True, kw_only=True):
    """Postal-Address."""

    name_of_person_or_institution: Annotated[NameOfPersonOrInstitution | None, explicit(0)] = None
    extended_postal_delivery_address: Annotated[IllString | None, explicit(1)] = None
    street_and_number: Annotated[IllString | None, explicit(2)] = None
    post_office_box: Annotated[IllString | None, explicit(3)] = None
    city: Annotated[IllString | None, explicit(4)] = None
    region: Annotated[IllString | None, explicit(5)] = None
    country: Annotated[IllString | None, explicit(6)] = None
    postal_code: Annotated[IllString | None, explicit(7)] = None


class DeliveryAddress(Sequence, frozen=True, kw_only=True):
    """Delivery-Address: where a thing or a file is to go; the billing address has the same form."""

    postal_address: Annotated[PostalAddress | None, implicit(0)] = None
    electronic_address: Annotated[SystemAddress | None, implicit(1)] = None


class TransactionId(Sequence, frozen=True, kw_only=True):
    """Transaction-Id: four parts, compared one by one and by case, which together are never used again.

    A sub-transaction has the initial requester and a sub-transaction qualifier as well.
    """

    initial_requester_id: Annotated[SystemId | None, implicit(0)] = None
    transaction_group_qualifier: Annotated[IllString, explicit(1)]
    transaction_qualifier: Annotated[IllString, explicit(2)]
    sub_transaction_qualifier: Annotated[IllString | None, explicit(3)] = None


class DateTime(Sequence, frozen=True, kw_only=True):
    """A date and a time of day, local to the sender (a nameless type of Service-Date-Time)."""

    date: Annotated[IsoDate, implicit(0)]
    time: Annotated[IsoTime | None, implicit(1)] = None


class ServiceDateTime(Sequence, frozen=True, kw_only=True):
    """Service-Date-Time: when this was said and, in a repeat, when it was said first."""

    date_time_of_this_service: Annotated[DateTime, implicit(0)]
    date_time_of_original_service: Annotated[DateTime | None, implicit(1)] = None


class LocationInfo(Sequence, frozen=True, kw_only=True):
    """Location-Info: a library that may have the item."""

    location_id: Annotated[SystemId, implicit(0)]
    location_address: Annotated[SystemAddress | None, implicit(1)] = None
    location_note: Annotated[IllString | None, explicit(2)] = None


class SendTo(Sequence, frozen=True, kw_only=True):
    """A library to try (a nameless type of Send-To-List-Type)."""

    system_id: Annotated[SystemId, implicit(0)]
    account_number: Annotated[AccountNumber | None, explicit(1)] = None
    system_address: Annotated[SystemAddress | None, implicit(2)] = None


SendToListType: TypeAlias = tuple[SendTo, ...]
"""Send-To-List-Type: whom to try, in order if the request says so."""

AlreadyTriedListType: TypeAlias = tuple[SystemId, ...]
"""Already-Tried-List-Type: who has been tried; the guard against going round in circles."""
