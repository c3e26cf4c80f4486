"""``guanji run`` hands over what it was told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_run(guanji: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    def serve(config: Path) -> int:
        told.append(config)
        return 1

    monkeypatch.setattr("gateway.app.run", serve, raising=False)
    assert guanji("run", "-c", "x.toml").status == 1
    assert guanji("run").status == 1
    assert told == [Path("x.toml"), Path("guanji.toml")]
