"""What is in effect."""

from pathlib import Path

import pytest

from gateway.config.load import load_all
from gateway.config.show import show
from gateway.config.template import template

_FILE = """
agency = "CUMT"
branches = [{ code = "MAIN" }]
locations = [{ code = "HALL", branch = "MAIN" }]
calendar = { closed = [{ first = 2026-10-01, last = 2026-10-07 }] }
[kiosk_defaults]
charset = "gbk"
[[kiosks]]
name = "kiosk1"
login = "kiosk1"
password = { file = "k1" }
location = "HALL"
"""


@pytest.fixture
def shown(tmp_path: Path) -> str:
    (tmp_path / "k1").write_text("hunter2")
    (tmp_path / "guanji.toml").write_text(_FILE)
    return show(load_all(tmp_path / "guanji.toml"))


def test_what_is_shown_is_in_effect_when_it_is_read(shown: str, tmp_path: Path) -> None:
    again = tmp_path / "shown.toml"
    again.write_text(shown)
    assert load_all(again).config == load_all(tmp_path / "guanji.toml").config


def test_secrets_are_masked(shown: str, tmp_path: Path) -> None:
    assert f'password = {{ file = "{tmp_path}/k1" }}  # ***' in shown
    assert "hunter2" not in shown


def test_what_the_file_does_not_say_is_marked(shown: str) -> None:
    lines = shown.splitlines()
    assert 'agency = "CUMT"' in lines
    assert 'zone = "Asia/Shanghai"  # default' in lines
    assert 'charset = "gbk"' in lines
    assert 'charset = "gbk"  # from kiosk_defaults' in lines
    assert "# dialect: not set" in lines
    assert "limits = []  # default" in lines
    assert "first = 2026-10-01" in lines


def test_marks_are_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "guanji.toml").write_text('agency = "CUMT"')
    shown = show(load_all(tmp_path / "guanji.toml"), "zh")
    assert 'zone = "Asia/Shanghai"  # 缺省值' in shown.splitlines()
    assert "# file: 未设置" in shown.splitlines()


def test_the_template_is_shown_too(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/kiosk1").write_text("x")
    (tmp_path / "guanji.toml").write_text(template())
    shown = tmp_path / "shown.toml"
    shown.write_text(show(load_all(tmp_path / "guanji.toml")))
    assert load_all(shown).config == load_all(tmp_path / "guanji.toml").config
