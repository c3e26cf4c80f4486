"""Values as TOML reads them back."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from gateway.config import toml
from gateway.config.kiosks import Service
from gateway.config.secret import Secret


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (True, True),
        (0, 0),
        ('"quoted" \\ \t \x7f 中', '"quoted" \\ \t \x7f 中'),
        (Path("/a b"), "/a b"),
        (Service.CHECKOUT, "checkout"),
        (date(2026, 10, 1), date(2026, 10, 1)),
        (("a", 1), ["a", 1]),
        ((), []),
        (Secret(file=Path("/s")), {"file": "/s"}),
    ],
)
def test_what_is_written_is_read(value: object, read: object) -> None:
    assert tomllib.loads(f"x = {toml.value(value)}") == {"x": read}


def test_what_has_no_value_is_left_out() -> None:
    assert toml.present(Secret(env="S")) == {"env": "S"}
