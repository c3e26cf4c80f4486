"""The modules of the model that only declare: what their words promise to the other rooms."""

from datetime import UTC, datetime
from enum import Enum

import msgspec
import pytest

from gateway.model import changes, commands, inbound, items, kiosks, patrons
from gateway.model.commands import Checkin, Command
from tests.library import KIOSK, NOW, item_ref

MODULES = (changes, commands, inbound, items, kiosks, patrons)
STRUCTS = sorted(
    {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, msgspec.Struct) and thing is not msgspec.Struct
    },
    key=lambda struct: struct.__name__,
)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_nouns_and_verbs_do_not_change(struct: type[msgspec.Struct]) -> None:
    assert struct.__struct_config__.frozen


def test_every_command_says_when() -> None:
    for struct in STRUCTS:
        if issubclass(struct, Command):
            assert "at" in struct.__struct_fields__


def test_a_message_on_its_way_is_remembered_only_if_it_has_a_key() -> None:
    body = Checkin(at=NOW, item=item_ref(), returned=datetime(2026, 3, 1, tzinfo=UTC))
    assert inbound.Inbound(ref="1", at=NOW, origin=KIOSK, body=body).key == b""


def test_sip2_has_thirteen_states_of_an_item() -> None:
    states: type[Enum] = items.ItemStatus
    assert len(states) == 13
