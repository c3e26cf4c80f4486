"""``guanji init``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.config.load import load_all
from gateway.store.errors import StoreError


def test_a_new_library_is_ready_to_run(guanji: Callable[..., Any], tmp_path: Path) -> None:
    directory = tmp_path / "lib"
    ended = guanji("init", str(directory), "--agency", "CN-1")
    assert ended.status == 0
    assert f"guanji run -c {directory}/guanji.toml" in ended.out
    loaded = load_all(directory / "guanji.toml")
    assert loaded.config.agency == "CN-1"
    assert loaded.warnings == ()
    assert len(loaded.config.kiosks[0].password.read()) >= 22


def test_it_is_made_once(guanji: Callable[..., Any], tmp_path: Path) -> None:
    directory = tmp_path / "lib"
    guanji("init", str(directory))
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    ended = guanji("init", str(directory), "--agency", "OTHER")
    assert ended.status == 0
    assert "already; nothing was changed" in ended.out
    assert before == {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_other_directories_are_left_alone(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("…")
    ended = guanji("init", str(tmp_path))
    assert (ended.status, "is not empty and not a configuration of Guanji" in ended.err) == (2, True)
    ended = guanji("init", str(tmp_path / "thesis.doc"))
    assert (ended.status, "is a file: name a directory" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "/x"), "guanji: /x can't be written (Permission denied)"),
        (StoreError("the key can't be made: do this"), "guanji: the key can't be made: do this"),
    ],
)
def test_what_cannot_be_written(
    guanji: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("gateway.config.directory.create", fail)
    ended = guanji("init", str(tmp_path / "new"))
    assert ended.status == 1
    assert ended.err.startswith(said)
