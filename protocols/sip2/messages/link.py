"""The messages of the link itself: login 93/94, status 99/98, resend 96 and 97.

Source: SIP2 document rev. 2.12, chapter "Message formats"; reference file §1.2.
"""

from typing import ClassVar

from protocols.sip2 import fields as f
from protocols.sip2.messages.message import Message


class Login(Message, frozen=True, kw_only=True):
    """93: the kiosk logs in. Algorithm ``0`` means that user id and password are plain text."""

    CODE: ClassVar[str] = "93"

    uid_algorithm: f.Algorithm = "0"
    pwd_algorithm: f.Algorithm = "0"  # noqa: S105 - a method, not a password
    login_user_id: f.LoginUserId
    login_password: f.LoginPassword
    location_code: f.LocationCode | None = None
    register_login: f.RegisterLogin | None = None


class LoginResponse(Message, frozen=True, kw_only=True):
    """94: whether the login holds."""

    CODE: ClassVar[str] = "94"

    ok: f.OneZero
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class ScStatus(Message, frozen=True, kw_only=True):
    """99: the kiosk says how it is, how wide it prints and which version it speaks; its heartbeat as well."""

    CODE: ClassVar[str] = "99"

    status_code: f.FixedStatusCode
    max_print_width: f.ThreeDigits = None
    protocol_version: f.ProtocolVersion = "2.00"


class AcsStatus(Message, frozen=True, kw_only=True):
    """98: what the ACS offers. ``timeout_period`` is in tenths of a second; 999 means unknown."""

    CODE: ClassVar[str] = "98"

    on_line_status: f.YesNo
    checkin_ok: f.YesNo
    checkout_ok: f.YesNo
    acs_renewal_policy: f.YesNo
    status_update_ok: f.YesNo
    off_line_ok: f.YesNo
    timeout_period: f.ThreeDigits
    retries_allowed: f.ThreeDigits
    date_time_sync: f.DateTimeSync
    protocol_version: f.ProtocolVersion = "2.00"
    institution_id: f.InstitutionId
    library_name: f.LibraryName | None = None
    supported_messages: f.SupportedMessages
    terminal_location: f.TerminalLocation | None = None
    screen_message: f.ScreenMessage = ()
    print_line: f.PrintLine = ()


class RequestAcsResend(Message, frozen=True, kw_only=True):
    """97: the kiosk could not read the last response and wants it again, unchanged."""

    CODE: ClassVar[str] = "97"


class RequestScResend(Message, frozen=True, kw_only=True):
    """96: the ACS could not read the last request and wants it again."""

    CODE: ClassVar[str] = "96"
