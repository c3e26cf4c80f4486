"""``guanji patron export``, ``guanji patron erase``: what is held about a patron, by the running server."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say

#: A dossier is its owner's business: whoever writes it down hands it over.
MODE: Final = 0o600


#: What an erasure may have left undone: what is said of it, and what is to be done.
_UNDONE: Final = {
    "unlisted": ("erased-unlisted", "erased-unlisted-do"),
    "uncleaned": ("erased-uncleaned", "erased-uncleaned-do"),
}


def commands(say: Say) -> tuple[click.Command, ...]:
    """The commands; they belong to the group ``patron``."""
    patron = say.argument("patron", metavar="PATRON")
    output = say.option("--output", type=click.Path(path_type=Path, dir_okay=False))
    asking = (json_option(say), *asking_options(say))
    return (
        say.command("patron export", export, patron, output, *asking),
        say.command(
            "patron erase", erase, patron, say.option("--yes", is_flag=True), actor_option(say), *asking
        ),
    )


@click.pass_obj
def export(
    say: Say,
    patron: str,
    output: Path | None,
    as_json: bool,  # noqa: FBT001 - as click calls it
    config: Path,
    socket: Path | None,
) -> int:
    """Tell everything held about a patron; 1 where there is none."""
    if output is not None and output.exists():
        raise Failure("is-there", MISUSED, file=output)
    answer = Server(say, config, socket).ask("GET", f"/patrons/{part(patron)}/dossier")
    if not answer.get("found"):
        click.echo(say.phrase("not-found"), err=True)
        return FAILED
    if output is not None:
        _write(output, answer)
    if as_json:
        print_json(answer)
    else:
        for line in _summary(say, answer):
            click.echo(line)
        if output is not None:
            click.echo(say.phrase("held-in", file=output))
    return 0


def _write(file: Path, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
    except FileExistsError:
        raise Failure("is-there", MISUSED, file=file) from None
    except OSError as error:
        raise Failure("not-writable", path=file, reason=error.strerror) from None


def _summary(say: Say, answer: dict[str, Any]) -> Iterator[str]:
    record = answer["record"]
    yield say.phrase("held-record", number=record["number"], name=record["name"])
    if record.get("pin_is_set"):
        yield say.phrase("held-pin")
    counts = {name: len(rows) for name, rows in answer.items() if isinstance(rows, list)}
    yield say.phrase("held-rows", **counts)
    yield say.phrase("held-lending", **counts)
    yield say.phrase("held-traces", **counts)


@click.pass_obj
def erase(
    say: Say,
    patron: str,
    yes: bool,  # noqa: FBT001 - as click calls it
    actor: str,
    as_json: bool,  # noqa: FBT001 - the same
    config: Path,
    socket: Path | None,
) -> int:
    """Erase a patron; 1 where there is none, or something of his is open."""
    from gateway.web.keeping import Erase

    if not yes:
        _make_sure(say, patron)
    answer = Server(say, config, socket).ask("POST", f"/patrons/{part(patron)}/erase", Erase(actor=actor))
    if as_json:
        print_json(answer)
    else:
        for line in _came(say, answer):
            click.echo(line, err=not answer.get("ok"))
        for undone, (told, to_do) in _UNDONE.items():
            if why := answer.get(undone):
                click.echo("! " + say.phrase(told, why=why), err=True)
                click.echo("  " + say.phrase(to_do), err=True)
    return 0 if answer.get("ok") else FAILED


def _make_sure(say: Say, patron: str) -> None:
    if not sys.stdin.isatty():
        raise Failure("not-asked", MISUSED, patron=patron)
    click.confirm(say.phrase("erase-sure", patron=patron), abort=True)


def _came(say: Say, answer: dict[str, Any]) -> Iterator[str]:
    import msgspec

    from gateway.cli.render import minute
    from gateway.model.wording import yuan
    from gateway.web.keeping import Erasure

    came = msgspec.convert(answer, Erasure)
    if came.ok:
        yield say.phrase("erased", erasure=came.erasure, digest=came.digest)
    elif not came.found:
        yield say.phrase("not-found")
    for loan in came.loans:
        yield "✗ " + say.phrase("erase-loan", item=loan.item, due=minute(loan.due))
    for hold in came.holds:
        yield "✗ " + say.phrase("erase-hold", title=hold.title)
    for fee in came.fees:
        yield "✗ " + say.phrase("erase-fee", yuan=yuan(fee.owed), kind=fee.kind)
    for one in came.lending:
        facts = {"title": one.title, "partner": one.partner, "state": one.state}
        yield "✗ " + say.phrase("erase-lending", transaction=one.transaction, **facts)
