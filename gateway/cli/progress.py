"""How a long piece of work is shown: a bar on a terminal, else a line every few seconds."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from gateway.cli.speak import Say
from gateway.model.arrivals import Noun, Verdict

if TYPE_CHECKING:
    from gateway.loading.journey import SoFar

#: Seconds between two lines where there is no terminal: often enough to see that it goes on.
LINE_SECONDS: Final = 5.0

_NOUNS: Final = {
    Noun.TITLES: "load-titles",
    Noun.ITEMS: "load-items",
    Noun.PATRONS: "load-patrons",
    Noun.LOANS: "load-loans",
}

_VERDICTS: Final = {
    Verdict.NEW: "load-new",
    Verdict.CHANGED: "load-changed",
    Verdict.UNCHANGED: "load-unchanged",
    Verdict.REFUSED: "load-refused",
}

Moved: TypeAlias = "Callable[[int, SoFar], None]"
"""Called with the bytes that have been read, and how far the load is."""


@contextmanager
def progress(say: Say, size: int, seconds: Callable[[], float]) -> Iterator[Moved]:
    """Show how far a load has come of a file with so many bytes."""
    with _bar(say, size) if sys.stderr.isatty() else _lines(say, size, seconds) as moved:
        yield moved


@contextmanager
def _bar(say: Say, size: int) -> Iterator[Moved]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=size)

        def moved(position: int, so_far: "SoFar") -> None:
            counts = _so_far(say, position, size, so_far)
            bar.update(task, completed=position, description=counts)

        yield moved


@contextmanager
def _lines(say: Say, size: int, seconds: Callable[[], float]) -> Iterator[Moved]:
    last = seconds()

    def moved(position: int, so_far: "SoFar") -> None:
        nonlocal last
        now = seconds()
        if now - last >= LINE_SECONDS:
            last = now
            click.echo(_so_far(say, position, size, so_far), err=True)

    yield moved


def _so_far(say: Say, position: int, size: int, so_far: "SoFar") -> str:
    percent = min(100, 100 * position // max(size, 1))
    return say.phrase("load-so-far", percent=percent, taken=so_far.taken, refused=so_far.refused)


def tally_lines(say: Say, so_far: "SoFar") -> Iterator[str]:
    """What became of it all: a line for each kind of record."""
    for noun, counts in so_far.tally.items():
        each = (
            say.phrase(key, count=counts[verdict]) for verdict, key in _VERDICTS.items() if verdict in counts
        )
        yield say.phrase("load-line", noun=say.phrase(_NOUNS[noun]), counts=say.phrase("comma").join(each))
    if not so_far.tally:
        yield say.phrase("load-nothing")


def note_lines(say: Say, so_far: "SoFar") -> Iterator[str]:
    """What was noted, each thing once with how often."""
    from gateway.loading.wording import NOTES, told
    from gateway.model.wording import Tongue

    for (code, _), note in so_far.notes.items():
        text = told(NOTES, code, note.facts, Tongue(say.language))
        yield say.phrase("load-note", text=text, count=note.count, place=note.first.number)
