"""What several messages are made of: agencies, addresses, costs, identifiers, headers.

Source: ISO 18626:2021 clause 7; the schemas 1.2 and 2021-2, by which each difference between versions is
marked.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from protocols.iso18626.versions import V1_2, V2021_2
from protocols.xml import Choice, Complex, attribute, content, only, plain, required, secret


class SchemeValue(Complex, frozen=True, kw_only=True):
    """A value of an open code list; ``scheme`` says whose list it is, if not the standard's."""

    value: Annotated[str, content()]
    scheme: Annotated[str | None, attribute(qualified=True)] = None


class AgencyId(Complex, frozen=True, kw_only=True):
    """A library: the kind of its identifier (ISIL, or a network's own) and the identifier."""

    agency_id_type: SchemeValue
    agency_id_value: str


class Costs(Complex, frozen=True, kw_only=True):
    """A sum of money; the currency by ISO 4217."""

    currency_code: SchemeValue
    monetary_value: Decimal


class BibliographicItemId(Complex, frozen=True, kw_only=True):
    """A number that a publication bears: ISBN, ISSN."""

    xml_order: ClassVar[Mapping[str, tuple[str, ...]]] = {
        V1_2: ("bibliographic_item_identifier", "bibliographic_item_identifier_code")
    }

    bibliographic_item_identifier_code: SchemeValue
    bibliographic_item_identifier: str


class BibliographicRecordId(Complex, frozen=True, kw_only=True):
    """The number of a record in somebody's catalogue."""

    bibliographic_record_identifier_code: SchemeValue
    bibliographic_record_identifier: str


class ElectronicAddress(Complex, frozen=True, kw_only=True):
    """E-mail and its like."""

    electronic_address_type: SchemeValue
    electronic_address_data: str


class PhysicalAddress(Complex, frozen=True, kw_only=True):
    """An address of the post; region by ISO 3166-2, country by ISO 3166-1."""

    line1: str | None = None
    line2: str | None = None
    locality: str | None = None
    postal_code: str | None = None
    region: Annotated[SchemeValue | None, plain(V2021_2)] = None
    country: SchemeValue | None = None


class Address(Choice, frozen=True, kw_only=True):
    """One of the two."""

    electronic_address: ElectronicAddress | None = None
    physical_address: PhysicalAddress | None = None


class RequestingAgencyAuthentication(Complex, frozen=True, kw_only=True):
    """By what a requesting agency shows that it is the one."""

    account_id: str | None = None
    security_code: Annotated[str | None, secret()] = None


class RequestHeader(Complex, frozen=True, kw_only=True):
    """Of whom and to whom a request is, and its number there."""

    supplying_agency_id: Annotated[AgencyId | None, required(V1_2)] = None
    requesting_agency_id: AgencyId
    consortial_id: Annotated[AgencyId | None, only(V2021_2)] = None
    multiple_item_request_id: Annotated[str | None, required(V1_2, filled=True)] = None
    timestamp: Annotated[datetime | None, required()] = None
    requesting_agency_request_id: str
    supplying_agency_request_id: Annotated[str | None, only(V1_2)] = None
    requesting_agency_authentication: RequestingAgencyAuthentication | None = None


class SupplyingAgencyMessageHeader(Complex, frozen=True, kw_only=True):
    """Of whom and to whom a supplying agency's message is, and the request's number with both."""

    supplying_agency_id: Annotated[AgencyId | None, required()] = None
    requesting_agency_id: AgencyId
    multiple_item_request_id: Annotated[str | None, only(V1_2), required(V1_2, filled=True)] = None
    timestamp: Annotated[datetime | None, required()] = None
    requesting_agency_request_id: str
    supplying_agency_request_id: str | None = None
    requesting_agency_authentication: Annotated[RequestingAgencyAuthentication | None, only(V1_2)] = None


class RequestingAgencyMessageHeader(Complex, frozen=True, kw_only=True):
    """The same of a requesting agency's message."""

    supplying_agency_id: Annotated[AgencyId | None, required()] = None
    requesting_agency_id: AgencyId
    consortial_id: Annotated[AgencyId | None, only(V2021_2)] = None
    multiple_item_request_id: Annotated[str | None, only(V1_2), required(V1_2, filled=True)] = None
    timestamp: Annotated[datetime | None, required()] = None
    requesting_agency_request_id: str
    supplying_agency_request_id: str | None = None
    requesting_agency_authentication: RequestingAgencyAuthentication | None = None
