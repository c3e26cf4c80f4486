"""``guanji db``: the database as a whole."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gateway.cli.asking import json_option
from gateway.cli.failure import FAILED, MISUSED, Failure
from gateway.cli.options import config_option
from gateway.cli.speak import Say

if TYPE_CHECKING:
    from gateway.app.copies import Custody
    from gateway.config.declare import Config
    from gateway.store.backup import Progress
    from gateway.store.status import Status

#: What begins the name of a copy in a folder; with its instant and its kind it is the whole name.
PREFIX: Final = "guanji-"

#: What a command fails with, by what can't be done (`gateway.store.backup.Why`).
UNFIT: Final[Mapping[str, str]] = {
    "there": "db-there",
    "no_folder": "db-no-folder",
    "no_room": "db-no-room",
    "gone": "db-gone",
    "not_ours": "db-not-ours",
    "damaged": "db-damaged",
    "newer": "db-newer",
    "other_key": "db-other-key",
    "outside": "db-outside",
    "no_program": "db-no-program",
    "busy": "db-busy",
}

#: Steps of a progress bar.
_STEPS: Final = 1000

_MEGABYTE: Final = 1_000_000


def commands(say: Say) -> click.Command:
    """The group."""
    file = say.argument("file", metavar="FILE", type=click.Path(path_type=Path))
    config = config_option(say)
    return say.group(
        "db",
        say.command("db status", status, say.option("--quick", is_flag=True), json_option(say), config),
        say.command(
            "db backup",
            backup,
            # As text: a path forgets the stroke at the end, which says that a folder is meant.
            say.argument("file", metavar="FILE", type=click.Path()),
            say.option("--keep", type=click.IntRange(min=1), default=None, key="keep-copies"),
            json_option(say),
            config,
        ),
        say.command(
            "db restore", restore, file, say.option("--yes", is_flag=True, key="yes-restore"), config
        ),
        say.command("db upgrade", upgrade, say.option("--no-backup", is_flag=True), config),
    )


@click.pass_obj
def status(say: Say, quick: bool, as_json: bool, config: Path) -> int:  # noqa: FBT001 - as click calls it
    """Print how the database stands; 1 where something must be done about it."""
    with _custody(config) as (keeper, loaded):
        found = keeper.status(check=not quick)
    well = found.revision == found.known and found.sound in {"", "ok"}
    if as_json:
        import msgspec

        click.echo(json.dumps(msgspec.to_builtins(found) | {"ok": well}, ensure_ascii=False, indent=2))
    else:
        _print_status(say, found, loaded.zone)
    return 0 if well else FAILED


def _print_status(say: Say, found: "Status", zone: str) -> None:
    from gateway.cli.render import print_table

    copied = _local(found.copied, zone)

    lines = [
        say.phrase("db-where", where=found.where, kind=found.kind),
        say.phrase("db-revision", found=found.revision or "-", known=found.known),
        say.phrase("db-size", size=_megabytes(found.size), wal=_megabytes(found.wal)),
        say.phrase("db-copied", when=copied) if copied else say.phrase("db-never-copied"),
    ]
    if found.sound:
        lines.append(
            say.phrase("db-sound") if found.sound == "ok" else say.phrase("db-unsound", what=found.sound)
        )
    if found.revision < found.known:
        lines.append(say.phrase("db-older"))
    if found.revision > found.known:
        lines.append(say.phrase("db-newer"))
    click.echo("\n".join(lines))
    headings = (say.phrase("db-table"), say.phrase("db-rows"))
    print_table(headings, [(name, str(rows)) for name, rows in found.rows.items()])


def _local(noted: str, zone: str) -> str:
    """An instant as a database notes it, by the clock on the library's wall."""
    from zoneinfo import ZoneInfo

    from gateway.cli.render import minute

    if not noted:
        return ""
    return f"{minute(datetime.fromisoformat(noted).astimezone(ZoneInfo(zone)))} ({zone})"


@click.pass_obj
def backup(say: Say, file: str, keep: int | None, as_json: bool, config: Path) -> None:  # noqa: FBT001
    """Copy the database, whether or not a server runs."""
    now, named = datetime.now(UTC), Path(file)
    if (keep is not None or file.endswith("/")) and not named.is_dir():
        raise Failure("db-no-such-folder", MISUSED, folder=named)
    with _custody(config) as (keeper, loaded):
        into = named / f"{PREFIX}{_stamp(now)}{keeper.suffix}" if named.is_dir() else named
        with _bar(say.phrase("db-copying")) as progress:
            copied = keeper.copy(into, now, progress)
        gone = _drop_older(named, keeper.suffix, keep) if keep is not None else ()
    if as_json:
        import msgspec

        facts = msgspec.to_builtins(copied, enc_hook=str) | {"dropped": [str(each) for each in gone]}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    size, seconds = _megabytes(copied.size), f"{copied.seconds:.1f}"
    click.echo(
        say.phrase("db-backed-up", file=copied.file, size=size, seconds=seconds, revision=copied.revision)
    )
    for each in gone:
        click.echo(say.phrase("db-dropped", file=each))
    click.echo(say.phrase("db-keys-apart", keys=loaded.keys))


def _drop_older(folder: Path, suffix: str, keep: int) -> tuple[Path, ...]:
    """Remove all but the newest `keep` copies that this command has put into a folder."""
    # Their names sort as their instants do.
    mine = sorted(folder.glob(f"{PREFIX}[0-9]*-[0-9]*{suffix}"))[:-keep]
    for each in mine:
        each.unlink()
    return tuple(mine)


@click.pass_obj
def restore(say: Say, file: Path, yes: bool, config: Path) -> None:  # noqa: FBT001
    """Put a copy back, while no server runs."""
    from gateway.store.erased import beside

    if file.is_dir():
        raise Failure("db-folder", MISUSED, folder=file)
    with _custody(config) as (keeper, loaded):
        live = loaded.database.path
        if live is not None and file.exists() and live.exists() and file.samefile(live):
            raise Failure("db-itself", MISUSED, file=file)
        found = keeper.prove(file)
        if not yes:
            question = say.phrase(
                "db-restore-sure", file=file, revision=found.revision, database=loaded.database
            )
            click.confirm(question, abort=True, err=True)
        with _bar(say.phrase("db-restoring")) as progress:
            done = keeper.put_back(file, datetime.now(UTC), progress)
    click.echo(say.phrase("db-restored", file=file, database=loaded.database))
    _note(loaded, "db restore", file=file.name, revision=found.revision)
    if done.unread:
        listed = beside(loaded.keys).path
        click.echo("! " + say.phrase("db-unread", file=listed), err=True)
        click.echo("  " + say.phrase("db-unread-do", file=listed), err=True)
    if done.kept is not None:
        click.echo(say.phrase("db-kept", file=done.kept))


@click.pass_obj
def upgrade(say: Say, no_backup: bool, config: Path) -> None:  # noqa: FBT001
    """Bring the database to this release's revision, while no server runs."""
    with _custody(config) as (keeper, loaded):
        before = keeper.status(check=False)
        if before.revision == before.known:
            click.echo(say.phrase("db-newest", revision=before.known))
            return
        with _bar(say.phrase("db-copying")) as progress:
            kept = keeper.upgrade(datetime.now(UTC), progress, keep=not no_backup)
    click.echo(say.phrase("db-upgraded", found=before.revision or "-", known=before.known))
    _note(loaded, "db upgrade", was=before.revision, revision=before.known)
    if kept is not None:
        click.echo(say.phrase("db-kept", file=kept))


def _note(config: "Config", action: str, **facts: str | int | None) -> None:
    """Put down what was done, in the database to which it was done."""
    from gateway.app.acting import note

    note(config, action, facts=facts)


@contextmanager
def _custody(config: Path) -> Iterator[tuple["Custody", "Config"]]:
    """The database that a configuration names, and what can't be done to it as the command's failure."""
    from gateway.app.custody import custody
    from gateway.config.load import load
    from gateway.store.backup import Unfit

    loaded = load(config)
    try:
        yield custody(loaded), loaded
    except Unfit as error:
        raise Failure(UNFIT[error.why], status=FAILED, **error.facts) from None


@contextmanager
def _bar(label: str) -> Iterator["Progress"]:
    """A progress bar where somebody looks, on standard error; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    bar: Any
    with click.progressbar(length=_STEPS, label=label, file=sys.stderr) as bar:
        yield lambda part: bar.update(round(part * _STEPS) - bar.pos)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}"


def _stamp(now: datetime) -> str:
    from gateway.app.copies import stamp

    return stamp(now)
