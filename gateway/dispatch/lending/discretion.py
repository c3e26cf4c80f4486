"""What staff ask, as it may be written down: of whom by his number here, and no identity card's.

Partners are told of readers what staff write into the request's own client, and nothing else
(docs/manual/privacy.md).
"""

from typing import Any, Final, TypeVar

import msgspec

from gateway.ill.decisions import Asked, AskedAgain, Opening, Repair, TakeBack
from gateway.model.cards import spellings
from gateway.model.identity import AgencyId
from gateway.model.secrecy import hidden_in, may_hold_one, without_identity_numbers
from gateway.ports import Shelf

replace = msgspec.structs.replace

T = TypeVar("T", bound=Asked | AskedAgain | Repair | TakeBack)
S = TypeVar("S")

HIDDEN: Final = "an identity-card number, not kept"

#: What names a library stands as it is, whatever it looks like.
_NAMES: Final = frozenset({"symbol"})


def discreet(event: T, shelf: Shelf, agency: AgencyId, notes: list[str]) -> T:
    """The same, as it may be kept; `notes` hears what was left out."""
    if isinstance(event, Repair):
        return replace(event, note=_hidden(event.note, "note", notes))
    if isinstance(event, Asked):
        return replace(
            event,
            body=_hidden(event.body, "", notes),
            rest=_hidden(event.rest, "", notes),
            opening=_opening(event.opening, shelf, agency, notes),
        )
    return event


def _opening(opening: Opening | None, shelf: Shelf, agency: AgencyId, notes: list[str]) -> Opening | None:
    if opening is None or not opening.client:
        return opening
    return replace(opening, client=_reader(opening.client, shelf, agency, notes))


def _reader(said: str, shelf: Shelf, agency: AgencyId, notes: list[str]) -> str:
    """The number of the reader whom a number or card names; what was said, where we keep no such reader."""
    own = said.strip().removeprefix(f"{agency}.")
    known, _ = shelf.patron_by_card(agency, tuple(dict.fromkeys((*spellings(own), *spellings(said)))))
    if known is not None:
        return known.id.number
    if without_identity_numbers(own) != own:
        notes.append(f"reader: {HIDDEN}")
        return ""
    return own


def _hidden(said: S, at: str, notes: list[str]) -> S:
    if not may_hold_one(msgspec.json.encode(said).decode()):
        return said
    form: Any = hidden_in(
        msgspec.to_builtins(said), lambda where: notes.append(f"{where}: {HIDDEN}"), _NAMES, at
    )
    return msgspec.convert(form, type(said))
