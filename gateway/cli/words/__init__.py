"""Every text of the command line, in English and Chinese side by side: a module for each group.

`COMMANDS` are the help pages, `PARAMETERS` the options and arguments, `PHRASES` what is printed, `FAILURES`
why a command fails and what to do next. A key stands in one module only.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from gateway.cli.words import audit, database, ill, iso18626, loading, privacy, service, wire
from gateway.cli.words.pair import Pair

GROUPS: Final = (service, loading, privacy, database, audit, wire, iso18626, ill)

COMMANDS: Final[Mapping[str, Pair]] = dict(chain.from_iterable(group.COMMANDS.items() for group in GROUPS))

PARAMETERS: Final[Mapping[str, Pair]] = dict(
    chain.from_iterable(group.PARAMETERS.items() for group in GROUPS)
)

PHRASES: Final[Mapping[str, Pair]] = dict(chain.from_iterable(group.PHRASES.items() for group in GROUPS))

FAILURES: Final[Mapping[str, Pair]] = dict(chain.from_iterable(group.FAILURES.items() for group in GROUPS))

__all__ = ["COMMANDS", "FAILURES", "PARAMETERS", "PHRASES", "Pair"]
