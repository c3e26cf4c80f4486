"""The annotated types of which every message is made.

A field is declared once: ``Annotated[type, Fixed(width, kind)]`` for a positional element,
``Annotated[type, Tag(letters, kind)]`` for a tagged one. A message lists these aliases; the codec, the JSON
form and the explanation are derived from them.

* ``X``               the tag is required: always written, also when empty;
* ``X | None = None`` the tag is optional: ``None`` is absent, ``""`` is present and empty;
* a ``tuple`` type    the tag repeats, once for each entry; an empty tuple writes nothing.

Source: SIP2 document rev. 2.12, "Data element definitions"; reference file §1.2, §1.3, §1.7.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from protocols.sip2 import codes


class Kind(StrEnum):
    """How the value of an element is written on the wire."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes-no"
    ONE_ZERO = "one-zero"
    YES_NO_UNKNOWN = "yes-no-unknown"
    ALGORITHM = "algorithm"
    VERSION = "version"
    CURRENCY = "currency"
    LANGUAGE = "language"
    CIRCULATION_STATUS = "circulation-status"
    SECURITY_MARKER = "security-marker"
    FEE_TYPE = "fee-type"
    PAYMENT_TYPE = "payment-type"
    MEDIA_TYPE = "media-type"
    HOLD_TYPE = "hold-type"
    HOLD_MODE = "hold-mode"
    SC_STATUS = "sc-status"
    ALERT_TYPE = "alert-type"
    CARD_OPERATION = "card-operation"
    PATRON_STATUS = "patron-status"
    SUMMARY = "summary"
    SUPPORTED_MESSAGES = "supported-messages"


class Fixed(msgspec.Struct, frozen=True):
    """A positional element: its width in characters and how it is written."""

    width: int
    kind: Kind


class Tag(msgspec.Struct, frozen=True):
    """A tagged element: its two letters, how it is written, and its digits where the standard fixes them."""

    letters: str
    kind: Kind = Kind.TEXT
    width: int = 0


class Group(msgspec.Struct, frozen=True):
    """A run of tags that belong together and repeat as a whole; the first tag opens a new run."""

    members: type[msgspec.Struct]


SipDate: TypeAlias = str
"""``YYYYMMDDZZZZHHMMSS`` as it stands on the wire, 18 characters, or ``""`` where it was absent or blank."""

Extras: TypeAlias = tuple[tuple[str, str], ...]
"""Tagged fields that a message does not declare, as ``(letters, value)`` in the order they came."""

# --- positional elements --------------------------------------------------------------------------

TransactionDate = Annotated[SipDate, Fixed(18, Kind.DATE)]
NbDueDate = Annotated[SipDate, Fixed(18, Kind.DATE)]
ReturnDate = Annotated[SipDate, Fixed(18, Kind.DATE)]
DateTimeSync = Annotated[SipDate, Fixed(18, Kind.DATE)]

YesNo = Annotated[bool, Fixed(1, Kind.YES_NO)]
OneZero = Annotated[bool, Fixed(1, Kind.ONE_ZERO)]
YesNoUnknown = Annotated[bool | None, Fixed(1, Kind.YES_NO_UNKNOWN)]
Count = Annotated[int | None, Fixed(4, Kind.NUMBER)]
ThreeDigits = Annotated[int | None, Fixed(3, Kind.NUMBER)]
Algorithm = Annotated[str, Fixed(1, Kind.ALGORITHM)]
ProtocolVersion = Annotated[str, Fixed(4, Kind.VERSION)]
FixedCurrencyType = Annotated[str, Fixed(3, Kind.CURRENCY)]

FixedPatronStatus = Annotated[codes.PatronStatus, Fixed(14, Kind.PATRON_STATUS)]
FixedSummary = Annotated[codes.Summary, Fixed(10, Kind.SUMMARY)]
FixedLanguage = Annotated[codes.Language | str, Fixed(3, Kind.LANGUAGE)]
FixedCirculationStatus = Annotated[codes.CirculationStatus | str, Fixed(2, Kind.CIRCULATION_STATUS)]
FixedSecurityMarker = Annotated[codes.SecurityMarker | str, Fixed(2, Kind.SECURITY_MARKER)]
FixedFeeType = Annotated[codes.FeeType | str, Fixed(2, Kind.FEE_TYPE)]
FixedPaymentType = Annotated[codes.PaymentType | str, Fixed(2, Kind.PAYMENT_TYPE)]
FixedHoldMode = Annotated[codes.HoldMode | str, Fixed(1, Kind.HOLD_MODE)]
FixedStatusCode = Annotated[codes.ScStatusCode | str, Fixed(1, Kind.SC_STATUS)]

# --- tagged elements of the document --------------------------------------------------------------

PatronIdentifier = Annotated[str, Tag("AA")]
ItemIdentifier = Annotated[str, Tag("AB")]
TerminalPassword = Annotated[str, Tag("AC")]
PatronPassword = Annotated[str, Tag("AD")]
PersonalName = Annotated[str, Tag("AE")]
ScreenMessage = Annotated[tuple[str, ...], Tag("AF")]
PrintLine = Annotated[tuple[str, ...], Tag("AG")]
DueDate = Annotated[str, Tag("AH")]
TitleIdentifier = Annotated[str, Tag("AJ")]
BlockedCardMessage = Annotated[str, Tag("AL")]
LibraryName = Annotated[str, Tag("AM")]
TerminalLocation = Annotated[str, Tag("AN")]
InstitutionId = Annotated[str, Tag("AO")]
CurrentLocation = Annotated[str, Tag("AP")]
PermanentLocation = Annotated[str, Tag("AQ")]
HoldItems = Annotated[tuple[str, ...], Tag("AS")]
OverdueItems = Annotated[tuple[str, ...], Tag("AT")]
ChargedItems = Annotated[tuple[str, ...], Tag("AU")]
FineItems = Annotated[tuple[str, ...], Tag("AV")]
HomeAddress = Annotated[str, Tag("BD")]
EMailAddress = Annotated[str, Tag("BE")]
HomePhoneNumber = Annotated[str, Tag("BF")]
Owner = Annotated[str, Tag("BG")]
CurrencyType = Annotated[str, Tag("BH")]
Cancel = Annotated[bool, Tag("BI", Kind.YES_NO)]
TransactionId = Annotated[str, Tag("BK")]
ValidPatron = Annotated[bool, Tag("BL", Kind.YES_NO)]
RenewedItems = Annotated[tuple[str, ...], Tag("BM")]
UnrenewedItems = Annotated[tuple[str, ...], Tag("BN")]
FeeAcknowledged = Annotated[bool, Tag("BO", Kind.YES_NO)]
StartItem = Annotated[int, Tag("BP", Kind.NUMBER)]
EndItem = Annotated[int, Tag("BQ", Kind.NUMBER)]
QueuePosition = Annotated[int, Tag("BR", Kind.NUMBER)]
PickupLocation = Annotated[str, Tag("BS")]
TaggedFeeType = Annotated[codes.FeeType | str, Tag("BT", Kind.FEE_TYPE)]
RecallItems = Annotated[tuple[str, ...], Tag("BU")]
FeeAmount = Annotated[str, Tag("BV")]
ExpirationDate = Annotated[SipDate, Tag("BW")]
SupportedMessages = Annotated[codes.SupportedMessages, Tag("BX", Kind.SUPPORTED_MESSAGES)]
HoldType = Annotated[codes.HoldType | str, Tag("BY", Kind.HOLD_TYPE)]
HoldItemsLimit = Annotated[int, Tag("BZ", Kind.NUMBER, 4)]
OverdueItemsLimit = Annotated[int, Tag("CA", Kind.NUMBER, 4)]
ChargedItemsLimit = Annotated[int, Tag("CB", Kind.NUMBER, 4)]
FeeLimit = Annotated[str, Tag("CC")]
UnavailableHoldItems = Annotated[tuple[str, ...], Tag("CD")]
HoldQueueLength = Annotated[int, Tag("CF", Kind.NUMBER)]
FeeIdentifier = Annotated[str, Tag("CG")]
ItemProperties = Annotated[str, Tag("CH")]
SecurityInhibit = Annotated[bool, Tag("CI", Kind.YES_NO)]
RecallDate = Annotated[SipDate, Tag("CJ")]
MediaType = Annotated[codes.MediaType | str, Tag("CK", Kind.MEDIA_TYPE)]
SortBin = Annotated[str, Tag("CL")]
HoldPickupDate = Annotated[SipDate, Tag("CM")]
LoginUserId = Annotated[str, Tag("CN")]
LoginPassword = Annotated[str, Tag("CO")]
LocationCode = Annotated[str, Tag("CP")]
ValidPatronPassword = Annotated[bool, Tag("CQ", Kind.YES_NO)]

# --- extensions in the field (reference file §1.7) ------------------------------------------------

CollectionCode = Annotated[str, Tag("CR")]
CallNumber = Annotated[str, Tag("CS")]
DestinationLocation = Annotated[str, Tag("CT")]
AlertType = Annotated[codes.AlertType | str, Tag("CV", Kind.ALERT_TYPE)]
HoldPatronIdentifier = Annotated[str, Tag("CY")]
HoldPatronName = Annotated[str, Tag("DA")]
FeeRemaining = Annotated[str, Tag("FA")]
FeeItem = Annotated[str, Tag("FB")]
FeeDate = Annotated[str, Tag("FC")]
FeeTitle = Annotated[str, Tag("FD")]
FeeTypeCode = Annotated[str, Tag("FE")]
FeeTypeName = Annotated[str, Tag("FF")]
FeePaidAmount = Annotated[str, Tag("FG")]
BorrowerTypeCode = Annotated[str, Tag("FU")]
BorrowerType = Annotated[str, Tag("FV")]
ShelfCallNumber = Annotated[str, Tag("KC")]
NewPatronPassword = Annotated[str, Tag("KD")]
CurrentShelfNumber = Annotated[str, Tag("KP")]
PermanentShelfNumber = Annotated[str, Tag("KQ")]
MobilePhoneNumber = Annotated[str, Tag("MP")]
CardIssueOk = Annotated[bool, Tag("OK", Kind.ONE_ZERO)]
RegisterLogin = Annotated[str, Tag("OR")]
PatronExpirationDate = Annotated[str, Tag("PA")]
PatronBirthDate = Annotated[str, Tag("PB")]
PatronClass = Annotated[str, Tag("PC")]
InternetProfile = Annotated[str, Tag("PI")]
CardNote = Annotated[str, Tag("XF")]
BirthDate = Annotated[str, Tag("XH")]
CardOperation = Annotated[codes.CardOperation | str, Tag("XK", Kind.CARD_OPERATION)]
Sex = Annotated[str, Tag("XM")]
EthnicGroup = Annotated[str, Tag("XN")]
IdentityCardNumber = Annotated[str, Tag("XO")]
ReaderType = Annotated[str, Tag("XT")]


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One fee of a list (64, 38): its number, then what the sender says about it (reference §1.7)."""

    fee_identifier: FeeIdentifier
    fee_remaining: FeeRemaining | None = None
    fee_item: FeeItem | None = None
    fee_date: FeeDate | None = None
    fee_title: FeeTitle | None = None
    fee_type_code: FeeTypeCode | None = None
    fee_type_name: FeeTypeName | None = None
    fee_paid: FeePaidAmount | None = None


FeeLines = Annotated[tuple[FeeLine, ...], Group(FeeLine)]
