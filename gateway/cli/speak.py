"""click, in the reader's language: commands, options and help pages whose every word comes from one table.

A module of commands has a function ``commands(say)`` that builds them; `Say` looks texts up by key, so that
the language is an argument and nothing is fixed at import.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import click

from gateway.cli.language import Language
from gateway.cli.words import COMMANDS, PARAMETERS, PHRASES

_HEADINGS: Final = {"Options": "选项", "Commands": "命令"}


class Say:
    """The texts of the command line in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    @property
    def chinese(self) -> bool:
        """Whether Chinese is spoken."""
        return self.language == "zh"

    def pick(self, pair: tuple[str, str]) -> str:
        """The text of an (English, Chinese) pair."""
        return pair[self.chinese]

    def phrase(self, key: str, **facts: object) -> str:
        """A line of output (`gateway.cli.words.PHRASES`), its braces filled."""
        return self.pick(PHRASES[key]).format_map(facts)

    def option(self, *names: str, key: str = "", **attributes: Any) -> click.Option:  # noqa: ANN401 - click's own
        """An option; its help is that of `key`, absent: of its long name."""
        long = next(name for name in names if name.startswith("--"))
        described = self.pick(PARAMETERS[key or long.removeprefix("--")])
        return click.Option(names, help=described, **attributes)

    def language_option(self, *, hidden: bool = False) -> click.Option:
        """``--lang``, which is understood before a command and, untold, behind it.

        It is only passed over here: `gateway.cli.language` has found it before there were commands.
        """
        return self.option("--lang", type=click.Choice(["en", "zh"]), expose_value=False, hidden=hidden)

    def argument(self, name: str, **attributes: Any) -> click.Argument:  # noqa: ANN401 - click's own
        """An argument."""
        return click.Argument([name], **attributes)

    def command(
        self, path: str, callback: Callable[..., int | None], *parameters: click.Parameter
    ) -> click.Command:
        """The command at that path (``config check``)."""
        name = path.rsplit(maxsplit=1)[-1]
        command = Spoken(name, params=[*parameters, self.language_option(hidden=True)], callback=callback)
        self._describe(command, path)
        return command

    def group(self, path: str, *commands: click.Command) -> click.Group:
        """The group at that path, with its commands."""
        group = SpokenGroup(path.rsplit(maxsplit=1)[-1], params=[self.language_option(hidden=True)])
        for command in commands:
            group.add_command(command)
        self._describe(group, path)
        return group

    def _describe(self, command: click.Command, path: str) -> None:
        text = self.pick(COMMANDS[path])
        command.help = text
        # Chinese sentences end in a full stop of their own, which click doesn't look for.
        command.short_help = text.split("\n", 1)[0].rstrip(".。")


class _Speaking(click.Command):
    """A command whose help page is wholly in the language of the `Say` that click carries along."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：" if _chinese(ctx) else None)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``."""
        option = super().get_help_option(ctx)
        if option is not None and _chinese(ctx):
            option.help = "显示本说明。"
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        if rows:
            with formatter.section(_heading(ctx, "Options")):
                formatter.write_dl(rows)


class Spoken(_Speaking):
    """A command."""


class SpokenGroup(_Speaking, click.Group):
    """A group of commands that are built already."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and below them the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, in the order in which they were declared."""
        rows = [(name, command.short_help or "") for name, command in self.commands.items()]
        with formatter.section(_heading(ctx, "Commands")):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Declared order: the likeliest first, not the alphabet."""
        del ctx
        return list(self.commands)


class LazyGroup(SpokenGroup):
    """The root: a command's module is imported when the command is called, never for a help page.

    `modules` says where each command lives; each module's ``commands(say)`` gives the command.
    """

    def __init__(self, say: Say, modules: Mapping[str, str], parameters: Sequence[click.Parameter]) -> None:
        super().__init__("guanji", params=list(parameters), help=say.pick(COMMANDS[""]))
        self._say = say
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Declared order."""
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its module imported now."""
        del ctx
        if cmd_name not in self._modules:
            return None
        command: click.Command = import_module(self._modules[cmd_name]).commands(self._say)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, from the table of texts alone."""
        rows = [
            (name, self._say.pick(COMMANDS[name]).split("\n", 1)[0].rstrip(".。")) for name in self._modules
        ]
        with formatter.section(_heading(ctx, "Commands")):
            formatter.write_dl(rows)


def _chinese(ctx: click.Context) -> bool:
    return isinstance(ctx.obj, Say) and ctx.obj.chinese


def _heading(ctx: click.Context, english: str) -> str:
    return _HEADINGS[english] if _chinese(ctx) else english
