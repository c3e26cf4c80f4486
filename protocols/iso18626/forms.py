"""A message for programs and for people: ``{"request": {…}}``, and a line for each element.

What both look like is in `protocols.xml.json_form` and `protocols.xml.text_form`; a securityCode is masked.
"""

from typing import Any

from protocols.iso18626.messages import ARMS, Iso18626Message, Message
from protocols.xml.json_form import from_json as value_from
from protocols.xml.json_form import to_json as form_of
from protocols.xml.text_form import lines as lines_of


def name(message: Message) -> str:
    """The name of a message's element."""
    root = _root(message)
    (found,) = form_of(root)
    return str(found)


def to_json(message: Message, *, secrets: bool = False) -> dict[str, Any]:
    """A message as JSON; a masked one must not be sent."""
    form: dict[str, Any] = form_of(_root(message), secrets=secrets)
    return form


def from_json(form: object) -> Message:
    """The message that ``to_json(message, secrets=True)`` describes. Raises LocalProtocolError."""
    root = value_from(Iso18626Message, form)
    message: Message = getattr(root, root.arm)
    return message


def lines(message: Message) -> list[str]:
    """The lines of a message, the first of them its name."""
    return lines_of(name(message), message)


def _root(message: Message) -> Iso18626Message:
    arm: dict[str, Any] = {ARMS[type(message)]: message}
    return Iso18626Message(**arm)
