"""An APDU for people: a line for each element, by the standard's name, indented.

Enumerated values stand by name and number, Chinese as it is. What could move a terminal's cursor is shown as
U+FFFD. Derived from the JSON form, whose masks it has.
"""

from collections.abc import Iterator
from typing import Any, Final

from protocols.ber import Choice, Sequence
from protocols.iso10161.apdus import Apdu, IllApdu
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.json_form import to_json
from protocols.iso10161.members import by_element

INDENT: Final = "  "


def lines(apdu: Apdu, charset: str = "utf-8") -> list[str]:
    """The lines of an APDU, the first of them its name."""
    return list(_struct(IllApdu, to_json(apdu, charset=charset), ""))


def _struct(type_: type | None, form: dict[str, Any], indent: str) -> Iterator[str]:
    known = by_element(type_) if type_ and issubclass(type_, Sequence | Choice) else {}
    for name, value in form.items():
        yield from _element(known[name].of if name in known else None, name, value, indent)


def _element(type_: type | None, name: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - of JSON
    if isinstance(value, dict):
        yield f"{indent}{name}"
        yield from _struct(type_, value, indent + INDENT)
    elif isinstance(value, list):
        if not value:
            yield f"{indent}{name}: -"
        for number, each in enumerate(value, 1):
            yield from _element(type_, f"{name}[{number}]", each, indent)
    else:
        yield f"{indent}{name}{_value(type_, value)}"


def _value(type_: type | None, value: Any) -> str:  # noqa: ANN401 - of JSON
    if value is None:
        return ""
    if isinstance(value, bool):
        return f": {str(value).upper()}"
    if type_ and issubclass(type_, Enumeration):
        return f": {value} ({int(type_.spelled(value))})" if isinstance(value, str) else f": {value}"
    return f": {_printable(str(value))}"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
