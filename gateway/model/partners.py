"""How the line to a partner fares: what the outbox has learned of it, and what staff decided.

What a partner *is* (its symbols, addresses, hours) stands in the configuration; this is how it *fares*, and
it outlives a restart: a partner that was paused stays paused, and one that is down is not tried at once.
"""

from datetime import datetime

import msgspec


class PartnerState(msgspec.Struct, frozen=True, kw_only=True):
    """How one partner's line fares. `name` is what letters to it are addressed to.

    `failures` counts the tries that failed one after the other, since `failing_since`; `error` says why the
    last one did, and none is made before `closed_until`. `last_sent` is when a letter last went. `paused` is
    set by staff (`paused_by`, `paused_why`, `paused_at`): letters wait.
    """

    name: str
    failures: int = 0
    failing_since: datetime | None = None
    closed_until: datetime | None = None
    error: str = ""
    last_sent: datetime | None = None
    paused: bool = False
    paused_by: str = ""
    paused_why: str = ""
    paused_at: datetime | None = None
