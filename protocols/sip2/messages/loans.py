"""Loans: checkout 11/12, checkin 09/10, renew 29/30, renew all 65/66.

Source: SIP2 document rev. 2.12, chapter "Message formats"; reference file §1.2, §1.6, §1.7.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.messages.message import Message


class Checkout(Message, frozen=True, kw_only=True):
    """11: lend an item to a patron. ``no_block`` says that it already happened and must not be refused."""

    CODE: ClassVar[str] = "11"

    sc_renewal_policy: f.YesNo = False
    no_block: f.YesNo = False
    transaction_date: f.TransactionDate
    nb_due_date: f.NbDueDate = ""
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    item_identifier: f.ItemIdentifier
    terminal_password: f.TerminalPassword = ""
    item_properties: f.ItemProperties | None = None
    patron_password: f.PatronPassword | None = None
    fee_acknowledged: f.FeeAcknowledged | None = None
    cancel: f.Cancel | None = None


class CheckoutResponse(Message, frozen=True, kw_only=True):
    """12: whether the loan stands, until when, and what to do with the item's theft protection."""

    CODE: ClassVar[str] = "12"

    ok: f.OneZero
    renewal_ok: f.YesNo
    magnetic_media: f.YesNoUnknown = None
    desensitize: f.YesNoUnknown
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    item_identifier: f.ItemIdentifier
    title_identifier: f.TitleIdentifier
    due_date: f.DueDate
    fee_type: f.TaggedFeeType | None = None
    security_inhibit: f.SecurityInhibit | None = None
    currency_type: f.CurrencyType | None = None
    fee_amount: f.FeeAmount | None = None
    media_type: f.MediaType | None = None
    item_properties: f.ItemProperties | None = None
    transaction_id: f.TransactionId | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class Checkin(Message, frozen=True, kw_only=True):
    """09: an item came back. ``return_date`` is when it was handed in, maybe earlier than this message."""

    CODE: ClassVar[str] = "09"

    no_block: f.YesNo = False
    transaction_date: f.TransactionDate
    return_date: f.ReturnDate
    current_location: f.CurrentLocation = ""
    institution_id: f.InstitutionId
    item_identifier: f.ItemIdentifier
    terminal_password: f.TerminalPassword = ""
    item_properties: f.ItemProperties | None = None
    cancel: f.Cancel | None = None


class CheckinResponse(Message, frozen=True, kw_only=True):
    """10: whether the item is taken, and where it must go. ``alert`` asks for attention; it is no refusal.

    The elements from ``collection_code`` to ``home_phone_number`` are extensions that sorters read.
    """

    CODE: ClassVar[str] = "10"

    ok: f.OneZero
    resensitize: f.YesNo
    magnetic_media: f.YesNoUnknown = None
    alert: f.YesNo
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    item_identifier: f.ItemIdentifier
    permanent_location: f.PermanentLocation
    title_identifier: f.TitleIdentifier | None = None
    sort_bin: f.SortBin | None = None
    patron_identifier: f.PatronIdentifier | None = None
    media_type: f.MediaType | None = None
    item_properties: f.ItemProperties | None = None
    collection_code: f.CollectionCode | None = None
    call_number: f.CallNumber | None = None
    destination_location: f.DestinationLocation | None = None
    alert_type: f.AlertType | None = None
    hold_patron_identifier: f.HoldPatronIdentifier | None = None
    hold_patron_name: f.HoldPatronName | None = None
    home_phone_number: f.HomePhoneNumber | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class Renew(Message, frozen=True, kw_only=True):
    """29: lengthen a loan. One of ``item_identifier`` and ``title_identifier`` says which."""

    CODE: ClassVar[str] = "29"

    third_party_allowed: f.YesNo = False
    no_block: f.YesNo = False
    transaction_date: f.TransactionDate
    nb_due_date: f.NbDueDate = ""
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    patron_password: f.PatronPassword | None = None
    item_identifier: f.ItemIdentifier | None = None
    title_identifier: f.TitleIdentifier | None = None
    terminal_password: f.TerminalPassword | None = None
    item_properties: f.ItemProperties | None = None
    fee_acknowledged: f.FeeAcknowledged | None = None


class RenewResponse(Message, frozen=True, kw_only=True):
    """30: whether the loan was lengthened, and until when. The same elements as 12."""

    CODE: ClassVar[str] = "30"

    ok: f.OneZero
    renewal_ok: f.YesNo
    magnetic_media: f.YesNoUnknown = None
    desensitize: f.YesNoUnknown
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    item_identifier: f.ItemIdentifier
    title_identifier: f.TitleIdentifier
    due_date: f.DueDate
    fee_type: f.TaggedFeeType | None = None
    security_inhibit: f.SecurityInhibit | None = None
    currency_type: f.CurrencyType | None = None
    fee_amount: f.FeeAmount | None = None
    media_type: f.MediaType | None = None
    item_properties: f.ItemProperties | None = None
    transaction_id: f.TransactionId | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class RenewAll(Message, frozen=True, kw_only=True):
    """65: lengthen every loan of a patron."""

    CODE: ClassVar[str] = "65"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    patron_password: f.PatronPassword | None = None
    terminal_password: f.TerminalPassword | None = None
    fee_acknowledged: f.FeeAcknowledged | None = None


class RenewAllResponse(Message, frozen=True, kw_only=True):
    """66: how many loans were lengthened and how many were not, and which."""

    CODE: ClassVar[str] = "66"

    ok: f.OneZero
    renewed_count: f.Count
    unrenewed_count: f.Count
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    renewed_items: f.RenewedItems = ()
    unrenewed_items: f.UnrenewedItems = ()
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()
