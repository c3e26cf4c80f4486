"""``guanji patron``: see, block, unblock, replace a card, through the running server."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from gateway.cli import privacy
from gateway.cli.asking import asking_options, body, json_option, parameters, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say
from gateway.web.shapes import Answer, Block, Card, PatronShown, Request, Unblock

_VERBS: dict[str, type[Request]] = {"block": Block, "unblock": Unblock, "card": Card}


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "patron",
        say.command("patron show", show, _patron(say), json_option(say), *asking_options(say)),
        *(_command(say, verb, request) for verb, request in _VERBS.items()),
        *privacy.commands(say),
    )


def _patron(say: Say) -> click.Argument:
    return say.argument("patron", metavar="PATRON")


def _command(say: Say, verb: str, request: type[Request]) -> click.Command:
    return say.command(
        f"patron {verb}",
        partial(click.pass_obj(_perform), verb=verb, request=request),
        _patron(say),
        *parameters(say, request),
        json_option(say),
        *asking_options(say),
    )


@click.pass_obj
def show(say: Say, patron: str, as_json: bool, config: Path, socket: Path | None) -> int:  # noqa: FBT001
    """Print a patron; 1 where there is none."""
    answer = Server(say, config, socket).ask("GET", f"/patrons/{part(patron)}")
    if as_json:
        print_json(answer)
    else:
        import msgspec

        from gateway.cli.render import patron_lines

        for line in patron_lines(say, msgspec.convert(answer, PatronShown)):
            click.echo(line)
    return 0 if answer.get("found") else FAILED


def _perform(
    say: Say,
    /,
    *,
    verb: str,
    request: type[Request],
    patron: str,
    as_json: bool,
    config: Path,
    socket: Path | None,
    **values: Any,  # noqa: ANN401 - the fields of the request
) -> int:
    asked = body(request, values)
    if isinstance(asked, Card) and not asked.lost.strip() and not asked.new.strip():
        raise Failure("no-card", MISUSED)
    answer = Server(say, config, socket).ask("POST", f"/patrons/{part(patron)}/{verb}", asked)
    if as_json:
        print_json(answer)
    else:
        import msgspec

        from gateway.cli.render import answer_lines

        shown = msgspec.convert(answer, Answer)
        for line in answer_lines(say, shown):
            click.echo(line, err=not shown.ok)
    return 0 if answer.get("ok") else FAILED
