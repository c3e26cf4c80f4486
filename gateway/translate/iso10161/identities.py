"""Identity-card numbers: none is told to a partner, none of a partner's is kept (docs/adr/0010).

Some systems put one where a client-identifier stands, people into notes. A number that names a transaction or
a library stands as it is, whatever it looks like: the answer must bear it.
"""

from typing import Any, Final

import msgspec

from gateway.model.secrecy import hidden_in, may_hold_one
from gateway.translate.iso10161.forms import Notes

NOT_KEPT: Final = "an identity-card number, not kept"
NOT_SAID: Final = "an identity-card number, not said"

NAMES: Final = frozenset({"transaction-id", "institution-symbol"})
"""What is under these names something (Transaction-Id, Person-Or-Institution-Symbol)."""


def without_identities(form: Any, why: str, notes: Notes) -> Any:  # noqa: ANN401 - JSON
    """A JSON form without identity-card numbers; each that was there is noted."""
    return hidden_in(form, lambda at: notes.append(f"{at}: {why}"), NAMES) if _may_hold_any(form) else form


def _may_hold_any(form: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether one may be in it: most forms are told apart at once."""
    try:
        return may_hold_one(msgspec.json.encode(form).decode())
    except UnicodeEncodeError:  # octets that are no text
        return True
