"""What an inbound message speaks of, as the inbox files it."""

from gateway.model.commands import Command
from gateway.model.inbound import Named


def named(body: Command) -> Named:
    """The item and the reader that a command names.

    Both as the terminal gave them, before any look-up: what matters is whether two messages of one terminal
    speak of the same thing. A reader who is named by his card in one and by his number in the other is
    therefore two; the terminal that repeats itself names him as before.
    """
    item = getattr(body, "item", None)
    patron = getattr(body, "patron", None)
    return Named(
        item=item.barcode if item is not None else "",
        patron=patron.shown if patron is not None else getattr(body, "card", ""),
    )
