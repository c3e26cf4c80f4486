"""The option that every command has which needs a configuration."""

from pathlib import Path

import click

from gateway.cli.speak import Say


def config_option(say: Say) -> click.Option:
    """``-c FILE``, the same for every command that needs it."""
    return say.option(
        "-c",
        "--config",
        "config",
        type=click.Path(path_type=Path),
        default=Path("guanji.toml"),
        envvar="GUANJI_CONFIG",
    )
