"""``guanji config``: check, show, schema; reload through the running server."""

from pathlib import Path

import click

from gateway.cli.asking import actor_option, asking_options, json_option
from gateway.cli.failure import MISUSED
from gateway.cli.options import config_option
from gateway.cli.speak import Say


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "config",
        say.command("config check", check, config_option(say)),
        say.command("config show", show, config_option(say)),
        say.command("config schema", schema),
        say.command("config reload", reload, actor_option(say), json_option(say), *asking_options(say)),
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


@click.pass_obj
def reload(say: Say, actor: str, as_json: bool, config: Path, socket: Path | None) -> int:  # noqa: FBT001
    """Have the running server read its configuration again, and say what came of it."""
    import msgspec

    from gateway.cli.asking import print_json
    from gateway.cli.control import Server
    from gateway.cli.failure import FAILED
    from gateway.web.service import Reloaded
    from gateway.web.shapes import Request

    answer = Server(say, config, socket).ask("POST", "/config/reload", Request(actor=actor))
    reloaded = msgspec.convert(answer, Reloaded)
    if as_json:
        print_json(answer)
        return 0 if reloaded.ok else FAILED
    if not reloaded.ok:
        click.echo(say.phrase("reload-refused", count=len(reloaded.faults)), err=True)
        click.echo("\n".join(reloaded.faults), err=True)
        return FAILED
    click.echo(say.phrase("reloaded" if reloaded.applied else "reloaded-same"))
    for key, names in (("reload-applied", reloaded.applied), ("reload-restart", reloaded.restart)):
        if names:
            click.echo("\n".join((say.phrase(key), *(f"  {name}" for name in names))))
    return 0


def schema() -> None:
    """Print the JSON Schema."""
    from gateway.config.schema import text

    click.echo(text(), nl=False)
