"""Card issuing 81/82: the private pair by which Chinese self-service machines make and change readers (办证).

Source: the dp2 dialect; reference file §1.7.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.messages.message import Message


class CardIssue(Message, frozen=True, kw_only=True):
    """81: make or change a reader. ``fee_amount`` is the deposit, ``library_name`` the opening library."""

    CODE: ClassVar[str] = "81"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    patron_password: f.PatronPassword | None = None
    new_patron_password: f.NewPatronPassword | None = None
    personal_name: f.PersonalName | None = None
    library_name: f.LibraryName | None = None
    reader_type: f.ReaderType | None = None
    fee_amount: f.FeeAmount | None = None
    birth_date: f.BirthDate | None = None
    sex: f.Sex | None = None
    ethnic_group: f.EthnicGroup | None = None
    identity_card_number: f.IdentityCardNumber | None = None
    mobile_phone_number: f.MobilePhoneNumber | None = None
    home_address: f.HomeAddress | None = None
    card_note: f.CardNote | None = None
    card_operation: f.CardOperation


class CardIssueResponse(Message, frozen=True, kw_only=True):
    """82: whether the reader was made or changed."""

    CODE: ClassVar[str] = "82"

    transaction_date: f.TransactionDate
    institution_id: f.InstitutionId
    patron_identifier: f.PatronIdentifier
    card_operation: f.CardOperation
    ok: f.CardIssueOk
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()
