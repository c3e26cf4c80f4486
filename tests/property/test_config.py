"""Whatever a configuration says: it is read, or `ConfigError` says why not."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.config.faults import ConfigError
from gateway.config.load import parse, read
from gateway.config.template import KIOSK_SECRET, template
from tests.config_files import GOOD, good

_SCALARS = (
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["HALL", "utf-8", "{barcode}", "%Y", "10.0.0.1", "tcp:1", "k1", "*"])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(document: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a document."""
    if isinstance(document, dict):
        entries: list[tuple[Any, Any]] = list(document.items())
    elif isinstance(document, list):
        entries = list(enumerate(document))
    else:
        return [path]
    return [path, *(found for key, value in entries for found in _places(value, (*path, key)))][
        bool(not path) :
    ]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("config")
    (directory / "k1").write_text("x")
    (directory / "secrets").mkdir()
    (directory / KIOSK_SECRET).write_text("x")
    return directory


def _check(document: dict[str, Any], base: Path) -> None:
    refusal = None
    try:
        read(document, base, {"K2": "x"})
    except ConfigError as error:
        refusal = error
    assert refusal is None or all(fault.text("en") and fault.text("zh") for fault in refusal.faults)


@settings(max_examples=200)
@given(changes=st.lists(st.tuples(st.sampled_from(_places(GOOD)), _VALUES), min_size=1, max_size=3))
def test_any_value_anywhere(base: Path, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = good()
    for path, value in changes:
        place: Any = document
        for step in path[:-1]:
            if not isinstance(place, dict | list) or (isinstance(place, list) and not isinstance(step, int)):
                break
            if step not in (place if isinstance(place, dict) else range(len(place))):
                break
            place = place[step]
        else:
            if isinstance(place, dict) or (isinstance(place, list) and path[-1] in range(len(place))):
                place[path[-1]] = value
    _check(document, base)


@settings(max_examples=100)
@given(key=st.text(max_size=12), value=_VALUES, path=st.sampled_from(_places(GOOD)))
def test_any_key_anywhere(base: Path, key: str, value: object, path: tuple[Any, ...]) -> None:
    document = good()
    place: Any = document
    for step in path:
        place = place[step]
    if isinstance(place, dict):
        place[key] = value
    _check(document, base)


@settings(max_examples=100)
@given(cut=st.integers(0, 6000), junk=st.binary(max_size=8), length=st.integers(0, 8))
def test_any_bytes(base: Path, cut: int, junk: bytes, length: int) -> None:
    content = template().encode()
    try:
        document = parse(content[:cut] + junk + content[cut + length :])
    except ConfigError:
        return
    _check(document, base)


def test_what_the_template_says_is_toml() -> None:
    assert tomllib.loads(template())["agency"] == "CUMT"
