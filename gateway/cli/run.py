"""``guanji run``: the server."""

from pathlib import Path

import click

from gateway.cli.options import config_option
from gateway.cli.speak import Say


def commands(say: Say) -> click.Command:
    """The command."""
    return say.command("run", run, config_option(say))


def run(config: Path) -> int | None:
    """Run until stopped."""
    from gateway.app import run as serve

    return serve(config)
