"""The journal of one inbound message: its outcome, its reply and its place in the inbox, in one commit."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from gateway.dispatch.audit import Auditor
from gateway.dispatch.subjects import named
from gateway.model.commands import Command
from gateway.model.inbound import Inbound
from gateway.model.outcomes import Outcome
from gateway.ports import Ledger, Store

O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome


class AlreadyAnswered(Exception):
    """This message was answered before; `reply` is that answer, as it was rendered."""

    def __init__(self, reply: str) -> None:
        super().__init__("answered before")
        self.reply = reply


class MessageJournal:
    """`gateway.ports.Journal` for one inbound message; `reply` is there once it is settled."""

    __slots__ = ("_auditor", "_body", "_inbound", "_render", "_store", "_window", "reply")

    def __init__(
        self,
        store: Store,
        inbound: Inbound,
        body: Command,
        render: Callable[[Outcome], str],
        *,
        repeat_window: timedelta,
        auditor: Auditor | None = None,
    ) -> None:
        self._store = store
        self._inbound = inbound
        self._body = body
        self._render = render
        self._window = repeat_window
        self._auditor = auditor
        self.reply: str | None = None

    async def settle(self, work: Callable[[Ledger], O]) -> O:
        """Run `work` and remember its outcome, as the reply it is rendered to, in one commit.

        What staff ask is put down by the auditor in the same one.

        Raises `AlreadyAnswered`, with nothing written, for a repeat.
        """
        audited = work if self._auditor is None else self._auditor.watched(self._inbound, work)

        def unit(ledger: Ledger) -> tuple[O, str]:
            self._refuse_repeat(ledger)
            outcome = audited(ledger)
            reply = self._render(outcome)
            if self._inbound.key:
                ledger.remember(self._inbound, reply, named(self._body))
            return outcome, reply

        committed: Awaitable[tuple[O, str]] = self._store.commit(unit)
        outcome, self.reply = await committed
        return outcome

    def _refuse_repeat(self, ledger: Ledger) -> None:
        inbound = self._inbound
        if not inbound.key:
            return
        known = ledger.remembered(inbound.key, inbound.at - self._window, dated=inbound.dated)
        if known is None or (not inbound.dated and known.at - inbound.at > self._window):
            # What was answered so far ahead was answered before our clock was set back, nobody knows when.
            return
        # On one connection the sequence number tells a repeat from the same thing done again, and the session
        # has judged it already.
        if inbound.sequenced and known.link == inbound.link:
            return
        raise AlreadyAnswered(known.reply)
