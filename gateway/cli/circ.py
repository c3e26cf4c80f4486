"""``guanji circ``: what librarians do at the desk, and what happened, through the running server."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from gateway.cli import history
from gateway.cli.asking import MANY, asking_options, body, json_option, parameters, print_json
from gateway.cli.control import Server
from gateway.cli.failure import FAILED
from gateway.cli.speak import Say
from gateway.web.shapes import VERBS, Answer, Request


def commands(say: Say) -> click.Command:
    """The group: one command for each verb that the server knows, then those that look back."""
    verbs = (_command(say, verb, request) for verb, request in VERBS.items())
    return say.group("circ", *verbs, *history.commands(say))


def _command(say: Say, verb: str, request: type[Request]) -> click.Command:
    return say.command(
        f"circ {verb}",
        _callback(verb, request),
        *parameters(say, request),
        json_option(say),
        *asking_options(say),
    )


def _callback(verb: str, request: type[Request]) -> Callable[..., int]:
    return partial(click.pass_obj(_perform), verb=verb, request=request)


def _perform(
    say: Say,
    /,
    *,
    verb: str,
    request: type[Request],
    as_json: bool,
    config: Path,
    socket: Path | None,
    **values: Any,  # noqa: ANN401 - the fields of the request
) -> int:
    """One request for each item; 1 where one was refused."""
    items = values.pop(MANY, None)
    bodies = [body(request, values | ({MANY: item} if items else {})) for item in items or [None]]
    server = Server(say, config, socket)
    answers = []
    for each in bodies:
        answer = server.ask("POST", f"/circ/{verb}", each)
        answers.append(answer)
        if not as_json:
            _show(say, answer)
    if as_json:
        print_json(answers if items else answers[0])
    return 0 if all(answer.get("ok") for answer in answers) else FAILED


def _show(say: Say, answer: dict[str, Any]) -> None:
    import msgspec

    from gateway.cli.render import answer_lines

    shown = msgspec.convert(answer, Answer)
    for line in answer_lines(say, shown):
        click.echo(line, err=not shown.ok)
