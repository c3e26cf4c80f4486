"""Money: fee paid 37/38.

Source: SIP2 document rev. 2.12, chapter "Message formats"; reference file §1.2, §1.7.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.messages.message import Message


class FeePaid(Message, frozen=True, kw_only=True):
    """37: a patron paid. ``transaction_id`` names the payment, so that a repeated message books it once."""

    CODE: ClassVar[str] = "37"

    transaction_date: f.TransactionDate
    fee_type: f.FixedFeeType
    payment_type: f.FixedPaymentType
    currency_type: f.FixedCurrencyType
    fee_amount: f.FeeAmount
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    terminal_password: f.TerminalPassword | None = None
    patron_password: f.PatronPassword | None = None
    fee_identifier: f.FeeIdentifier | None = None
    transaction_id: f.TransactionId | None = None


class FeePaidResponse(Message, frozen=True, kw_only=True):
    """38: whether the payment was booked. ``fee_lines`` are an extension: the fees it was booked to."""

    CODE: ClassVar[str] = "38"

    payment_accepted: f.YesNo
    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    transaction_id: f.TransactionId | None = None
    fee_lines: f.FeeLines = ()
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()
