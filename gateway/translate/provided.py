"""What an answer told of a reader, and what of it is another reader's.

Source: reference file sip2-ncip-rfid-sorters.md §1.3 (tags), §1.9 (extensions); PIPL art. 13 and 45.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import msgspec

from gateway.model.keeping import Basis, Category, Told
from protocols.sip2.dissector import dissect
from protocols.sip2.errors import Undecodable

C = Category

SIP2: Final[Mapping[str, Category]] = {
    "AA": C.NUMBER,
    "CY": C.NUMBER,
    "AE": C.NAME,
    "DA": C.NAME,
    "BD": C.CONTACT,
    "BE": C.CONTACT,
    "BF": C.CONTACT,
    "PB": C.BIRTH_DATE,
    "PA": C.STANDING,
    "BL": C.STANDING,
    "PC": C.STANDING,
    "FU": C.STANDING,
    "FV": C.STANDING,
    "AH": C.LOANS,
    "BM": C.LOANS,
    "BN": C.LOANS,
    "AS": C.HOLDS,
    "BR": C.HOLDS,
    "BV": C.FEES,
}
"""What the fields of an answer tell of a reader, where they are filled."""

DESK: Final[Mapping[str, Category]] = {
    "patron": C.NUMBER,
    "loan": C.LOANS,
    "renewed": C.LOANS,
    "unrenewed": C.LOANS,
    "hold": C.HOLDS,
    "fees": C.FEES,
    "paid": C.FEES,
    "owed": C.FEES,
}
"""The same of the desk's answers (`gateway.web.shapes.Answer`)."""

_NAMING: Final = frozenset({"AA", "CY", "AE", "DA", "BD", "BE", "BF", "PB"})

_HIDDEN: Final = "***"

_ANYWHERE: Final = re.compile(r"(?:^|\|)([A-Z]{2})([^|]*)")


def told(kind: str, terminal: str, reply: str) -> Told | None:
    """What a message (``sip2 11``, ``desk checkout``) told of a reader; None where it told nothing."""
    wire = kind.partition(" ")[0]
    found = set(_WIRES.get(wire, _of_sip2)(reply))
    if not found:
        return None
    desk = wire == "desk"
    return Told(
        categories=tuple(category for category in Category if category in found),
        recipient="desk" if desk else f"kiosk {terminal}",
        basis=Basis.LIBRARY_DUTY if desk else Basis.READER_ASKED,
    )


def _of_sip2(reply: str) -> Iterator[Category]:
    for tag, value in _ANYWHERE.findall(_tagged(reply)[1]):
        if value and tag in SIP2:
            yield SIP2[tag]


def _of_desk(reply: str) -> Iterator[Category]:
    for name, value in _answer(reply).items():
        if value and name in DESK:
            yield DESK[name]


_WIRES: Final[Mapping[str, Callable[[str], Iterator[Category]]]] = {"sip2": _of_sip2, "desk": _of_desk}


def own(kind: str, text: str, names: AbstractSet[str]) -> str:
    """A message's text in which every reader but one is hidden; `names` are all that he goes by."""
    if kind.startswith("desk "):
        answer = _answer(text)
        return msgspec.json.encode(_only(answer, names)).decode() if answer else text
    head, tagged = _tagged(text)

    def hidden(field: re.Match[str]) -> str:
        tag, value = field[1], field[2]
        # A card reader may pad a chip's number with zeros.
        others = tag in _NAMING and value and names.isdisjoint((value, value.lstrip("0")))
        return field[0].removesuffix(value) + _HIDDEN if others else field[0]

    return head + _ANYWHERE.sub(hidden, tagged)


def _only(value: Any, names: AbstractSet[str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {
            key: _HIDDEN if key == "patron" and part and part not in names else _only(part, names)
            for key, part in value.items()
        }
    return [_only(part, names) for part in value] if isinstance(value, list) else value


def _tagged(text: str) -> tuple[str, str]:
    """The positional part of a SIP2 message, and the tagged one."""
    try:
        place = dissect(text).tags_at
    except Undecodable:
        return "", text
    return text[:place], text[place:]


def _answer(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
