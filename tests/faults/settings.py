"""A demo library's configuration, changed by a test."""

from collections.abc import Mapping
from pathlib import Path


def set_up(directory: Path, **tables: Mapping[str, object]) -> None:
    """Set what these tables of a library's ``guanji.toml`` say; the rest of them stays."""
    file = directory / "guanji.toml"
    text = file.read_text("utf-8")
    for name, settings in tables.items():
        head = f"\n[{name}]\n"
        before, found, after = text.partition(head)
        lines = "".join(f"{key} = {_toml(value)}\n" for key, value in settings.items())
        text = f"{before}{found or head}{lines}{_without(settings, after)}"
    file.write_text(text, "utf-8")


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str | Path) else str(value)


def _without(settings: Mapping[str, object], text: str) -> str:
    """What follows a table's head, without what is set anew."""
    table, bracket, rest = text.partition("\n[")
    kept = [line for line in table.split("\n") if line.partition(" =")[0] not in settings]
    return "\n".join(kept) + bracket + rest
