"""What holds for all tests: how many examples hypothesis tries, from which seed; a PostgreSQL for them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.postgres import Cluster

# Fixed seeds: what passes here passes there, and `make test` says the same twice. A deadline for one example
# would only measure how busy the machine is.
settings.register_profile("test", derandomize=True, deadline=None, max_examples=50)
# `make soak` looks further, at fresh examples each time, and takes the minutes that needs.
settings.register_profile(
    "soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("GUANJI_SOAK") else "test")

# The files that take longest, longest first: begun last, they would keep one process busy
# when the others have nothing left to do.
LONGEST = (
    "integration/test_db_commands.py",
    "integration/test_privacy.py",
    "integration/test_operations.py",
    "integration/test_two_nodes.py",
    "integration/test_ill_partners.py",
    "faults/test_ill_killed.py",
    "fuzz/test_fuzz.py",
    "integration/test_ill_by_hand.py",
    "faults/test_ends.py",
    "integration/test_load.py",
    "integration/test_kill.py",
    "faults/test_slow_disk.py",
    "faults/test_clock_jumps.py",
    "faults/test_postgres_restart.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files come first, then other real processes, then what only computes."""
    here = Path(__file__).parent
    ranks = {name: rank for rank, name in enumerate((*LONGEST, "faults", "integration"))}
    last = len(ranks)

    def rank(item: pytest.Item) -> int:
        name = item.path.relative_to(here).as_posix() if item.path.is_relative_to(here) else ""
        return ranks.get(name, ranks.get(name.partition("/")[0], last))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def postgres() -> Iterator["Cluster"]:
    """A PostgreSQL server of this session's, made when the first test asks for it."""
    from tests.postgres import cluster  # noqa: PLC0415 - most tests want none

    with cluster() as server:
        yield server


@pytest.fixture(scope="session")
def kept_database(postgres: "Cluster") -> str:
    """A database with Guanji's tables, for one test after the other."""
    from gateway.store.postgresql.schema import ready  # noqa: PLC0415 - the same

    url = postgres.database()
    ready(url)
    return url


@pytest.fixture
def database_url(postgres: "Cluster", kept_database: str) -> str:
    """A PostgreSQL database with Guanji's tables and nothing in them."""
    postgres.empty(kept_database)
    return kept_database
