"""Patrons: status 23/24, information 63/64, end of session 35/36, block 01, enable 25/26.

Source: SIP2 document rev. 2.12, chapter "Message formats"; reference file §1.2, §1.7.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.codes import Language, PatronStatus, Summary
from protocols.sip2.messages.message import Message


class PatronStatusRequest(Message, frozen=True, kw_only=True):
    """23: what may this patron do."""

    CODE: ClassVar[str] = "23"

    language: f.FixedLanguage = Language.UNKNOWN
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword = ""
    patron_password: f.PatronPassword = ""


class PatronStatusResponse(Message, frozen=True, kw_only=True):
    """24: what the patron may do; the answer to 23 and to 01."""

    CODE: ClassVar[str] = "24"

    patron_status: f.FixedPatronStatus = PatronStatus(0)
    language: f.FixedLanguage = Language.UNKNOWN
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    personal_name: f.PersonalName
    valid_patron: f.ValidPatron | None = None
    valid_patron_password: f.ValidPatronPassword | None = None
    currency_type: f.CurrencyType | None = None
    fee_amount: f.FeeAmount | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class BlockPatron(Message, frozen=True, kw_only=True):
    """01: block this card. The answer is a 24."""

    CODE: ClassVar[str] = "01"

    card_retained: f.YesNo = False
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    blocked_card_message: f.BlockedCardMessage
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword = ""


class PatronEnable(Message, frozen=True, kw_only=True):
    """25: lift the block of a card."""

    CODE: ClassVar[str] = "25"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword | None = None
    patron_password: f.PatronPassword | None = None


class PatronEnableResponse(Message, frozen=True, kw_only=True):
    """26: what the patron may do now."""

    CODE: ClassVar[str] = "26"

    patron_status: f.FixedPatronStatus = PatronStatus(0)
    language: f.FixedLanguage = Language.UNKNOWN
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    personal_name: f.PersonalName
    valid_patron: f.ValidPatron | None = None
    valid_patron_password: f.ValidPatronPassword | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class PatronInformation(Message, frozen=True, kw_only=True):
    """63: everything about a patron, and one list of items, from ``start_item`` to ``end_item`` (from 1)."""

    CODE: ClassVar[str] = "63"

    language: f.FixedLanguage = Language.UNKNOWN
    transaction_date: f.TransactionDate
    summary: f.FixedSummary = Summary(0)
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword | None = None
    patron_password: f.PatronPassword | None = None
    start_item: f.StartItem | None = None
    end_item: f.EndItem | None = None


class PatronInformationResponse(Message, frozen=True, kw_only=True):
    """64: counts, limits, the list that was asked for, and how to reach the patron.

    The elements from ``patron_expiration_date`` to ``fee_lines`` are extensions; ``permanent_location`` is
    the patron's home library.
    """

    CODE: ClassVar[str] = "64"

    patron_status: f.FixedPatronStatus = PatronStatus(0)
    language: f.FixedLanguage = Language.UNKNOWN
    transaction_date: f.TransactionDate
    hold_items_count: f.Count = None
    overdue_items_count: f.Count = None
    charged_items_count: f.Count = None
    fine_items_count: f.Count = None
    recall_items_count: f.Count = None
    unavailable_holds_count: f.Count = None
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    personal_name: f.PersonalName
    hold_items_limit: f.HoldItemsLimit | None = None
    overdue_items_limit: f.OverdueItemsLimit | None = None
    charged_items_limit: f.ChargedItemsLimit | None = None
    valid_patron: f.ValidPatron | None = None
    valid_patron_password: f.ValidPatronPassword | None = None
    currency_type: f.CurrencyType | None = None
    fee_amount: f.FeeAmount | None = None
    fee_limit: f.FeeLimit | None = None
    hold_items: f.HoldItems = ()
    overdue_items: f.OverdueItems = ()
    charged_items: f.ChargedItems = ()
    fine_items: f.FineItems = ()
    recall_items: f.RecallItems = ()
    unavailable_hold_items: f.UnavailableHoldItems = ()
    home_address: f.HomeAddress | None = None
    e_mail_address: f.EMailAddress | None = None
    home_phone_number: f.HomePhoneNumber | None = None
    patron_expiration_date: f.PatronExpirationDate | None = None
    patron_birth_date: f.PatronBirthDate | None = None
    patron_class: f.PatronClass | None = None
    internet_profile: f.InternetProfile | None = None
    permanent_location: f.PermanentLocation | None = None
    borrower_type_code: f.BorrowerTypeCode | None = None
    borrower_type: f.BorrowerType | None = None
    fee_lines: f.FeeLines = ()
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class EndPatronSession(Message, frozen=True, kw_only=True):
    """35: the patron has finished at this kiosk."""

    CODE: ClassVar[str] = "35"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword | None = None
    patron_password: f.PatronPassword | None = None


class EndSessionResponse(Message, frozen=True, kw_only=True):
    """36: the session is over."""

    CODE: ClassVar[str] = "36"

    end_session: f.YesNo
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()
