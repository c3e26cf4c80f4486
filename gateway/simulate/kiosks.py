"""The kiosks of a scene: each with its own connection, made when it logs in for the first time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from gateway.simulate.acting import RECEIVED, SENT, Acted, Line
from gateway.simulate.kiosk import Exchange, SimulatedKiosk
from gateway.simulate.say import LineLostAndAgain, LogIn, Raw, Say
from gateway.simulate.scenario import Step, Words
from protocols import sip2
from protocols.sip2 import messages

#: Attributes that hold the moment at which a kiosk sends.
_DATES = ("transaction_date", "return_date")

#: The attribute by which each response says whether it was done.
_VERDICTS = (
    "ok",
    "payment_accepted",
    "item_properties_ok",
    "end_session",
    "valid_patron_password",
    "valid_patron",
    "on_line_status",
)

DONE: Final = ("成功", "done")
REFUSED: Final = ("谢绝", "refused")
AGAIN: Final = ("请重发", "please send again")
KNOWN: Final = ("已应答", "answered")


class Kiosks:
    """`Actors`: `kiosk` makes one with a character set (None for UTF-8), not yet connected."""

    deeds = (Say, LogIn, LineLostAndAgain, Raw)

    def __init__(
        self, kiosk: Callable[[str | None], SimulatedKiosk], *, now: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._new_kiosk = kiosk
        self._now = now
        self._zone = zone
        self._kiosks: dict[str, SimulatedKiosk] = {}
        self._charsets: dict[str, str] = {}

    async def act(self, step: Step, kept: Mapping[str, object]) -> Acted:
        """Send, and wait for the answer."""
        exchange = await self._exchange(step, kept)
        charset = self._charsets.get(step.who, "utf-8")
        return Acted(
            answer=exchange.answer,
            lines=(
                Line(SENT, _shown(exchange.sent, charset)),
                Line(RECEIVED, _shown(exchange.received, charset)),
            ),
            outcome=_outcome(exchange.answer),
            said=getattr(exchange.answer, "screen_message", ()),
        )

    async def leave(self) -> None:
        """Hang up."""
        for kiosk in self._kiosks.values():
            await kiosk.hang_up()

    async def _exchange(self, step: Step, kept: Mapping[str, object]) -> Exchange:
        match step.says:
            case LogIn() as login:
                return await self._log_in(step.who, login)
            case Say() as say:
                return await self._kiosks[step.who].ask(self._dated(say, kept))
            case LineLostAndAgain(say=say, login=login):
                sent = await self._kiosks[step.who].send_and_hang_up(self._dated(say, kept))
                await self._log_in(step.who, login)
                return await self._kiosks[step.who].send(sent)
            case Raw(data=data):
                return await self._kiosks[step.who].send(data)
            case other:
                raise TypeError(f"a kiosk can't {other!r}")

    async def _log_in(self, who: str, login: LogIn) -> Exchange:
        kiosk = self._kiosks.get(who)
        if kiosk is None:
            kiosk = self._kiosks[who] = self._new_kiosk(login.charset)
            self._charsets[who] = login.charset or "utf-8"
        if not kiosk.connected:
            await kiosk.connect()
        return await kiosk.log_in(login.user, login.password)

    def _dated(self, say: Say, kept: Mapping[str, object]) -> sip2.Message:
        """The message with its dates, and with the values kept for it.

        A value that was not kept, because an earlier step went differently, stays as the scene has it.
        """
        date = sip2.format_date(self._now(), self._zone)
        fields: dict[str, object] = {name: kept[value] for name, value in say.fill.items() if value in kept}
        for name in _DATES:
            if getattr(say.message, name, None) == "":
                fields[name] = date
        return msgspec.structs.replace(say.message, **fields)


def _shown(data: bytes, charset: str) -> str:
    """A line as a person may see it: its secrets masked, what is no text as hex."""
    return sip2.redact(data.decode(charset, "backslashreplace").strip("\r\n"))


def _outcome(answer: sip2.Message | None) -> Words:
    if isinstance(answer, messages.RequestScResend):
        return AGAIN
    verdicts: Mapping[bool, Words] = {True: DONE, False: REFUSED}
    values = (getattr(answer, name, None) for name in _VERDICTS)
    return next((verdicts[value] for value in values if isinstance(value, bool)), KNOWN)
