"""Items and holds: information 17/18, status update 19/20, hold 15/16.

Source: SIP2 document rev. 2.12, chapter "Message formats"; reference file §1.2, §1.7.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.messages.message import Message


class ItemInformation(Message, frozen=True, kw_only=True):
    """17: tell me about an item."""

    CODE: ClassVar[str] = "17"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    item_identifier: f.ItemIdentifier
    terminal_password: f.TerminalPassword | None = None


class ItemInformationResponse(Message, frozen=True, kw_only=True):
    """18: where the item stands and what it is. From ``institution_id`` on the elements are extensions."""

    CODE: ClassVar[str] = "18"

    circulation_status: f.FixedCirculationStatus
    security_marker: f.FixedSecurityMarker
    fee_type: f.FixedFeeType
    transaction_date: f.TransactionDate
    hold_queue_length: f.HoldQueueLength | None = None
    due_date: f.DueDate | None = None
    recall_date: f.RecallDate | None = None
    hold_pickup_date: f.HoldPickupDate | None = None
    item_identifier: f.ItemIdentifier
    title_identifier: f.TitleIdentifier
    owner: f.Owner | None = None
    currency_type: f.CurrencyType | None = None
    fee_amount: f.FeeAmount | None = None
    media_type: f.MediaType | None = None
    permanent_location: f.PermanentLocation | None = None
    current_location: f.CurrentLocation | None = None
    item_properties: f.ItemProperties | None = None
    institution_id: f.InstitutionId | None = None
    collection_code: f.CollectionCode | None = None
    call_number: f.CallNumber | None = None
    destination_location: f.DestinationLocation | None = None
    shelf_call_number: f.ShelfCallNumber | None = None
    permanent_shelf_number: f.PermanentShelfNumber | None = None
    current_shelf_number: f.CurrentShelfNumber | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class ItemStatusUpdate(Message, frozen=True, kw_only=True):
    """19: store properties of an item; in China also its locations and shelves, which are extensions."""

    CODE: ClassVar[str] = "19"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    item_identifier: f.ItemIdentifier
    terminal_password: f.TerminalPassword | None = None
    item_properties: f.ItemProperties
    permanent_location: f.PermanentLocation | None = None
    current_location: f.CurrentLocation | None = None
    shelf_call_number: f.ShelfCallNumber | None = None
    permanent_shelf_number: f.PermanentShelfNumber | None = None
    current_shelf_number: f.CurrentShelfNumber | None = None


class ItemStatusUpdateResponse(Message, frozen=True, kw_only=True):
    """20: whether the properties were stored."""

    CODE: ClassVar[str] = "20"

    item_properties_ok: f.OneZero
    transaction_date: f.TransactionDate
    item_identifier: f.ItemIdentifier
    title_identifier: f.TitleIdentifier | None = None
    item_properties: f.ItemProperties | None = None
    institution_id: f.InstitutionId | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class Hold(Message, frozen=True, kw_only=True):
    """15: add, delete or change a hold on an item or a title."""

    CODE: ClassVar[str] = "15"

    hold_mode: f.FixedHoldMode
    transaction_date: f.TransactionDate
    expiration_date: f.ExpirationDate | None = None
    pickup_location: f.PickupLocation | None = None
    hold_type: f.HoldType | None = None
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    patron_password: f.PatronPassword | None = None
    item_identifier: f.ItemIdentifier | None = None
    title_identifier: f.TitleIdentifier | None = None
    terminal_password: f.TerminalPassword | None = None
    fee_acknowledged: f.FeeAcknowledged | None = None


class HoldResponse(Message, frozen=True, kw_only=True):
    """16: whether the hold stands, and the patron's place in the queue."""

    CODE: ClassVar[str] = "16"

    ok: f.OneZero
    available: f.YesNo
    transaction_date: f.TransactionDate
    expiration_date: f.ExpirationDate | None = None
    queue_position: f.QueuePosition | None = None
    pickup_location: f.PickupLocation | None = None
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    item_identifier: f.ItemIdentifier | None = None
    title_identifier: f.TitleIdentifier | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()
