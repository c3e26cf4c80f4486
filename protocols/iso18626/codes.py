"""The code lists: closed ones, which a message keeps to, and open ones, which it may extend.

Source: ISO 18626:2021 annex A and 5; reference file ill.md §4.3 with its codes.json.
"""

from typing import Final, Self

from protocols.iso18626.versions import V2021_2
from protocols.xml import Closed


class Action(Closed):
    """What a requesting agency does or asks for."""

    STATUS_REQUEST = "StatusRequest"
    RECEIVED = "Received"
    CANCEL = "Cancel"
    RENEW = "Renew"
    HOLD_RETURN = "HoldReturn", V2021_2
    SHIPPED_RETURN = "ShippedReturn"
    SHIPPED_FORWARD = "ShippedForward"
    NOTIFICATION = "Notification"
    LOST = "Lost", V2021_2


class Status(Closed):
    """Where a request stands at the supplying agency."""

    REQUEST_RECEIVED = "RequestReceived"
    EXPECT_TO_SUPPLY = "ExpectToSupply"
    WILL_SUPPLY = "WillSupply"
    LOANED = "Loaned"
    OVERDUE = "Overdue"
    RECALLED = "Recalled"
    RETRY_POSSIBLE = "RetryPossible"
    UNFILLED = "Unfilled"
    HOLD_RETURN = "HoldReturn", V2021_2
    RELEASE_HOLD_RETURN = "ReleaseHoldReturn", V2021_2
    COPY_COMPLETED = "CopyCompleted"
    LOAN_COMPLETED = "LoanCompleted"
    COMPLETED_WITHOUT_RETURN = "CompletedWithoutReturn"
    CANCELLED = "Cancelled"


class ReasonForMessage(Closed):
    """Why a supplying agency writes."""

    REQUEST_RESPONSE = "RequestResponse"
    STATUS_REQUEST_RESPONSE = "StatusRequestResponse"
    RENEW_RESPONSE = "RenewResponse"
    CANCEL_RESPONSE = "CancelResponse"
    STATUS_CHANGE = "StatusChange"
    NOTIFICATION = "Notification"


class MessageStatus(Closed):
    """Whether a message was understood."""

    OK = "OK"
    ERROR = "ERROR"


class ErrorType(Closed):
    """Why it was not."""

    UNSUPPORTED_ACTION_TYPE = "UnsupportedActionType"
    UNSUPPORTED_REASON_FOR_MESSAGE_TYPE = "UnsupportedReasonForMessageType"
    UNRECOGNISED_DATA_ELEMENT = "UnrecognisedDataElement"
    UNRECOGNISED_DATA_VALUE = "UnrecognisedDataValue"
    BADLY_FORMED_MESSAGE = "BadlyFormedMessage"

    @classmethod
    def spelled(cls, text: str) -> Self | None:
        """The type that somebody meant; Koha spells UnrecognizedDataValue."""
        return super().spelled(text.replace("cogniz", "cognis"))


class RequestType(Closed):
    """Which attempt a request is."""

    NEW = "New"
    RETRY = "Retry"
    REMINDER = "Reminder"


class RequestSubType(Closed):
    """What is special about a request."""

    BOOKING_REQUEST = "BookingRequest"
    MULTIPLE_ITEM_REQUEST = "MultipleItemRequest"
    PATRON_REQUEST = "PatronRequest"
    TRANSFER_REQUEST = "TransferRequest"
    SUPPLYING_LIBRARYS_CHOICE = "SupplyingLibrarysChoice"


class ServiceType(Closed):
    """Copy or loan."""

    COPY = "Copy"
    LOAN = "Loan"
    COPY_OR_LOAN = "CopyOrLoan"


class PreferredEdition(Closed):
    """Which edition is wanted."""

    MOST_RECENT_EDITION = "MostRecentEdition"
    THIS_EDITION = "ThisEdition"
    ANY_EDITION = "AnyEdition"


CLOSED: Final[tuple[type[Closed], ...]] = (
    Action,
    Status,
    ReasonForMessage,
    MessageStatus,
    ErrorType,
    RequestType,
    RequestSubType,
    ServiceType,
    PreferredEdition,
)

OPEN: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(codes.split())
    for name, codes in {
        "agencyIdType": "ISIL DNUCNI",
        "bibliographicItemIdCode": "ISBN ISSN ISMN",
        "bibliographicRecordIdCode": "AMICUS BL FAUST JNB LA LCCN Medline NCID OCLC PID PMID TP",
        "billingMethod": "Account FreeOfCharge Invoice Other ReciprocityAgreement",
        "electronicAddressType": "Chat Email FTP Skype",
        "format": (
            "Blu-ray Braille CassetteTape CD CD-ROM Daisy-ROM DVD JPEG LargePrint LP Microform MP3 "
            "Multimedia PaperCopy PDF Printed Tape TIFF VHS"
        ),
        "loanCondition": (
            "LibraryUseOnly NoReproduction SignatureRequired SpecCollSupervReq WatchLibraryUseOnly"
        ),
        "patronType": "Adult Child Faculty GraduateStudent Researcher Staff Student UnderGraduateStudent",
        "paymentMethod": "BankTransfer CreditCard DebitCard EFTS IBS IIBS IFLAVoucher IFM LAPS Paypal",
        "publicationType": (
            "ArchiveMaterial Article AudioBook Book Chapter ConferenceProc Game GovernmentPubl Image Journal "
            "Manuscript Map Movie MusicRecording MusicScore Newspaper Patent Report SoundRecording Thesis"
        ),
        "reasonRetry": (
            "AtBindery CostExceedsMaxCost LoanPossible NotCurrentAvailableForILL NotFoundAsCited OnLoan "
            "OnOrder ReqDelDateNotPossible ReqDelMethodNotSupp"
        ),
        "reasonUnfilled": "NonCirculating NotAvailableForILL NotHeld NotOnShelf PolicyProblem PoorCondition",
        "sentVia": "ArticleExchange Ariel Email Mail Odyssey URL FTP",
        "serviceLevel": "Express Normal Rush SecondaryMail Standard Urgent",
        "copyrightCompliance": (
            "AU-CopyRCatS183ComW AU-CopyRCatS183State AU-CopyrightActS49 AU-CopyrightActS50-1 "
            "AU-CopyrightActS50-7A AU-CopyrightActS50-7B AU-CopyrightCleared AU-GenBus NZ-CopyrightActS54 "
            "NZ-CopyrightActS55 Other UK-CopyRFeePaid UK-FairDealing US-CCG US-CCL"
        ),
    }.items()
}
"""What the open lists have by name; any other value is as good, and ``scheme`` may say whose it is."""
