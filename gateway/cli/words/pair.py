"""A text in the two languages of the command line."""

from typing import TypeAlias

Pair: TypeAlias = tuple[str, str]
"""English, Chinese."""
