"""``guanji demo`` hands over what it was told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_demo(guanji: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("gateway.demo.main", lambda *given: told.append(given), raising=False)
    assert guanji("demo").status == 0
    assert guanji("demo", "--keep", "--data", "d", "--port-offset", "100").status == 0
    assert told == [(False, None, 0), (True, Path("d"), 100)]
