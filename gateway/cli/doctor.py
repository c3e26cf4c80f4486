"""``guanji doctor``: what is wrong around the server, and what to do."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gateway.cli.asking import asking_options, json_option
from gateway.cli.db import UNFIT
from gateway.cli.failure import FAILED
from gateway.cli.speak import Say
from gateway.cli.words import FAILURES
from gateway.cli.words.doctor import FINDINGS, PARTS

if TYPE_CHECKING:
    from gateway.app.findings import Finding

#: How each level is marked.
_MARKS: Final = {"ok": "✓", "warn": "!", "fail": "✗"}


def commands(say: Say) -> click.Command:
    """The command."""
    return say.command("doctor", doctor, json_option(say), *asking_options(say))


@click.pass_obj
def doctor(say: Say, as_json: bool, config: Path, socket: Path | None) -> int:  # noqa: FBT001 - as click calls it
    """Print every finding; 1 where something must be seen to now."""
    from gateway.app.doctor import examine

    def health() -> Mapping[str, Any]:
        return _health(say, config, socket)

    levels: list[str] = []
    found = []
    for finding in examine(config, now=datetime.now(UTC), health=health):
        levels.append(finding.level)
        if as_json:
            found.append({"part": finding.part, "level": finding.level, "text": _text(say, finding)})
        else:
            part = say.pick(PARTS[finding.part])
            click.echo(
                say.phrase("doctor-line", mark=_MARKS[finding.level], part=part, text=_text(say, finding))
            )
    failed = "fail" in levels
    if as_json:
        click.echo(json.dumps({"ok": not failed, "findings": found}, ensure_ascii=False, indent=2))
    else:
        counts = {level: levels.count(level) for level in _MARKS}
        click.echo(say.phrase("doctor-sum", **counts))
    return FAILED if failed else 0


def _text(say: Say, finding: "Finding") -> str:
    """The sentence of a finding: its own, or that of the failure which the same thing would be."""
    pair = FINDINGS.get(finding.code) or FAILURES[UNFIT[finding.code]]
    facts = {
        name: say.pick(fact) if isinstance(fact, tuple) else fact for name, fact in finding.facts.items()
    }
    return say.pick(pair).format_map(facts)


def _health(say: Say, config: Path, socket: Path | None) -> Mapping[str, Any]:
    """What the running server says. Raises `Silent`."""
    from gateway.app.doctor import Silent
    from gateway.cli.control import Server
    from gateway.cli.failure import Failure

    try:
        return Server(say, config, socket).ask("GET", "/health")
    except Failure as failure:
        raise Silent("" if failure.code == "no-server" else failure.text(say.language)) from None
