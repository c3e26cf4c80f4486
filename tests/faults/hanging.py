"""``python -m tests.faults.hanging ARGUMENTS``: Guanji with an engine that never answers what names one book.

All else is the server as it is: the engine is wrapped where the house makes it.
"""

from typing import Any

from twisted.internet.defer import Deferred

from adapters.embedded import EmbeddedEngine
from gateway.__main__ import main
from gateway.app import house
from gateway.model.commands import AskItem, Command, Query
from gateway.model.outcomes import ItemView, Outcome

#: Whoever asks for this book, or wants to do something with it, waits for ever.
BOOK = "B000099"


async def _hang(asked: Command | Query) -> None:
    item = getattr(asked, "item", None)
    if item is not None and item.barcode == BOOK:
        never: Deferred[None] = Deferred()
        _KEPT.append(never)  # what nobody holds would be ended by the collector
        await never


_KEPT: list[Any] = []


class HangingEngine(EmbeddedEngine):
    """The embedded engine, but for one book."""

    async def perform(self, inbound: Any, command: Command, journal: Any) -> Outcome:  # noqa: ANN401
        await _hang(command)
        return await super().perform(inbound, command, journal)

    async def ask_item(self, query: AskItem) -> ItemView:
        await _hang(query)
        return await super().ask_item(query)


if __name__ == "__main__":
    setattr(house, "EmbeddedEngine", HangingEngine)  # noqa: B010 - no name that the house offers
    main()
