"""Which characters get through: those a partner's set has on the way out, those that are any on the way in.

Source: reference file ill.md §1.4 (GeneralString has no character set of its own).
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from gateway.translate.iso10161.forms import Notes

#: Sets that have every character there is.
_WHOLE: Final = frozenset({"utf-8", "gb18030"})

#: Octets that were no text in the set they came in.
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")


def legible(form: Any, remarks: Notes | None = None) -> Any:  # noqa: ANN401 - JSON
    """A JSON form without octets that are no text: they show as U+FFFD, and are remarked."""
    try:
        msgspec.json.encode(form)
    except UnicodeEncodeError:
        remarked = [] if remarks is None else remarks
        return _mapped(form, "", _shown, "octets that are no text", remarked)
    return form


def _shown(text: str) -> str:
    return _NO_TEXT.sub("\ufffd", text)


def expressible(form: Any, charset: str, losses: Notes) -> Any:  # noqa: ANN401 - JSON
    """A JSON form in the characters of a set: what it does not have is a question mark, and a loss."""
    if charset in _WHOLE:
        return form

    def said(text: str) -> str:
        return text.encode(charset, "replace").decode(charset)

    return _mapped(form, "", said, f"characters that {charset} does not have", losses)


def _mapped(form: Any, at: str, said: Callable[[str], str], why: str, notes: Notes) -> Any:  # noqa: ANN401
    if isinstance(form, dict):
        return {
            name: _mapped(each, f"{at}.{name}" if at else name, said, why, notes)
            for name, each in form.items()
        }
    if isinstance(form, list):
        return [_mapped(each, f"{at}[{number}]", said, why, notes) for number, each in enumerate(form, 1)]
    if not isinstance(form, str):
        return form
    text = said(form)
    if text != form:
        many = sum(one != other for one, other in zip(form, text, strict=True))
        notes.append(f"{at}: {why}: {many}")
    return text
