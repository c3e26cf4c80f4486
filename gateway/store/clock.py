"""The database's own clock, by which several servers agree on what is over."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class database_clock(FunctionElement[str]):  # noqa: N801 - stands in statements as the function that it is
    """This instant, as instants are kept (`gateway.store.shapes.instant_text`).

    When the statement runs, and not when its transaction began.
    """

    type = sa.Text()
    inherit_cache = True


@compiles(database_clock, "sqlite")
def _sqlite(*_: Any, **__: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls it
    return "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"  # to the millisecond, which is all that it knows


@compiles(database_clock, "postgresql")
def _postgresql(*_: Any, **__: Any) -> str:  # noqa: ANN401 - the same
    return """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
