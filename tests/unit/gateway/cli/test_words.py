"""Every text is there in both languages."""

import re
import string
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from gateway import cli
from gateway.cli import root
from gateway.cli.speak import Say
from gateway.cli.words import COMMANDS, FAILURES, PARAMETERS, PHRASES

_SOURCES = Path(cli.__file__).parent


@pytest.mark.parametrize("table", [COMMANDS, PARAMETERS, PHRASES, FAILURES])
def test_both_languages_say_the_same(table: Mapping[str, tuple[str, str]]) -> None:
    for key, (english, chinese) in table.items():
        assert english, key
        assert chinese, key
        assert _names(english) == _names(chinese), key


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_phrase_is_left_over() -> None:
    code = "".join(file.read_text("utf-8") for file in _SOURCES.glob("*.py") if file.name != "words.py")
    assert [key for key in {**PHRASES, **FAILURES} if not re.search(f"[\"']{key}[\"']", code)] == []


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
