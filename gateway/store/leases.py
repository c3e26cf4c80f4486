"""Leases in the database: taken, renewed, asked for and given up inside units of work.

Units of all servers on a database run one after the other, so that what is read here still holds when it is
written. What the time is, the database's own clock says.
"""

from datetime import datetime, timedelta

import msgspec

from gateway.model.leases import Lease
from gateway.store import statements as sql
from gateway.store.shapes import instant
from gateway.store.shelf import SqlShelf
from gateway.store.tables import LEASE


class LeaseBook(SqlShelf):
    """The table of leases."""

    def take_lease(self, name: str, holder: str, lasting: timedelta) -> Lease | None:
        """Take a lease or renew it, from now on for so long; None while another holds it.

        Who holds it still keeps its term; who takes it anew, be it himself after it ran out, begins another.
        """
        now, kept = self._clock(), self._one(LEASE, sql.LEASE, name)
        running = kept is not None and kept.until > now
        if kept is not None and running and kept.holder != holder:
            return None
        term = (kept.term if kept is not None else 0) + (not running)
        lease = Lease(name=name, holder=holder, term=term, until=now + lasting)
        self._run(sql.LEASE_PUT, LEASE.to_row(lease))
        return lease

    def holds_lease(self, lease: Lease) -> bool:
        """Whether this very lease holds still; renewed since then, it does."""
        kept = self._one(LEASE, sql.LEASE, lease.name)
        return (
            kept is not None
            and (kept.holder, kept.term) == (lease.holder, lease.term)
            and kept.until > self._clock()
        )

    def give_up_lease(self, lease: Lease) -> None:
        """End a lease, if it holds still, so that another may take it at once."""
        if self.holds_lease(lease):
            self._run(sql.LEASE_PUT, LEASE.to_row(msgspec.structs.replace(lease, until=self._clock())))

    def _clock(self) -> datetime:
        return instant(self._rows(sql.CLOCK)[0][0])
