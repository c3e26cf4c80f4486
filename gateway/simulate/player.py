"""Plays scenes: an actor does each step, and what comes of it is compared with what was stated."""

from collections.abc import Callable
from typing import Final

import msgspec

from gateway.simulate.acting import Acted, Actors, Line, Silence
from gateway.simulate.scenario import Mismatch, Scene, Step, Words, check, keep

SILENCE: Final = ("无应答", "no answer")


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it went.

    What went over the wire, the outcome in Chinese and English, and what was not as stated.
    """

    step: Step
    lines: tuple[Line, ...] = ()
    outcome: Words
    said: tuple[str, ...] = ()
    wrong: str = ""


class Player:
    """Plays scenes with these actors, one kind for each type of deed."""

    def __init__(self, *actors: Actors) -> None:
        self._actors = actors
        self._of = {deed: each for each in actors for deed in each.deeds}
        self._kept: dict[str, object] = {}

    async def play(self, scene: Scene, told: Callable[[Played], object]) -> bool:
        """Play a scene and tell each step; whether all went as stated."""
        right = True
        for step in scene.steps:
            try:
                played = self._judge(step, await self._act(step))
            except Silence as silence:
                why = str(silence) or "there was no answer"
                played = Played(step=step, outcome=SILENCE, wrong=why)
            right = right and not played.wrong
            told(played)
        return right

    async def leave(self) -> None:
        """End every connection."""
        for each in self._actors:
            await each.leave()

    async def _act(self, step: Step) -> Acted:
        actors = self._of.get(type(step.says))
        if actors is None:
            raise TypeError(f"nobody here can {step.says!r}")
        return await actors.act(step, self._kept)

    def _judge(self, step: Step, acted: Acted) -> Played:
        wrong = ""
        try:
            check(acted.answer, step, self._kept)
        except Mismatch as mismatch:
            wrong = str(mismatch)
        else:
            keep(acted.answer, step, self._kept)
        return Played(step=step, lines=acted.lines, outcome=acted.outcome, said=acted.said, wrong=wrong)
