"""What a request says: what is wanted, how, whence, whither, for whom and who pays.

Source: ISO 18626:2021 clause 7.
"""

from datetime import datetime
from typing import Annotated

from protocols.iso18626.codes import PreferredEdition, RequestSubType, RequestType, ServiceType
from protocols.iso18626.parts import (
    Address,
    AgencyId,
    BibliographicItemId,
    BibliographicRecordId,
    Costs,
    RequestHeader,
    SchemeValue,
)
from protocols.iso18626.versions import V1_2, V2021_2
from protocols.xml import Complex, YesNo, least, most, named, only, required


class BibliographicInfo(Complex, frozen=True, kw_only=True):
    """What is wanted."""

    supplier_unique_record_id: str | None = None
    title: str | None = None
    author: str | None = None
    author_id: Annotated[str | None, only(V2021_2)] = None
    subtitle: str | None = None
    series_title: str | None = None
    edition: str | None = None
    title_of_component: str | None = None
    author_of_component: str | None = None
    volume: Annotated[tuple[str, ...], most(1, V1_2)] = ()
    issue: str | None = None
    pages_requested: str | None = None
    estimated_no_pages: str | None = None
    bibliographic_item_id: tuple[BibliographicItemId, ...] = ()
    sponsor: str | None = None
    information_source: str | None = None
    bibliographic_record_id: tuple[BibliographicRecordId, ...] = ()


class PublicationInfo(Complex, frozen=True, kw_only=True):
    """Who published it, when and where."""

    publisher: str | None = None
    publisher_id: Annotated[str | None, only(V2021_2)] = None
    publication_type: SchemeValue | None = None
    publication_date: str | None = None
    place_of_publication: str | None = None


class ServiceInfo(Complex, frozen=True, kw_only=True):
    """How it is wanted: copy or loan, how soon, in which form."""

    request_type: RequestType | str | None = None
    request_sub_type: Annotated[tuple[RequestSubType | str, ...], most(3, V1_2)] = ()
    requesting_agency_previous_request_id: str | None = None
    service_type: ServiceType
    service_level: SchemeValue | None = None
    item_format: Annotated[SchemeValue | None, named("preferredFormat", V1_2)] = None
    need_before_date: datetime | None = None
    copyright_compliance: SchemeValue | None = None
    any_edition: YesNo | None = None
    preferred_edition: Annotated[PreferredEdition | str | None, only(V2021_2)] = None
    loan_condition: Annotated[tuple[SchemeValue, ...], only(V2021_2)] = ()
    start_date: datetime | None = None
    end_date: datetime | None = None
    note: str | None = None


class SupplierInfo(Complex, frozen=True, kw_only=True):
    """A library that may have it, in the order in which they are to be asked."""

    sort_order: Annotated[int | None, least(0, V2021_2)] = None
    supplier_code: AgencyId | None = None
    supplier_description: str | None = None
    bibliographic_record_id: BibliographicRecordId | None = None
    call_number: str | None = None
    summary_holdings: str | None = None
    availability_note: str | None = None


class RequestedDeliveryInfo(Complex, frozen=True, kw_only=True):
    """A way in which it may be delivered, in the order of preference."""

    sort_order: Annotated[int | None, least(0, V2021_2)] = None
    address: Address | None = None
    delivery_method: Annotated[SchemeValue | None, only(V2021_2)] = None
    courier_name: Annotated[SchemeValue | None, only(V2021_2)] = None


class RequestingAgencyInfo(Complex, frozen=True, kw_only=True):
    """The library that asks, and its addresses."""

    name: str | None = None
    contact_name: str | None = None
    address: tuple[Address, ...] = ()


class PatronInfo(Complex, frozen=True, kw_only=True):
    """The reader for whom it is."""

    patron_id: str | None = None
    surname: str | None = None
    given_name: str | None = None
    patron_type: SchemeValue | None = None
    send_to_patron: YesNo | None = None
    address: tuple[Address, ...] = ()


class BillingInfo(Complex, frozen=True, kw_only=True):
    """Who pays, how, and how much at most."""

    payment_method: SchemeValue | None = None
    maximum_costs: Costs | None = None
    billing_method: SchemeValue | None = None
    billing_name: str | None = None
    address: Address | None = None


class Request(Complex, frozen=True, kw_only=True):
    """A request; `ServiceInfo.request_type` says whether it is the first, a retry or a reminder."""

    header: RequestHeader
    bibliographic_info: Annotated[BibliographicInfo | None, required()] = None
    publication_info: PublicationInfo | None = None
    service_info: Annotated[ServiceInfo | None, required(V2021_2)] = None
    supplier_info: tuple[SupplierInfo, ...] = ()
    requested_delivery_info: tuple[RequestedDeliveryInfo, ...] = ()
    requesting_agency_info: RequestingAgencyInfo | None = None
    patron_info: PatronInfo | None = None
    billing_info: BillingInfo | None = None
