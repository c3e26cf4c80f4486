"""``guanji decode ill``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import decode_ill
from protocols.iso10161.codec import encode
from protocols.iso10161.objects import make_extension
from tests.unit.protocols.iso10161.samples import UNKNOWN_OBJECT, message, report, request

Guanji = Callable[..., Any]


@pytest.fixture
def capture(tmp_path: Path) -> Callable[[bytes], str]:
    """Puts octets into a file."""

    def put(octets: bytes) -> str:
        file = tmp_path / "capture.ber"
        file.write_bytes(octets)
        return str(file)

    return put


def test_every_apdu_is_printed(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    first = encode(request())
    second = encode(message("岩石"), "gb18030")
    ended = guanji("decode", "ill", capture(first + second))
    assert ended.status == 0
    assert ended.lines[0] == f"1. ILL-Request (1) · offset 0, {len(first)} octets, utf-8"
    assert "    title: 岩石力学" in ended.lines
    assert f"2. Message (17) · offset {len(first)}, {len(second)} octets, gb18030" in ended.lines
    assert "  note: 岩石" in ended.lines


def test_in_chinese(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    ended = guanji("--lang", "zh", "decode", "ill", capture(encode(message(" "))))
    assert ended.lines[0].startswith("1. Message（17）· 偏移 0，")
    assert "  ! Message.note: 首尾不得有空格，也不得全为空格" in ended.lines


def test_the_configured_character_set_is_used(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    file = capture(encode(message("岩石"), "gb18030"))
    assert "  note: 岩石" in guanji("decode", "ill", "--charset", "gbk", file).lines
    for name in ("martian", "idna", "undefined", "utf-16"):
        ended = guanji("decode", "ill", "--charset", name, file)
        assert ended.status == 2
        assert ended.err == f"guanji: {name} is not a character set: try utf-8 or gb18030\n"


def test_what_breaks_a_rule_is_marked(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    apdu = request(forward_flag=True, ill_request_extensions=(make_extension(UNKNOWN_OBJECT, critical=True),))
    ended = guanji("decode", "ill", capture(encode(apdu)))
    assert ended.status == 0
    marked = [line for line in ended.lines if line.startswith("  !")]
    assert marked[0].startswith("  ! ILL-Request.third-party-info-type: must be present in a FORWARD")
    assert marked[1] == (
        "  ! ILL-Request.iLL-request-extensions[1]: "
        "a critical extension that is not known (2.999.7): the APDU has to be refused"
    )


def test_json_is_one_document_a_line(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    octets = encode(message("\udcb1 ")) + encode(report())
    ended = guanji("decode", "ill", "--json", capture(octets))
    first, second = (json.loads(line) for line in ended.lines)
    assert "\\udcb1" in ended.lines[0]
    assert first["apdu"]["Message"]["note"] == "\udcb1 "
    assert [(remark["element"], remark["rule"]) for remark in first["remarks"]] == [
        ("Message.note", "blanks"),
        ("Message.note", "characters"),
    ]
    assert (second["number"], second["offset"], second["octets"], second["charset"]) == (
        2,
        first["octets"],
        len(octets) - first["octets"],
        "utf-8",
    )
    assert second["apdu"]["Status-Or-Error-Report"]["reason-no-report"] == "temporary"


def test_a_broken_apdu_says_where_and_the_rest_goes_on(
    guanji: Guanji, capture: Callable[[bytes], str]
) -> None:
    whole = encode(message())
    broken = whole.replace(b"\x80\x01\x02", b"\x9e\x01\x02", 1)
    file = capture(whole + broken + whole)
    ended = guanji("decode", "ill", file)
    assert ended.status == 1
    assert ended.lines[0].startswith("1. Message (17)")
    refused = next(line for line in ended.lines if line.startswith("2. "))
    assert refused.startswith("2. cannot be read: at offset ")
    assert "Message.protocol-version-num: expected " in refused
    assert any(line.startswith("3. Message (17)") for line in ended.lines)
    documents = [json.loads(line) for line in guanji("decode", "ill", "--json", file).lines]
    assert documents[1]["error"]["element"] == "Message.protocol-version-num"
    assert len(whole) < documents[1]["error"]["offset"] <= 2 * len(whole)
    assert [document["number"] for document in documents] == [1, 2, 3]


def test_what_is_no_frame_ends_it(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    whole = encode(message())
    ended = guanji("decode", "ill", capture(whole + b"\r\nGET / HTTP/1.0\r\n" + whole))
    assert ended.status == 1
    assert ended.lines[0].startswith("1. Message (17)")
    assert ended.lines[-2 if not ended.lines[-1] else -1].startswith(
        f"2. cannot be read: at offset {len(whole)}, ILL-APDU: expected "
    )
    alone = guanji("decode", "ill", capture(b"\x00"))
    assert alone.lines[0].startswith("1. cannot be read: at offset 0, ILL-APDU: expected ")


def test_an_end_in_the_middle_is_told(guanji: Guanji, capture: Callable[[bytes], str]) -> None:
    whole = encode(message())
    ended = guanji("decode", "ill", "--json", capture(whole + whole[:-1]))
    assert ended.status == 1
    assert json.loads(ended.lines[1]) == {
        "number": 2,
        "error": {
            "offset": 2 * len(whole) - 1,
            "element": "",
            "expected": "the rest of the APDU",
            "found": "the end of the file",
        },
    }


def test_a_long_file_is_read_in_pieces(
    guanji: Guanji, capture: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode_ill, "PIECE", 7)
    ended = guanji("decode", "ill", "--json", capture(encode(message()) * 3))
    assert (ended.status, len(ended.lines)) == (0, 3)


def test_a_file_that_is_not_there(guanji: Guanji, tmp_path: Path) -> None:
    ended = guanji("decode", "ill", str(tmp_path / "none"))
    assert ended.status == 2
    assert "can't be read (No such file or directory)" in ended.err
