"""What holds for all tests: how many examples hypothesis tries, from which seed; a PostgreSQL for them."""

import os
from collections.abc import Iterator
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
