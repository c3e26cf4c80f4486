"""``guanji config``: check, show, schema."""

from pathlib import Path

import click

from gateway.cli.failure import MISUSED
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


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "config",
        say.command("config check", check, config_option(say)),
        say.command("config show", show, config_option(say)),
        say.command("config schema", schema),
    )


@click.pass_obj
def check(say: Say, config: Path) -> int:
    """Say ok and what was found, or everything that is wrong."""
    from gateway.config.faults import ConfigError
    from gateway.config.load import load_all

    try:
        loaded = load_all(config)
    except ConfigError as error:
        click.echo(say.phrase("faults", file=config, count=len(error.faults)), err=True)
        click.echo(error.text(say.language), err=True)
        return MISUSED
    for warning in loaded.warnings:
        click.echo(say.phrase("warning", text=warning.text(say.language)), err=True)
    click.echo(say.phrase("ok"))
    found = loaded.config
    click.echo(
        say.phrase(
            "config-summary",
            agency=found.agency,
            listeners=len(found.listen),
            locations=len(found.locations),
            kiosks=len(found.kiosks),
            rules=len(found.policy.rules),
        )
    )
    return 0


@click.pass_obj
def show(say: Say, config: Path) -> None:
    """Print what is in effect."""
    from gateway.config.load import load_all
    from gateway.config.show import show as shown

    click.echo(shown(load_all(config), say.language), nl=False)


def schema() -> None:
    """Print the JSON Schema."""
    from gateway.config.schema import text

    click.echo(text(), nl=False)
