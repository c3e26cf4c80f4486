"""The template loads as it stands, and with every setting that it offers switched on."""

import re
from pathlib import Path

import pytest

from gateway.config.declare import Config
from gateway.config.kiosks import KioskDefaults
from gateway.config.load import load_all
from gateway.config.template import KIOSK_SECRET, template


def _load(directory: Path, text: str) -> Config:
    secret = directory / KIOSK_SECRET
    secret.parent.mkdir()
    secret.write_text("x")
    secret.chmod(0o600)
    file = directory / "guanji.toml"
    file.write_text(text)
    loaded = load_all(file)
    assert loaded.warnings == ()
    return loaded.config


def test_it_loads_clean(tmp_path: Path) -> None:
    config = _load(tmp_path, template("ISIL:CN-320300"))
    assert str(config.agency_id) == "CN-320300"
    categories = {limits.category for limits in config.policy.limits}
    assert categories >= {"本科生", "研究生", "教职工", "校外团体读者", "校外个人读者"}
    assert not config.policy.rule("本科生", "工具书", ("HALL",)).lendable
    assert config.policy.rule("教职工", "普通图书", ("HALL",)).suspension_days_per_day == 1
    assert config.kiosk_defaults == KioskDefaults()


def test_every_setting_that_it_offers_can_be_switched_on(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^#(?=\w+ = |\[\[)", "", template())
    config = _load(tmp_path, text)
    assert config.kiosk_defaults.charset == "gb18030"
    assert config.calendar.vacations
    assert config.log.file == tmp_path / "guanji.log"


@pytest.mark.parametrize("name", KioskDefaults.__struct_fields__)
def test_every_setting_of_kiosks_is_offered(name: str) -> None:
    assert f"\n#{name} = " in template()


def test_it_explains_in_both_languages() -> None:
    comments = [line for line in template().splitlines() if line.startswith("# ")]
    chinese = [line for line in comments if re.search(r"[一-鿿]", line)]
    assert len(comments) / 3 < len(chinese) < len(comments)
