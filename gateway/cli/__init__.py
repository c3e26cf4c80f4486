"""The command line: ``guanji COMMAND …``.

Nothing but click is imported before it is known which command is meant. `words` holds every text in both
languages, `speak` builds commands from it, `ending` ends them; each other module holds one group of commands.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

MODULES: Final[Mapping[str, str]] = {
    "demo": "gateway.cli.demo",
    "init": "gateway.cli.init",
    "run": "gateway.cli.run",
    "config": "gateway.cli.config",
    "db": "gateway.cli.db",
    "doctor": "gateway.cli.doctor",
    "kiosk": "gateway.cli.kiosk",
    "circ": "gateway.cli.circ",
    "patron": "gateway.cli.patron",
    "ill": "gateway.cli.ill",
    "outbox": "gateway.cli.outbox",
    "partner": "gateway.cli.partner",
    "probe": "gateway.cli.probe",
    "load": "gateway.cli.load",
    "retention": "gateway.cli.retention",
    "statistics": "gateway.cli.statistics",
    "audit": "gateway.cli.audit",
    "decode": "gateway.cli.decode",
    "encode": "gateway.cli.encode",
}
"""Which module holds which command, in the order of the help page."""


def main() -> None:
    """Run the command line of this process."""
    sys.exit(execute(sys.argv[1:], os.environ))


def execute(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command; the answer is its exit code: 0 done, 1 failed, 2 wrong usage or configuration.

    Whatever goes wrong becomes one line on standard error. With ``GUANJI_DEBUG`` set, what nobody expected is
    raised instead.
    """
    import click

    from gateway.cli import ending
    from gateway.cli.language import choose
    from gateway.cli.speak import Say

    say = Say(choose(arguments, environ))
    try:
        status: Any = root(say).main(list(arguments), prog_name="guanji", standalone_mode=False, obj=say)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last one who can tell it in one line
        return ending.status(error, say, environ)
    return int(status or 0)


def root(say: Any) -> Any:  # noqa: ANN401 - click's types, which are not imported yet
    """The root of all commands."""
    from gateway.cli.speak import LazyGroup

    parameters = [
        say.language_option(),
        say.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version),
    ]
    return LazyGroup(say, MODULES, parameters)


def _version(context: Any, _: object, wanted: bool) -> None:  # noqa: ANN401, FBT001 - as click calls it
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        import click

        try:
            click.echo(f"guanji {version('guanji')}")
        except PackageNotFoundError:
            click.echo(context.obj.phrase("no-version"))
        context.exit()
