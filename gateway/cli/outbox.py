"""``guanji outbox``: letters to partners, through the running server."""

from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import click
import msgspec

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import FAILED
from gateway.cli.speak import Say
from gateway.model.ill.post import LetterState
from gateway.web.ill_shapes import LetterAnswer, Letters, PartnerShown
from gateway.web.shapes import Pause, Request

_MOST = 1000


def commands(say: Say) -> click.Command:
    """The group."""
    asking = (json_option(say), *asking_options(say))
    acting = (actor_option(say), *asking)
    letters = say.argument("letters", metavar="ID…", nargs=-1, required=True)
    states = click.Choice([state.value for state in LetterState])
    pausing = (say.argument("name", metavar="NAME"), say.option("--why", key="pause-why", default=""))
    return say.group(
        "outbox",
        say.command(
            "outbox list",
            list_letters,
            say.option("--partner", metavar="NAME"),
            say.option("--state", key="letter-state", type=states),
            say.option("--limit", metavar="N", type=click.IntRange(1, _MOST)),
            say.option("--after", metavar="ID"),
            *asking,
        ),
        *(
            say.command(f"outbox {verb}", partial(click.pass_obj(_each), verb=verb), letters, *acting)
            for verb in ("resend", "take-back")
        ),
        *(
            say.command(f"outbox {verb}", partial(click.pass_obj(_turn), verb=verb), *pausing, *acting)
            for verb in ("pause", "resume")
        ),
    )


@click.pass_obj
def list_letters(
    say: Say, /, *, as_json: bool, config: Path, socket: Path | None, **wanted: str | int | None
) -> None:
    """Print a table of letters."""
    query = {name: value for name, value in wanted.items() if value is not None}
    answer = Server(say, config, socket).ask("GET", f"/outbox?{urlencode(query)}")
    if as_json:
        print_json(answer)
        return
    from gateway.cli.ill_render import print_letters

    page = msgspec.convert(answer, Letters)
    if not page.letters:
        click.echo(say.phrase("no-letters"))
        return
    print_letters(say, page.letters, whole=True)
    if page.after:
        click.echo(say.phrase("ill-more", after=page.after), err=True)


def _each(
    say: Say,
    /,
    *,
    verb: str,
    letters: tuple[str, ...],
    actor: str,
    as_json: bool,
    config: Path,
    socket: Path | None,
) -> int:
    """One request for each letter; 1 where one was refused."""
    server = Server(say, config, socket)
    answers = [server.ask("POST", f"/outbox/{part(one)}/{verb}", Request(actor=actor)) for one in letters]
    if as_json:
        print_json(answers)
    else:
        from gateway.cli.ill_render import print_letters

        shown = [msgspec.convert(answer, LetterAnswer) for answer in answers]
        print_letters(say, [one.letter for one in shown if one.ok], whole=True)
        for one in shown:
            if one.problem is not None:
                click.echo(f"✗ {one.letter.id}: {one.problem.text}", err=True)
    return 0 if all(answer.get("ok") for answer in answers) else FAILED


def _turn(
    say: Say,
    /,
    *,
    verb: str,
    name: str,
    why: str,
    actor: str,
    as_json: bool,
    config: Path,
    socket: Path | None,
) -> None:
    """Let letters to a partner wait, or go again: ``pause``, ``resume``."""
    body = Pause(actor=actor, why=why)
    answer = Server(say, config, socket).ask("POST", f"/partners/{part(name)}/{verb}", body)
    if as_json:
        print_json(answer)
        return
    from gateway.cli.partner import print_partners

    print_partners(say, [msgspec.convert(answer, PartnerShown)])
