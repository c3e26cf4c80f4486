"""A server settles by itself what lapsed, also while it was not running."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Hold, HoldKind, HoldState
from gateway.store.bulk import load
from tests.live import Demo, demo

CUMT = AgencyId("CUMT")
SHELVED = Item(id=ItemId(CUMT, "X1"), title="过期预约", status=ItemStatus.ON_HOLD_SHELF)

#: The timer turns when the server is ready; the rest is a busy machine.
SETTLED_SECONDS = 10.0


def statuses(server: Demo) -> tuple[str, str]:
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as connection:
        ((item,),) = connection.execute("SELECT status FROM item WHERE barcode = 'X1'").fetchall()
        ((hold,),) = connection.execute("SELECT state FROM hold WHERE id = 'lapsed'").fetchall()
    return item, hold


def test_a_hold_that_was_not_fetched_is_settled_by_the_timer(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    forgotten = Hold(
        id="lapsed",
        patron=PatronId(CUMT, "P0011"),
        kind=HoldKind.ITEM,
        item=SHELVED.id,
        pickup="HALL",
        placed=now - timedelta(days=9),
        state=HoldState.READY,
        caught=SHELVED.id,
        pickup_by=now - timedelta(days=1),
    )
    with demo(tmp_path / "data") as server:
        assert server.stop() == 0
    load(server.database, (SHELVED, forgotten))
    with demo(tmp_path / "data") as server:
        end = time.monotonic() + SETTLED_SECONDS
        while statuses(server) == ("on-hold-shelf", "ready") and time.monotonic() < end:
            time.sleep(0.05)
        assert statuses(server) == ("to-be-reshelved", "expired")
        assert server.stop() == 0
