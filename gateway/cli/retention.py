"""``guanji retention``: let go of what need not be known any longer, through the running server."""

import time
from collections import Counter
from pathlib import Path
from typing import Final

import click

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server
from gateway.cli.speak import Say

#: Seconds between two questions while another run is under way.
BUSY_SECONDS: Final = 1.0


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "retention",
        say.command(
            "retention run",
            run,
            say.option("--dry-run", key="retention-dry-run", is_flag=True),
            actor_option(say),
            json_option(say),
            *asking_options(say),
        ),
    )


@click.pass_obj
def run(
    say: Say,
    dry_run: bool,  # noqa: FBT001 - as click calls it
    actor: str,
    as_json: bool,  # noqa: FBT001 - the same
    config: Path,
    socket: Path | None,
) -> None:
    """Let go, or count; the server answers now and then, and is asked until it has come to the end."""
    from gateway.web.keeping import LetGoOf

    server = Server(say, config, socket)
    rows: Counter[str] = Counter()
    told = False
    while True:
        answer = server.ask("POST", "/retention", LetGoOf(dry_run=dry_run, actor=actor))
        rows.update(answer["rows"])
        if not answer["more"]:
            break
        if not answer["rows"]:
            if not told:
                click.echo(say.phrase("let-go-busy"), err=True)
                told = True
            time.sleep(BUSY_SECONDS)
    if as_json:
        print_json({"rows": rows})
    else:
        _print(say, rows)


def _print(say: Say, rows: Counter[str]) -> None:
    from gateway.cli.render import print_table

    shown = [(_named(say, name), str(number)) for name, number in rows.items() if number]
    if not shown:
        click.echo(say.phrase("let-go-none"))
        return
    print_table([say.phrase("let-go-what"), say.phrase("let-go-rows")], shown)


def _named(say: Say, name: str) -> str:
    """A kind of rows in words; one that only a newer server knows stands as it is."""
    try:
        return say.phrase(NAMES[name])
    except KeyError:
        return name


NAMES: Final = {
    "payments": "let-go-payments",
    "loans": "let-go-loans",
    "fees": "let-go-fees",
    "holds": "let-go-holds",
    "lending": "let-go-lending",
    "readers of lending": "let-go-readers-of-lending",
    "lost": "let-go-lost",
    "letters": "let-go-letters",
    "messages": "let-go-messages",
    "readers told of": "let-go-readers-told-of",
    "told": "let-go-told",
    "events of readers": "let-go-events-of-readers",
    "events of terminals": "let-go-events-of-terminals",
    "events": "let-go-events",
}
"""What a step of `gateway.store.retention` is called here."""
