"""Opening whichever database a configuration names: an SQLite file by its path, PostgreSQL by its URL."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from gateway.store import schema, sqlite
from gateway.store.runner import CallFromThread, Observe
from gateway.store.sql_store import SqlStore, nothing

#: What the URL of a PostgreSQL database begins with.
URLS: Final = ("postgresql://", "postgres://")

Password = Callable[[], str]


def is_shared(where: str | Path) -> bool:
    """Whether several servers may use this database at once; else it has one."""
    return str(where).startswith(URLS)


def open_store(
    where: str | Path,
    *,
    password: Password | None = None,
    node: str = "",
    call_from_thread: CallFromThread | None = None,
    observe_commits: Observe = nothing,
    observe_reads: Observe = nothing,
    key_fingerprint: str = "",
    complain: Callable[[str], object] = nothing,
) -> SqlStore:
    """Open a database by a path or URL; one that is empty gets its tables. Raises `StoreError`.

    `password` reads PostgreSQL's, `node` names this server there and `complain` is told where the other nodes
    can't be heard for a time; of the rest see `gateway.store.sqlite.open_store`.
    """
    if not is_shared(where):
        return sqlite.open_store(
            where,
            call_from_thread=call_from_thread,
            observe_commits=observe_commits,
            observe_reads=observe_reads,
            key_fingerprint=key_fingerprint,
        )
    from gateway.store.postgresql import store  # noqa: PLC0415 - psycopg is for those who use it

    return store.open_store(
        str(where),
        password=password,
        node=node,
        call_from_thread=call_from_thread,
        observe_commits=observe_commits,
        observe_reads=observe_reads,
        key_fingerprint=key_fingerprint,
        complain=complain,
    )


def ready(where: str | Path, password: Password | None = None) -> None:
    """Make sure that the database is one that this release works with; an empty one gets its tables."""
    if not is_shared(where):
        schema.ready(where)
        return
    from gateway.store.postgresql import schema as shared  # noqa: PLC0415 - the same

    shared.ready(str(where), password)


def upgrade(where: str | Path, password: Password | None = None) -> None:
    """Bring a database to the newest revision: it succeeds whole or changes nothing."""
    if not is_shared(where):
        schema.upgrade(where)
        return
    from gateway.store.postgresql import schema as shared  # noqa: PLC0415 - the same

    shared.upgrade(str(where), password)


def revision(where: str | Path, password: Password | None = None) -> str | None:
    """The revision that a database is of; None for one that is not ours."""
    if not is_shared(where):
        return schema.revision(where)
    from gateway.store.postgresql import schema as shared  # noqa: PLC0415 - the same

    return shared.revision(str(where), password)
