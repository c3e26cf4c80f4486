"""``guanji decode ill``: what APDUs of interlibrary loan say, one after the other out of a file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say
from protocols.ber import BerError, Framer
from protocols.ber.contents import ESCAPE
from protocols.iso10161.apdus import Apdu
from protocols.iso10161.codec import AUTO, UTF_8, Decoded, decode, number
from protocols.iso10161.conditions import check
from protocols.iso10161.json_form import to_json
from protocols.iso10161.objects import unknown_critical
from protocols.iso10161.text_form import lines

#: Read in pieces: a capture may be larger than memory.
PIECE: Final = 1 << 16

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


@click.pass_obj
def ill(say: Say, file: Path, as_json: bool, charset: str | None) -> int:  # noqa: FBT001 - as click calls it
    """Print every APDU; 1 at the end where one could not be read."""
    charset = checked(charset) or AUTO
    sound = True
    for count, (offset, data) in enumerate(_framed(file), 1):
        try:
            if isinstance(data, BerError):
                raise data
            read = decode(data, charset)
            click.echo(
                _document(count, offset, data, read) if as_json else _text(say, count, offset, data, read)
            )
        except BerError as error:
            sound = False
            # A broken frame counts from the beginning of the file, an element within its APDU.
            at = error.offset if isinstance(data, BerError) else offset + error.offset
            click.echo(_refused_document(count, at, error) if as_json else _refused(say, count, at, error))
    return 0 if sound else FAILED


def checked(charset: str | None) -> str | None:
    """A character set that texts can be written in, whatever octets come, if one is named."""
    try:
        b"\xff".decode(charset or UTF_8, ESCAPE).encode(charset or UTF_8, ESCAPE)
    except (LookupError, ValueError):
        raise Failure("no-such-charset", MISUSED, charset=charset) from None
    return charset


def _framed(file: Path) -> Iterator[tuple[int, bytes | BerError]]:
    """The APDUs of a file and where they begin; where no more can be found, why."""
    framer, offset = Framer(), 0
    try:
        with click.open_file(str(file), "rb") as stream:
            while piece := stream.read(PIECE):
                for data in framer.feed(piece):
                    yield offset, data
                    offset += len(data)
                if framer.spoilt:
                    raise framer.spoilt
    except BerError as error:
        yield offset, error
    except OSError as error:
        raise Failure("not-readable", MISUSED, path=file, reason=error.strerror) from None
    else:
        if framer.pending_bytes:
            end = offset + framer.pending_bytes
            yield offset, BerError(expected="the rest of the APDU", found="the end of the file", offset=end)


def _text(say: Say, count: int, offset: int, data: bytes, read: Decoded) -> str:
    """An APDU under a heading, and what is to be said of it."""
    body = lines(read.apdu, read.charset)
    facts = {"number": count, "name": body[0], "code": number(read.apdu), "offset": offset}
    heading = say.phrase("apdu", **facts, octets=len(data), charset=read.charset)
    remarks = [f"  ! {place}: {remark[say.chinese]}" for place, _, *remark in _remarks(say, read.apdu)]
    return "\n".join([heading, *body[1:], *remarks, ""])


def _remarks(say: Say, apdu: Apdu) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with an APDU that can be read: element, rule, and its words in English and Chinese."""
    for broken in check(apdu):
        yield broken.element, broken.rule, broken.text, broken.chinese
    for unknown in unknown_critical(apdu):
        text = say.phrase("unknown-critical", oid=unknown.oid or "?")
        yield unknown.element, "critical", text, text


def _document(count: int, offset: int, data: bytes, read: Decoded) -> str:
    remarks = [
        {"element": place, "rule": rule, "text": text}
        for place, rule, text, _ in _remarks(Say("en"), read.apdu)
    ]
    return written(
        {
            "number": count,
            "offset": offset,
            "octets": len(data),
            "charset": read.charset,
            "apdu": to_json(read.apdu, charset=read.charset),
            "remarks": remarks,
        }
    )


def written(document: dict[str, Any]) -> str:
    """One line of JSON; bytes that are no text, which JSON's own characters can't hold, as its escapes."""
    text = json.dumps(document, ensure_ascii=False)
    return _SURROGATES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _refused(say: Say, count: int, at: int, error: BerError) -> str:
    facts = {"number": count, "offset": at, "expected": error.expected, "found": error.found}
    return say.phrase("no-apdu", **facts, element=error.element or "ILL-APDU") + "\n"


def _refused_document(count: int, at: int, error: BerError) -> str:
    facts = {"offset": at, "element": error.element, "expected": error.expected, "found": error.found}
    return written({"number": count, "error": facts})
