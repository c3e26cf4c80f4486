"""``guanji circ conflicts`` and ``guanji circ history``: what happened, for staff."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli.asking import asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.events import FACTS, KINDS, SUBJECTS, UNTOLD, VALUES, Fact
from gateway.cli.failure import MISUSED, Failure
from gateway.cli.speak import Say
from gateway.cli.words import Pair
from gateway.web.shapes import EventShown, History

#: The most that the server gives at once.
MOST_EVENTS: Final = 1000


def commands(say: Say) -> tuple[click.Command, ...]:
    """The commands; they belong to the group ``circ``."""
    asking = (
        say.option("--limit", metavar="N", type=click.IntRange(1, MOST_EVENTS)),
        json_option(say),
        *asking_options(say),
    )
    subject = say.argument("subject", metavar="SUBJECT", nargs=-1, required=True)
    return (
        say.command("circ conflicts", conflicts, *asking),
        say.command("circ history", history, subject, *asking),
    )


@click.pass_obj
def conflicts(say: Say, limit: int | None, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print what staff must look at."""
    answer = Server(say, config, socket).ask("GET", _limited("/conflicts", limit))
    if as_json:
        print_json(answer)
    else:
        _print(say, answer, none="no-conflicts", about=True)


@click.pass_obj
def history(
    say: Say,
    subject: tuple[str, ...],
    limit: int | None,
    as_json: bool,  # noqa: FBT001 - as click calls it
    config: Path,
    socket: Path | None,
) -> None:
    """Print what happened to one item, patron or terminal."""
    path = f"/history/{part(_subject(' '.join(subject)))}"
    answer = Server(say, config, socket).ask("GET", _limited(path, limit))
    if as_json:
        print_json(answer)
    else:
        _print(say, answer, none="no-events", about=False)


def _subject(text: str) -> str:
    """A subject as the history names it: ``item B000001``; ``kiosk`` is a word for ``terminal``."""
    kind, _, name = text.partition(" ")
    kind = "terminal" if kind == "kiosk" else kind
    if kind not in SUBJECTS or not name.strip():
        raise Failure("bad-subject", MISUSED, subject=text)
    return f"{kind} {name.strip()}"


def _limited(path: str, limit: int | None) -> str:
    return path if limit is None else f"{path}?limit={limit}"


def _print(say: Say, answer: dict[str, Any], *, none: str, about: bool) -> None:
    """The events as a table; `about` says whether they are about different things."""
    import msgspec

    from gateway.cli.render import print_table

    events = msgspec.convert(answer, History).events
    if not events:
        click.echo(say.phrase(none))
        return
    columns = ("when", "what", *(("about",) if about else ()), "details", "by")
    rows = [_row(say, event, about=about) for event in events]
    print_table([say.phrase(column) for column in columns], rows)


def _row(say: Say, event: EventShown, *, about: bool) -> list[str]:
    from gateway.cli.render import minute

    kind = say.pick(KINDS[event.kind]) if event.kind in KINDS else event.kind
    # Where all are conflicts, none needs to be marked as one.
    what = say.phrase("to-check", what=kind) if event.conflict and not about else kind
    details = say.phrase("comma").join(_facts(say, event))
    return [minute(event.at), what, *([_about(say, event.subject)] if about else []), details, event.actor]


def _about(say: Say, subject: str) -> str:
    kind, _, name = subject.partition(" ")
    return f"{say.pick(SUBJECTS[kind])} {name}" if kind in SUBJECTS else subject


def _facts(say: Say, event: EventShown) -> Iterator[str]:
    """What an event keeps, as people say it."""
    for key, value in event.data.items():
        if key in UNTOLD or value in {None, ""}:
            continue
        fact = FACTS.get(key)
        yield say.pick(fact.said).format(value=_value(say, fact, str(value))) if fact else f"{key} {value}"


def _value(say: Say, fact: Fact, text: str) -> str:
    """A value in words; what is not of its form (of another release) stands as it is."""
    from gateway.cli.render import minute
    from gateway.model.wording import yuan

    words = VALUES.get(fact.table, {})
    try:
        match fact.form:
            case "instant":
                return minute(datetime.fromisoformat(text))
            case "fen":
                return yuan(int(text))
            case "words":
                return say.phrase("comma").join(_word(say, words, each) for each in text.split())
            case _:
                return _word(say, words, text)
    except ValueError:
        return text


def _word(say: Say, words: Mapping[str, Pair], text: str) -> str:
    return say.pick(words[text]) if text in words else text
