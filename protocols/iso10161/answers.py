"""The seven ways to answer a request.

The arms of results-explanation are explicitly tagged, and so is most of Will-Supply-Results: traps of the
module, whose other types of this kind are implicit (reference file ill.md §1.4).
Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.3.
"""

from typing import Annotated

from protocols.ber import Choice, Sequence, explicit, implicit
from protocols.iso10161.delivery import DeliveryService, ElectronicDeliveryService
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.items import MediumType
from protocols.iso10161.strings import IllString, IsoDate
from protocols.iso10161.systems import LocationInfo, PostalAddress


class TransactionResults(Enumeration):
    """Transaction-Results: which of the seven it is."""

    CONDITIONAL = 1
    RETRY = 2
    UNFILLED = 3
    LOCATIONS_PROVIDED = 4
    WILL_SUPPLY = 5
    HOLD_PLACED = 6
    ESTIMATE = 7


class Conditions(Enumeration):
    """On which condition the item would be supplied (a nameless type of Conditional-Results)."""

    COST_EXCEEDS_LIMIT = 13
    CHARGES = 14
    PREPAYMENT_REQUIRED = 15
    LACKS_COPYRIGHT_COMPLIANCE = 16
    LIBRARY_USE_ONLY = 22
    NO_REPRODUCTION = 23
    CLIENT_SIGNATURE_REQUIRED = 24
    SPECIAL_COLLECTIONS_SUPERVISION_REQUIRED = 25
    OTHER = 27
    RESPONDER_SPECIFIC = 28
    PROPOSED_DELIVERY_SERVICE = 30


class ReasonNotAvailable(Enumeration):
    """Why to try again later (a nameless type of Retry-Results)."""

    IN_USE_ON_LOAN = 1
    IN_PROCESS = 2
    ON_ORDER = 6
    VOLUME_ISSUE_NOT_YET_AVAILABLE = 7
    AT_BINDERY = 8
    COST_EXCEEDS_LIMIT = 13
    CHARGES = 14
    PREPAYMENT_REQUIRED = 15
    LACKS_COPYRIGHT_COMPLIANCE = 16
    NOT_FOUND_AS_CITED = 17
    ON_HOLD = 19
    OTHER = 27
    RESPONDER_SPECIFIC = 28


class ReasonUnfilled(Enumeration):
    """Reason-Unfilled: why it cannot be supplied."""

    IN_USE_ON_LOAN = 1
    IN_PROCESS = 2
    LOST = 3
    NON_CIRCULATING = 4
    NOT_OWNED = 5
    ON_ORDER = 6
    VOLUME_ISSUE_NOT_YET_AVAILABLE = 7
    AT_BINDERY = 8
    LACKING = 9
    NOT_ON_SHELF = 10
    ON_RESERVE = 11
    POOR_CONDITION = 12
    COST_EXCEEDS_LIMIT = 13
    CHARGES = 14
    PREPAYMENT_REQUIRED = 15
    LACKS_COPYRIGHT_COMPLIANCE = 16
    NOT_FOUND_AS_CITED = 17
    LOCATIONS_NOT_FOUND = 18
    ON_HOLD = 19
    POLICY_PROBLEM = 20
    MANDATORY_MESSAGING_NOT_SUPPORTED = 21
    EXPIRY_NOT_SUPPORTED = 22
    REQUESTED_DELIVERY_SERVICES_NOT_SUPPORTED = 23
    PREFERRED_DELIVERY_TIME_NOT_POSSIBLE = 24
    OTHER = 27
    RESPONDER_SPECIFIC = 28


class ReasonLocsProvided(Enumeration):
    """Reason-Locs-Provided: why other libraries are named instead."""

    IN_USE_ON_LOAN = 1
    IN_PROCESS = 2
    LOST = 3
    NON_CIRCULATING = 4
    NOT_OWNED = 5
    ON_ORDER = 6
    VOLUME_ISSUE_NOT_YET_AVAILABLE = 7
    AT_BINDERY = 8
    LACKING = 9
    NOT_ON_SHELF = 10
    ON_RESERVE = 11
    POOR_CONDITION = 12
    COST_EXCEEDS_LIMIT = 13
    ON_HOLD = 19
    OTHER = 27
    RESPONDER_SPECIFIC = 28


class ReasonWillSupply(Enumeration):
    """Why it is not supplied at once (a nameless type of Will-Supply-Results)."""

    IN_USE_ON_LOAN = 1
    IN_PROCESS = 2
    ON_ORDER = 6
    AT_BINDERY = 8
    ON_HOLD = 19
    BEING_PROCESSED_FOR_SUPPLY = 26
    OTHER = 27
    RESPONDER_SPECIFIC = 28
    ELECTRONIC_DELIVERY = 30


class ConditionalResults(Sequence, frozen=True, kw_only=True):
    """Conditional-Results: supplied if the requester agrees, until date-for-reply."""

    conditions: Annotated[Conditions | int, implicit(0)]
    date_for_reply: Annotated[IsoDate | None, implicit(1)] = None
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(2)] = None
    proposed_delivery_service: DeliveryService | None = None


class RetryResults(Sequence, frozen=True, kw_only=True):
    """Retry-Results: ask again, not before retry-date."""

    reason_not_available: Annotated[ReasonNotAvailable | int | None, implicit(0)] = None
    retry_date: Annotated[IsoDate | None, implicit(1)] = None
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(2)] = None


class UnfilledResults(Sequence, frozen=True, kw_only=True):
    """Unfilled-Results."""

    reason_unfilled: Annotated[ReasonUnfilled | int, implicit(0)]
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(1)] = None


class LocationsResults(Sequence, frozen=True, kw_only=True):
    """Locations-Results: who has it."""

    reason_locs_provided: Annotated[ReasonLocsProvided | int | None, implicit(0)] = None
    locations: Annotated[tuple[LocationInfo, ...], implicit(1)]


class WillSupplyResults(Sequence, frozen=True, kw_only=True):
    """Will-Supply-Results: it will come. All members but the locations are explicit."""

    reason_will_supply: Annotated[ReasonWillSupply | int, explicit(0)]
    supply_date: Annotated[IsoDate | None, explicit(1)] = None
    return_to_address: Annotated[PostalAddress | None, explicit(2)] = None
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(3)] = None
    electronic_delivery_service: Annotated[ElectronicDeliveryService | None, explicit(4)] = None


class HoldPlacedResults(Sequence, frozen=True, kw_only=True):
    """Hold-Placed-Results: the requester waits in the queue."""

    estimated_date_available: Annotated[IsoDate, implicit(0)]
    hold_placed_medium_type: Annotated[MediumType | int | None, implicit(1)] = None
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(2)] = None


class EstimateResults(Sequence, frozen=True, kw_only=True):
    """Estimate-Results: what it would cost, in words."""

    cost_estimate: Annotated[IllString, explicit(0)]
    locations: Annotated[tuple[LocationInfo, ...] | None, implicit(1)] = None


class ResultsExplanation(Choice, frozen=True, kw_only=True):
    """The particulars of an answer (a nameless type of ILL-Answer); the arm fits transaction-results."""

    conditional_results: Annotated[ConditionalResults | None, explicit(1)] = None
    retry_results: Annotated[RetryResults | None, explicit(2)] = None
    unfilled_results: Annotated[UnfilledResults | None, explicit(3)] = None
    locations_results: Annotated[LocationsResults | None, explicit(4)] = None
    will_supply_results: Annotated[WillSupplyResults | None, explicit(5)] = None
    hold_placed_results: Annotated[HoldPlacedResults | None, explicit(6)] = None
    estimate_results: Annotated[EstimateResults | None, explicit(7)] = None
