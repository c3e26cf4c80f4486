"""The public external objects: what implementors agreed to say beyond the standard.

They were registered with the standard's maintenance agency (1.0.10161.z.y: z says where an object stands, 13
is for extensions), most of them by the ILL Protocol Implementors Group (IPIG). Where the register's text
could not be had, a member is `Raw`: kept and passed on, but not understood. An object that is a SEQUENCE OF
is here a CHOICE of one arm, ``entries``, without a tag.
Source: reference file ill.md §1.5.
"""

from typing import Annotated

from protocols.ber import Choice, Null, Raw, Sequence, explicit, implicit, named
from protocols.iso10161.delivery import Amount
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.items import ItemId
from protocols.iso10161.strings import IllString
from protocols.iso10161.systems import PostalAddress, SystemAddress, SystemId


class ApduEncoding(Enumeration):
    """How APDUs may be written for an address."""

    EDIFACT = 1, "eDIFACT"
    BER_IN_MIME = 2, "bER-IN-MIME"
    BER = 3, "bER"


class ApduDeliveryParameters(Sequence, frozen=True, kw_only=True):
    """APDU-Delivery-Parameters: which encodings an address takes, the preferred first, and for whom."""

    encoding: Annotated[tuple[ApduEncoding | int, ...], implicit(0)]
    transport: Annotated[SystemAddress, implicit(1)]
    aliases: Annotated[tuple[SystemId, ...] | None, implicit(2)] = None


class ApduDeliveryInfo(Sequence, frozen=True, kw_only=True):
    """APDU-Delivery-Info (1.0.10161.13.3): how a peer wants to be answered, by TCP or by mail and where."""

    sender_info: Annotated[tuple[ApduDeliveryParameters, ...], implicit(0)]
    recipient_info: Annotated[tuple[ApduDeliveryParameters, ...], implicit(1)]
    transponder_info: Annotated[tuple[ApduDeliveryParameters, ...] | None, implicit(2)] = None


class StandardClientInfoType(Enumeration):
    """What a piece of client information is."""

    ID_INFO = 0, "idInfo"
    NAME_INFO = 1, "nameInfo"
    CONTACT_INFO = 2, "contactInfo"
    STATUS_INFO = 3, "statusInfo"
    OTHER_INFO = 4, "otherInfo"
    HOME_ADDRESS_INFO = 5, "homeAddressInfo"
    WORK_ADDRESS_INFO = 6, "workAddressInfo"
    FAX_NUMBER = 7, "faxNumber"
    VOICE_NUMBER = 8, "voiceNumber"
    PAGER_NUMBER = 9, "pagerNumber"
    E_MAIL_INFO = 10, "eMailInfo"
    SYSTEM_ID_NO = 21, "systemIdNo"
    SOCIAL_SECURITY_NO = 22, "socialSecurityNo"
    ACCOUNT_NO = 23, "accountNo"
    DRIVERS_LICENCE_NO = 24, "driversLicenceNo"
    OTHER = 25
    WHOLE_NAME = 30, "wholeName"
    LAST_NAME = 31, "lastName"
    FIRST_NAME = 32, "firstName"
    INITIALS = 33
    PREFIX = 34
    SUFFIX = 35
    NAME_OF_ADDRESS = 40, "name"
    STREET_AND_NUMBER = 41, "streetAndNumber"
    ADDITIONAL_INFO = 42, "additionalInfo"
    BOX_ADDRESS = 43, "boxAddress"
    CITY_TOWN = 44
    STATE_PROV_REGION = 45
    COUNTRY = 46
    POSTAL_CODE = 47, "postalCode"
    TELEPHONE_COUNTRY_CODE = 50, "telephoneCountryCode"
    TELEPHONE_AREA_CODE = 51, "telephoneAreaCode"
    E_MAIL_ADDRESS = 61, "eMailAddress"
    DEPARTMENT = 100
    NOTES = 101
    MAXIMUM_COST = 102, "maximumCost"
    BILLING_INFO = 103, "billingInfo"


class StatusCode(Enumeration):
    """What kind of reader it is."""

    UNDERGRADUATE = 0
    GRADUATE = 1
    FACULTY = 2
    STAFF = 3
    VISITOR = 4
    GENERAL_USER = 5, "generalUser"
    JUVENILE = 6
    VIP = 7
    SUBSCRIBER = 8
    SUSPENDED = 9
    OTHER = 10
    UNSPECIFIED = 11


class ClientInfoType(Choice, frozen=True, kw_only=True):
    """A standard kind of information or one's own."""

    standard: Annotated[StandardClientInfoType | int | None, explicit(1)] = None
    local: Annotated[IllString | None, explicit(2)] = None


class ClientInfoContent(Choice, frozen=True, kw_only=True):
    """A piece of information, or a whole group of them."""

    string_content: Annotated[IllString | None, explicit(1), named("stringContent")] = None
    postal_address: Annotated[PostalAddress | None, implicit(2), named("postalAddress")] = None
    name_or_id: Annotated[SystemId | None, implicit(3), named("nameOrId")] = None
    status_code: Annotated[StatusCode | int | None, implicit(4), named("statusCode")] = None
    defined_number: Annotated[int | None, implicit(5), named("definedNumber")] = None
    nested: Annotated["ClientInfoData | None", implicit(6)] = None
    amount: Annotated[Amount | None, implicit(7)] = None


class ClientInfoData(Sequence, frozen=True, kw_only=True):
    """What it is, and what it says. Personal data."""

    info_type: Annotated[ClientInfoType, named("infoType")]
    info_content: Annotated[tuple[ClientInfoContent, ...], implicit(3), named("infoContent")]


class SupplementalClientInfo(Choice, frozen=True, kw_only=True):
    """Supplemental-Client-Info (1.0.10161.13.4): what more is to be known of the reader."""

    entries: tuple[ClientInfoData, ...] | None = None


class ElementTruncated(Sequence, frozen=True, kw_only=True):
    """Element-Truncated: what was cut, and what is left of it."""

    element: Annotated[IllString, explicit(0)]
    truncated_value: Annotated[IllString, explicit(1)]


class UnsupportedFieldLength(Sequence, frozen=True, kw_only=True):
    """Unsupported-Field-Length: what would have been the right length."""

    element: Annotated[IllString, explicit(0)]
    min_length: Annotated[int | None, explicit(1)] = None
    max_length: Annotated[int | None, explicit(2)] = None


class UnrecognizedData(Sequence, frozen=True, kw_only=True):
    """Unrecognized-Data: what stood there, and what would have been understood."""

    element: Annotated[IllString, explicit(0)]
    data: Annotated[IllString | None, explicit(1)] = None
    expected_format: Annotated[IllString | None, explicit(2)] = None
    supported_values: Annotated[IllString | None, explicit(3)] = None


class AdditionalUserErrorReportInfo(Choice, frozen=True, kw_only=True):
    """A user error; its element is named as ``ILL-REQUEST.item-id.title``."""

    element_truncated: Annotated[ElementTruncated | None, implicit(4)] = None
    missing_required_element: Annotated[IllString | None, explicit(5)] = None
    unsupported_field_length: Annotated[UnsupportedFieldLength | None, implicit(6)] = None
    unrecognized_data: Annotated[UnrecognizedData | None, implicit(7)] = None
    inconsistent_data: Annotated[IllString | None, explicit(8)] = None
    other: Annotated[IllString | None, explicit(9)] = None


class AdditionalUserErrorInformation(Choice, frozen=True, kw_only=True):
    """IPIG-Additional-User-Error-Information (1.0.10161.13.6)."""

    entries: tuple[AdditionalUserErrorReportInfo, ...] | None = None


class SuppliersReference(Sequence, frozen=True, kw_only=True):
    """Suppliers-Reference (1.0.10161.13.7): the supplier's own number of this transaction."""

    supplier_authority: Annotated[IllString, explicit(0)]
    supplier_reference: Annotated[IllString, explicit(1)]


class InternalReferenceType(Sequence, frozen=True, kw_only=True):
    """A number, and in whose system it means something."""

    reference_authority: Annotated[IllString | None, explicit(0)] = None
    internal_reference: Annotated[IllString, explicit(1)]


class InternalReference(Sequence, frozen=True, kw_only=True):
    """Internal-Reference-Number (1.0.10161.13.8): the numbers that each side has for this transaction."""

    requester_reference: Annotated[InternalReferenceType | None, implicit(0)] = None
    responder_reference: Annotated[InternalReferenceType | None, implicit(1)] = None


class RequestedMaterialFormat(Enumeration):
    """In which form the item is wanted."""

    ARCHIVAL_MATERIAL = 1
    AUDIO_CASSETTE = 2
    AUDIO_CD = 3, "audio-cD"
    COMPUTER_SOFTWARE = 4
    CONFERENCE_PROCEEDINGS = 5
    DVD = 6, "dVD"
    FILM_8_MM = 7, "film(8mm)"
    FILM_16_32_MM = 8, "film(16-32mm)"
    GOVERNMENT_DOCUMENT = 9
    KIT = 10
    LEGAL_DOCUMENT = 11
    MACHINE_READABLE_COMPUTER_FILE = 12
    MANUSCRIPT = 13
    MAP = 14
    MICROFORM = 15
    MONOGRAPH_BOUND = 16
    MONOGRAPH_UNBOUND = 17
    MONOGRAPH_ELECTRONIC = 18
    MONOGRAPH_BRAILLE = 19
    MUSIC_SCORE = 20
    NEWSPAPER_BOUND = 21
    NEWSPAPER_UNBOUND = 22
    NEWSPAPER_FILM = 23
    OFFICIAL_PUBLICATION = 24
    PATENT = 25
    PHD_DISSERTATION_OWN_INSTITUTION = 26, "phD-dissertation-own-institution"
    PHD_DISSERTATION_OTHER_INSTITUTION = 27, "phD-dissertation-other-institution"
    PHOTOGRAPH = 28
    SERIAL_BOUND = 29
    SERIAL_UNBOUND = 30
    SERIAL_MICROFILM = 31
    SERIAL_MICROFICHE = 32
    SERIAL_OPAQUE = 33
    SERIAL_ELECTRONIC = 34
    SPECIAL_COLLECTION = 35
    STANDARD = 36
    TECHNICAL_REPORT = 37
    THESIS_OWN_INSTITUTION = 38
    THESIS_OTHER_INSTITUTION = 39
    TRANSLATION = 40
    VIDEOCASSETTE = 41
    VIDEODISC = 42
    VIDEORECORDING = 43
    VIDEOTAPE = 44
    OTHER = 45


class RequestExtension(Choice, frozen=True, kw_only=True):
    """One more wish of a request. Four are kept as they came: their own forms could not be had."""

    uniform_title: Annotated[IllString | None, explicit(0)] = None
    material_type: Annotated[RequestedMaterialFormat | int | None, explicit(1)] = None
    responder_specific_info: Annotated[IllString | None, explicit(2)] = None
    dissertation_thesis: Annotated[Raw | None, explicit(3)] = None
    volume: Annotated[IllString | None, explicit(4)] = None
    issue_number: Annotated[IllString | None, explicit(5)] = None
    affiliations: Annotated[IllString | None, explicit(6)] = None
    requested_material_language: Annotated[Raw | None, explicit(7)] = None
    form_content_info: Annotated[IllString | None, explicit(8)] = None
    payment_method: Annotated[Raw | None, explicit(9)] = None
    this_edition_only: Annotated[Null | None, implicit(10)] = None
    unique_item_id: Annotated[IllString | None, explicit(11), named("unique-item-iD")] = None
    rights_info: Annotated[Raw | None, explicit(12)] = None


class IllRequestExtension(Choice, frozen=True, kw_only=True):
    """IPIG-ILL-Request-Extension (1.0.10161.13.9)."""

    entries: tuple[RequestExtension, ...] | None = None


class ConditionalReplyExtension(Sequence, frozen=True, kw_only=True):
    """IPIG-Conditional-Reply-Extension (1.0.10161.13.10): what a condition asked for."""

    item_id: Annotated[ItemId | None, implicit(0)] = None
    copyright_compliance: Annotated[IllString | None, explicit(1)] = None


class WellKnownSystem(Enumeration):
    """Whose number it is."""

    LIBRARY_OF_CONGRESS = 1, "library-of-Congress"
    BNB = 2, "bNB"
    CANADIANA = 3
    OCLC = 4, "oCLC"
    DIALOG = 5
    RLIN = 6, "rLIN"
    WLN = 7, "wLN"
    CARL = 8, "cARL"


class SystemNumberType(Choice, frozen=True, kw_only=True):
    """A system that everybody knows, or another by its symbol or name."""

    well_known: Annotated[WellKnownSystem | int | None, explicit(1)] = None
    other: Annotated[SystemId | None, explicit(2)] = None


class SystemNumber(Sequence, frozen=True, kw_only=True):
    """The number of a record in a system."""

    type_: Annotated[SystemNumberType, named("type")]
    database_id: Annotated[IllString | None, explicit(3), named("database-ID")] = None
    number: Annotated[IllString, explicit(4)]


class SystemNumbers(Choice, frozen=True, kw_only=True):
    """IPIG-System-Number (1.0.10161.6.1)."""

    entries: tuple[SystemNumber, ...] | None = None
