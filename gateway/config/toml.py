"""Writing values as TOML, for the template and for ``guanji config show``."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Final

import msgspec


def value(it: object) -> str:
    """A value on one line: text, numbers, dates, lists, and tables in braces."""
    for kind, written in _WRITTEN:
        if isinstance(it, kind):
            return written(it)
    return str(it)


def present(it: msgspec.Struct) -> Mapping[str, Any]:
    """The fields of a Struct that have a value: TOML has no null."""
    fields = ((name, getattr(it, name)) for name in it.__struct_fields__)
    return {name: entry for name, entry in fields if entry is not None}


def _text(it: str | Path) -> str:
    # JSON's escapes are all TOML's too; DEL, which JSON leaves as it is, TOML wants escaped.
    return json.dumps(str(it), ensure_ascii=False).replace("\x7f", "\\u007f")


#: The first kind that fits; a whole number is written as Python writes it.
_WRITTEN: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (Enum, lambda it: value(it.value)),
    (bool, lambda it: "true" if it else "false"),
    (str, _text),
    (Path, _text),
    (date, date.isoformat),
    (tuple, lambda it: "[" + ", ".join(map(value, it)) + "]"),
    (
        msgspec.Struct,
        lambda it: "{ " + ", ".join(f"{key} = {value(each)}" for key, each in present(it).items()) + " }",
    ),
)
