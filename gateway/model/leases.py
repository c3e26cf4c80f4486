"""Leases: of several servers on one database, one speaks for something until its time is over."""

from datetime import datetime

import msgspec


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """`holder` has what is called `name` until then, by the database's clock.

    `term` grows with each change of hands, so that what a former holder still does can be told from what the
    present one does.
    """

    name: str
    holder: str
    term: int
    until: datetime
