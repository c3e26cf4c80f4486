"""The code lists of SIP2 beside the model's own words. Every table towards SIP2 is total."""

from collections.abc import Mapping

from gateway.model.commands import CardIssueOperation, Detail
from gateway.model.items import ItemStatus, Media
from gateway.model.loans import FeeKind, PaymentKind
from gateway.model.outcomes import Alert, Standing
from gateway.model.wording import Tongue
from protocols.sip2.codes import (
    AlertType,
    CardOperation,
    CirculationStatus,
    FeeType,
    Language,
    MediaType,
    PatronStatus,
    PaymentType,
    Summary,
)

CIRCULATION_STATUS: Mapping[ItemStatus, CirculationStatus] = {
    ItemStatus.OTHER: CirculationStatus.OTHER,
    ItemStatus.ON_ORDER: CirculationStatus.ON_ORDER,
    ItemStatus.AVAILABLE: CirculationStatus.AVAILABLE,
    ItemStatus.CHARGED: CirculationStatus.CHARGED,
    ItemStatus.CHARGED_NOT_RECALLABLE: CirculationStatus.CHARGED_NOT_RECALLABLE,
    ItemStatus.IN_PROCESS: CirculationStatus.IN_PROCESS,
    ItemStatus.RECALLED: CirculationStatus.RECALLED,
    ItemStatus.ON_HOLD_SHELF: CirculationStatus.ON_HOLD_SHELF,
    ItemStatus.TO_BE_RESHELVED: CirculationStatus.WAITING_TO_BE_RESHELVED,
    ItemStatus.IN_TRANSIT: CirculationStatus.IN_TRANSIT,
    ItemStatus.CLAIMED_RETURNED: CirculationStatus.CLAIMED_RETURNED,
    ItemStatus.LOST: CirculationStatus.LOST,
    ItemStatus.MISSING: CirculationStatus.MISSING,
}

MEDIA_TYPE: Mapping[Media, MediaType] = {media: MediaType[media.name] for media in Media}

FEE_TYPE: Mapping[FeeKind, FeeType] = {kind: FeeType[kind.name] for kind in FeeKind}
FEE_KIND: Mapping[str, FeeKind] = {code: kind for kind, code in FEE_TYPE.items()}

PAYMENT_KIND: Mapping[str, PaymentKind] = {
    PaymentType.CASH: PaymentKind.CASH,
    PaymentType.VISA: PaymentKind.VISA,
    PaymentType.CREDIT_CARD: PaymentKind.CREDIT_CARD,
}

ALERT_TYPE: Mapping[Alert, AlertType] = {
    Alert.HOLD_HERE: AlertType.HOLD_HERE,
    Alert.HOLD_ELSEWHERE: AlertType.HOLD_ELSEWHERE,
    Alert.ILL: AlertType.ILL_HOLD,
    Alert.SEND_HOME: AlertType.SEND_TO_BRANCH,
    Alert.OTHER: AlertType.OTHER,
}

CARD_OPERATION: Mapping[str, CardIssueOperation] = {
    CardOperation.NEW_WITH_DEPOSIT: CardIssueOperation.NEW_WITH_DEPOSIT,
    CardOperation.NEW_WITHOUT_DEPOSIT: CardIssueOperation.NEW,
    CardOperation.CHANGE: CardIssueOperation.CHANGE,
    CardOperation.CHANGE_PASSWORD: CardIssueOperation.CHANGE_PIN,
}

#: Which list a summary asks for; where a kiosk sets several positions the first of these counts.
DETAIL: Mapping[Summary, Detail] = {
    Summary.HOLD_ITEMS: Detail.HOLDS,
    Summary.OVERDUE_ITEMS: Detail.OVERDUE,
    Summary.CHARGED_ITEMS: Detail.CHARGED,
    Summary.FINE_ITEMS: Detail.FINES,
    Summary.RECALL_ITEMS: Detail.RECALLS,
    Summary.UNAVAILABLE_HOLDS: Detail.UNAVAILABLE_HOLDS,
}

#: The languages that readers choose and we speak. 027 is Chinese as well, in traditional characters.
TONGUE: Mapping[str, Tongue] = {
    Language.CHINESE: Tongue.ZH,
    Language.TAIWANESE: Tongue.ZH,
    Language.ENGLISH: Tongue.EN,
    Language.UNITED_KINGDOM: Tongue.EN,
}

#: Position by position: which denial of the model is which position of patron status.
STATUS_POSITIONS: Mapping[str, PatronStatus] = {
    "charge_denied": PatronStatus.CHARGE_PRIVILEGES_DENIED,
    "renewal_denied": PatronStatus.RENEWAL_PRIVILEGES_DENIED,
    "recall_denied": PatronStatus.RECALL_PRIVILEGES_DENIED,
    "hold_denied": PatronStatus.HOLD_PRIVILEGES_DENIED,
    "card_lost": PatronStatus.CARD_REPORTED_LOST,
    "too_many_charged": PatronStatus.TOO_MANY_ITEMS_CHARGED,
    "too_many_overdue": PatronStatus.TOO_MANY_ITEMS_OVERDUE,
    "too_many_renewals": PatronStatus.TOO_MANY_RENEWALS,
    "too_many_claims_returned": PatronStatus.TOO_MANY_CLAIMS_OF_ITEMS_RETURNED,
    "too_many_lost": PatronStatus.TOO_MANY_ITEMS_LOST,
    "excessive_fines": PatronStatus.EXCESSIVE_OUTSTANDING_FINES,
    "excessive_fees": PatronStatus.EXCESSIVE_OUTSTANDING_FEES,
    "recall_overdue": PatronStatus.RECALL_OVERDUE,
    "too_many_billed": PatronStatus.TOO_MANY_ITEMS_BILLED,
}


def patron_status(standing: Standing) -> PatronStatus:
    """The fourteen positions that say what `standing` says."""
    status = PatronStatus(0)
    for denial, position in STATUS_POSITIONS.items():
        if getattr(standing, denial):
            status |= position
    return status


def detail(summary: Summary) -> Detail:
    """The list that a summary asks for."""
    return next((wanted for position, wanted in DETAIL.items() if position in summary), Detail.NONE)
