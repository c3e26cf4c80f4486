"""The rules between members that the module's comments demand beyond its syntax, as a table.

What one APDU alone does not show its sender knows: `Circumstances`.
Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9 (the comments of the ASN.1 module); reference file
ill.md §1.2, §1.4.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from protocols.iso10161.answers import ConditionalResults, ResultsExplanation, TransactionResults
from protocols.iso10161.apdus import (
    Apdu,
    Damaged,
    IllAnswer,
    IllRequest,
    Received,
    Shipped,
    StatusOrErrorReport,
)
from protocols.iso10161.delivery import DeliveryService, ShippedVia, SupplyDetails
from protocols.iso10161.items import UnitsPerMediumType
from protocols.iso10161.leaf_rules import Words
from protocols.iso10161.reports import ErrorReport, HistoryReport, ReportSource
from protocols.iso10161.systems import SystemId, TransactionId
from protocols.iso10161.wishes import ExpiryFlag, IllServiceType, SearchType, TransactionType

VERSIONS: Final = (1, 2)
RESPONDER_SPECIFIC: Final = 28
"""The reason, of one number in every list, that sends the reader to responder-specific-results."""
SHIPPED_SERVICES: Final = (IllServiceType.LOAN, IllServiceType.COPY_NON_RETURNABLE)
COUNTS: Final = range(1, 10_000)
"""INTEGER (1..9999)."""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What the sender of an APDU knows and the APDU does not say.

    * ``by_mail``        it travels by store and forward;
    * ``same_day``       it is not the first service of its transaction on its day;
    * ``already_tried``  it opens a sub-transaction whose parent carried an already-tried-list.
    """

    by_mail: bool = False
    same_day: bool = False
    already_tried: bool = False


ALONE: Final = Circumstances()
"""Nothing is known but the APDU."""


class Seen(msgspec.Struct, frozen=True):
    """What a rule looks at: a struct, and the APDU and circumstances around it."""

    it: Any
    apdu: Apdu
    known: Circumstances


class Rule(msgspec.Struct, frozen=True):
    """A rule of every struct of the type ``of``; ``element`` is named when it is broken."""

    of: type
    element: str
    name: str
    words: Words
    broken: Callable[[Seen], bool]


# ------------------------------------------------------------------------------------- who, when, which


def _nameless(seen: Seen) -> bool:
    it = seen.it
    return it.person_or_institution_symbol is None and it.name_of_person_or_institution is None


def _sub_transaction_of_nobody(seen: Seen) -> bool:
    return seen.it.sub_transaction_qualifier is not None and seen.it.initial_requester_id is None


def _without_time(seen: Seen) -> bool:
    return seen.known.same_day and seen.it.service_date_time.date_time_of_this_service.time is None


# ------------------------------------------------------------------------------------- requests


def _is_third_party(seen: Seen) -> bool:
    """FORWARD; a partitioned sub-transaction; one whose parent carried an already-tried-list."""
    request: IllRequest = seen.it
    sub = request.transaction_id.sub_transaction_qualifier is not None
    partitioned = sub and request.transaction_type == TransactionType.PARTITIONED
    return request.forward_flag or partitioned or seen.known.already_tried


def _lacks_third_party(seen: Seen) -> bool:
    return _is_third_party(seen) and seen.it.third_party_info_type is None


def _lacks_of_third_party(field: str) -> Callable[[Seen], bool]:
    def lacks(seen: Seen) -> bool:
        info = seen.it.third_party_info_type
        return _is_third_party(seen) and info is not None and getattr(info, field) is None

    return lacks


def _needs_expiry_date(seen: Seen) -> bool:
    return seen.it.expiry_flag == ExpiryFlag.OTHER_DATE and seen.it.expiry_date is None


def _has_expiry_date(seen: Seen) -> bool:
    return seen.it.expiry_flag != ExpiryFlag.OTHER_DATE and seen.it.expiry_date is not None


def _needs_need_before_date(seen: Seen) -> bool:
    return seen.it.expiry_flag == ExpiryFlag.NEED_BEFORE_DATE and seen.it.need_before_date is None


# ------------------------------------------------------------------------------------- answers and reports

_ARMS: Final = {
    TransactionResults.CONDITIONAL: "conditional_results",
    TransactionResults.RETRY: "retry_results",
    TransactionResults.UNFILLED: "unfilled_results",
    TransactionResults.LOCATIONS_PROVIDED: "locations_results",
    TransactionResults.WILL_SUPPLY: "will_supply_results",
    TransactionResults.HOLD_PLACED: "hold_placed_results",
    TransactionResults.ESTIMATE: "estimate_results",
}

_EXPLAINED: Final = {
    TransactionResults.CONDITIONAL,
    TransactionResults.LOCATIONS_PROVIDED,
    TransactionResults.ESTIMATE,
}

_REASONS: Final = {
    "conditional_results": "conditions",
    "retry_results": "reason_not_available",
    "unfilled_results": "reason_unfilled",
    "locations_results": "reason_locs_provided",
    "will_supply_results": "reason_will_supply",
}


def _unexplained(seen: Seen) -> bool:
    return seen.it.transaction_results in _EXPLAINED and seen.it.results_explanation is None


def _explained_otherwise(seen: Seen) -> bool:
    explanation: ResultsExplanation | None = seen.it.results_explanation
    return explanation is not None and explanation.arm != _ARMS.get(seen.it.transaction_results)


def _lacks_specific_results(seen: Seen) -> bool:
    explanation: ResultsExplanation | None = seen.it.results_explanation
    if explanation is None or seen.it.responder_specific_results is not None:
        return False
    reason = getattr(explanation.value, _REASONS.get(explanation.arm, ""), None)
    return reason == RESPONDER_SPECIFIC


def _not_one_report(seen: Seen) -> bool:
    it: StatusOrErrorReport = seen.it
    return [it.reason_no_report, it.status_report, it.error_report].count(None) != 2  # noqa: PLR2004 - of 3


def _report_of(source: ReportSource, field: str) -> Callable[[Seen], bool]:
    def mismatched(seen: Seen) -> bool:
        report: ErrorReport = seen.it
        return (report.report_source == source) is (getattr(report, field) is None)

    return mismatched


# ------------------------------------------------------------------------------------- versions and numbers


def _is_version_1(seen: Seen) -> bool:
    version: int = seen.apdu.protocol_version_num
    return version == 1


def _in_version_1(field: str) -> Callable[[Seen], bool]:
    return lambda seen: _is_version_1(seen) and getattr(seen.it, field) is not None


def _uncountable(field: str) -> Callable[[Seen], bool]:
    return lambda seen: getattr(seen.it, field) is not None and getattr(seen.it, field) not in COUNTS


def _absent_by_mail(field: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.known.by_mail and getattr(seen.it, field) is None


def _not_shipped(seen: Seen) -> bool:
    service = seen.it.shipped_service_type
    return service is not None and service not in SHIPPED_SERVICES


_ABSENT: Final = ("must be present over store and forward", "经存储转发（如电子邮件）传送时必须出现")
_THIRD: Final = (
    "must be present in a FORWARD, and in a sub-transaction partitioned or of an already-tried parent",
    "FORWARD、分割式子事务，以及上级事务带有 already-tried-list 的子事务中必须出现",
)
_VERSION_2: Final = ("is only of protocol version 2", "仅属于协议版本 2")
_COUNT: Final = ("1 to 9999", "应为 1 至 9999")
_SERVICE: Final = ("loan or copy-non-returnable", "应为 loan 或 copy-non-returnable")
_TIME: Final = (
    "must be present from the second service of a transaction on the same day on",
    "同一事务在同一天的第二次及以后的服务必须带时间",
)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Apdu,
        "protocol-version-num",
        "version",
        ("version 1 or 2", "版本应为 1 或 2"),
        lambda seen: seen.it.protocol_version_num not in VERSIONS,
    ),
    Rule(Apdu, "requester-id", "by-mail", _ABSENT, _absent_by_mail("requester_id")),
    Rule(Apdu, "responder-id", "by-mail", _ABSENT, _absent_by_mail("responder_id")),
    Rule(Apdu, "service-date-time.date-time-of-this-service.time", "time", _TIME, _without_time),
    Rule(
        SystemId,
        "",
        "named",
        ("a symbol, a name or both must be present", "代码与名称至少应有其一"),
        _nameless,
    ),
    Rule(
        TransactionId,
        "initial-requester-id",
        "sub-transaction",
        ("must be present with a sub-transaction-qualifier", "有 sub-transaction-qualifier 时必须出现"),
        _sub_transaction_of_nobody,
    ),
    Rule(IllRequest, "third-party-info-type", "third-party", _THIRD, _lacks_third_party),
    Rule(
        IllRequest,
        "third-party-info-type.initial-requester-address",
        "third-party",
        _THIRD,
        _lacks_of_third_party("initial_requester_address"),
    ),
    Rule(
        IllRequest,
        "third-party-info-type.already-tried-list",
        "third-party",
        _THIRD,
        _lacks_of_third_party("already_tried_list"),
    ),
    Rule(
        SearchType,
        "expiry-date",
        "expiry",
        ("must be present with expiry-flag other-Date", "expiry-flag 为 other-Date 时必须出现"),
        _needs_expiry_date,
    ),
    Rule(
        SearchType,
        "expiry-date",
        "expiry",
        ("must be absent unless expiry-flag is other-Date", "expiry-flag 不是 other-Date 时不得出现"),
        _has_expiry_date,
    ),
    Rule(
        SearchType,
        "need-before-date",
        "expiry",
        ("must be present with expiry-flag need-Before-Date", "expiry-flag 为 need-Before-Date 时必须出现"),
        _needs_need_before_date,
    ),
    Rule(
        IllAnswer,
        "results-explanation",
        "explanation",
        (
            "must be present with conditional, locations-provided and estimate",
            "结果为 conditional、locations-provided 或 estimate 时必须出现",
        ),
        _unexplained,
    ),
    Rule(
        IllAnswer,
        "results-explanation",
        "arm",
        ("must be of the kind of transaction-results", "应与 transaction-results 的种类一致"),
        _explained_otherwise,
    ),
    Rule(
        IllAnswer,
        "responder-specific-results",
        "responder-specific",
        ("must be present when the reason is responder-specific", "原因为 responder-specific 时必须出现"),
        _lacks_specific_results,
    ),
    Rule(
        StatusOrErrorReport,
        "",
        "one-report",
        (
            "exactly one of status-report, error-report and reason-no-report must be present",
            "status-report、error-report 与 reason-no-report 应恰好出现一个",
        ),
        _not_one_report,
    ),
    Rule(
        ErrorReport,
        "user-error-report",
        "report-source",
        ("must be present with report-source user, and only then", "当且仅当 report-source 为 user 时出现"),
        _report_of(ReportSource.USER, "user_error_report"),
    ),
    Rule(
        ErrorReport,
        "provider-error-report",
        "report-source",
        (
            "must be present with report-source provider, and only then",
            "当且仅当 report-source 为 provider 时出现",
        ),
        _report_of(ReportSource.PROVIDER, "provider_error_report"),
    ),
    Rule(DeliveryService, "electronic-delivery", "version", _VERSION_2, _in_version_1("electronic_delivery")),
    Rule(ShippedVia, "electronic-delivery", "version", _VERSION_2, _in_version_1("electronic_delivery")),
    Rule(
        ConditionalResults,
        "proposed-delivery-service",
        "version",
        _VERSION_2,
        _in_version_1("proposed_delivery_service"),
    ),
    Rule(Damaged, "damaged-details", "version", _VERSION_2, _in_version_1("damaged_details")),
    Rule(SupplyDetails, "chargeable-units", "count", _COUNT, _uncountable("chargeable_units")),
    Rule(UnitsPerMediumType, "no-of-units", "count", _COUNT, _uncountable("no_of_units")),
    Rule(Shipped, "shipped-service-type", "service", _SERVICE, _not_shipped),
    Rule(Received, "shipped-service-type", "service", _SERVICE, _not_shipped),
    Rule(HistoryReport, "shipped-service-type", "service", _SERVICE, _not_shipped),
)
"""Every rule between members, in the order of the reference file."""
