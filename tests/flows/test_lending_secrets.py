"""Readers in interlibrary loan: what partners are told, what is kept, and what is left nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.logger import LogEvent, eventAsJSON, eventAsText, globalLogPublisher

from adapters.iso10161 import Iso10161
from gateway.model.changes import Changes
from gateway.model.ill.parts import Client, IllItem
from gateway.model.ill.services import IllRequest, Message, Shipped
from gateway.model.ill.states import State
from gateway.ports.ill_language import Understood
from tests.ill_secrets import ID_CARD, PASSWORD, full_of_secrets
from tests.lending_libraries import Caller, Place, World
from tests.store_samples import READER


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


@pytest.fixture
def pair(world: World) -> tuple[Place, Place]:
    return world.library("CUMT", "HHIT"), world.library("HHIT", "CUMT")


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    globalLogPublisher.addObserver(events.append)  # type: ignore[arg-type]
    yield events
    globalLogPublisher.removeObserver(events.append)  # type: ignore[arg-type]


def told(events: list[LogEvent]) -> str:
    """All that a log would show."""
    return "\n".join(
        "\n".join((eventAsText(event), eventAsJSON(event), *(repr(value) for value in event.values())))
        for event in events
    )


def left(place: Place, *secrets: str) -> list[str]:
    """Which secrets stand in a library's files, as text, in hexadecimal, in JSON or in UTF-16."""
    return [
        f"{secret} in {file.name}"
        for file in sorted(Path(place.store.path).parent.iterdir())
        for secret in secrets or SECRETS
        for form in (secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode())
        if form in file.read_bytes()
    ]


SECRETS = (ID_CARD, PASSWORD)
BOOK = IllItem(title="人工智能导论")


def test_nothing_of_them_is_left_by_what_a_partner_sends(
    pair: tuple[Place, Place], logged: list[LogEvent]
) -> None:
    cumt, _ = pair
    raw = full_of_secrets(BOOK)
    assert raw.count(ID_CARD.encode()) == 4
    assert PASSWORD.encode() in raw
    for _ in range(2):
        cumt.wait(cumt.hear(raw))
    theirs = cumt.only()
    assert (theirs.state, theirs.wanted.request.note) == (State.IN_PROCESS, "读者 ***")
    assert [entry.repeat for entry in cumt.entries(theirs.id) if entry.service == "ILL-REQUEST"] == [
        False,
        True,
    ]
    client = cumt.entries(theirs.id)[0].decoded["ILL-Request"]["client-id"]
    assert client == {"client-name": "张三***", "client-identifier": "***"}
    read = Iso10161().read(cumt.entries(theirs.id)[0].raw, "auto")
    assert isinstance(read, Understood)
    assert read.decoded["ILL-Request"]["client-id"] == client
    # What nobody can read, what a stranger sends, and what is no message at all.
    for bytes_, caller in (
        (raw[:-1], Caller()),
        (raw.replace(b"CN:HHIT", b"CN:NOJU"), Caller(host="192.0.2.1")),
        (b"\x61\x16\x30\x14" + ID_CARD.encode() + b"\x00\x00", Caller()),
        (ID_CARD.encode() + PASSWORD.encode(), Caller()),
    ):
        cumt.wait(cumt.hear(bytes_, caller))
        cumt.wait(cumt.lending.garbled(f"garbage {ID_CARD}", bytes_, caller))
    assert left(cumt) == []
    assert left(cumt, "人工智能导论"), "what may stay is found"
    assert not any(secret in told(logged) for secret in SECRETS)


def test_nothing_of_them_goes_on_to_another_library(world: World) -> None:
    cumt, nju = world.library("CUMT", "HHIT", "NJU"), world.library("NJU", "CUMT")
    cumt.wait(cumt.hear(full_of_secrets(BOOK)))
    cumt.wait(cumt.lending.pass_on(cumt.only().id, ["NJU"], actor="李老师"))
    world.settle()
    (asked,) = nju.heard
    assert not any(secret.encode() in asked for secret in SECRETS)
    assert nju.only().title == "人工智能导论"
    assert left(cumt) + left(nju) == []


def test_nothing_of_them_is_left_by_what_staff_write(
    world: World, pair: tuple[Place, Place], logged: list[LogEvent]
) -> None:
    cumt, hhit = pair
    request = IllRequest(item=BOOK, note=f"读者 {ID_CARD}", client=Client(identifier=ID_CARD))
    rest = {"requester-note": ID_CARD, "forward-note": ID_CARD}
    done = cumt.wait(cumt.lending.open("HHIT", request, actor="李老师", client=ID_CARD, rest=rest))
    assert done.transaction.wanted.client == ""
    assert set(done.losses) >= {
        "note: an identity-card number, not kept",
        "client.identifier: an identity-card number, not kept",
        "reader: an identity-card number, not kept",
    }
    world.settle()
    hhit.does(hhit.only().id, Shipped(note=ID_CARD))
    world.settle()
    cumt.does(done.transaction.id, Message(note=f"证件 {ID_CARD}"))
    cumt.wait(cumt.lending.repair(done.transaction.id, State.PENDING, f"误 {ID_CARD}", actor="李老师"))
    world.settle()
    assert not any(secret.encode() in raw for raw in (*hhit.heard, *cumt.heard) for secret in SECRETS)
    assert left(cumt) + left(hhit) == []
    assert not any(secret in told(logged) for secret in SECRETS)


# ------------------------------------------------------------------------------------- whom partners hear of


def opened(cumt: Place, reader: str, request: IllRequest) -> str:
    cumt.wait(cumt.store.commit(lambda ledger: ledger.save(Changes(records=(READER,)))))
    done = cumt.wait(cumt.lending.open("HHIT", request, actor="李老师", client=reader))
    client: str = done.transaction.wanted.client
    return client


@pytest.mark.parametrize("said", ["P0001", " p0001 ", "CUMT.P0001", "04A1B2C3", "04a1b2c3"])
def test_a_reader_is_kept_by_his_number_whatever_names_him(world: World, said: str) -> None:
    cumt = world.library("CUMT", "HHIT")
    assert opened(cumt, said, IllRequest(item=BOOK)) == "P0001"
    assert len(cumt.read(lambda shelf: shelf.ill_transactions_of("P0001"))) == 1


def test_a_reader_whom_nobody_knows_here_is_kept_as_he_was_named(world: World) -> None:
    assert opened(world.library("CUMT", "HHIT"), "R-7", IllRequest(item=BOOK)) == "R-7"


def test_a_partner_hears_nothing_of_the_reader(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    opened(cumt, "P0001", IllRequest(item=BOOK))
    world.settle()
    (request,) = hhit.heard
    for told_ in ("P0001", READER.name, "04A1B2C3", READER.college):
        assert told_.encode() not in request
    assert "client-id" not in hhit.entries(hhit.only().id)[0].decoded["ILL-Request"]


def test_a_partner_hears_what_staff_say_of_him(world: World, pair: tuple[Place, Place]) -> None:
    cumt, hhit = pair
    opened(cumt, "P0001", IllRequest(item=BOOK, client=Client(name="马月坤", status="研究生")))
    world.settle()
    said: dict[str, Any] = hhit.entries(hhit.only().id)[0].decoded["ILL-Request"]
    assert said["client-id"] == {"client-name": "马月坤", "client-status": "研究生"}
    assert hhit.only().wanted.request.client is None
