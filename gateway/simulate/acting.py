"""What all kinds of simulated actors have in common."""

from collections.abc import Mapping
from typing import Final, Protocol

import msgspec

from gateway.simulate.scenario import Step, Words

SENT: Final = "→"
RECEIVED: Final = "←"


class Line(msgspec.Struct, frozen=True):
    """Something on the wire, as a person may see it; `way` is `SENT` or `RECEIVED`, by the actor."""

    way: str
    text: str


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a step.

    `answer` is what the step's statement is about, `outcome` the same in a word, `said` what people are told.
    """

    answer: object
    lines: tuple[Line, ...] = ()
    outcome: Words
    said: tuple[str, ...] = ()


class Silence(Exception):
    """Nothing came back, or not in time."""


class Actors(Protocol):
    """All actors of one kind; `deeds` are the types of what they do in a step."""

    @property
    def deeds(self) -> tuple[type, ...]:
        """The types of `Step.says`."""
        ...

    async def act(self, step: Step, kept: Mapping[str, object]) -> Acted:
        """Do what the step says; `kept` are values of earlier steps. Raises `Silence`."""
        ...

    async def leave(self) -> None:
        """End every connection."""
        ...
