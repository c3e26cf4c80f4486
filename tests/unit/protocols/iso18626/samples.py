"""Messages as libraries write them, with everything that the versions have between them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from protocols.iso18626.codes import (
    Action,
    ErrorType,
    MessageStatus,
    PreferredEdition,
    ReasonForMessage,
    RequestSubType,
    RequestType,
    ServiceType,
    Status,
)
from protocols.iso18626.messages import (
    ConfirmationHeader,
    ErrorData,
    Message,
    RequestConfirmation,
    RequestingAgencyMessage,
    RequestingAgencyMessageConfirmation,
    SupplyingAgencyMessageConfirmation,
)
from protocols.iso18626.parts import (
    Address,
    AgencyId,
    BibliographicItemId,
    BibliographicRecordId,
    Costs,
    ElectronicAddress,
    PhysicalAddress,
    RequestHeader,
    RequestingAgencyAuthentication,
    RequestingAgencyMessageHeader,
    SchemeValue,
    SupplyingAgencyMessageHeader,
)
from protocols.iso18626.request import (
    BibliographicInfo,
    BillingInfo,
    PatronInfo,
    PublicationInfo,
    Request,
    RequestedDeliveryInfo,
    RequestingAgencyInfo,
    ServiceInfo,
    SupplierInfo,
)
from protocols.iso18626.supplying import (
    DeliveryInfo,
    MessageInfo,
    RetryInfo,
    ReturnInfo,
    ShippingInfo,
    StatusInfo,
    SupplyingAgencyMessage,
)

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def value(text: str, scheme: str | None = None) -> SchemeValue:
    """A value of an open list."""
    return SchemeValue(value=text, scheme=scheme)


def agency(symbol: str) -> AgencyId:
    """A library by its ISIL."""
    return AgencyId(agency_id_type=value("ISIL"), agency_id_value=symbol)


CUMT, XZNU = agency("CN-JS-CUMT"), agency("CN-JS-XZNU")
PAIR: dict[str, Any] = {
    "supplying_agency_id": XZNU,
    "requesting_agency_id": CUMT,
    "timestamp": NOW,
    "requesting_agency_request_id": "CUMT-17",
}
CNY = Costs(currency_code=value("CNY"), monetary_value=Decimal("12.50"))
POST = Address(
    physical_address=PhysicalAddress(
        line1="大学路1号", locality="徐州", postal_code="221116", region=value("CN-JS"), country=value("CN")
    )
)
MAIL = Address(
    electronic_address=ElectronicAddress(
        electronic_address_type=value("Email"), electronic_address_data="ill@lib.example.cn"
    )
)


def request(**other: Any) -> Request:  # noqa: ANN401 - of any type
    """A request that both versions have room for."""
    return Request(
        **{
            "header": RequestHeader(
                **PAIR,
                requesting_agency_authentication=RequestingAgencyAuthentication(
                    account_id="cumt", security_code="geheim"
                ),
            ),
            "bibliographic_info": BibliographicInfo(
                title="岩石力学与工程",
                author="蔡美峰",
                volume=("2",),
                bibliographic_item_id=(
                    BibliographicItemId(
                        bibliographic_item_identifier_code=value("ISBN"),
                        bibliographic_item_identifier="9787030376534",
                    ),
                ),
                bibliographic_record_id=(
                    BibliographicRecordId(
                        bibliographic_record_identifier_code=value("OCLC"),
                        bibliographic_record_identifier="17",
                    ),
                ),
            ),
            "publication_info": PublicationInfo(publisher="科学出版社", publication_type=value("Book")),
            "service_info": ServiceInfo(
                request_type=RequestType.NEW,
                request_sub_type=(RequestSubType.PATRON_REQUEST,),
                service_type=ServiceType.LOAN,
                item_format=value("Printed"),
                need_before_date=NOW,
                any_edition=True,
                note="请尽快 <urgent>",
            ),
            "supplier_info": (SupplierInfo(sort_order=1, supplier_code=XZNU, call_number="TU45/1"),),
            "requested_delivery_info": (RequestedDeliveryInfo(sort_order=1, address=MAIL),),
            "requesting_agency_info": RequestingAgencyInfo(name="矿大图书馆", address=(MAIL, POST)),
            "patron_info": PatronInfo(patron_id="17", patron_type=value("Faculty"), send_to_patron=False),
            "billing_info": BillingInfo(payment_method=value("IFLAVoucher"), maximum_costs=CNY),
            **other,
        }
    )


def newer() -> Request:
    """A request with what only 2021-2 has."""
    return request(
        header=RequestHeader(**{**PAIR, "supplying_agency_id": None}, consortial_id=agency("CN-JS-JALIS")),
        bibliographic_info=BibliographicInfo(title="x", author_id="0000 0001", volume=("1", "2")),
        publication_info=PublicationInfo(publisher_id="0000 0002"),
        service_info=ServiceInfo(
            service_type=ServiceType.COPY,
            preferred_edition=PreferredEdition.THIS_EDITION,
            loan_condition=(value("LibraryUseOnly"), value("NoReproduction")),
        ),
        requested_delivery_info=(
            RequestedDeliveryInfo(delivery_method=value("Mail"), courier_name=value("EMS")),
        ),
    )


def supplying(**other: Any) -> SupplyingAgencyMessage:  # noqa: ANN401 - of any type
    """A message that both versions have room for."""
    return SupplyingAgencyMessage(
        **{
            "header": SupplyingAgencyMessageHeader(**PAIR, supplying_agency_request_id="XZNU-4"),
            "message_info": MessageInfo(
                reason_for_message=ReasonForMessage.STATUS_CHANGE, answer_yes_no=True
            ),
            "status_info": StatusInfo(status=Status.LOANED, due_date=NOW, last_change=NOW),
            "delivery_info": DeliveryInfo(
                date_sent=NOW,
                item_id=("01",),
                delivery_method=value("Mail"),
                sent_to_patron=False,
                loan_condition=(value("LibraryUseOnly", "http://x"),),
                item_format=value("Printed"),
                delivery_costs=(CNY,),
            ),
            "return_info": ReturnInfo(return_agency_id=XZNU, physical_address=POST.physical_address),
            **other,
        }
    )


def older() -> SupplyingAgencyMessage:
    """A message with what only 1.2 has."""
    return supplying(
        header=SupplyingAgencyMessageHeader(
            **PAIR,
            multiple_item_request_id="M",
            requesting_agency_authentication=RequestingAgencyAuthentication(account_id="x"),
        ),
        message_info=MessageInfo(
            reason_for_message=ReasonForMessage.REQUEST_RESPONSE,
            reason_retry=value("CostExceedsMaxCost"),
            offered_costs=CNY,
            retry_after=NOW,
            retry_before=NOW,
        ),
        status_info=StatusInfo(status=Status.RETRY_POSSIBLE, last_change=NOW),
        delivery_info=None,
    )


def retry() -> SupplyingAgencyMessage:
    """A message with what only 2021-2 has."""
    return supplying(
        status_info=StatusInfo(status=Status.RELEASE_HOLD_RETURN, last_change=NOW),
        retry_info=RetryInfo(edition=("2", "3"), offered_costs=(CNY, CNY), retry_after=NOW),
        delivery_info=DeliveryInfo(date_sent=NOW, item_id=("1", "2"), url="http://x", address=MAIL),
        shipping_info=ShippingInfo(courier_name=value("EMS"), tracking_id=("1", "2"), insurance=True),
    )


def requesting(action: Action | str = Action.RECEIVED) -> RequestingAgencyMessage:
    """The other side's message."""
    return RequestingAgencyMessage(
        header=RequestingAgencyMessageHeader(**PAIR, supplying_agency_request_id="XZNU-4"),
        action=action,
        note="好",
    )


CONFIRMED: dict[str, Any] = {
    "confirmation_header": ConfirmationHeader(
        **PAIR, timestamp_received=NOW, message_status=MessageStatus.ERROR
    ),
    "error_data": (ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="x"),),
}


def both() -> list[Message]:
    """One of each message, with what both versions have."""
    return [
        request(),
        supplying(),
        requesting(),
        RequestConfirmation(**CONFIRMED),
        SupplyingAgencyMessageConfirmation(**CONFIRMED, reason_for_message=ReasonForMessage.STATUS_CHANGE),
        RequestingAgencyMessageConfirmation(**CONFIRMED, action=Action.RECEIVED),
    ]
