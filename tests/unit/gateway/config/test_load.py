"""From a file to a configuration."""

from pathlib import Path

import pytest

from gateway.config import load as loading
from gateway.config.declare import Config
from gateway.config.faults import ConfigError, FaultCode
from gateway.config.load import content_of, load, load_all, parse, read
from tests.config_files import ENVIRON, good, with_secret


def _fault(content: bytes) -> tuple[FaultCode, str, str]:
    with pytest.raises(ConfigError) as caught:
        parse(content)
    (fault,) = caught.value.faults
    return fault.code, fault.text("en"), fault.text("zh")


def test_a_file_of_one_line_is_a_configuration(tmp_path: Path) -> None:
    file = tmp_path / "guanji.toml"
    file.write_text('agency = "ISIL:CN-1"')
    config = load(file)
    assert str(config.agency_id) == "CN-1"
    assert config.database.path == tmp_path / "guanji.sqlite"
    assert config.listen[0].endpoint == "tcp:6001:interface=127.0.0.1"


def test_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "guanji.toml"
    file.write_text('agency = "CUMT"\n[log]\nlevel = "debug"')
    loaded = load_all(file)
    assert loaded.path == file
    assert loaded.given == {"agency": "CUMT", "log": {"level": "debug"}}
    assert loaded.warnings == ()
    assert loaded.config.log.level == "debug"


def test_kiosks_belong_to_the_files_agency_unless_they_say_otherwise(tmp_path: Path) -> None:
    document = good()
    document["kiosks"][1]["agency"] = "CUMT-EAST"
    config, warnings = read(document, with_secret(tmp_path), ENVIRON)
    assert [kiosk.agency for kiosk in config.kiosks] == ["CUMT", "CUMT-EAST"]
    assert warnings == ()
    assert isinstance(config, Config)


def test_faults_are_raised_together(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read({"zone": "x", "lisen": []}, tmp_path)
    assert [fault.path for fault in caught.value.faults] == ["lisen", "agency", "zone"]


def test_syntax_is_told_with_line_and_column() -> None:
    assert _fault(b'a = 1\nb = "x\n')[1:] == (
        "line 2, column 7: not TOML: Illegal character '\\n'",
        "第 2 行第 7 列：不符合 TOML 语法：Illegal character '\\n'",
    )
    code, english, _ = _fault(b"a = 1\nb = [")
    assert code is FaultCode.SYNTAX
    assert english.startswith("line 2, column 6: ")
    assert _fault(b"a = 1\na = 2")[0] is FaultCode.SYNTAX


def test_what_python_refuses_to_parse_is_a_syntax_fault_too() -> None:
    assert _fault(b"a = " + b"[" * 20_000)[0] is FaultCode.SYNTAX
    assert _fault(b"a = " + b"9" * 20_000)[0] is FaultCode.SYNTAX


def test_other_encodings_are_told_and_a_byte_order_mark_is_not_minded() -> None:
    assert _fault('a = "中"'.encode("gb18030"))[1] == "is not UTF-8 text (byte 5)"
    assert parse(b'\xef\xbb\xbfagency = "x"') == {"agency": "x"}


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="no such file; 'guanji init DIR' makes one"):
        load(tmp_path / "no.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read: embedded null byte"):
        content_of(Path("a\0b"))
    monkeypatch.setattr(loading, "LARGEST", 3)
    (tmp_path / "big").write_text("1234")
    with pytest.raises(ConfigError, match="> 3 bytes"):
        content_of(tmp_path / "big")
