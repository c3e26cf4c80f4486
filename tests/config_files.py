"""Configurations for tests: a small one that is right, to be made wrong in one place."""

import copy
from pathlib import Path
from typing import Any

GOOD: dict[str, Any] = {
    "agency": "CUMT",
    "branches": [{"code": "MAIN", "zh": "总馆"}, {"code": "EAST"}],
    "locations": [{"code": "HALL", "branch": "MAIN"}, {"code": "STACKS", "branch": "EAST"}],
    "kiosk_defaults": {"charset": "gb18030"},
    "kiosks": [
        {"name": "kiosk1", "login": "kiosk1", "password": {"file": "k1"}, "location": "HALL"},
        {
            "name": "kiosk2",
            "login": "kiosk2",
            "password": {"env": "K2"},
            "location": "STACKS",
            "charset": "utf-8",
        },
    ],
    "policy": {
        "rules": [{"category": "本科生", "loan_days": 30}, {"location": "*"}, {"location": "EAST"}],
        "limits": [{"category": "本科生", "loans": 30}],
    },
    "calendar": {"weekly": ["monday"]},
}

ENVIRON = {"K2": "secret"}


def good() -> dict[str, Any]:
    """A copy of the configuration that is right."""
    return copy.deepcopy(GOOD)


def with_secret(directory: Path) -> Path:
    """Put the password file that `GOOD` names into a directory."""
    secret = directory / "k1"
    secret.write_text("kiosk1\n")
    secret.chmod(0o600)
    return directory


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """`GOOD` with another value at that path."""
    document = good()
    place: Any = document
    for step in path[:-1]:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    place[path[-1]] = to
    return document
