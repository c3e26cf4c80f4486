"""``guanji decode iso18626``: what an ISO 18626 message says, or what is wrong with it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.speak import Say
from protocols.iso18626.codec import Decoded, decode
from protocols.iso18626.forms import lines, name, to_json
from protocols.xml import Remark, XmlError
from protocols.xml.limits import SIZE
from protocols.xml.remarks import WORDS

SHOWN: Final = 8
"""Names of a long list of what is allowed; where it is longer, there are dots."""


@click.pass_obj
def iso18626(say: Say, file: Path, as_json: bool, strict: bool) -> int:  # noqa: FBT001 - as click calls it
    """Print a message, or explain why it can't be; 1 where it can't, or is not to be invalid and is."""
    data = content(file)
    try:
        read = decode(data)
    except XmlError as error:
        explained = list(_faults(data))
        click.echo(_refused_document(error, explained) if as_json else _refused(say, error, explained))
        return FAILED
    explained = list(_faults(data)) if strict else []
    click.echo(_document(data, read, explained) if as_json else _text(say, data, read, explained))
    return FAILED if explained else 0


def content(file: Path) -> bytes:
    """What is in a file, as far as a message may go; one byte more is for the reader to refuse."""
    try:
        with click.open_file(str(file), "rb") as stream:
            found: bytes = stream.read(SIZE + 1)
    except OSError as error:
        raise Failure("not-readable", MISUSED, path=file, reason=error.strerror) from None
    return found


def _faults(data: bytes) -> Iterator[dict[str, Any]]:
    from protocols.iso18626.explain import faults

    for fault in faults(data):
        yield {
            "element": fault.element,
            "line": fault.line,
            "found": fault.found,
            "allowed": list(fault.allowed),
            "reason": fault.reason,
        }


def _text(say: Say, data: bytes, read: Decoded, explained: list[dict[str, Any]]) -> str:
    said = "" if read.said == read.version else say.phrase("iso18626-said", said=_printable(read.said))
    body = lines(read.message)
    heading = say.phrase("iso18626-message", name=body[0], version=read.version, said=said, octets=len(data))
    remarks = [_remark(say, each) for each in read.remarks]
    return "\n".join([heading, *body[1:], *remarks, *(_explained(say, each) for each in explained)])


def _remark(say: Say, remark: Remark) -> str:
    found = f": {remark.found!r}" if remark.found else ""
    text = say.pick(WORDS[remark.rule]) + found
    return say.phrase("iso18626-remark", line=remark.line, element=remark.element, text=text)


def _document(data: bytes, read: Decoded, explained: list[dict[str, Any]]) -> str:
    remarks = [
        {
            "element": each.element,
            "line": each.line,
            "rule": each.rule.value,
            "text": WORDS[each.rule][0],
            "found": each.found,
        }
        for each in read.remarks
    ]
    document = {
        "name": name(read.message),
        "version": read.version,
        "said": read.said,
        "octets": len(data),
        "message": to_json(read.message),
        "remarks": remarks,
        "faults": explained,
    }
    return json.dumps(document, ensure_ascii=False)


def _refused(say: Say, error: XmlError, explained: list[dict[str, Any]]) -> str:
    facts = {"line": error.line, "element": error.element or "-", "expected": error.expected}
    first = say.phrase("iso18626-refused", **facts, found=error.found, answer=error.answer)
    return "\n".join([first, *(_explained(say, each) for each in explained)])


def _refused_document(error: XmlError, explained: list[dict[str, Any]]) -> str:
    facts = {"line": error.line, "element": error.element, "expected": error.expected, "found": error.found}
    return json.dumps(
        {"error": {**facts, "errorType": error.answer}, "faults": explained}, ensure_ascii=False
    )


def _explained(say: Say, fault: dict[str, Any]) -> str:
    place = {"line": fault["line"], "element": fault["element"]}
    if not fault["allowed"]:
        return say.phrase("iso18626-fault", **place, reason=_printable(fault["reason"]))
    allowed = ", ".join(fault["allowed"][:SHOWN]) + (", …" if len(fault["allowed"]) > SHOWN else "")
    return say.phrase("iso18626-allowed", **place, allowed=allowed, found=fault["found"])


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
