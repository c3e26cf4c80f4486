"""What is known of a kiosk while it works: told by its status messages, or decided by staff.

What a kiosk *is* (its location, dialect, services) stands in the configuration; this is how it *fares*, and
it outlives a restart: a kiosk that staff paused stays paused.
"""

from datetime import datetime

import msgspec


class KioskState(msgspec.Struct, frozen=True, kw_only=True):
    """How one kiosk fares. `name` is its name in the configuration.

    `paused` is set by staff (`paused_by`, `paused_why`, `paused_at`): the kiosk is told that it is out of
    service. `paper_out` and `shut_down` are the last SC Status's word (SIP2 99, status code 1 and 2), with
    the printer's `print_width` in columns and the `protocol` version it gave. `last_seen` is when anything
    last came from it, `last_message` what that was (``sip2 99``), `address` where it came from.
    """

    name: str
    paused: bool = False
    paused_by: str = ""
    paused_why: str = ""
    paused_at: datetime | None = None
    paper_out: bool = False
    shut_down: bool = False
    print_width: int | None = None
    protocol: str = ""
    last_seen: datetime | None = None
    last_message: str = ""
    address: str = ""
