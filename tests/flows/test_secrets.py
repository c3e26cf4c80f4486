"""PINs, passwords and identity-card numbers: used, and never kept or logged."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from twisted.logger import ILogObserver, LogEvent, eventAsJSON, eventAsText, globalLogPublisher

from gateway.model.inbound import Inbound
from gateway.ports import CirculationEngine
from gateway.store.sqlite import SqliteStore, open_store
from tests.kiosk_hall import KioskHall, Talk

READER_PIN, WRONG_PIN, NEW_PIN = "PIN-of-a-reader", "PIN-mistyped", "PIN-after-change"
TERMINAL_PASSWORD, GUESS = "terminal-secret", "guessed-secret"
ID_CARD = "32030020050504001X"
SECRETS = (READER_PIN, WRONG_PIN, NEW_PIN, TERMINAL_PASSWORD, GUESS, ID_CARD)

#: Everything that may carry a secret: said in good order, damaged, unreadable, refused, repeated.
SAID = (
    f"81{{t}}AOCUMT|AANEW1|AE陈新|XT本科生|XO{ID_CARD}|AD{READER_PIN}|XK11|AC{TERMINAL_PASSWORD}|",
    f"11NN{{t}}{{b}}AOCUMT|AANEW1|ABB000001|AC{TERMINAL_PASSWORD}|AD{READER_PIN}|",
    f"11NN{{t}}{{b}}AOCUMT|AANEW1|ABB000002|AC{TERMINAL_PASSWORD}|AD{WRONG_PIN}|",
    f"29NN{{t}}{{b}}AOCUMT|AANEW1|AD{READER_PIN}|ABB000001|",
    f"65{{t}}AOCUMT|AANEW1|AD{READER_PIN}|AC{TERMINAL_PASSWORD}|",
    f"15+{{t}}AOCUMT|AANEW1|AD{READER_PIN}|ABB000003|",
    f"37{{t}}0400CNYBV1.00|AOCUMT|AANEW1|AD{READER_PIN}|AC{TERMINAL_PASSWORD}|",
    f"25{{t}}AOCUMT|AANEW1|AD{READER_PIN}|AC{TERMINAL_PASSWORD}|",
    f"01N{{t}}AOCUMT|AL|AANEW1|AC{TERMINAL_PASSWORD}|",
    f"19{{t}}AOCUMT|ABB000001|AC{TERMINAL_PASSWORD}|CHwet|",
    f"09N{{t}}{{t}}AP|AOCUMT|ABB000001|AC{TERMINAL_PASSWORD}|",
    f"23019{{t}}AOCUMT|AANEW1|AC{TERMINAL_PASSWORD}|AD{WRONG_PIN}|",
    f"63019{{t}}          AOCUMT|AANEW1|AC{TERMINAL_PASSWORD}|AD{READER_PIN}|",
    f"35{{t}}AOCUMT|AANEW1|AC{TERMINAL_PASSWORD}|AD{READER_PIN}|",
    f"81{{t}}AOCUMT|AANEW1|AD{READER_PIN}|KD{NEW_PIN}|XO{ID_CARD}|XK14|",
    f"11NN{{t}}{{b}}AOCUMT|AANEW1|ABB000004|AD{NEW_PIN}|AY1AZ0000",
    f"1?garbage AD{READER_PIN}|AC{TERMINAL_PASSWORD}|",
    f"9300CNkiosk1|CO{GUESS}|",
)


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    observer = cast("ILogObserver", events.append)
    globalLogPublisher.addObserver(observer)
    yield events
    globalLogPublisher.removeObserver(observer)


class Failing:
    """An engine that fails on every command, so that its failure is logged with whatever it was given."""

    async def perform(self, _inbound: Inbound, command: object, _journal: object) -> object:
        raise ValueError(command)

    async def ask_patron(self, query: object) -> object:
        raise ValueError(query)

    async def ask_item(self, query: object) -> object:
        raise ValueError(query)


def told(events: list[LogEvent]) -> str:
    """All that a log would show: the line, the traceback, the same as JSON, and each value by itself."""
    return "\n".join(
        "\n".join((eventAsText(event), eventAsJSON(event), *(repr(value) for value in event.values())))
        for event in events
    )


def talk_of_secrets(kiosk: Talk, hall: KioskHall) -> None:
    for text in SAID:
        for _ in range(2):
            kiosk.say(text)
        hall.pass_seconds(61)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "guanji.sqlite")
    yield store
    store.stop()


def test_nothing_of_them_reaches_the_disk_or_the_log(
    database: SqliteStore, tmp_path: Path, logged: list[LogEvent]
) -> None:
    hall = KioskHall(store=database, settings={"issues_cards": True})
    kiosk = hall.kiosk()
    talk_of_secrets(kiosk, hall)
    served = {kind for kind, word in hall.tally.messages if word != "failed"}
    assert {"sip2 81", "sip2 11", "sip2 29", "sip2 37", "sip2 63"} <= served
    files = sorted(tmp_path.iterdir())
    assert {file.suffix for file in files} >= {".sqlite", ".sqlite-wal"}
    for file in files:
        content = file.read_bytes()
        for secret in SECRETS:
            assert secret.encode() not in content, file.name
            assert secret.encode("utf-16-le") not in content, file.name
    log = told(logged)
    assert logged
    for secret in SECRETS:
        assert secret not in log


def test_what_is_kept_of_a_message_shows_that_something_was_there(database: SqliteStore) -> None:
    hall = KioskHall(store=database, settings={"issues_cards": True})
    hall.kiosk().say(SAID[0])
    kept = inbox(database)
    assert kept == [
        "8120260302    100000AOCUMT|AANEW1|AE陈新|XT本科生|XO***|AD***|XK11|AC***|",
    ]


def inbox(store: SqliteStore) -> list[str]:
    """The texts in the inbox."""
    connection = sqlite3.connect(store.path)
    try:
        return [text for (text,) in connection.execute("SELECT text FROM inbox ORDER BY seq")]
    finally:
        connection.close()


def test_a_failing_engine_tells_none_either(logged: list[LogEvent]) -> None:
    hall = KioskHall(engine=lambda _: cast("CirculationEngine", Failing()), settings={"issues_cards": True})
    talk_of_secrets(hall.kiosk(), hall)
    assert any(event.get("log_failure") for event in logged)
    log = told(logged)
    for secret in SECRETS:
        assert secret not in log
