"""``guanji audit``: what staff did, and whether the record of it is whole, with or without a server."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import click

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.options import config_option
from gateway.cli.speak import Say
from gateway.web.shapes import MOST_ACTS, Acts, ActShown, Verified, Verify

if TYPE_CHECKING:
    from gateway.config.declare import Config
    from gateway.model.audit import Walk


def commands(say: Say) -> click.Command:
    """The group."""
    wanted = (
        say.option("--actor", key="who"),
        say.option("--subject"),
        say.option("--from", "first", key="from-day", metavar="DAY"),
        say.option("--to", "last", key="to-day", metavar="DAY"),
        say.option("--limit", metavar="N", type=click.IntRange(1, MOST_ACTS)),
    )
    asking = (json_option(say), *asking_options(say))
    return say.group(
        "audit",
        say.command("audit list", list_acts, *wanted, *asking),
        say.command("audit verify", verify, say.option("--noted", metavar="NUMBER:SEAL"), *asking),
        say.command(
            "audit renew",
            renew,
            say.option("--why", key="why-renewed", required=True, metavar="TEXT"),
            actor_option(say),
            say.option("--yes", is_flag=True, key="yes-renew"),
            config_option(say),
        ),
    )


#: What the server calls an option whose name is taken in Python.
_NAMES = {"first": "from", "last": "to"}


@click.pass_obj
def list_acts(say: Say, /, *, as_json: bool, config: Path, socket: Path | None, **wanted: object) -> None:
    """Print what staff did."""
    query = urlencode({_NAMES.get(name, name): value for name, value in wanted.items() if value is not None})
    answer = _asked(say, config, socket, partial(_from_server, query), partial(_from_database, query))
    if as_json:
        print_json(answer)
        return
    import msgspec

    from gateway.cli.render import print_table

    acts = msgspec.convert(answer, Acts).acts
    if not acts:
        click.echo(say.phrase("no-acts"))
        return
    columns = ("act-number", "when", "by", "what", "about", "act-outcome", "details")
    print_table([say.phrase(column) for column in columns], [_row(say, act) for act in acts])


def _row(say: Say, act: ActShown) -> list[str]:
    from gateway.cli.render import minute

    # Whom an account says it asks for stands behind the account, which the system vouches for.
    who = act.account if act.actor in {"", act.account} else f"{act.account} ({act.actor})"
    details = say.phrase("comma").join(
        f"{name} {value}" for name, value in act.facts.items() if value not in {None, ""}
    )
    return [str(act.seq), minute(act.at), who, act.action, act.subject, act.outcome, details]


@click.pass_obj
def verify(say: Say, noted: str | None, as_json: bool, config: Path, socket: Path | None) -> int:  # noqa: FBT001
    """Say whether the record is whole; 1 where it is not."""
    asked = Verify() if noted is None else _noted(noted)
    answer = _asked(
        say,
        config,
        socket,
        lambda server: server.ask("POST", "/audit/verify", asked),
        lambda loaded: _acting().verified(loaded, asked),
    )
    if as_json:
        print_json(answer)
        return 0 if answer.get("ok") else FAILED
    import msgspec

    found = msgspec.convert(answer, Verified)
    if not found.ok:
        click.echo(f"✗ {say.phrase('audit-broken', broken=found.broken, acts=found.acts)}", err=True)
        return FAILED
    if not found.acts:
        click.echo(say.phrase("audit-empty"))
    else:
        if found.renewed:
            click.echo(f"! {say.phrase('audit-renewed', renewed=found.renewed)}")
        click.echo(say.phrase("audit-whole", acts=found.acts, seq=found.seq, seal=found.seal))
    return 0


@click.pass_obj
def renew(say: Say, why: str, actor: str, yes: bool, config: Path) -> None:  # noqa: FBT001
    """Begin the record anew after its key was lost, in the database itself, beside a server or without."""
    from gateway.app import acting
    from gateway.config.load import load
    from gateway.dispatch.audit import KeyHolds

    if not why.strip():
        raise Failure("no-why", MISUSED)

    def sure(found: "Walk") -> None:
        if not yes:
            question = say.phrase("audit-renew-sure", first=found.broken, last=found.astray)
            click.confirm(question, abort=True, err=True)

    try:
        begun = acting.renew(load(config), why.strip(), actor=actor, sure=sure)
    except KeyHolds as error:
        if error.broken is None:
            raise Failure("audit-still-whole") from None
        raise Failure("audit-not-the-key", broken=error.broken) from None
    click.echo(say.phrase("audit-begun", seq=begun.seq, seal=begun.seal.hex()))


def _asked(
    say: Say,
    config: Path,
    socket: Path | None,
    server: "Callable[[Server], dict[str, Any]]",
    database: "Callable[[Config], object]",
) -> dict[str, Any]:
    """What the server answers or, where none runs and none was named, the database itself says."""
    try:
        return server(Server(say, config, socket))
    except Failure as error:
        if socket is not None or error.code != "no-server":
            raise
    import msgspec

    from gateway.config.load import load
    from gateway.model.wording import Tongue
    from gateway.web.refusals import Unaskable

    loaded = load(config)
    click.echo(say.phrase("audit-own"), err=True)
    try:
        answer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(database(loaded)))
    except Unaskable as error:
        raise Failure("refused", error=error.told(Tongue(say.language))) from None
    return answer


def _from_server(query: str, server: Server) -> dict[str, Any]:
    return server.ask("GET", f"/audit?{query}" if query else "/audit")


def _from_database(query: str, config: "Config") -> object:
    return _acting().acts(config, parse_qs(query.encode()))


def _acting() -> Any:  # noqa: ANN401 - a module that takes a while to import
    from gateway.app import acting

    return acting


def _noted(text: str) -> Verify:
    seq, _, seal = text.strip().partition(":")
    if not seq.isdecimal() or not int(seq) or not seal:
        raise Failure("bad-noted", MISUSED, noted=text)
    return Verify(seq=int(seq), seal=seal)
