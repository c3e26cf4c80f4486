"""How a field of the configuration says what it means and what must hold for it.

The declaration is the only place: the reader checks by it, the manual's table, the JSON Schema and ``guanji
config show`` are written from it.
"""

from typing import Any

import msgspec


def says(
    english: str,
    chinese: str,
    *,
    check: str = "",
    unique: str = "",
    defines: str = "",
    refers: str = "",
    **constraints: Any,  # noqa: ANN401 - as msgspec takes them
) -> msgspec.Meta:
    """The meaning of a field in both languages, and its rules.

    `check` names a test of the value (`gateway.config.checks`). Values with the same `unique` must differ
    from each other; a value that `refers` to a scope must be among those that `defines` it. `constraints` are
    those of `msgspec.Meta` that the reader knows: ``ge``, ``le`` and ``min_length=1``.
    """
    rules = {"zh": chinese, "check": check, "unique": unique, "defines": defines, "refers": refers}
    return msgspec.Meta(
        description=english, extra={name: rule for name, rule in rules.items() if rule}, **constraints
    )
