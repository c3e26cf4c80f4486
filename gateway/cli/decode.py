"""``guanji decode``: what the messages of kiosks and partners say, for whoever reads a capture or a log."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gateway.cli.decode_ill import ill
from gateway.cli.decode_iso18626 import iso18626
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say
from protocols.sip2.charset import Charset
from protocols.sip2.checksum import dialects, split_trailer
from protocols.sip2.decoder import decode
from protocols.sip2.errors import Undecodable
from protocols.sip2.explain import Explained, explain
from protocols.sip2.json_form import to_json
from protocols.sip2.meanings import ExplainIn
from protocols.sip2.redact import redact

_LINES = re.compile(rb"[\r\n]+")


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "decode",
        say.command(
            "decode sip2",
            sip2,
            say.argument("file", metavar="[FILE|-]", type=click.Path(path_type=Path), default="-"),
            say.option("--json", "as_json", is_flag=True),
            say.option("--charset"),
        ),
        say.command(
            "decode ill",
            ill,
            say.argument("file", metavar="[FILE|-]", type=click.Path(path_type=Path), default="-"),
            say.option("--json", "as_json", is_flag=True),
            say.option("--charset"),
        ),
        say.command(
            "decode iso18626",
            iso18626,
            say.argument("file", metavar="[FILE|-]", type=click.Path(path_type=Path), default="-"),
            say.option("--json", "as_json", is_flag=True),
            say.option("--strict", is_flag=True),
        ),
    )


@click.pass_obj
def sip2(say: Say, file: Path, as_json: bool, charset: str | None) -> int:  # noqa: FBT001 - as click calls it
    """Explain every line; 1 at the end where one was no message."""
    try:
        reading = Charset(charset)
    except (LookupError, ValueError):
        raise Failure("no-charset", MISUSED, charset=charset) from None
    sound = True
    for number, line in _lines(file):
        # Each line may come from another kiosk: what is not said is guessed for each anew.
        text = reading.decode(line)
        try:
            said = _json(number, line, text) if as_json else _table(say, number, line, text)
        except Undecodable as error:
            sound = False
            said = _refused(say, number, error, as_json=as_json)
        click.echo(said)
    return 0 if sound else FAILED


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, counted from 1 as an editor counts them."""
    try:
        with click.open_file(str(file), "rb") as stream:
            content: bytes = stream.read()
    except OSError as error:
        raise Failure("not-readable", MISUSED, path=file, reason=error.strerror) from None
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip(b" \t\0"):
            yield number, line


def _verdict(line: bytes, text: str) -> tuple[str, tuple[str, ...]]:
    """What is to be said of the checksum, and by which dialects it is right."""
    if split_trailer(text).checksum is None:
        return "checksum-none", ()
    right = tuple(str(dialect) for dialect in dialects(line, text))
    return ("checksum-good" if right else "checksum-bad"), right


def _table(say: Say, number: int, line: bytes, text: str) -> str:
    """A message as a table under a heading."""
    elements = explain(text, ExplainIn(say.language))
    verdict, right = _verdict(line, text)
    heading = say.phrase("line", number=number)
    title, rows = elements[0], elements[1:]
    checksum = say.phrase(verdict, dialects=", ".join(right))
    return "\n".join([f"{heading}: {title.value} {title.name} · {checksum}", *_rows(rows), ""])


def _rows(elements: list[Explained]) -> Iterator[str]:
    from protocols.sip2.printing import columns_of

    names = [f"{element.tag or '··'}  {element.name}" for element in elements]
    width = max(map(columns_of, names), default=0)
    for name, element in zip(names, elements, strict=True):
        padding = " " * (width - columns_of(name))
        meaning = f"  = {element.meaning}" if element.meaning else ""
        yield f"  {name}{padding}  {_printable(element.value)}{meaning}"


def _printable(text: str) -> str:
    """Text that can't move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _json(number: int, line: bytes, text: str) -> str:
    """A message as one line of JSON."""
    verdict, right = _verdict(line, text)
    trailer = split_trailer(text)
    said: dict[str, Any] = {
        "line": number,
        "message": to_json(decode(redact(trailer.body))),
        "sequence": trailer.sequence,
        "checksum": verdict.removeprefix("checksum-"),
        "dialects": right,
    }
    return json.dumps(said, ensure_ascii=False)


def _refused(say: Say, number: int, error: Undecodable, *, as_json: bool) -> str:
    found = redact(error.found)[:40]
    if as_json:
        facts = {"offset": error.offset, "expected": error.expected, "found": found}
        return json.dumps({"line": number, "error": facts}, ensure_ascii=False)
    reason = say.phrase(
        "undecodable", offset=(error.offset or 0) + 1, expected=error.expected, found=repr(found)
    )
    return f"{say.phrase('line', number=number)}: {reason}\n"
