"""The closed value lists of SIP2, and the three positional flag strings.

A code that is not in its list is kept as plain text by the codec: each enumeration here is a ``StrEnum``, so
a member compares equal to its wire text and an unknown code is simply another ``str``.

Source: SIP2 document rev. 2.12, "Data element definitions"; extension lists from the 3M extensions document
rev. 1.20 (alert type) and the Chinese card-issuing dialect (card operation). Reference file §1.3 and §1.7.
"""

from enum import Flag, StrEnum, auto


class CirculationStatus(StrEnum):
    """Where an item stands in its life (18, two digits)."""

    OTHER = "01"
    ON_ORDER = "02"
    AVAILABLE = "03"
    CHARGED = "04"
    CHARGED_NOT_RECALLABLE = "05"
    IN_PROCESS = "06"
    RECALLED = "07"
    ON_HOLD_SHELF = "08"
    WAITING_TO_BE_RESHELVED = "09"
    IN_TRANSIT = "10"
    CLAIMED_RETURNED = "11"
    LOST = "12"
    MISSING = "13"


class SecurityMarker(StrEnum):
    """Which theft protection an item carries (18, two digits)."""

    OTHER = "00"
    NONE = "01"
    TATTLE_TAPE = "02"
    WHISPER_TAPE = "03"


class FeeType(StrEnum):
    """What a fee is for (18 and 37 positional, BT tagged; two digits)."""

    OTHER = "01"
    ADMINISTRATIVE = "02"
    DAMAGE = "03"
    OVERDUE = "04"
    PROCESSING = "05"
    RENTAL = "06"
    REPLACEMENT = "07"
    COMPUTER_ACCESS = "08"
    HOLD = "09"


class PaymentType(StrEnum):
    """How a fee was paid (37, two digits). The list has no code for mobile payment; BK carries its number."""

    CASH = "00"
    VISA = "01"
    CREDIT_CARD = "02"


class MediaType(StrEnum):
    """What kind of thing an item is (CK, three digits)."""

    OTHER = "000"
    BOOK = "001"
    MAGAZINE = "002"
    BOUND_JOURNAL = "003"
    AUDIO_TAPE = "004"
    VIDEO_TAPE = "005"
    CD = "006"
    DISKETTE = "007"
    BOOK_WITH_DISKETTE = "008"
    BOOK_WITH_CD = "009"
    BOOK_WITH_AUDIO_TAPE = "010"


class HoldType(StrEnum):
    """Which copies satisfy a hold (BY, one digit)."""

    OTHER = "1"
    ANY_COPY = "2"
    SPECIFIC_COPY = "3"
    ANY_COPY_AT_LOCATION = "4"


class HoldMode(StrEnum):
    """What message 15 does to a hold (one character)."""

    ADD = "+"
    DELETE = "-"
    CHANGE = "*"


class ScStatusCode(StrEnum):
    """What message 99 says about the kiosk (one digit)."""

    OK = "0"
    PAPER_OUT = "1"
    SHUTTING_DOWN = "2"


class AlertType(StrEnum):
    """Why a returned item is set aside (CV, two digits)."""

    UNKNOWN = "00"
    HOLD_HERE = "01"
    HOLD_ELSEWHERE = "02"
    ILL_HOLD = "03"
    SEND_TO_BRANCH = "04"
    CORRUPT = "98"
    OTHER = "99"


class CardOperation(StrEnum):
    """What a card machine asks for (XK in 81, two digits)."""

    NEW_WITH_DEPOSIT = "01"
    CHANGE = "02"
    NEW_WITHOUT_DEPOSIT = "11"
    CHANGE_PASSWORD = "14"  # noqa: S105 - the name of a service


class Language(StrEnum):
    """The language of a reader's messages (three digits)."""

    UNKNOWN = "000"
    ENGLISH = "001"
    FRENCH = "002"
    GERMAN = "003"
    ITALIAN = "004"
    DUTCH = "005"
    SWEDISH = "006"
    FINNISH = "007"
    SPANISH = "008"
    DANISH = "009"
    PORTUGUESE = "010"
    CANADIAN_FRENCH = "011"
    NORWEGIAN = "012"
    HEBREW = "013"
    JAPANESE = "014"
    RUSSIAN = "015"
    ARABIC = "016"
    POLISH = "017"
    GREEK = "018"
    CHINESE = "019"
    KOREAN = "020"
    NORTH_AMERICAN_SPANISH = "021"
    TAMIL = "022"
    MALAY = "023"
    UNITED_KINGDOM = "024"
    ICELANDIC = "025"
    BELGIAN = "026"
    TAIWANESE = "027"


class PatronStatus(Flag):
    """The fourteen positions of patron status; a set bit is a ``Y`` at that position (24, 26, 64)."""

    CHARGE_PRIVILEGES_DENIED = auto()
    RENEWAL_PRIVILEGES_DENIED = auto()
    RECALL_PRIVILEGES_DENIED = auto()
    HOLD_PRIVILEGES_DENIED = auto()
    CARD_REPORTED_LOST = auto()
    TOO_MANY_ITEMS_CHARGED = auto()
    TOO_MANY_ITEMS_OVERDUE = auto()
    TOO_MANY_RENEWALS = auto()
    TOO_MANY_CLAIMS_OF_ITEMS_RETURNED = auto()
    TOO_MANY_ITEMS_LOST = auto()
    EXCESSIVE_OUTSTANDING_FINES = auto()
    EXCESSIVE_OUTSTANDING_FEES = auto()
    RECALL_OVERDUE = auto()
    TOO_MANY_ITEMS_BILLED = auto()


class Summary(Flag):
    """The list that message 63 asks for; ten positions, of which six have a meaning and one should be set."""

    HOLD_ITEMS = auto()
    OVERDUE_ITEMS = auto()
    CHARGED_ITEMS = auto()
    FINE_ITEMS = auto()
    RECALL_ITEMS = auto()
    UNAVAILABLE_HOLDS = auto()
    POSITION_7 = auto()
    POSITION_8 = auto()
    POSITION_9 = auto()
    POSITION_10 = auto()


class SupportedMessages(Flag):
    """The sixteen services of BX, in the order of their positions (98)."""

    PATRON_STATUS_REQUEST = auto()
    CHECKOUT = auto()
    CHECKIN = auto()
    BLOCK_PATRON = auto()
    SC_ACS_STATUS = auto()
    REQUEST_SC_ACS_RESEND = auto()
    LOGIN = auto()
    PATRON_INFORMATION = auto()
    END_PATRON_SESSION = auto()
    FEE_PAID = auto()
    ITEM_INFORMATION = auto()
    ITEM_STATUS_UPDATE = auto()
    PATRON_ENABLE = auto()
    HOLD = auto()
    RENEW = auto()
    RENEW_ALL = auto()
