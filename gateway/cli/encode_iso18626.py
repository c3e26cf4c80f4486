"""``guanji encode iso18626``: a message out of JSON, and the schemas."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from gateway.cli.decode_iso18626 import content
from gateway.cli.failure import FAILED, Failure
from gateway.cli.speak import Say
from protocols.errors import LocalProtocolError
from protocols.iso18626.codec import encode
from protocols.iso18626.forms import from_json
from protocols.iso18626.versions import V2021_2
from protocols.iso18626.xsd import text
from protocols.xml.remarks import WORDS


@click.pass_obj
def iso18626(say: Say, file: Path, version: str | None, schema: str | None) -> int:
    """Write the message, or nothing where the document is wrong. What is left out is said."""
    if schema is not None:
        _write(text(schema).encode())
        return 0
    try:
        document: Any = json.loads(content(file))
        form: Any = document.get("message", document)
        wrote = encode(from_json(form), version or str(document.get("version", V2021_2)))
    except (AttributeError, LocalProtocolError, ValueError, RecursionError) as error:
        raise Failure("not-iso18626", FAILED, reason=error) from None
    for loss in wrote.losses:
        facts = {"element": loss.element, "text": say.pick(WORDS[loss.why]), "found": loss.found}
        click.echo(say.phrase("iso18626-loss", **facts), err=True)
    _write(wrote.data)
    return 0


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
