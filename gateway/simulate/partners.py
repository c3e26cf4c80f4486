"""The partner libraries of a scene."""

from collections.abc import Mapping

from gateway.model.ill.services import IllMessage
from gateway.model.ill.wording import SERVICES
from gateway.simulate.acting import RECEIVED, SENT, Acted, Line
from gateway.simulate.loan import Behave, Conduct, Garble, Hear, Tell
from gateway.simulate.partner import SimulatedPartner
from gateway.simulate.readable import readable
from gateway.simulate.remembered import Heard
from gateway.simulate.scenario import Step, Words

BEHAVES: Words = ("知道了", "understood")
GARBLED: Words = ("已发乱码", "garbage is out")


class Partners:
    """`Actors`: partners by the names that scenes give them; each can be called already.

    The answer to a step is the service that was waited for.
    """

    deeds = (Hear, Tell, Garble, Behave)

    def __init__(self, partners: Mapping[str, SimulatedPartner]) -> None:
        self._partners = partners

    async def act(self, step: Step, kept: Mapping[str, object]) -> Acted:  # noqa: ARG002 - partners keep nothing
        """Hear, or tell, or both."""
        partner = self._partners[step.who]
        match step.says:
            case Hear(service=service):
                heard = await partner.hears(service)
                return _heard(heard)
            case Tell(after=after) as tell:
                before = None if after is None else await partner.hears(after)
                said = await partner.tell(tell)
                lines = () if before is None else _heard(before).lines
                return Acted(
                    answer=None if before is None or before.message is None else before.message.body,
                    lines=(*lines, Line(SENT, readable(said.message, said.raw))),
                    outcome=_words(said.message),
                )
            case Garble(data=data):
                await partner.garble(data)
                return Acted(answer=None, lines=(Line(SENT, data.hex(" ")),), outcome=GARBLED)
            case Behave(conduct=Conduct() as conduct):
                partner.behave(conduct)
                return Acted(answer=None, outcome=BEHAVES)
            case other:
                raise TypeError(f"a partner can't {other!r}")

    async def leave(self) -> None:
        """Hang up everywhere."""
        for partner in self._partners.values():
            partner.hang_up()


def _heard(heard: Heard) -> Acted:
    assert heard.message is not None  # noqa: S101 - a service was waited for
    line = Line(RECEIVED, readable(heard.message, heard.raw))
    return Acted(answer=heard.message.body, lines=(line,), outcome=_words(heard.message))


def _words(message: IllMessage) -> Words:
    return SERVICES[message.service]
