"""``guanji partner``: who lends to us and borrows from us, through the running server."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from gateway.cli.asking import asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.render import minute, print_table
from gateway.cli.speak import Say
from gateway.web.ill_shapes import PartnerRow, Partners, PartnerShown


def commands(say: Say) -> click.Command:
    """The group."""
    asking = (json_option(say), *asking_options(say))
    return say.group(
        "partner",
        say.command("partner list", list_partners, *asking),
        say.command("partner show", show, say.argument("name", metavar="NAME"), *asking),
    )


@click.pass_obj
def list_partners(say: Say, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print a table of the partners."""
    answer = Server(say, config, socket).ask("GET", "/partners")
    if as_json:
        print_json(answer)
        return
    partners = msgspec.convert(answer, Partners).partners
    if partners:
        print_partners(say, partners)
    else:
        click.echo(say.phrase("no-partners"))


@click.pass_obj
def show(say: Say, name: str, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print one partner with its configuration."""
    answer = Server(say, config, socket).ask("GET", f"/partners/{part(name)}")
    if as_json:
        print_json(answer)
        return
    partner = msgspec.convert(answer, PartnerShown)
    print_partners(say, [partner])
    if partner.configuration:
        click.echo("")
    for key, value in _flat(partner.configuration):
        click.echo(f"{key} = {value}")


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """A configuration's keys with what they say, those of inner tables with their table's name before."""
    told: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            told += _flat(value, f"{before}{key}.")
        elif value not in (None, "", []):
            told.append((before + key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    return told


def print_partners(say: Say, partners: Sequence[PartnerRow]) -> None:
    """Partners as a table."""
    headings = (
        *("ill-partner", "partner-symbol", "partner-title", "partner-line"),
        *("partner-waiting", "partner-dead", "partner-sent", "letter-error"),
    )
    print_table([say.phrase(heading) for heading in headings], [_row(say, one) for one in partners])


def _row(say: Say, one: PartnerRow) -> list[str]:
    counts = [str(one.waiting or ""), str(one.dead or "")]
    return [one.name, one.symbol, one.title, _line(say, one), *counts, minute(one.last_sent), one.error]


def _line(say: Say, one: PartnerRow) -> str:
    """How its line fares."""
    since = minute(one.failing_since)
    match one.line:
        case "paused":
            told = say.phrase("line-paused", by=one.paused_by, why=one.paused_why).rstrip()
        case "down":
            told = say.phrase("line-down", since=since, until=minute(one.closed_until))
        case "failing":
            told = say.phrase("line-failing", failures=one.failures, since=since)
        case "calls-us":
            told = say.phrase("line-calls-us")
        case "up":
            told = say.phrase("line-up")
        case _:
            told = say.phrase("line-never")
    return told if one.configured else say.phrase("comma").join((say.phrase("line-stranger"), told))
