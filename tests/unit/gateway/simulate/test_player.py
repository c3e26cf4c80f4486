from collections.abc import Mapping

import pytest

from gateway.simulate.acting import SENT, Acted, Line, Silence
from gateway.simulate.player import SILENCE, Played, Player
from gateway.simulate.scenario import Kept, Scene, Step
from protocols.sip2.messages import LoginResponse
from tests.kiosk_hall import wait


class Echo:
    """Actors of whom each answers with what he is told; who is told nothing is silent."""

    def __init__(self, deed: type) -> None:
        self.deeds = (deed,)
        self.kept: list[Mapping[str, object]] = []
        self.left = False

    async def act(self, step: Step, kept: Mapping[str, object]) -> Acted:
        self.kept.append(dict(kept))
        if not step.says:
            raise Silence
        if step.says == "late":
            raise Silence("it came too late")
        answer = LoginResponse(ok=bool(step.says), screen_message=(str(step.says),))
        return Acted(answer=answer, lines=(Line(SENT, step.who),), outcome=("好", "good"), said=("hello",))

    async def leave(self) -> None:
        self.left = True


class Stage:
    def __init__(self) -> None:
        self.told: list[Played] = []
        self.talkers, self.counters = Echo(str), Echo(int)
        self.player = Player(self.talkers, self.counters)

    def play(self, *steps: Step) -> bool:
        scene = Scene(title=("", ""), steps=steps)
        return wait(self.player.play(scene, self.told.append))


@pytest.fixture
def stage() -> Stage:
    return Stage()


def step(says: object, keep: dict[str, str] | None = None, **expect: object) -> Step:
    return Step(who="somebody", says=says, meaning=("", ""), expect=expect, keep=keep or {})


def test_each_step_is_done_by_an_actor_of_its_kind(stage: Stage) -> None:
    assert stage.play(step("a", ok=True), step(1, ok=True), step("b", ok=True))
    assert (len(stage.talkers.kept), len(stage.counters.kept)) == (2, 1)
    (first, *_) = stage.told
    assert first.lines == (Line(SENT, "somebody"),)
    assert (first.outcome, first.said, first.wrong) == (("好", "good"), ("hello",), "")


def test_a_scene_that_goes_differently_is_told_to_its_end(stage: Stage) -> None:
    assert not stage.play(step("a", ok=False), step(1, ok=True))
    assert [played.wrong for played in stage.told] == ["ok is True, not False", ""]


def test_what_one_kept_all_others_know(stage: Stage) -> None:
    assert stage.play(
        step("a", {"words": "screen_message"}), step(1), step("a", screen_message=Kept("words"))
    )
    assert stage.counters.kept == [{"words": ("a",)}]


def test_what_was_not_as_stated_is_not_kept(stage: Stage) -> None:
    assert not stage.play(step("a", {"words": "screen_message"}, ok=False), step(1))
    assert stage.counters.kept == [{}]


def test_silence_is_not_as_stated(stage: Stage) -> None:
    assert not stage.play(step(""), step("late"), step("a"))
    assert [(played.outcome, played.wrong) for played in stage.told] == [
        (SILENCE, "there was no answer"),
        (SILENCE, "it came too late"),
        (("好", "good"), ""),
    ]


def test_nobody_does_everything(stage: Stage) -> None:
    with pytest.raises(TypeError, match=r"nobody here can 1\.5"):
        stage.play(step(1.5))


def test_all_leave_at_the_end(stage: Stage) -> None:
    wait(stage.player.leave())
    assert (stage.talkers.left, stage.counters.left) == (True, True)
