"""``guanji probe``: call a partner, and say what was learned."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import FAILED
from gateway.cli.speak import Say
from gateway.web.shapes import Request


def commands(say: Say) -> click.Command:
    """The command."""
    return say.command(
        "probe",
        probe,
        say.argument("name", metavar="NAME"),
        actor_option(say),
        json_option(say),
        *asking_options(say),
    )


@click.pass_obj
def probe(say: Say, name: str, actor: str, as_json: bool, config: Path, socket: Path | None) -> int:  # noqa: FBT001
    """Call a partner; 1 where it was not reached, or what came back was no APDU."""
    answer = Server(say, config, socket).ask("POST", f"/partners/{part(name)}/probe", Request(actor=actor))
    if as_json:
        print_json(answer)
    else:
        for line in _lines(say, answer.get("report", {})):
            click.echo(line)
    return 0 if answer.get("ok") else FAILED


def _lines(say: Say, report: Mapping[str, Any]) -> Iterator[str]:
    if not report.get("reached"):
        yield f"✗ {say.phrase('probe-unreached', why=report.get('why', ''))}"
        return
    yield f"✓ {say.phrase('probe-reached', seconds=round(report.get('seconds', 0.0), 2))}"
    yield from _tls(say, report.get("tls"))
    after = report.get("answered_after")
    for one in report.get("answers", ()):
        what = say.phrase("comma").join(filter(None, (one.get("service", ""), one.get("says", ""))))
        yield f"✓ {say.phrase('probe-answered', seconds=round(after or 0.0, 2), what=what)}"
    if report.get("garbage"):
        yield f"✗ {say.phrase('probe-garbage', why=report['garbage'])}"
    elif not report.get("answers"):
        yield say.phrase("probe-silent")
    if report.get("hung_up"):
        yield say.phrase("probe-hung-up")


def _tls(say: Say, tls: Mapping[str, Any] | None) -> Iterator[str]:
    if tls is None:
        yield say.phrase("probe-clear")
        return
    yield say.phrase("probe-tls", version=tls["version"], cipher=tls["cipher"])
    names, expires = ", ".join(sorted(tls["names"])), tls["expires"][:10]
    yield say.phrase("probe-certificate", names=names, fingerprint=tls["fingerprint"], expires=expires)
