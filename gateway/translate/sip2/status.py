"""The answer that needs no engine: 98 to a status message."""

from datetime import datetime

from gateway.model.problems import Problem
from gateway.model.wording import Tongue, tell
from gateway.translate.sip2.terminal import Terminal
from protocols import sip2
from protocols.sip2 import messages
from protocols.sip2.codes import SupportedMessages as Service


def acs_status(
    terminal: Terminal, tongue: Tongue, now: datetime, *, problem: Problem | None = None
) -> messages.AcsStatus:
    """98: what is offered at this terminal's place, or that nothing is and why.

    The answers that kiosks steer by (checkin, checkout, renewal) follow BX, so that a kiosk upstairs shows no
    return button. "Status update ok" speaks of the reader's status: whether cards may be blocked and enabled.
    """
    online = problem is None
    services = terminal.services if online else Service.SC_ACS_STATUS | Service.LOGIN
    return messages.AcsStatus(
        on_line_status=online,
        checkin_ok=Service.CHECKIN in services,
        checkout_ok=Service.CHECKOUT in services,
        acs_renewal_policy=Service.RENEW in services,
        status_update_ok=bool(services & (Service.BLOCK_PATRON | Service.PATRON_ENABLE)),
        off_line_ok=True,
        timeout_period=terminal.timeout_tenths,
        retries_allowed=terminal.retries,
        date_time_sync=sip2.format_date(now, terminal.zone),
        institution_id=str(terminal.agency),
        library_name=terminal.library_name or None,
        supported_messages=services,
        terminal_location=terminal.location_name or None,
        screen_message=() if problem is None else (tell(problem, tongue),),
    )
