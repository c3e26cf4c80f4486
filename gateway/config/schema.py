"""The configuration's JSON Schema, by which editors complete and check ``guanji.toml`` as it is written."""

import json
from pathlib import Path
from typing import Any

import msgspec

from gateway.config.database import Database
from gateway.config.declare import Config


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12).

    It knows types, ranges and closed lists; what one place of the file must agree with in another, only the
    reader knows.
    """
    described = msgspec.json.schema(Config, schema_hook=_custom)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "guanji.toml",
        "description": "The configuration of Guanji; 'guanji config check' says what a schema can't.",
        **described,
    }


def text() -> str:
    """The schema as it is kept in ``schemas/config.schema.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _custom(kind: type) -> dict[str, Any]:
    """Paths, and what may be one, are the types of ours that JSON Schema doesn't know."""
    if kind not in {Path, Database}:
        # msgspec asks for this exception where a hook knows a type no better than it does.
        raise NotImplementedError(kind)
    return {"type": "string", "minLength": 1}
