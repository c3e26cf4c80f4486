"""The words of what is held about a reader, and for how long."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {}

PARAMETERS: Final[Mapping[str, Pair]] = {}

PHRASES: Final[Mapping[str, Pair]] = {}

FAILURES: Final[Mapping[str, Pair]] = {}
