"""The closed lists of ISO 10161-1, each value by the identifier that the standard's ASN.1 gives it.

A number that the standard does not list is ``other`` where a list has it, and else nothing; the translator
keeps the number in the message's `rest`.
"""

from enum import StrEnum


class Service(StrEnum):
    """A service: the twenty APDUs (ILL-APDU-Type), and FORWARD, which has none of its own."""

    ILL_REQUEST = "ILL-REQUEST"
    FORWARD_NOTIFICATION = "FORWARD-NOTIFICATION"
    SHIPPED = "SHIPPED"
    ILL_ANSWER = "ILL-ANSWER"
    CONDITIONAL_REPLY = "CONDITIONAL-REPLY"
    CANCEL = "CANCEL"
    CANCEL_REPLY = "CANCEL-REPLY"
    RECEIVED = "RECEIVED"
    RECALL = "RECALL"
    RETURNED = "RETURNED"
    CHECKED_IN = "CHECKED-IN"
    OVERDUE = "OVERDUE"
    RENEW = "RENEW"
    RENEW_ANSWER = "RENEW-ANSWER"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    MESSAGE = "MESSAGE"
    STATUS_QUERY = "STATUS-QUERY"
    STATUS_OR_ERROR_REPORT = "STATUS-OR-ERROR-REPORT"
    EXPIRED = "EXPIRED"
    FORWARD = "FORWARD"


class TransactionType(StrEnum):
    """How a request may travel (Transaction-Type)."""

    SIMPLE = "simple"
    CHAINED = "chained"
    PARTITIONED = "partitioned"


class ServiceType(StrEnum):
    """What is wanted (ILL-Service-Type); what is shipped is one of the first two."""

    LOAN = "loan"
    COPY = "copy-non-returnable"
    LOCATIONS = "locations"
    ESTIMATE = "estimate"
    RESPONDER_SPECIFIC = "responder-specific"


class Results(StrEnum):
    """What an ILL-ANSWER says (Transaction-Results)."""

    CONDITIONAL = "conditional"
    RETRY = "retry"
    UNFILLED = "unfilled"
    LOCATIONS_PROVIDED = "locations-provided"
    WILL_SUPPLY = "will-supply"
    HOLD_PLACED = "hold-placed"
    ESTIMATE = "estimate"


class Reason(StrEnum):
    """Why, in an answer, and under which condition: one numbering for all lists of reasons in the standard.

    Which of them an answer of a kind may give is `gateway.model.ill.parts.REASONS`.
    """

    IN_USE_ON_LOAN = "in-use-on-loan"
    IN_PROCESS = "in-process"
    LOST = "lost"
    NON_CIRCULATING = "non-circulating"
    NOT_OWNED = "not-owned"
    ON_ORDER = "on-order"
    VOLUME_ISSUE_NOT_YET_AVAILABLE = "volume-issue-not-yet-available"
    AT_BINDERY = "at-bindery"
    LACKING = "lacking"
    NOT_ON_SHELF = "not-on-shelf"
    ON_RESERVE = "on-reserve"
    POOR_CONDITION = "poor-condition"
    COST_EXCEEDS_LIMIT = "cost-exceeds-limit"
    CHARGES = "charges"
    PREPAYMENT_REQUIRED = "prepayment-required"
    LACKS_COPYRIGHT_COMPLIANCE = "lacks-copyright-compliance"
    NOT_FOUND_AS_CITED = "not-found-as-cited"
    LOCATIONS_NOT_FOUND = "locations-not-found"
    ON_HOLD = "on-hold"
    POLICY_PROBLEM = "policy-problem"
    MANDATORY_MESSAGING_NOT_SUPPORTED = "mandatory-messaging-not-supported"
    EXPIRY_NOT_SUPPORTED = "expiry-not-supported"
    REQUESTED_DELIVERY_SERVICES_NOT_SUPPORTED = "requested-delivery-services-not-supported"
    PREFERRED_DELIVERY_TIME_NOT_POSSIBLE = "preferred-delivery-time-not-possible"
    LIBRARY_USE_ONLY = "library-use-only"
    NO_REPRODUCTION = "no-reproduction"
    CLIENT_SIGNATURE_REQUIRED = "client-signature-required"
    SPECIAL_COLLECTIONS_SUPERVISION_REQUIRED = "special-collections-supervision-required"
    BEING_PROCESSED_FOR_SUPPLY = "being-processed-for-supply"
    OTHER = "other"
    RESPONDER_SPECIFIC = "responder-specific"
    PROPOSED_DELIVERY_SERVICE = "proposed-delivery-service"
    ELECTRONIC_DELIVERY = "electronic-delivery"


class Wish(StrEnum):
    """How much one side wants an optional message from the other."""

    REQUIRES = "requires"
    DESIRES = "desires"
    NEITHER = "neither"


class ExpiryFlag(StrEnum):
    """Whether a request expires by itself, and which date says when (Search-Type.expiry-flag)."""

    NEED_BEFORE_DATE = "need-Before-Date"
    OTHER_DATE = "other-Date"
    NO_EXPIRY = "no-Expiry"


class PlaceOnHold(StrEnum):
    """Whether the responder is to place a hold (Place-On-Hold-Type)."""

    YES = "yes"
    NO = "no"
    RESPONDER_POLICY = "according-to-responder-policy"


class ItemType(StrEnum):
    """What sort of publication an item is (Item-Id.item-type)."""

    MONOGRAPH = "monograph"
    SERIAL = "serial"
    OTHER = "other"


class Medium(StrEnum):
    """What an item is made of: Medium-Type, and Supply-Medium-Type, which alone has photocopy."""

    PRINTED = "printed"
    PHOTOCOPY = "photocopy"
    MICROFORM = "microform"
    FILM_OR_VIDEO = "film-or-video-recording"
    AUDIO = "audio-recording"
    MACHINE_READABLE = "machine-readable"
    OTHER = "other"


class Preference(StrEnum):
    """Whether a send-to-list is to be tried in its order (Third-Party-Info-Type.preference)."""

    ORDERED = "ordered"
    UNORDERED = "unordered"


class NoReport(StrEnum):
    """Why there is no report (Reason-No-Report)."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"


class GeneralProblem(StrEnum):
    """What is wrong with an APDU itself (General-Problem)."""

    UNRECOGNIZED_APDU = "unrecognized-APDU"
    MISTYPED_APDU = "mistyped-APDU"
    BADLY_STRUCTURED_APDU = "badly-structured-APDU"
    PROTOCOL_VERSION_NOT_SUPPORTED = "protocol-version-not-supported"
    OTHER = "other"


class TransactionIdProblem(StrEnum):
    """What is wrong with a transaction-id (Transaction-Id-Problem)."""

    DUPLICATE = "duplicate-transaction-id"
    INVALID = "invalid-transaction-id"
    UNKNOWN = "unknown-transaction-id"


class UnableToPerform(StrEnum):
    """Why a user can't do what was asked (Unable-To-Perform)."""

    NOT_AVAILABLE = "not-available"
    RESOURCE_LIMITATION = "resource-limitation"
    OTHER = "other"


class IntermediaryProblem(StrEnum):
    """What an intermediary met (Intermediary-Problem)."""

    CANNOT_SEND_ONWARD = "cannot-send-onward"
