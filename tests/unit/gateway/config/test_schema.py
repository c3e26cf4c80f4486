"""The JSON Schema, and that the file in ``schemas/`` is it."""

import json
from pathlib import Path

import pytest

from gateway.config.schema import _custom, schema, text

_KEPT = Path(__file__).parents[4] / "schemas" / "config.schema.json"


def test_the_kept_file_is_current() -> None:
    assert _KEPT.read_text("utf-8") == text(), "run: guanji config schema > schemas/config.schema.json"


def test_it_closes_tables_and_lists() -> None:
    described = schema()
    kiosk = described["$defs"]["Kiosk"]
    assert kiosk["additionalProperties"] is False
    assert set(kiosk["required"]) == {"name", "login", "password", "location"}
    assert described["$schema"].endswith("2020-12/schema")
    assert json.loads(text())["$defs"].keys() == described["$defs"].keys()


def test_only_paths_need_help() -> None:
    assert _custom(Path) == {"type": "string", "minLength": 1}
    with pytest.raises(NotImplementedError):
        _custom(object)
