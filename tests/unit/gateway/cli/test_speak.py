"""Commands in the reader's language."""

import click
import pytest

from gateway.cli import execute
from gateway.cli.speak import LazyGroup, Say


def _page(command: click.Command, say: Say) -> str:
    return command.get_help(click.Context(command, info_name="guanji", obj=say))


def test_texts_are_looked_up_and_filled() -> None:
    assert Say("en").phrase("due", due="today") == "due today"
    assert Say("zh").phrase("due", due="今天") == "应还 今天"
    assert Say("zh").pick(("a", "b")) == "b"
    with pytest.raises(KeyError):
        Say("en").phrase("nothing of that name")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Usage:", "Commands:", "Options:", "List the kiosks"]),
        ("zh", ["用法：", "命令:", "选项:", "列出自助机"]),
    ],
)
def test_pages_are_wholly_in_one_language(language: str, words: list[str]) -> None:
    say = Say("zh" if language == "zh" else "en")
    command = say.command("kiosk list", lambda: None, say.option("--json", is_flag=True))
    page = _page(say.group("kiosk", command), say)
    assert all(word in page for word in words)


def test_arguments_stand_in_the_line_of_usage_alone() -> None:
    say = Say("en")
    page = _page(say.command("kiosk list", lambda: None, say.argument("name", metavar="NAME")), say)
    assert page.count("NAME") == 1


def test_a_command_without_options_has_no_list_of_them() -> None:
    say = Say("en")
    command = say.command("kiosk list", lambda: None)
    command.add_help_option = False
    assert "Options" not in _page(command, say)
    assert command.get_help_option(click.Context(command)) is None


def test_a_module_is_imported_when_its_command_is_called() -> None:
    say = Say("en")
    group = LazyGroup(say, {"config": "gateway.cli.config", "init": "gateway.cli.no_such_module"}, [])
    assert "init" in _page(group, say)
    context = click.Context(group)
    config = group.get_command(context, "config")
    assert isinstance(config, click.Group)
    assert group.get_command(context, "foo") is None
    with pytest.raises(ModuleNotFoundError):
        group.get_command(context, "init")


@pytest.mark.parametrize("words", ["--lang zh kiosk hash", "kiosk --lang zh hash", "kiosk hash --lang zh"])
def test_the_language_may_be_named_anywhere(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute([*words.split(), "--help"], {}) == 0
    told = capsys.readouterr().out
    assert "用法：" in told
    assert "--lang" not in told


def test_a_language_that_is_not_spoken_is_refused_there_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["kiosk", "hash", "--lang", "fr"], {}) == 2
    assert "'fr' is not one of 'en', 'zh'" in capsys.readouterr().err
