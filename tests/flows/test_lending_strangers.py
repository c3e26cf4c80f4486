"""Strangers, and whoever sends garbage: they are answered, and leave little behind however much they send."""

from collections.abc import Iterator

import msgspec
import pytest

from gateway.dispatch.lending.restraint import FIRST, MESSAGES_A_REQUEST
from gateway.model.changes import Event
from gateway.model.ill.names import TransactionId
from gateway.model.ill.reports import Unable
from gateway.model.ill.services import IllMessage, Message, StatusOrErrorReport
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import UnableToPerform
from gateway.ports.ill_language import Understood
from tests.lending_libraries import Caller, Place, Strangers, World

DAILY = 3
GARBAGE = bytes.fromhex("6104300201ff")
SERVED = [Strangers.ACCEPT, Strangers.QUARANTINE]


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    for place in made.libraries.values():
        place.close()


@pytest.fixture
def asking(world: World) -> IllMessage:
    """A request as CUMT writes it."""
    cumt = world.library("CUMT", "HHIT")
    cumt.asks("HHIT")
    return read(cumt, _payload(cumt))


def _payload(place: Place) -> bytes:
    opened = place.only().id
    (letter,) = place.read(lambda shelf: shelf.letters_of(opened))
    payload: bytes = letter.payload
    return payload


def read(place: Place, raw: bytes) -> IllMessage:
    found = place.language.read(raw, "utf-8")
    assert isinstance(found, Understood)
    return found.message


def numbered(place: Place, message: IllMessage, number: int) -> bytes:
    """The same in a transaction of its own."""
    name = TransactionId(
        initial_requester=message.transaction.initial_requester, group="g", qualifier=str(number)
    )
    return place.language.write(msgspec.structs.replace(message, transaction=name), Terms()).payload


def said(place: Place, raw: bytes, host: str = "192.0.2.1") -> IllMessage:
    """What is answered on the line."""
    (answer,) = place.wait(place.hear(raw, Caller(host=host)))
    return read(place, answer)


def refusal(message: IllMessage) -> object:
    assert isinstance(message.body, StatusOrErrorReport)
    return None if message.body.error is None else message.body.error.problem


def events(place: Place) -> list[Event]:
    return list(place.read(lambda shelf: shelf.conflicts(1000)))


@pytest.mark.parametrize("policy", SERVED)
def test_strangers_of_an_address_open_so_many_a_day(
    world: World, asking: IllMessage, policy: Strangers
) -> None:
    hhit = world.library("HHIT", strangers=policy, daily=DAILY)
    for number in range(DAILY):
        hhit.wait(hhit.hear(numbered(hhit, asking, number), Caller(host="192.0.2.1")))
    too_much = Unable(problem=UnableToPerform.RESOURCE_LIMITATION)
    for number in range(20):
        assert refusal(said(hhit, numbered(hhit, asking, DAILY + number))) == too_much
    assert len(hhit.all()) == DAILY
    kinds = [event.kind for event in events(hhit)]
    assert kinds == ["ill-stranger"] * 2, "the first, and the tenth"
    hhit.wait(hhit.hear(numbered(hhit, asking, 99), Caller(host="192.0.2.2")))
    assert len(hhit.all()) == DAILY + 1, "another address has its own"


def test_what_was_opened_goes_on(world: World, asking: IllMessage) -> None:
    hhit = world.library("HHIT", strangers=Strangers.ACCEPT, daily=1)
    hhit.wait(hhit.hear(numbered(hhit, asking, 0), Caller(host="192.0.2.1")))
    note = msgspec.structs.replace(asking, body=Message(note="请尽快"))
    hhit.wait(hhit.hear(numbered(hhit, note, 0), Caller(host="192.0.2.1")))
    (opened,) = hhit.all()
    assert "MESSAGE" in [entry.service for entry in hhit.entries(opened.id)]


def test_but_not_without_end(world: World, asking: IllMessage) -> None:
    hhit = world.library("HHIT", strangers=Strangers.ACCEPT, daily=1)
    hhit.wait(hhit.hear(numbered(hhit, asking, 0), Caller(host="192.0.2.1")))
    (opened,) = hhit.all()
    for number in range(3 * MESSAGES_A_REQUEST):
        note = msgspec.structs.replace(asking, said=f"202611231{number:05}", body=Message(note="请尽快"))
        hhit.wait(hhit.hear(numbered(hhit, note, 0), Caller(host="192.0.2.1")))
    assert len(hhit.entries(opened.id)) == MESSAGES_A_REQUEST


def test_strangers_that_are_refused_are_answered_each_time_and_remembered_a_few_times(
    world: World, asking: IllMessage
) -> None:
    hhit = world.library("HHIT")
    for number in range(60):
        assert refusal(said(hhit, numbered(hhit, asking, number))) is not None
    found = events(hhit)
    assert len(found) == FIRST + 1
    assert found[0].data["more"] == 10 - FIRST - 1


def test_so_is_garbage_and_the_line_closes_after_the_fifth_in_a_row(world: World) -> None:
    hhit = world.library("HHIT")
    closed: list[str] = []
    for _ in range(60):
        assert refusal(said(hhit, GARBAGE)) is not None
        closed.append(hhit.lending.wearies(Caller(host="192.0.2.1")))
    assert [not why for why in closed] == [True] * 4 + [False] * 56
    assert len(events(hhit)) == FIRST + 1


def test_a_message_that_can_be_read_begins_the_count_anew(world: World, asking: IllMessage) -> None:
    hhit = world.library("HHIT")
    for number in range(30):
        raw = numbered(hhit, asking, number) if number % 5 == 4 else GARBAGE
        said(hhit, raw)
        assert hhit.lending.wearies(Caller(host="192.0.2.1")) == ""


def test_one_who_changes_his_network_address_within_his_network_is_one(world: World) -> None:
    hhit = world.library("HHIT")
    hhit.lending.one_address = lambda _host: "2001:db8::/64"
    for number in range(20):
        said(hhit, GARBAGE, f"2001:db8::{number}")
    assert len(events(hhit)) == FIRST + 1


def test_what_belongs_to_no_transaction_of_a_stranger_is_remembered_a_few_times(
    world: World, asking: IllMessage
) -> None:
    hhit = world.library("HHIT", strangers=Strangers.ACCEPT)
    note = msgspec.structs.replace(asking, body=Message(note="?"))
    for number in range(60):
        assert refusal(said(hhit, numbered(hhit, note, number))) is not None
    assert len(events(hhit)) == FIRST + 1
