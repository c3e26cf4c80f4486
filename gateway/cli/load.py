"""``guanji load``: titles and items, readers, loans, from files into the database.

Where a server runs it takes the batches in between its kiosks' messages; where none runs, this process does.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from gateway.cli.asking import actor_option, asking_options
from gateway.cli.failure import FAILED, INTERRUPTED, MISUSED, Failure
from gateway.cli.speak import Say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from gateway.config.declare import Config
    from gateway.loading.found import Arriving, Found
    from gateway.loading.headings import Headings
    from gateway.loading.journey import SoFar
    from gateway.loading.report import Report
    from gateway.model.arrivals import Batch


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "load",
        say.command("load items", items, *_shared(say), *_of_records(say), *asking_options(say)),
        say.command("load patrons", patrons, *_shared(say), _map(say), *asking_options(say)),
        say.command("load loans", loans, *_shared(say), _map(say), *asking_options(say)),
    )


def _shared(say: Say) -> Sequence[click.Parameter]:
    file = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True, allow_dash=True)
    return (
        say.argument("file", metavar="FILE", type=file),
        say.option("--charset", key="load-charset"),
        say.option("--dry-run", "trial", key="load-trial", is_flag=True),
        say.option("--report", key="load-report", type=click.Path(path_type=Path, dir_okay=False)),
        actor_option(say),
    )


def _of_records(say: Say) -> Sequence[click.Parameter]:
    return (
        say.option("--dialect", key="load-dialect", type=click.Choice(["cnmarc", "marc21"])),
        say.option("--move", key="load-move", is_flag=True),
    )


def _map(say: Say) -> click.Parameter:
    return say.option("--map", "more", key="load-map", metavar="HEADING=COLUMN", multiple=True)


@click.pass_obj
def items(say: Say, /, *, file: Path, dialect: str | None, move: bool, **options: Any) -> int:  # noqa: ANN401 - see `Load`
    """Load titles and items."""
    from gateway.loading.catalogue import titles
    from gateway.model.arrivals import Titles
    from protocols.marc import Dialect

    load = Load(say, file, **options)

    def batch(arriving: tuple["Arriving", ...]) -> "Batch":
        # A catalogue yields titles, as a table of readers does readers; the journey carries any of them.
        return Titles(arriving=arriving, move=move, trial=load.trial, actor=load.actor)  # type: ignore[arg-type]

    with load.opened() as stream:
        found = titles(
            stream,
            load.config.holdings.mapping(),
            load.config.agency_id,
            charset=load.charset,
            dialect=Dialect(dialect) if dialect else None,
        )
        return load.carry("items", found, batch, stream, stream.tell)


@click.pass_obj
def patrons(say: Say, /, *, file: Path, more: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - see `Load`
    """Load readers."""
    from gateway.loading.headings import PATRONS
    from gateway.model.arrivals import Patrons

    load = Load(say, file, **options)
    own = ((each.heading, each.means.value) for each in load.config.loading.patron_headings)

    def batch(arriving: tuple["Arriving", ...]) -> "Batch":
        # Of this table come readers only.
        return Patrons(arriving=arriving, trial=load.trial, actor=load.actor)  # type: ignore[arg-type]

    return load.carry_table("patrons", PATRONS.known_as(own), more, batch)


@click.pass_obj
def loans(say: Say, /, *, file: Path, more: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - see `Load`
    """Load loans."""
    from gateway.loading.headings import LOANS
    from gateway.model.arrivals import Loans

    load = Load(say, file, **options)
    own = ((each.heading, each.means.value) for each in load.config.loading.loan_headings)

    def batch(arriving: tuple["Arriving", ...]) -> "Batch":
        # Of this table come loans only.
        return Loans(arriving=arriving, trial=load.trial, actor=load.actor)  # type: ignore[arg-type]

    return load.carry_table("loans", LOANS.known_as(own), more, batch)


class Load:
    """One file being loaded, by the options that all kinds of loads have."""

    def __init__(
        self,
        say: Say,
        file: Path,
        *,
        charset: str | None,
        trial: bool,
        report: Path | None,
        actor: str,
        config: Path,
        socket: Path | None,
    ) -> None:
        from gateway.config.load import load as load_config
        from gateway.loading.opening import report_of

        self._say = say
        self._file = file
        self._report = report or report_of(file)
        self._config_file = config
        self._socket = socket
        self.charset = charset
        self.trial = trial
        self.actor = actor
        self.config: Config = load_config(config)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, which can be read twice. Raises `Failure` for what can't be used as a whole."""
        from gateway.loading.found import Unusable
        from gateway.loading.opening import opened

        try:
            with opened(self._file) as stream:
                yield stream
        except Unusable as error:
            raise self._unusable(error.code, error.facts) from None

    def carry_table(
        self,
        noun: str,
        headings: "Headings",
        more: Sequence[str],
        batch: "Callable[[tuple[Arriving, ...]], Batch]",
    ) -> int:
        """Load a table; `more` are the headings of the command line."""
        import codecs
        from zoneinfo import ZoneInfo

        from gateway.loading.charset import Charset, charset_of
        from gateway.loading.found import Noted, Place, Unusable
        from gateway.loading.sheets import READERS, Library
        from gateway.loading.tables import Table

        config = self.config
        library = Library(config.agency_id, ZoneInfo(config.zone), config.loading.chip_reading)
        headings = _with_more(headings, more)
        with self.opened() as stream:
            charset = Charset(self.charset) if self.charset else charset_of(stream)
            try:
                codecs.lookup(charset.name)
            except LookupError:
                raise Unusable("no-charset", charset=charset.name) from None
            table = Table(stream, charset.name)
            guess = [Noted(Place(1), "charset-guessed", {"charset": charset.name})] if charset.guessed else []
            found = chain(guess, READERS[noun](table, headings, library))
            return self.carry(noun, found, batch, stream, lambda: table.position)

    def carry(
        self,
        noun: str,
        found: "Iterator[Found]",
        batch: "Callable[[tuple[Arriving, ...]], Batch]",
        stream: BinaryIO,
        position: Callable[[], int],
    ) -> int:
        """Carry what a file gives to where it is taken in, and tell what became of it; the exit code."""
        from zoneinfo import ZoneInfo

        from gateway.cli.gates import gate
        from gateway.cli.progress import progress
        from gateway.loading.journey import Journey
        from gateway.loading.opening import size
        from gateway.model.arrivals import Ended
        from gateway.ports import StoreDown

        with (
            stopping() as stopped,
            gate(self._say, self._config_file, self._socket, self.config) as way,
            self._reporting(ZoneInfo(self.config.zone)) as report,
            progress(self._say, size(stream), time.monotonic) as moved,
        ):
            journey = Journey(
                way, batch, report, moved=lambda so_far: moved(position(), so_far), stop=stopped
            )
            try:
                journey.carry(found)
                if not self.trial:
                    way.leave(
                        noun, Ended(file=self._file.name, tally=journey.progress.tally, actor=self.actor)
                    )
            except (Failure, StoreDown) as error:
                raise self._broken(error, journey.progress) from None
        return self._tell(journey.progress, report.count)

    @contextmanager
    def _reporting(self, zone: "ZoneInfo") -> "Iterator[Report]":
        from gateway.loading.report import Occupied, Report

        try:
            with Report(self._report, zone, loaded=self._file) as report:
                yield report
        except Occupied:
            raise Failure("load-report-taken", MISUSED, report=self._name(self._report)) from None

    @staticmethod
    def _name(path: Path) -> str:
        from gateway.loading.wording import shown

        return shown(str(path))

    def _unusable(self, code: str, facts: dict[str, str]) -> Failure:
        from gateway.loading.wording import UNUSABLE, told
        from gateway.model.wording import Tongue

        tongue = Tongue(self._say.language)
        reason = told(UNUSABLE, code, facts, tongue)
        return Failure("load-unusable", MISUSED, file=self._name(self._file), reason=reason)

    def _broken(self, error: Failure | Exception, so_far: "SoFar") -> Failure:
        """What was in when it broke."""
        reason = error.text(self._say.language) if isinstance(error, Failure) else str(error)
        return Failure("load-broken", reason=reason, taken=so_far.taken)

    def _tell(self, so_far: "SoFar", refused: int) -> int:
        from gateway.cli.progress import note_lines, tally_lines

        say = self._say
        for line in (*tally_lines(say, so_far), *note_lines(say, so_far)):
            click.echo(line)
        if refused:
            click.echo(say.phrase("load-see", report=self._name(self._report)))
        if self.trial:
            click.echo(say.phrase("load-tried"))
        if so_far.stopped:
            click.echo(say.phrase("load-stopped"), err=True)
            return INTERRUPTED
        return FAILED if refused else 0


def _with_more(headings: "Headings", more: Sequence[str]) -> "Headings":
    for given in more:
        heading, _, column = given.rpartition("=")
        try:
            headings = headings.known_as([(heading, column)])
        except ValueError:
            columns = ", ".join(headings.columns)
            raise Failure("load-map", MISUSED, given=given, columns=columns) from None
    return headings


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or the process told to end; pressed again, it ends at once."""
    asked = False

    def note(number: int, _: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(number, before[number])

    before: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, note)
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
