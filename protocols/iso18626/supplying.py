"""What a supplying agency says of a request.

Source: ISO 18626:2021 clause 7.
"""

from datetime import datetime
from typing import Annotated

from protocols.iso18626.codes import ReasonForMessage, ServiceType, Status
from protocols.iso18626.parts import (
    Address,
    AgencyId,
    Costs,
    PhysicalAddress,
    SchemeValue,
    SupplyingAgencyMessageHeader,
)
from protocols.iso18626.versions import V1_2, V2021_2
from protocols.xml import Complex, YesNo, most, named, only, required


class MessageInfo(Complex, frozen=True, kw_only=True):
    """Why the message is written, and the answer that it brings. For a retry see also `RetryInfo`."""

    reason_for_message: ReasonForMessage | str
    answer_yes_no: YesNo | None = None
    note: str | None = None
    reason_unfilled: SchemeValue | None = None
    reason_retry: SchemeValue | None = None
    offered_costs: Annotated[Costs | None, only(V1_2)] = None
    retry_after: Annotated[datetime | None, only(V1_2)] = None
    retry_before: Annotated[datetime | None, only(V1_2)] = None


class StatusInfo(Complex, frozen=True, kw_only=True):
    """Where the request stands."""

    status: Annotated[Status | str | None, required()] = None
    expected_delivery_date: datetime | None = None
    due_date: datetime | None = None
    last_change: Annotated[datetime | None, required()] = None


class RetryInfo(Complex, frozen=True, kw_only=True):
    """What a retry would have to ask for."""

    loan_condition: tuple[SchemeValue, ...] = ()
    edition: tuple[str, ...] = ()
    item_format: tuple[SchemeValue, ...] = ()
    volume: tuple[str, ...] = ()
    service_type: ServiceType | str | None = None
    service_level: tuple[SchemeValue, ...] = ()
    delivery_method: tuple[SchemeValue, ...] = ()
    courier_name: tuple[SchemeValue, ...] = ()
    offered_costs: tuple[Costs, ...] = ()
    payment_method: tuple[SchemeValue, ...] = ()
    retry_before: datetime | None = None
    retry_after: datetime | None = None


class DeliveryInfo(Complex, frozen=True, kw_only=True):
    """What was sent, when, how and for how much."""

    date_sent: Annotated[datetime | None, required()] = None
    item_id: Annotated[tuple[str, ...], most(1, V1_2)] = ()
    url: Annotated[str | None, named("URL"), only(V2021_2)] = None
    delivery_method: Annotated[SchemeValue | None, named("sentVia", V1_2)] = None
    address: Annotated[Address | None, only(V2021_2)] = None
    sent_to_patron: bool | None = None
    loan_condition: Annotated[tuple[SchemeValue, ...], most(1, V1_2)] = ()
    item_format: Annotated[SchemeValue | None, named("deliveredFormat", V1_2)] = None
    service_type: Annotated[ServiceType | str | None, only(V2021_2)] = None
    delivery_costs: Annotated[tuple[Costs, ...], most(1, V1_2)] = ()
    payment_method: Annotated[SchemeValue | None, only(V2021_2)] = None


class ShippingInfo(Complex, frozen=True, kw_only=True):
    """Who carries it, and how it is insured."""

    courier_name: SchemeValue | None = None
    tracking_id: tuple[str, ...] = ()
    insurance: YesNo | None = None
    insurance_third_party: YesNo | None = None
    third_party_name: str | None = None
    insurance_costs: tuple[Costs, ...] = ()


class ReturnInfo(Complex, frozen=True, kw_only=True):
    """Where it is to be returned to."""

    return_agency_id: AgencyId | None = None
    name: str | None = None
    physical_address: PhysicalAddress | None = None


class SupplyingAgencyMessage(Complex, frozen=True, kw_only=True):
    """An answer, a change, a note."""

    header: SupplyingAgencyMessageHeader
    message_info: MessageInfo
    status_info: Annotated[StatusInfo | None, required()] = None
    retry_info: Annotated[RetryInfo | None, only(V2021_2)] = None
    delivery_info: DeliveryInfo | None = None
    shipping_info: Annotated[ShippingInfo | None, only(V2021_2)] = None
    return_info: ReturnInfo | None = None
