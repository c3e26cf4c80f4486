"""``guanji encode``: bytes as they go over the line, out of JSON that people write."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gateway.cli.encode_iso18626 import iso18626
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import Apdu
from protocols.iso10161.codec import UTF_8, encode
from protocols.iso10161.conditions import check
from protocols.iso10161.json_form import from_json
from protocols.iso18626.versions import VERSIONS


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "encode",
        say.command(
            "encode ill",
            ill,
            say.argument("file", metavar="[FILE|-]", type=click.Path(path_type=Path), default="-"),
            say.option("--charset", key="encode-charset"),
        ),
        say.command(
            "encode iso18626",
            iso18626,
            say.argument("file", metavar="[FILE|-]", type=click.Path(path_type=Path), default="-"),
            say.option("--version", key="iso18626-version", type=click.Choice(VERSIONS)),
            say.option("--schema", type=click.Choice(VERSIONS)),
        ),
    )


@click.pass_obj
def ill(say: Say, file: Path, charset: str | None) -> int:
    """Write every line's APDU, or none where a line is wrong. What breaks a rule is written and said."""
    from gateway.cli.decode_ill import checked

    checked(charset)
    octets = b"".join(_encoded(say, line, form, charset) for line, form in _documents(file))
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()
    return 0


def _documents(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines that hold something, counted from 1, each with its document."""
    try:
        with click.open_file(str(file), "r", encoding="utf-8") as stream:
            # At line feeds alone: JSON texts may hold what else Python takes for the end of a line.
            lines = stream.read().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Failure("not-readable", MISUSED, path=file, reason=reason) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Failure("not-encodable", FAILED, line=number, reason=error) from None
        if not isinstance(document, dict):
            raise Failure("not-encodable", FAILED, line=number, reason="{…}")
        yield number, document


def _encoded(say: Say, line: int, document: dict[str, Any], charset: str | None) -> bytes:
    """The octets of a document, which is an APDU or what ``guanji decode ill --json`` printed of one."""
    charset = charset or str(document.get("charset", UTF_8))
    try:
        apdu = from_json(document.get("apdu", document), charset=charset)
        octets = encode(apdu, charset)
    except (LocalProtocolError, LookupError, ValueError, RecursionError) as error:
        raise Failure("not-encodable", FAILED, line=line, reason=error) from None
    _warn(say, line, apdu)
    return octets


def _warn(say: Say, line: int, apdu: Apdu) -> None:
    for broken in check(apdu):
        text = f"{broken.element}: {say.pick((broken.text, broken.chinese))}"
        click.echo(f"{say.phrase('line', number=line)}: {say.phrase('warning', text=text)}", err=True)
