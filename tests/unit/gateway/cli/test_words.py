"""Every text is there in both languages."""

import string
from collections.abc import Mapping

import click
import pytest

from gateway.cli import root
from gateway.cli.speak import Say
from gateway.cli.words import COMMANDS, FAILURES, PARAMETERS, PHRASES


@pytest.mark.parametrize("table", [COMMANDS, PARAMETERS, PHRASES, FAILURES])
def test_both_languages_say_the_same(table: Mapping[str, tuple[str, str]]) -> None:
    for key, (english, chinese) in table.items():
        assert english, key
        assert chinese, key
        assert _names(english) == _names(chinese), key


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _paths(group: click.Group, before: str = "") -> list[str]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(before + name)
        if isinstance(command, click.Group):
            found += _paths(command, f"{before}{name} ")
    return found


def test_no_text_is_for_a_command_that_is_not_there() -> None:
    assert sorted(_paths(root(Say("en")))) == sorted(set(COMMANDS) - {""})
