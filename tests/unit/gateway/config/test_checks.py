"""Single values: what passes and what doesn't."""

from pathlib import Path

import pytest

from gateway.config.checks import CHECKS
from gateway.config.database import Database
from gateway.config.faults import FaultCode
from gateway.config.secret import Secret

_RIGHT = {
    "zone": ["Asia/Shanghai", "UTC"],
    "charset": ["utf-8", "GBK", "gb18030", "cp850", "ascii", "latin-1"],
    "network": ["10.1.2.3", "10.1.2.0/24", "10.1.2.3/24", "fd00::/8"],
    "endpoint": ["tcp:6001", "ssl:6443:privateKey=k.pem", "unix:/run/x.sock", "haproxy:tcp:6001"],
    "item-line": ["{barcode}", "{owner}.{barcode}", "《{title}》 {due}", "{{x}} {amount}", "x"],
    "address": ["ill.hhit.edu.cn", "ill.hhit.edu.cn:1611", "10.1.2.3:499", "[2001:db8::5]:1611", "[::1]"],
    "symbol": ["", "CUMT", "CN:HHIT", "ISIL:CN-320300", "中国:矿大"],
    "partner-name": ["hhit", "NJU-lib", "x", "a.b_c", "矿大", "x" * 40],
    "fingerprint": ["", "sha256:" + "0a" * 32, "SHA256:" + ":".join(["0A"] * 32)],
    "hours": ["08:00-18:00", "mon-fri 22:00-06:00", "Sun 00:00-24:00", "sat-mon 09:00-10:00"],
    "date-format": ["%Y-%m-%d", "%Y年%m月%d日", "%d/%m/%Y %H:%M:%S", "100%%"],
}
_WRONG = {
    "zone": ["", "Mars", "Asia", "../etc/passwd", "a\0b", "/etc/passwd"],
    "charset": ["", "utf-16", "utf-7", "cp037", "hex", "rot13", "nope", "a\0"],
    "network": ["", "10.1.2", "10.1.2.0/33", "kiosk1", "10.1.2.0-9"],
    "endpoint": ["", "6001", "tcp", "tcp:", ":6001", "tcp:60\n01", "tcp: 6001", "tcp:99999999", "ssl:6443"],
    "item-line": [
        "{isbn}",
        "{}",
        "{0}",
        "{barcode!r}",
        "{barcode:>9}",
        "{barcode",
        "}",
        "a|b",
        "a\rb",
        "{title.x}",
    ],
    "address": ["", ":1611", "h:0", "h:65536", "h:1611:2", "2001:db8::5", "http://h", "a b", "x" * 254],
    "symbol": ["CN:", ":HHIT", "CN:HH IT", " CN:HHIT", "CN:HHIT:1", "a\tb", "x" * 65],
    "partner-name": ["", "10.1.2.3", "-x", "a b", "a/b", "x.", "x" * 41],
    "fingerprint": ["0a" * 32, "sha256:", "sha256:" + "0a" * 31, "sha1:" + "0a" * 32, "sha256:" + "0g" * 32],
    "hours": [
        "",
        "8-18",
        "24:00-25:00",
        "08:00-24:01",
        "mo-fr 08:00-09:00",
        "08:60-09:00",
        "mon- 08:00-09:00",
    ],
    "date-format": ["%y", "%B", "%", "%Y|%m", "%Y\r", "%-d", "%%%"],
}


def _cases(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, entries in values.items() for value in entries]


@pytest.mark.parametrize(("name", "value"), _cases(_RIGHT))
def test_right_values_pass(name: str, value: str) -> None:
    assert CHECKS[name](value, "p", {}) is None


@pytest.mark.parametrize(("name", "value"), _cases(_WRONG))
def test_wrong_values_are_told_with_path_and_value(name: str, value: str) -> None:
    fault = CHECKS[name](value, "p", {})
    assert fault is not None
    assert fault.path == "p"
    assert fault.facts["value"] == value
    assert fault.text("en") != fault.text("zh")


def test_a_secret_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "s"
    assert CHECKS["secret"](Secret(file=secret), "p", {}) is not None
    secret.write_text("x")
    assert CHECKS["secret"](Secret(file=secret), "p", {}) is None
    assert CHECKS["secret"](Secret(env="S"), "p", {"S": "x"}) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("/srv/guanji.sqlite", None),
        ("postgresql://guanji@db.lib.example/guanji", None),
        ("postgres:///guanji?host=/run/postgresql", None),
        ("mysql://guanji:hunter2@db/guanji", FaultCode.BAD_DATABASE),
        ("postgresql://guanji:hunter2@db/guanji", FaultCode.DATABASE_PASSWORD),
        ("postgresql://db/guanji?user=guanji&password=hunter2", FaultCode.DATABASE_PASSWORD),
    ],
)
def test_a_database_is_a_file_or_postgresql_without_its_password(value: str, code: FaultCode | None) -> None:
    fault = CHECKS["database"](Database(value), "p", {})
    assert (fault.code if fault else None) == code
    if fault is not None:
        assert "hunter2" not in fault.text("en") + fault.text("zh")


def test_every_check_has_its_cases() -> None:
    apart = {"secret", "database"}
    assert set(CHECKS) == {*_RIGHT, *apart} == {*_WRONG, *apart}
