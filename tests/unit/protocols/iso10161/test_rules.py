"""Which members must, or must not, stand together."""

from typing import Any

import msgspec
import pytest

from protocols.iso10161.answers import (
    ConditionalResults,
    Conditions,
    EstimateResults,
    HoldPlacedResults,
    ResultsExplanation,
    TransactionResults,
    UnfilledResults,
)
from protocols.iso10161.apdus import Apdu, Damaged, ForwardNotification, Received
from protocols.iso10161.conditions import check
from protocols.iso10161.delivery import (
    DamagedDetails,
    DamagedPortion,
    DeliveryService,
    EDeliveryDetails,
    ElectronicDeliveryService,
    ShippedVia,
    SupplyDetails,
)
from protocols.iso10161.items import SupplyMediumType, UnitsPerMediumType
from protocols.iso10161.reports import (
    CurrentState,
    ErrorReport,
    GeneralProblem,
    HistoryReport,
    MostRecentService,
    ProviderErrorReport,
    ReasonNoReport,
    ReportSource,
    StatusReport,
    UnableToPerform,
    UserErrorReport,
)
from protocols.iso10161.rules import RULES, Circumstances
from protocols.iso10161.systems import (
    DateTime,
    PersonOrInstitutionSymbol,
    ServiceDateTime,
    SystemAddress,
    SystemId,
    TransactionId,
)
from protocols.iso10161.wishes import (
    ExpiryFlag,
    IllServiceType,
    SearchType,
    ThirdPartyInfoType,
    TransactionType,
)
from tests.unit.protocols.iso10161.samples import (
    CUMT,
    ENVELOPE,
    UNKNOWN_OBJECT,
    XZNU,
    answer,
    message,
    report,
    request,
    shipped,
)

NOBODY = SystemId()
SUB = TransactionId(
    initial_requester_id=CUMT,
    transaction_group_qualifier="G",
    transaction_qualifier="1",
    sub_transaction_qualifier="2",
)
ORPHAN = TransactionId(
    transaction_group_qualifier="G", transaction_qualifier="1", sub_transaction_qualifier="2"
)
TIMELESS = ServiceDateTime(date_time_of_this_service=DateTime(date="20261122"))
MAIL = Circumstances(by_mail=True)
FILE = ElectronicDeliveryService(e_delivery_details=EDeliveryDetails(e_delivery_id=CUMT))
TRIED = ThirdPartyInfoType(initial_requester_address=SystemAddress(), already_tried_list=(XZNU,))
DETAILS = DamagedDetails(damaged_portion=DamagedPortion(specific_units=(1,)))
UNFILLED = ResultsExplanation(unfilled_results=UnfilledResults(reason_unfilled=28))
CONDITION = ResultsExplanation(
    conditional_results=ConditionalResults(
        conditions=Conditions.CHARGES, proposed_delivery_service=DeliveryService(physical_delivery="post")
    )
)
USER = UserErrorReport(unable_to_perform=UnableToPerform.OTHER)
PROVIDER = ProviderErrorReport(general_problem=GeneralProblem.OTHER)


def history(service: IllServiceType | None) -> StatusReport:
    return StatusReport(
        user_status_report=HistoryReport(
            date_of_last_transition="20261122",
            most_recent_service=MostRecentService.SHIPPED,
            date_of_most_recent_service="20261122",
            initiator_of_most_recent_service=CUMT,
            shipped_service_type=service,
        ),
        provider_status_report=CurrentState.SHIPPED,
    )


def error(source: ReportSource, **reports: Any) -> ErrorReport:  # noqa: ANN401 - either kind
    return ErrorReport(correlation_information="x", report_source=source, **reports)


def violations(apdu: Apdu, known: Circumstances | None = None) -> list[str]:
    found = check(apdu, known) if known else check(apdu)
    return [f"{each.element} {each.rule}" for each in found]


@pytest.mark.parametrize(
    "apdu",
    [
        request(),
        message(transaction_id=SUB),
        request(search_type=SearchType(expiry_flag=ExpiryFlag.OTHER_DATE, expiry_date="20261220")),
        request(search_type=SearchType(expiry_flag=ExpiryFlag.NEED_BEFORE_DATE, need_before_date="20261220")),
        request(search_type=SearchType(need_before_date="20261220")),
        request(forward_flag=True, third_party_info_type=TRIED),
        answer(TransactionResults.UNFILLED),
        answer(
            TransactionResults.UNFILLED,
            results_explanation=UNFILLED,
            responder_specific_results=UNKNOWN_OBJECT,
        ),
        answer(TransactionResults.CONDITIONAL, results_explanation=CONDITION),
        answer(
            TransactionResults.HOLD_PLACED,
            results_explanation=ResultsExplanation(
                hold_placed_results=HoldPlacedResults(estimated_date_available="20261231")
            ),
        ),
        report(),
        report(status_report=history(IllServiceType.LOAN)),
        report(status_report=history(None)),
        report(error_report=error(ReportSource.USER, user_error_report=USER)),
        report(error_report=error(ReportSource.PROVIDER, provider_error_report=PROVIDER)),
        shipped(
            supply_details=SupplyDetails(
                chargeable_units=9999, shipped_via=ShippedVia(electronic_delivery=FILE)
            )
        ),
        Damaged(**ENVELOPE, damaged_details=DETAILS),
    ],
)
def test_nothing_is_said_of_what_keeps_to_the_rules(apdu: Apdu) -> None:
    assert violations(apdu) == []


def version_1(make: Any, **members: Any) -> Apdu:  # noqa: ANN401 - a maker of samples
    made: Apdu = msgspec.structs.replace(make(**members), protocol_version_num=1)
    return made


@pytest.mark.parametrize(
    ("apdu", "expected"),
    [
        (message(protocol_version_num=3), ["Message.protocol-version-num version"]),
        (message(transaction_id=ORPHAN), ["Message.transaction-id.initial-requester-id sub-transaction"]),
        (message(requester_id=NOBODY), ["Message.requester-id named"]),
        (request(forward_flag=True), ["ILL-Request.third-party-info-type third-party"]),
        (
            request(forward_flag=True, third_party_info_type=ThirdPartyInfoType()),
            [
                "ILL-Request.third-party-info-type.initial-requester-address third-party",
                "ILL-Request.third-party-info-type.already-tried-list third-party",
            ],
        ),
        (
            request(search_type=SearchType(expiry_flag=ExpiryFlag.OTHER_DATE)),
            ["ILL-Request.search-type.expiry-date expiry"],
        ),
        (
            request(search_type=SearchType(expiry_date="20261220")),
            ["ILL-Request.search-type.expiry-date expiry"],
        ),
        (
            request(search_type=SearchType(expiry_flag=ExpiryFlag.NEED_BEFORE_DATE)),
            ["ILL-Request.search-type.need-before-date expiry"],
        ),
        (request(ill_service_type=()), ["ILL-Request.iLL-service-type size"]),
        (request(ill_service_type=(1,) * 6), ["ILL-Request.iLL-service-type size"]),
        (answer(TransactionResults.CONDITIONAL), ["ILL-Answer.results-explanation explanation"]),
        (answer(TransactionResults.ESTIMATE), ["ILL-Answer.results-explanation explanation"]),
        (
            answer(
                TransactionResults.RETRY,
                results_explanation=ResultsExplanation(estimate_results=EstimateResults(cost_estimate="5")),
            ),
            ["ILL-Answer.results-explanation arm"],
        ),
        (answer(9, results_explanation=CONDITION), ["ILL-Answer.results-explanation arm"]),
        (
            answer(TransactionResults.UNFILLED, results_explanation=UNFILLED),
            ["ILL-Answer.responder-specific-results responder-specific"],
        ),
        (
            report(reason_no_report=ReasonNoReport.PERMANENT, status_report=history(None)),
            ["Status-Or-Error-Report one-report"],
        ),
        (report(note="nothing"), ["Status-Or-Error-Report one-report"]),
        (
            report(error_report=error(ReportSource.USER, provider_error_report=PROVIDER)),
            [
                "Status-Or-Error-Report.error-report.user-error-report report-source",
                "Status-Or-Error-Report.error-report.provider-error-report report-source",
            ],
        ),
        (
            report(status_report=history(IllServiceType.ESTIMATE)),
            ["Status-Or-Error-Report.status-report.user-status-report.shipped-service-type service"],
        ),
        (shipped(shipped_service_type=3), ["Shipped.shipped-service-type service"]),
        (
            Received(**ENVELOPE, date_received="20261122", shipped_service_type=7),
            ["Received.shipped-service-type service"],
        ),
        (
            shipped(supply_details=SupplyDetails(chargeable_units=0)),
            ["Shipped.supply-details.chargeable-units count"],
        ),
        (
            shipped(
                supply_details=SupplyDetails(
                    no_of_units_per_medium=(
                        UnitsPerMediumType(medium=SupplyMediumType.PRINTED, no_of_units=1),
                        UnitsPerMediumType(medium=SupplyMediumType.PRINTED, no_of_units=10000),
                    )
                )
            ),
            ["Shipped.supply-details.no-of-units-per-medium[2].no-of-units count"],
        ),
        (message(" "), ["Message.note blanks"]),
        (
            version_1(request, delivery_service=DeliveryService(electronic_delivery=(FILE,))),
            ["ILL-Request.delivery-service.electronic-delivery version"],
        ),
        (
            version_1(
                shipped, supply_details=SupplyDetails(shipped_via=ShippedVia(electronic_delivery=FILE))
            ),
            ["Shipped.supply-details.shipped-via.electronic-delivery version"],
        ),
        (
            version_1(answer, results=TransactionResults.CONDITIONAL, results_explanation=CONDITION),
            ["ILL-Answer.results-explanation.conditional-results.proposed-delivery-service version"],
        ),
        (
            version_1(Damaged, **ENVELOPE, damaged_details=DETAILS),
            ["Damaged.damaged-details version"],
        ),
        (version_1(request, delivery_service=DeliveryService(physical_delivery="post")), []),
        (
            ForwardNotification(**ENVELOPE, responder_id=NOBODY, intermediary_id=XZNU),
            ["Forward-Notification.responder-id named"],
        ),
    ],
)
def test_what_breaks_a_rule_is_named(apdu: Apdu, expected: list[str]) -> None:
    assert violations(apdu) == expected


@pytest.mark.parametrize(
    ("apdu", "known", "expected"),
    [
        (message(), MAIL, ["Message.requester-id by-mail", "Message.responder-id by-mail"]),
        (message(requester_id=CUMT, responder_id=XZNU), MAIL, []),
        (
            message(service_date_time=TIMELESS),
            Circumstances(same_day=True),
            ["Message.service-date-time.date-time-of-this-service.time time"],
        ),
        (message(), Circumstances(same_day=True), []),
        (
            request(),
            Circumstances(already_tried=True),
            ["ILL-Request.third-party-info-type third-party"],
        ),
    ],
)
def test_what_the_sender_knows(apdu: Apdu, known: Circumstances, expected: list[str]) -> None:
    assert violations(apdu, known) == expected


def test_a_partitioned_sub_transaction_is_third_party() -> None:
    apdu = msgspec.structs.replace(request(transaction_type=TransactionType.PARTITIONED), transaction_id=SUB)
    assert violations(apdu) == ["ILL-Request.third-party-info-type third-party"]
    assert violations(msgspec.structs.replace(apdu, third_party_info_type=TRIED)) == []


def test_a_symbol_or_a_name_is_enough() -> None:
    symbol = SystemId(person_or_institution_symbol=PersonOrInstitutionSymbol(person_symbol="7"))
    assert violations(message(requester_id=symbol)) == []


def test_every_rule_is_told_in_two_languages() -> None:
    assert all(rule.words[0].isascii() and not rule.words[1].isascii() for rule in RULES)
    (found,) = check(message(" "))
    assert (found.text, found.chinese) == (
        "no blanks before or behind, and not blanks alone",
        "首尾不得有空格，也不得全为空格",
    )
