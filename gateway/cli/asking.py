"""What the commands that ask a running server have in common: their options, and a request from a Struct.

A command's arguments and options are derived from the Struct that is its request's body: what is required is
an argument, what has a default is an option.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec import inspect

from gateway.cli.failure import MISUSED, Failure
from gateway.cli.options import config_option
from gateway.cli.speak import Say

if TYPE_CHECKING:
    from gateway.web.shapes import Request

#: The argument of which several may be given; each is a request of its own.
MANY = "item"


def asking_options(say: Say) -> tuple[click.Option, ...]:
    """How the server is found."""
    return config_option(say), say.option("--socket", type=click.Path(path_type=Path))


def json_option(say: Say) -> click.Option:
    """``--json``."""
    return say.option("--json", "as_json", is_flag=True)


def actor_option(say: Say) -> click.Option:
    """``--actor``, the account's name where it is not given."""
    return say.option("--actor", default=getuser)


def print_json(answer: object) -> None:
    """An answer as it came, for programs."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def parameters(say: Say, request: type[msgspec.Struct]) -> Iterator[click.Parameter]:
    """The arguments and options for that request, in its own order."""
    described = inspect.type_info(request)
    fields = described.fields if isinstance(described, inspect.StructType) else ()
    for field in sorted(fields, key=lambda field: not field.required):
        if field.required:
            yield _argument(say, field.name)
        elif field.name == "actor":
            yield actor_option(say)
        else:
            yield _option(say, field)


def _argument(say: Say, name: str) -> click.Argument:
    metavar = name.upper()
    if name == MANY:
        return say.argument(name, metavar=f"{metavar}…", nargs=-1, required=True)
    return say.argument(name, metavar=metavar)


def _option(say: Say, field: inspect.Field) -> click.Option:
    flag = f"--{field.name.replace('_', '-')}"
    kind = _only(field.type)
    if isinstance(kind, inspect.BoolType):
        return say.option(flag, is_flag=True)
    if isinstance(kind, inspect.EnumType):
        chosen = field.default.value if isinstance(field.default, Enum) else None
        choice = click.Choice([member.value for member in kind.cls])
        return say.option(flag, type=choice, default=chosen, show_default=chosen is not None)
    return say.option(flag, default=None if field.default is None else str(field.default))


def _only(kind: inspect.Type) -> inspect.Type:
    """The type of an optional value."""
    if isinstance(kind, inspect.UnionType):
        return next(member for member in kind.types if not isinstance(member, inspect.NoneType))
    return kind


def body(request: "type[Request]", values: dict[str, Any]) -> "Request":
    """The request with those values. Raises `Failure` that names the one that is wrong."""
    given = {name: value for name, value in values.items() if value is not None}
    if "amount" in given:
        given["amount"] = _amount(given["amount"])
    try:
        return msgspec.convert(given, request)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("`$.")[2].rstrip("`")
        raise Failure(
            "bad-value", MISUSED, name=name, value=given.get(name, ""), wanted=_wanted(request, name)
        ) from None


def _amount(text: str) -> int:
    from protocols.sip2.money import fen

    amount = fen(text)
    if amount is None or amount <= 0:
        raise Failure("bad-value", MISUSED, name="AMOUNT", value=text, wanted="12.50")
    return amount


def _wanted(request: "type[Request]", name: str) -> str:
    """An example of what a date or instant looks like."""
    kind = next(field.type for field in msgspec.structs.fields(request) if field.name == name)
    return "2026-10-01T08:00:00+08:00" if kind == datetime | None else "2026-10-01"
