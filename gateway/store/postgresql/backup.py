"""Copies of a PostgreSQL database by its own programs: pg_dump while it is served, pg_restore and psql after.

A dump is of one moment whatever is written meanwhile, and holds nothing of what was deleted.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.store.backup import Copied, Progress, Proved, Unfit, Why, make_room, sync, take_name, unfinished
from gateway.store.postgresql.connection import Session, connector, read, shown
from gateway.store.postgresql.schema import Password, revision
from gateway.store.schema import REVISION
from gateway.store.status import Status

#: What a dump in PostgreSQL's own format begins with.
_MAGIC: Final = b"PGDMP"

#: Everything that a release of ours may have made goes before a dump is put back: it may be of an older one,
#: whose own list of what to remove is shorter.
_CLEAR: Final = """DO $$ DECLARE made record; BEGIN
FOR made IN SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
EXECUTE 'DROP TABLE ' || made.name || ' CASCADE'; END LOOP;
FOR made IN SELECT p.oid::regprocedure AS name FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
EXECUTE 'DROP FUNCTION ' || made.name || ' CASCADE'; END LOOP; END $$"""

_TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename <> 'alembic_version' ORDER BY tablename"
)


def copy(url: str, file: Path, password: Password | None, *, progress: Progress) -> Copied:
    """Dump a database into a file that is not there yet, while others write it. Raises `Unfit`."""
    began = time.monotonic()
    if file.exists():
        raise Unfit(Why.THERE, file=file)
    found = revision(url, password)
    if found is None:
        raise Unfit(Why.NOT_OURS, file=shown(url), reason="no tables of Guanji")
    make_room(file, needed=0)
    with unfinished(file) as copying:
        _run(
            url,
            password,
            ("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copying}"),
            Why.DAMAGED,
            file,
        )
        prove(copying)
        sync(copying)
        take_name(copying, file)
    sync(file.parent)
    progress(1.0)
    return Copied(file=file, revision=found, size=file.stat().st_size, seconds=time.monotonic() - began)


def prove(file: Path) -> Proved:
    """Look whether a file is a whole dump: every part of it is read. Raises `Unfit`.

    Its revision and key stand in its tables, which only a database can read: both are empty.
    """
    if not file.is_file():
        raise Unfit(Why.GONE, file=file)
    with file.open("rb") as content:
        if content.read(len(_MAGIC)) != _MAGIC:
            raise Unfit(Why.NOT_OURS, file=file, reason="no dump of PostgreSQL")
    listed = _output(("pg_restore", "--list", str(file)), file)
    if " alembic_version " not in listed:
        raise Unfit(Why.NOT_OURS, file=file, reason="no tables of Guanji")
    _output(("pg_restore", "--file=/dev/null", str(file)), file)
    return Proved(revision="", key="")


def put_back(url: str, file: Path, password: Password | None, *, allowed: Callable[[Session], None]) -> None:
    """Make a dump the database, in one transaction: it succeeds whole or changes nothing. Raises `Unfit`.

    `allowed` looks at what is about to be replaced, and raises what forbids it.
    """
    look(url, password, allowed)
    # A file without a name: it holds every reader, and is gone whatever ends this process. It is whole before
    # the database is touched; what comes through a pipe that breaks would be committed as far as it came.
    with tempfile.TemporaryFile() as script:
        _finish(
            ("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)),
            *(os.environ, Why.DAMAGED, file),
            output=script,
        )
        script.seek(0)
        _run(
            url,
            password,
            (
                *("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"),
                *(f"--command={_CLEAR}", "--file=-"),
            ),
            Why.DAMAGED,
            file,
            script,
        )


def look(url: str, password: Password | None, allowed: Callable[[Session], None]) -> None:
    """Let `allowed` look at the database, and raise what it raises."""
    with closing(connector(url, password)()) as session:
        allowed(session)


def others(session: Session) -> int:
    """How many connections of servers the database has beside this one."""
    ((number,),) = session.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'guanji' AND pid <> pg_backend_pid()"
    ).fetchall()
    return int(number)


def status(url: str, password: Password | None = None) -> Status:
    """How a database stands. Raises `StoreError`, `psycopg.Error`."""
    found = revision(url, password)
    with closing(connector(url, password)()) as session:
        session.execute("SET statement_timeout = 0")
        ((size,),) = session.execute("SELECT pg_database_size(current_database())").fetchall()
        names = [name for (name,) in session.execute(_TABLES).fetchall()]
        return Status(
            where=shown(url),
            kind="postgresql",
            revision=found or "",
            known=REVISION,
            size=size,
            rows={name: _count(session, name) for name in names},
            copied=_copied(session) if "meta" in names else "",
        )


def note_copy(url: str, when: str, password: Password | None = None) -> None:
    """Keep in a database when it was last copied. Raises `psycopg.Error` where it can't be written now."""
    with closing(connector(url, password)()) as session:
        session.connection.execute(
            "INSERT INTO meta (name, value) VALUES ('backup', %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (when,),
        )


def _count(session: Session, table: str) -> int:
    # A name that the database itself gave.
    ((number,),) = session.connection.execute(
        psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
    ).fetchall()
    return int(number)


def _copied(session: Session) -> str:
    rows = session.execute("SELECT value FROM meta WHERE name = 'backup'").fetchall()
    return rows[0][0] if rows else ""


def _run(
    url: str,
    password: Password | None,
    command: Sequence[str],
    why: Why,
    file: Path,
    script: IO[bytes] | None = None,
) -> None:
    """Run a program on the database; a password goes to it in its environment, where nobody else reads it."""
    named = conninfo_to_dict(url)
    secret = named.get("password") if password is None else read(password)
    named.pop("password", None)
    target = make_conninfo("", **named)
    environ = {**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})}
    _finish((*command, f"--dbname={target}"), environ, why, file, given=script)


def _output(command: Sequence[str], file: Path) -> str:
    return _finish(command, os.environ, Why.DAMAGED, file)


def _finish(
    command: Sequence[str],
    environ: Mapping[str, str],
    why: Why,
    file: Path,
    *,
    given: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
) -> str:
    """Run a program to its end; what it is `given` to read, and what it said unless that went to `output`."""
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        raise Unfit(Why.NO_PROGRAM, program=command[0])
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with arguments of ours
        [program, *command[1:]],
        env=dict(environ),
        stdin=given or subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise Unfit(why, file=file, reason=reason[-1] if reason else f"{command[0]} {done.returncode}")
    return done.stdout or ""
