"""``guanji ill``: lending and borrowing between libraries, through the running server."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import click
import msgspec

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.ill_options import parameters, said
from gateway.cli.speak import Say
from gateway.ill.by_hand import BY_HAND
from gateway.model.ill.post import CaseKind
from gateway.model.ill.services import IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.words import Service
from gateway.web import ill_shapes as shapes
from gateway.web.shapes import Request

#: What stands in the place of an id where there is none yet.
NEW: Final = "new"

_MOST: Final = 1000
_REQUEST: Final = "ill-request"


def commands(say: Say) -> click.Command:
    """The group."""
    asking = (json_option(say), *asking_options(say))
    acting = (actor_option(say), *asking)
    limit = say.option("--limit", metavar="N", type=click.IntRange(1, _MOST))
    one = say.argument("transaction", metavar="ID")
    states = click.Choice([state.value for state in State if state is not State.IDLE], case_sensitive=False)
    return say.group(
        "ill",
        say.command(
            "ill list",
            list_transactions,
            say.option("--all", "every", is_flag=True),
            say.option("--closed", is_flag=True),
            say.option("--state", key="ill-state", type=states),
            say.option("--role", type=click.Choice([role.value for role in Role])),
            say.option("--partner", metavar="NAME"),
            say.option("--text", key="ill-text"),
            limit,
            say.option("--after", metavar="ID"),
            *asking,
        ),
        say.command("ill show", show, one, say.option("--full", is_flag=True), *asking),
        say.command("ill request", _request, *_request_options(say), *acting),
        _doing(say, acting),
        say.command(
            "ill repair",
            partial(click.pass_obj(_act), verb="repair", shape=shapes.Repair),
            one,
            say.argument("to", metavar="TO", type=states),
            say.argument("note", metavar="NOTE"),
            *acting,
        ),
        say.command(
            "ill resend",
            partial(click.pass_obj(_act), verb="say-again", shape=shapes.SayAgain),
            one,
            say.option("--service", "of", type=click.Choice([one.lower() for one in Service])),
            *acting,
        ),
        *(
            say.command(
                f"ill {verb}",
                partial(click.pass_obj(_act), verb=verb, shape=Request),
                one,
                *acting,
            )
            for verb in ("retry", "take-back")
        ),
        say.command("ill cases", cases, limit, *asking),
        say.command(
            "ill close-case",
            close_case,
            one,
            say.argument("kind", metavar="KIND", type=click.Choice([kind.value for kind in CaseKind])),
            *acting,
        ),
    )


# --- looking --------------------------------------------------------------------------------------


@click.pass_obj
def list_transactions(
    say: Say,
    /,
    *,
    every: bool,
    closed: bool,
    as_json: bool,
    config: Path,
    socket: Path | None,
    **wanted: str | int | None,
) -> None:
    """Print a table of transactions."""
    query = {name: value for name, value in wanted.items() if value is not None}
    query |= {"open": "all"} if every else {"open": "no"} if closed else {}
    answer = Server(say, config, socket).ask("GET", f"/ill?{urlencode(query)}")
    if as_json:
        print_json(answer)
        return
    from gateway.cli.ill_render import print_transactions

    print_transactions(say, msgspec.convert(answer, shapes.Transactions))


@click.pass_obj
def show(say: Say, transaction: str, full: bool, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print everything about a transaction."""
    answer = Server(say, config, socket).ask("GET", f"/ill/{part(transaction)}")
    if as_json:
        print_json(answer)
        return
    from gateway.cli.ill_render import print_transaction

    print_transaction(say, msgspec.convert(answer, shapes.TransactionShown), full=full)


@click.pass_obj
def cases(say: Say, limit: int | None, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print what staff must look at."""
    path = "/ill/cases" if limit is None else f"/ill/cases?limit={limit}"
    answer = Server(say, config, socket).ask("GET", path)
    if as_json:
        print_json(answer)
        return
    from gateway.cli.ill_render import print_cases

    print_cases(say, msgspec.convert(answer, shapes.Cases))


# --- acting ---------------------------------------------------------------------------------------


def _request_options(say: Say) -> Iterator[click.Parameter]:
    """Whom to ask, for whom, and for what."""
    yield say.option("--partner", key="partner-asked", metavar="NAME", required=True)
    yield say.option("--reader", metavar="NUMBER", default="")
    yield from parameters(say, IllRequest)


def _doing(say: Say, acting: tuple[click.Parameter, ...]) -> click.Group:
    """``ill do ID SERVICE``: one command for each service that staff can have sent."""
    opening = say.command(
        f"ill do {_REQUEST}", partial(click.pass_obj(_open_new)), *_request_options(say), *acting
    )
    group = say.group(
        "ill do", opening, *(_command(say, name, shape, acting) for name, shape in BY_HAND.items())
    )
    group.params.insert(0, say.argument("transaction", metavar="ID"))
    group.callback = _nothing
    return group


def _nothing(**_: object) -> None:
    """Which transaction it is about is read by the service's own command."""


def _command(say: Say, name: str, shape: type[Any], acting: tuple[click.Parameter, ...]) -> click.Command:
    callback: Callable[..., int] = partial(click.pass_obj(_do), verb=name, shape=shape)
    return say.command(f"ill do {name}", callback, *parameters(say, shape), *acting)


def _whose() -> str:
    """The ID before the service."""
    above = click.get_current_context().parent
    return str(above.params["transaction"]) if above is not None else ""


def _do(say: Say, /, *, verb: str, shape: type[Any], actor: str, **values: Any) -> int:  # noqa: ANN401 - options
    """Have a service sent; 1 where it was refused."""
    transaction, asking = _whose(), _asking(values)
    if transaction == NEW:
        raise Failure("new-asks", MISUSED)
    body = shapes.Do(actor=actor, say=said(shape, values))
    return _post(say, f"/ill/{part(transaction)}/{verb}", body, **asking)


def _open_new(say: Say, /, **values: Any) -> int:  # noqa: ANN401 - options
    """Open a transaction, as ``guanji ill request`` does."""
    transaction = _whose()
    if transaction != NEW:
        raise Failure("request-is-new", MISUSED, id=transaction)
    return _open(say, values)


@click.pass_obj
def _request(say: Say, /, **values: Any) -> int:  # noqa: ANN401 - options
    """Open a transaction; 1 where it was refused."""
    return _open(say, values)


def _open(say: Say, values: dict[str, Any]) -> int:
    asking = _asking(values)
    body = shapes.Open(
        actor=values.pop("actor"),
        partner=values.pop("partner"),
        reader=values.pop("reader"),
        request=said(IllRequest, values),
    )
    return _post(say, "/ill", body, **asking)


def _act(
    say: Say,
    /,
    *,
    verb: str,
    shape: type[Request],
    transaction: str,
    actor: str,
    **values: Any,  # noqa: ANN401
) -> int:
    """Something done to a transaction that is no service; 1 where it was refused."""
    asking = _asking(values)
    given = {name: value for name, value in values.items() if value is not None}
    if "of" in given:
        given["of"] = given["of"].upper()
    body = msgspec.convert({"actor": actor, **given}, shape)
    return _post(say, f"/ill/{part(transaction)}/{verb}", body, **asking)


@click.pass_obj
def close_case(
    say: Say, /, *, transaction: str, kind: str, actor: str, as_json: bool, config: Path, socket: Path | None
) -> None:
    """Say that a case has been seen to."""
    body = shapes.CloseCase(actor=actor, transaction=transaction, kind=CaseKind(kind))
    answer = Server(say, config, socket).ask("POST", "/ill/cases", body)
    if as_json:
        print_json(answer)
    else:
        click.echo(say.phrase("case-closed", kind=kind, id=answer["transaction"]))


def _asking(values: dict[str, Any]) -> dict[str, Any]:
    """The options that every command has, taken out of the others."""
    return {name: values.pop(name) for name in ("as_json", "config", "socket")}


def _post(
    say: Say, path: str, body: msgspec.Struct, *, as_json: bool, config: Path, socket: Path | None
) -> int:
    answer: Mapping[str, Any] = Server(say, config, socket).ask("POST", path, body)
    if as_json:
        print_json(answer)
    else:
        from gateway.cli.ill_render import answer_lines

        shown = msgspec.convert(answer, shapes.Answer)
        for line in answer_lines(say, shown):
            click.echo(line, err=not shown.ok)
    return 0 if answer.get("ok") else FAILED
