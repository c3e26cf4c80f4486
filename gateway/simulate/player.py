"""Plays scenes: each simulated kiosk over its own socket, each answer compared with what was stated."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from gateway.simulate.kiosk import Exchange, LineLost, SimulatedKiosk
from gateway.simulate.say import LineLostAndAgain, LogIn, Raw, Say
from gateway.simulate.scenario import Mismatch, Scene, Step, check, keep
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

DONE = ("成功", "done")
REFUSED = ("谢绝", "refused")
AGAIN = ("请重发", "please send again")
KNOWN = ("已应答", "answered")
SILENCE = ("无应答", "no answer")


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it went.

    The lines on the wire, the outcome in Chinese and English, and what was not as stated.
    """

    step: Step
    sent: str
    received: str
    outcome: tuple[str, str]
    said: tuple[str, ...] = ()
    wrong: str = ""


class Player:
    """Plays scenes against one gateway.

    `kiosk` makes a simulated kiosk with a character set (None for UTF-8), not yet connected.
    """

    def __init__(
        self, kiosk: Callable[[str | None], SimulatedKiosk], *, now: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._new_kiosk = kiosk
        self._now = now
        self._zone = zone
        self._kiosks: dict[str, SimulatedKiosk] = {}
        self._charsets: dict[str, str] = {}
        self._kept: dict[str, object] = {}

    async def play(self, scene: Scene, told: Callable[[Played], None]) -> bool:
        """Play a scene and tell each step; whether all went as stated."""
        right = True
        for step in scene.steps:
            try:
                played = self._judge(step, await self._act(step))
            except LineLost:
                played = Played(step=step, sent="", received="", outcome=SILENCE, wrong="there was no answer")
            right = right and not played.wrong
            told(played)
        return right

    async def hang_up(self) -> None:
        """End every connection."""
        for kiosk in self._kiosks.values():
            await kiosk.hang_up()

    async def _act(self, step: Step) -> Exchange:
        match step.says:
            case LogIn() as login:
                return await self._log_in(step.who, login)
            case Say() as say:
                return await self._kiosks[step.who].ask(self._dated(say))
            case LineLostAndAgain(say=say, login=login):
                sent = await self._kiosks[step.who].send_and_hang_up(self._dated(say))
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

    def _dated(self, say: Say) -> sip2.Message:
        """The message with its dates, and with the values kept for it.

        A value that was not kept, because an earlier step went differently, stays as the scene has it.
        """
        date = sip2.format_date(self._now(), self._zone)
        fields: dict[str, object] = {
            name: self._kept[kept] for name, kept in say.fill.items() if kept in self._kept
        }
        for name in _DATES:
            if getattr(say.message, name, None) == "":
                fields[name] = date
        return msgspec.structs.replace(say.message, **fields)

    def _judge(self, step: Step, exchange: Exchange) -> Played:
        wrong = ""
        try:
            check(exchange.answer, step, self._kept)
        except Mismatch as mismatch:
            wrong = str(mismatch)
        else:
            keep(exchange.answer, step, self._kept)
        charset = self._charsets.get(step.who, "utf-8")
        return Played(
            step=step,
            sent=_shown(exchange.sent, charset),
            received=_shown(exchange.received, charset),
            outcome=_outcome(exchange.answer),
            said=getattr(exchange.answer, "screen_message", ()),
            wrong=wrong,
        )


def _shown(data: bytes, charset: str) -> str:
    """A line as a person may see it: its secrets masked, what is no text as hex."""
    return sip2.redact(data.decode(charset, "backslashreplace").strip("\r\n"))


def _outcome(answer: sip2.Message | None) -> tuple[str, str]:
    if isinstance(answer, messages.RequestScResend):
        return AGAIN
    verdicts: Mapping[bool, tuple[str, str]] = {True: DONE, False: REFUSED}
    values = (getattr(answer, name, None) for name in _VERDICTS)
    return next((verdicts[value] for value in values if isinstance(value, bool)), KNOWN)
