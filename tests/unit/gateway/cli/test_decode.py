"""``guanji decode sip2``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_LOGIN = b"9300CNkiosk1|COsecret|CPHALL|\r\n"
_STATUS = b"2300120261122    100000AOCUMT|AAP0001|AC|AD1234|\n"
_SEALED = b"9900302.00AY1AZFCA5\r"


def test_a_message_is_explained_and_its_secrets_are_not(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(_LOGIN + b"\r\n" + _STATUS)
    ended = guanji("decode", "sip2", str(tmp_path / "m"))
    assert ended.status == 0
    assert ended.lines[0] == "line 1: 93 Login · no checksum"
    assert "  CO  login password  ***" in ended.lines
    assert "line 3: 23 Patron Status Request · no checksum" in ended.lines
    assert "secret" not in ended.out
    assert "1234" not in ended.out


def test_in_chinese(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(_LOGIN)
    assert (
        guanji("--lang", "zh", "decode", "sip2", str(tmp_path / "m")).lines[0]
        == "第 1 行: 93 登录 · 无校验和"
    )


def test_checksums_are_judged_with_their_dialects(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(_SEALED + _SEALED.replace(b"FCA5", b"0000"))
    lines = [line for line in guanji("decode", "sip2", str(tmp_path / "m")).lines if line.startswith("line")]
    assert lines == [
        "line 1: 99 SC Status · checksum right (3m, codepoint)",
        "line 2: 99 SC Status · checksum WRONG",
    ]


def test_garbage_says_where_and_why_and_the_rest_goes_on(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"\x1b[2Jhello\n" + _LOGIN)
    ended = guanji("decode", "sip2", str(tmp_path / "m"))
    assert ended.status == 1
    assert ended.lines[0].startswith("line 1: not a message: at character 1 a message code was expected, not")
    assert "\x1b" not in ended.out
    assert "line 2: 93 Login · no checksum" in ended.lines


def test_json_is_one_object_a_line(guanji: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(_STATUS + b"garbage\n" + _SEALED)
    ended = guanji("decode", "sip2", "--json", str(tmp_path / "m"))
    first, second, third = (json.loads(line) for line in ended.lines)
    assert ended.status == 1
    assert first["message"]["patron_password"] == "***"
    assert first["checksum"] == "none"
    assert second["error"]["offset"] == 0
    assert (third["sequence"], third["checksum"], third["dialects"]) == (1, "good", ["3m", "codepoint"])


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_character_sets_are_guessed_or_named(
    guanji: Callable[..., Any], tmp_path: Path, charset: str
) -> None:
    (tmp_path / "m").write_bytes(
        "64              00120261122    100000000000000000000000000000AOX|AA1|AE马月坤和珅|\r".encode(charset)
    )
    for arguments in ([], ["--charset", charset]):
        assert "马月坤和珅" in guanji("decode", "sip2", str(tmp_path / "m"), *arguments).out


def test_what_cannot_be_read(guanji: Callable[..., Any], tmp_path: Path) -> None:
    ended = guanji("decode", "sip2", str(tmp_path / "no"))
    assert (ended.status, "can't be read (No such file" in ended.err) == (2, True)
    ended = guanji("decode", "sip2", "--charset", "utf-16", str(tmp_path / "no"))
    assert (ended.status, "utf-16 is not a character set that SIP2 can use" in ended.err) == (2, True)
