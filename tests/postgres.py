"""A PostgreSQL of the tests' own: a private cluster for the session, a fresh database for each test.

The Debian package ``postgresql`` brings the programs, outside PATH. PostgreSQL refuses to run as root, who
then runs it as ``postgres``. No test speaks to a server that was there before.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

from tests.debian import program

#: Where Debian puts each version's programs.
VERSIONS = Path("/usr/lib/postgresql")

#: The owner of the cluster, and the one who connects; the tests' servers trust everybody on their socket.
USER = "guanji"

#: A cluster starts in a fraction of a second; the rest is a busy machine, or one that recovers.
START_SECONDS = 30.0


def folders() -> str:
    """PATH with the folders of the programs, the newest version's first."""
    found = sorted(VERSIONS.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return os.pathsep.join((*map(str, found), os.environ.get("PATH", "")))


class Cluster:
    """One PostgreSQL server: its files, its socket, and a database that every other is copied from."""

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self._initdb = program("initdb", "postgresql", {**os.environ, "PATH": folders()})
        self._pg_ctl = program("pg_ctl", "postgresql", {**os.environ, "PATH": folders()})
        self.home = home
        self._data = home / "data"
        self._numbers = count(1)
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(home, postgres.pw_uid, postgres.pw_gid)
        home.chmod(0o755)  # its socket is for whoever runs the tests
        self._run(
            *(self._initdb, "-D", str(self._data), "-U", USER, "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(
                f"listen_addresses = ''\nunix_socket_directories = '{home}'\nunix_socket_permissions = 0777\n"
                "shared_buffers = 32MB\nmax_connections = 60\n"
                # What a process wrote survives its crash all the same; only a power cut needs more.
                f"fsync = {'on' if durable else 'off'}\n"
            )

    def _run(self, *command: str) -> None:
        become: Sequence[str] = ()
        if os.geteuid() == 0:
            become = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--")
        # Output goes to a file: a server that is started would keep a pipe open for as long as it runs.
        with (self.home.parent / f"{self.home.name}.out").open("ab") as output:
            subprocess.run([*become, *command], stdout=output, stderr=output, check=True, cwd="/")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run(self._pg_ctl, "-D", str(self._data), "-l", str(self._data / "log"), "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is what a crash does."""
        self._run(self._pg_ctl, "-D", str(self._data), "-m", mode, "-w", "stop")

    def signal(self, number: signal.Signals) -> None:
        """Signal every process of the server: SIGSTOP freezes it, SIGCONT lets it go on."""
        parent = int((self._data / "postmaster.pid").read_text().split("\n")[0])
        with suppress(ProcessLookupError):
            os.kill(parent, number)
        for child in _children(parent):
            with suppress(ProcessLookupError):
                os.kill(child, number)

    def url(self, database: str = "postgres") -> str:
        """How a database of it is named in a configuration."""
        return f"postgresql://{USER}@/{database}?host={self.home}"

    def database(self) -> str:
        """The URL of a new database without tables, which is removed with the cluster."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url(name)

    def empty(self, url: str) -> None:
        """Take everything out of a database's tables; whoever is connected to it is thrown out."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("SET session_replication_role = replica")  # no trigger guards it meanwhile
            names = connection.execute(
                "SELECT quote_ident(tablename) FROM pg_tables "
                "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            ).fetchall()
            connection.execute(f"TRUNCATE {', '.join(name for (name,) in names)} RESTART IDENTITY".encode())

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that runs, until it is no longer needed. Skips where PostgreSQL is not installed.

    A `durable` one waits for the disk at each commit, as a library's does.
    """
    # A socket's path is short (107 bytes), shorter than pytest's own folders may be.
    home = Path(tempfile.mkdtemp(prefix="guanji-pg-"))
    made = False
    try:
        server = Cluster(home, durable=durable)
        server.start()
        made = True
        yield server
    finally:
        if made:
            with suppress(subprocess.CalledProcessError):
                server.stop("immediate")
        shutil.rmtree(home, ignore_errors=True)
        home.with_name(home.name + ".out").unlink(missing_ok=True)
