"""What an inbound message is about, as the histories and the inbox file it."""

from gateway.model.commands import Command


def subject(body: Command) -> str:
    """``item BARCODE`` where the command names an item, else ``patron NUMBER``, else nothing.

    It is the name as the terminal gave it, before any look-up: what matters is whether two messages of one
    terminal speak of the same thing.
    """
    item = getattr(body, "item", None)
    if item is not None:
        return f"item {item.barcode}"
    patron = getattr(body, "patron", None)
    if patron is not None:
        return f"patron {patron.shown}"
    return f"patron {card}" if (card := getattr(body, "card", "")) else ""
