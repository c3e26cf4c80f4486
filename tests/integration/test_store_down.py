"""A database that can't be written: whoever asks is told so, and told again when it can."""

import sqlite3
import time
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.kiosk_line import kiosk
from tests.live import LOOPBACK, Demo

#: The store waits 2 s for another's lock, and the server looks every 5 s.
PATIENCE_SECONDS = 30.0

ASKED = "9900402.00"


def test_kiosks_and_monitoring_hear_it(library: Demo) -> None:
    with closing(sqlite3.connect(library.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert health(library) == 503
        until(library, "98NNN")
        other.execute("ROLLBACK")
    assert health(library) == 200
    until(library, "98YYY")


def health(library: Demo) -> int:
    """What /healthz answers with."""
    try:
        with urlopen(f"http://{LOOPBACK}:{library.http}/healthz") as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def until(library: Demo, beginning: str) -> None:
    """Ask how the server is until the answer begins so."""
    end = time.monotonic() + PATIENCE_SECONDS
    with kiosk(library.sip2, "kiosk1") as line:
        while not (answer := line.say(ASKED)).startswith(beginning):
            assert time.monotonic() < end, answer
            time.sleep(0.5)
