"""A new gateway's directory."""

from pathlib import Path

import pytest

from gateway.config.directory import FILE, NotEmpty, create, is_gateway
from gateway.config.load import load
from gateway.config.template import KIOSK_SECRET, template
from gateway.store.errors import StoreError
from gateway.store.keys import load_key
from gateway.store.schema import REVISION, revision


def test_it_holds_configuration_secrets_key_and_database(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "library"
    create(directory, template(), {KIOSK_SECRET: "pass"})
    config = load(directory / FILE)
    assert is_gateway(directory)
    assert config.kiosks[0].password.read() == "pass"
    assert load_key(config.keys)
    assert revision(config.database) == REVISION
    assert sorted(path.name for path in directory.iterdir()) == ["guanji.sqlite", FILE, "secrets"]


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    create(tmp_path / "x", template(), {KIOSK_SECRET: "pass"})
    for path in (tmp_path / "x").rglob("*"):
        assert not path.stat().st_mode & 0o077, path


def test_an_empty_directory_is_filled_and_another_left_alone(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    create(tmp_path / "empty", template(), {KIOSK_SECRET: "pass"})
    assert is_gateway(tmp_path / "empty")
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.doc").write_text("…")
    with pytest.raises(NotEmpty):
        create(other, template(), {})
    assert [path.name for path in other.iterdir()] == ["thesis.doc"]


def test_an_interrupted_making_is_no_gateway(tmp_path: Path) -> None:
    text = template().replace('#keys = "secrets/guanji.key"', f'keys = "{tmp_path}/taken"')
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StoreError):
        create(tmp_path / "x", text, {KIOSK_SECRET: "pass"})
    assert not is_gateway(tmp_path / "x")
