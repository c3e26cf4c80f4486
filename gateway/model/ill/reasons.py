"""Why a service is refused, and what else is remarked on a line of the history: two closed lists."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a service can't be sent, or was not acted on."""

    # the state of the transaction
    NOT_IN_THIS_STATE = "not-in-this-state"
    NOT_YOUR_ROLE = "not-your-role"
    NO_TRANSACTION = "no-transaction"
    TRANSACTION_EXISTS = "transaction-exists"
    CANCEL_TO_ANSWER_FIRST = "cancel-to-answer-first"
    CONDITION_TO_ANSWER_FIRST = "condition-to-answer-first"
    ALREADY_FORWARDED = "already-forwarded"
    ALREADY_CLOSED = "already-closed"
    ALREADY_RECEIVED = "already-received"
    NOT_SHIPPED_YET = "not-shipped-yet"
    NOT_A_LOAN = "not-a-loan"
    NOT_RENEWABLE = "not-renewable"
    NO_PERMISSION_TO_FORWARD = "no-permission-to-forward"
    ALREADY_TRIED = "already-tried"
    NOTHING_TO_REPEAT = "nothing-to-repeat"
    NOTHING_TO_TAKE_BACK = "nothing-to-take-back"
    NOTHING_TO_REPAIR = "nothing-to-repair"
    RELAYED = "relayed"
    HELD_FOR_THE_OTHER_SIDE = "held-for-the-other-side"
    # what was agreed
    PARTNER_DOES_NOT_WANT_IT = "partner-does-not-want-it"
    WE_DO_NOT_SEND_IT = "we-do-not-send-it"
    VERSION_TWO_ONLY = "version-two-only"
    # the message
    ERROR_ABOUT_AN_ERROR = "error-about-an-error"
    UNKNOWN_TRANSACTION = "unknown-transaction"
    INVALID_TRANSACTION_ID = "invalid-transaction-id"
    DUPLICATE_TRANSACTION = "duplicate-transaction"
    VERSION_NOT_SUPPORTED = "version-not-supported"
    CRITICAL_EXTENSION = "critical-extension"
    REASON_DOES_NOT_FIT = "reason-does-not-fit"
    VALUE_MISSING = "value-missing"
    AUTOMATIC = "automatic"


class Remark(StrEnum):
    """What is worth remembering of a service that was taken as it came."""

    REPEAT = "repeat"
    REPEAT_WITH_OTHER_CONTENT = "repeat-with-other-content"
    LATE = "late"
    CROSSED = "crossed"
    HELD = "held"
    SENT_AGAIN = "sent-again"
    NOT_SENT_BY_AGREEMENT = "not-sent-by-agreement"
    ANSWERED_BY_ITSELF = "answered-by-itself"
    REPAIRED = "repaired"
    TAKEN_BACK = "taken-back"
    RELAYED = "relayed"
    CONFIRMED = "confirmed"
    NOT_ARRIVED = "not-arrived"
    CLOSED_REQUEST = "closed-request"
    REMINDER = "reminder"
