from typing import Any

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.simulate.kiosk import SimulatedKiosk
from gateway.simulate.kiosks import AGAIN, DONE, KNOWN, REFUSED, Kiosks
from gateway.simulate.player import SILENCE, Played, Player
from gateway.simulate.say import LineLostAndAgain, LogIn, Raw, Say
from gateway.simulate.scenario import Kept, Scene, Step, containing
from protocols import sip2
from protocols.sip2 import messages
from tests.kiosk_hall import KioskHall, wait
from tests.library import ZONE
from tests.loopback import join

LOGIN = LogIn("kiosk1", "kiosk1")
CHECKOUT = Say(
    messages.Checkout(
        transaction_date="",
        institution_id="CUMT",
        patron_identifier="P0001",
        item_identifier="B000001",
        patron_password="1234",
    )
)
ABOUT = Say(
    messages.PatronInformation(
        language="019", transaction_date="", institution_id="CUMT", patron_identifier="P0001"
    )
)


class Stage:
    """A player before a gateway, and what it told."""

    def __init__(self) -> None:
        self.hall = KioskHall()
        self.told: list[Played] = []
        self.kiosks = Kiosks(self._kiosk, now=self.hall.clock.now, zone=ZONE)
        self.player = Player(self.kiosks)

    def _kiosk(self, charset: str | None) -> SimulatedKiosk:
        profile = sip2.Profile(charset=charset or "utf-8")
        return SimulatedKiosk(self._connect, lambda: sip2.ScSession(profile), clock=Clock())

    async def _connect(self, factory: Any) -> None:  # noqa: ANN401
        address: Any = IPv4Address("TCP", "10.0.0.1", 4711)
        join(factory.buildProtocol(None), self.hall.listener.buildProtocol(address))

    def play(self, *steps: tuple[object, dict[str, object]], keep: dict[str, str] | None = None) -> bool:
        scene = Scene(
            title=("", ""),
            steps=tuple(
                Step(who="hall", says=says, meaning=("", ""), expect=expect, keep=keep or {})
                for says, expect in steps
            ),
        )
        found: list[Any] = []
        Deferred.fromCoroutine(self.player.play(scene, self.told.append)).addBoth(found.append)
        result = found[0]
        if hasattr(result, "raiseException"):
            result.raiseException()
        return bool(result)


def sent(played: Played) -> str:
    assert [line.way for line in played.lines] == ["→", "←"]
    return played.lines[0].text


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_scene_that_goes_as_stated(stage: Stage) -> None:
    assert stage.play(
        (LOGIN, {"ok": True}), (CHECKOUT, {"ok": True, "screen_message": containing("借书成功")})
    )
    login, checkout = stage.told
    assert (login.outcome, checkout.outcome) == (DONE, DONE)
    assert sent(login).startswith("9300CNkiosk1|CO***|AY0AZ***")
    assert "AD***" in sent(checkout)
    assert sent(checkout).startswith("11NN20260302    100000")
    assert checkout.said[0].startswith("借书成功")
    assert (login.wrong, checkout.wrong) == ("", "")


def test_a_scene_that_goes_differently_is_told_to_its_end(stage: Stage) -> None:
    assert not stage.play((LOGIN, {"ok": False}), (CHECKOUT, {"ok": True}))
    assert [played.wrong for played in stage.told] == ["ok is True, not False", ""]


def test_a_line_lost_and_the_same_message_again(stage: Stage) -> None:
    assert stage.play((LOGIN, {}), (LineLostAndAgain(CHECKOUT, LOGIN), {"ok": True}), (ABOUT, {}))
    assert len(stage.hall.store.tables.loans) == 1
    assert stage.hall.tally.messages[-2] == ("sip2 11", "repeat")


def test_what_comes_of_garbage_and_of_refusals(stage: Stage) -> None:
    nobody = Say(messages.EndPatronSession(transaction_date="", institution_id="C", patron_identifier="P"))
    unknown = Say(messages.ItemInformation(transaction_date="", institution_id="C", item_identifier="X"))
    assert stage.play((LOGIN, {}), (Raw(b"\xff\xfe\r"), {"CODE": "96"}), (nobody, {}), (unknown, {}))
    wrong = LogIn("kiosk1", "guess")
    assert stage.play((wrong, {"ok": False}))
    assert [played.outcome for played in stage.told] == [DONE, AGAIN, DONE, KNOWN, REFUSED]
    assert sent(stage.told[1]) == r"\xff\xfe"


def test_values_are_carried_from_step_to_step(stage: Stage) -> None:
    renew = messages.Renew(
        transaction_date="", institution_id="CUMT", patron_identifier="P0001", item_identifier=""
    )
    carried = Say(renew, fill={"item_identifier": "book", "title_identifier": "never kept"})
    assert stage.play((LOGIN, {}))
    assert stage.play((CHECKOUT, {"ok": True}), keep={"book": "item_identifier", "due": "due_date"})
    assert stage.play((carried, {"item_identifier": Kept("book")}))


def test_a_line_that_gives_no_answer_is_not_as_stated(stage: Stage) -> None:
    garbage: list[tuple[object, dict[str, object]]] = [(Raw(b"x\r"), {"CODE": "96"})] * 5
    assert not stage.play((LOGIN, {}), *garbage)
    assert (stage.told[-1].outcome, stage.told[-1].wrong) == (SILENCE, "there was no answer")


def test_each_kiosk_speaks_its_own_character_set(stage: Stage) -> None:
    gbk = LogIn("kiosk1", "kiosk1", charset="gb18030")
    look = Say(
        messages.PatronStatusRequest(
            language="019", transaction_date="", institution_id="CUMT", patron_identifier="张三"
        )
    )
    assert stage.play((gbk, {}), (look, {"valid_patron": False, "screen_message": containing("读者证")}))
    assert "AA张三" in sent(stage.told[1])


def test_a_kiosk_does_not_do_everything(stage: Stage) -> None:
    dance = Step(who="hall", says="dance", meaning=("", ""))
    with pytest.raises(TypeError, match="can't 'dance'"):
        wait(stage.kiosks.act(dance, {}))


def test_all_hang_up_at_the_end(stage: Stage) -> None:
    stage.play((LOGIN, {}))
    Deferred.fromCoroutine(stage.player.leave())
    assert [many for _, many in stage.hall.board.states()] == [0, 0, 0]
