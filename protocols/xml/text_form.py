"""A declared value for people: a line for each element, by the standard's name, indented.

Chinese stands as it is; what could move a terminal's cursor is shown as U+FFFD. Derived from the JSON form,
whose masks it has.
"""

from collections.abc import Iterator
from typing import Any, Final

from protocols.xml.declare import Declared
from protocols.xml.json_form import to_json

INDENT: Final = "  "


def lines(name: str, value: Declared) -> list[str]:
    """The lines of a value, the first of them the name of its element."""
    return list(_element(name, to_json(value), ""))


def _element(name: str, form: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(form, dict) and "value" in form and not isinstance(form["value"], dict):
        attributes = ", ".join(f"{key} {_shown(each)}" for key, each in form.items() if key != "value")
        yield f"{indent}{name}: {_shown(form['value'])} ({attributes})"
    elif isinstance(form, dict):
        yield f"{indent}{name}"
        for inner, each in form.items():
            yield from _element(inner, each, indent + INDENT)
    elif isinstance(form, list):
        for number, each in enumerate(form, 1):
            yield from _element(f"{name}[{number}]", each, indent)
    else:
        yield f"{indent}{name}: {_shown(form)}"


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
