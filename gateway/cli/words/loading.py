"""The words of ``guanji load``."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {}

PARAMETERS: Final[Mapping[str, Pair]] = {}

PHRASES: Final[Mapping[str, Pair]] = {}

FAILURES: Final[Mapping[str, Pair]] = {}
