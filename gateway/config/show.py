"""What is in effect: the whole configuration as TOML, what the file says told apart from what is implied.

A secret is never read for it; where it lies is shown, what it is stands as ``***``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from gateway.config import toml
from gateway.config.declare import LENDS
from gateway.config.load import Loaded
from gateway.config.secret import Secret

_MARKS: Final = {
    "default": ("default", "缺省值"),
    "lent": ("from kiosk_defaults", "来自 kiosk_defaults"),
    "absent": ("not set", "未设置"),
}


def show(loaded: Loaded, language: str = "en") -> str:
    """The effective configuration; reading it again gives the same one."""
    lent = loaded.given.get("kiosk_defaults", {})
    shower = _Shower(lent, chinese=language.startswith("zh"))
    return "\n".join(shower.table(loaded.config, loaded.given, "")).strip() + "\n"


class _Shower:
    """`lent` are the keys that `kiosk_defaults` gives to kiosks."""

    def __init__(self, lent: Mapping[str, Any], *, chinese: bool) -> None:
        self._lent = lent
        self._chinese = chinese

    def _mark(self, kind: str) -> str:
        return "# " + _MARKS[kind][self._chinese]

    def table(self, it: msgspec.Struct, given: Mapping[str, Any], path: str) -> Iterator[str]:
        """The lines of one table: its plain values first, as TOML demands, then the tables in it."""
        later: list[str] = []
        for name in it.__struct_fields__:
            value = getattr(it, name)
            if _is_table(value):
                later.append(name)
            else:
                yield self._line(it, name, value, given)
        for name in later:
            yield from self._inner(getattr(it, name), given.get(name), f"{path}.{name}" if path else name)

    def _inner(self, value: object, given: object, path: str) -> Iterator[str]:
        if isinstance(value, tuple):
            givens = given if isinstance(given, list) else [{}] * len(value)
            for entry, its in zip(value, givens, strict=True):
                yield from ("", f"[[{path}]]")
                yield from self.table(entry, its, path)
        elif isinstance(value, msgspec.Struct):
            yield from ("", f"[{path}]")
            yield from self.table(value, given if isinstance(given, dict) else {}, path)

    def _line(self, it: msgspec.Struct, name: str, value: object, given: Mapping[str, Any]) -> str:
        if value is None:
            return f"# {name}: {_MARKS['absent'][self._chinese]}"
        line = f"{name} = {toml.value(value)}"
        if isinstance(value, Secret):
            return f"{line}  # ***"
        if name in given:
            return line
        lent = name in self._lent and type(it) in LENDS.values()
        return f"{line}  {self._mark('lent' if lent else 'default')}"


def _is_table(value: object) -> bool:
    """Whether a value is written as a table or tables of its own; a secret stays on its line."""
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], msgspec.Struct)
    return isinstance(value, msgspec.Struct) and not isinstance(value, Secret)
