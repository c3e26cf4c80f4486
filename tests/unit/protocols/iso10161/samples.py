"""APDUs with what they must have, and how to make one with more."""
# ruff: noqa: ANN401 - members are of any type

from typing import Any

from protocols.ber import External, Raw
from protocols.ber.external import Encoding
from protocols.iso10161.answers import TransactionResults
from protocols.iso10161.apdus import IllAnswer, IllRequest, Message, Shipped, StatusOrErrorReport
from protocols.iso10161.delivery import SupplyDetails
from protocols.iso10161.items import ItemId
from protocols.iso10161.reports import ReasonNoReport
from protocols.iso10161.systems import (
    DateTime,
    PersonOrInstitutionSymbol,
    ServiceDateTime,
    SystemId,
    TransactionId,
)
from protocols.iso10161.wishes import IllServiceType, RequesterOptionalMessagesType, Wish

CUMT = SystemId(person_or_institution_symbol=PersonOrInstitutionSymbol(institution_symbol="CN-JS-CUMT"))
XZNU = SystemId(person_or_institution_symbol=PersonOrInstitutionSymbol(institution_symbol="CN-JS-XZNU"))

ENVELOPE: dict[str, Any] = {
    "protocol_version_num": 2,
    "transaction_id": TransactionId(
        initial_requester_id=CUMT, transaction_group_qualifier="CUMT-2026-000017", transaction_qualifier="1"
    ),
    "service_date_time": ServiceDateTime(date_time_of_this_service=DateTime(date="20261122", time="101530")),
}

UNKNOWN_OBJECT = External(direct_reference="2.999.7", encoding=Encoding(single_asn1_type=Raw(b"\x04\x03abc")))


def request(**members: Any) -> IllRequest:
    return IllRequest(
        **ENVELOPE,
        **{
            "ill_service_type": (IllServiceType.LOAN,),
            "requester_optional_messages": RequesterOptionalMessagesType(
                can_send_received=True,
                can_send_returned=True,
                requester_shipped=Wish.DESIRES,
                requester_checked_in=Wish.NEITHER,
            ),
            "item_id": ItemId(title="岩石力学"),
            **members,
        },
    )


def answer(results: TransactionResults | int, **members: Any) -> IllAnswer:
    return IllAnswer(**ENVELOPE, transaction_results=results, **members)


def shipped(**members: Any) -> Shipped:
    return Shipped(
        **ENVELOPE,
        **{"shipped_service_type": IllServiceType.LOAN, "supply_details": SupplyDetails(), **members},
    )


def message(note: str = "好", **members: Any) -> Message:
    return Message(**{**ENVELOPE, **members}, note=note)


def report(**members: Any) -> StatusOrErrorReport:
    return StatusOrErrorReport(**ENVELOPE, **(members or {"reason_no_report": ReasonNoReport.TEMPORARY}))
