"""``guanji encode ill``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli import execute
from protocols.iso10161.codec import encode
from protocols.iso10161.items import ItemId
from protocols.iso10161.json_form import to_json
from tests.unit.protocols.iso10161.samples import message, request

Wrote = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Wrote:
    """Runs ``guanji``."""

    def command(*arguments: str) -> tuple[int, bytes, str]:
        status = execute(arguments, {})
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return command


@pytest.fixture
def wrote(run: Wrote, tmp_path: Path) -> Wrote:
    """Runs ``guanji encode ill`` on these lines."""

    def command(*lines: object, options: tuple[str, ...] = ()) -> tuple[int, bytes, str]:
        file = tmp_path / "apdus.json"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("\n".join(texts), encoding="utf-8")
        return run("encode", "ill", *options, str(file))

    return command


def test_every_line_becomes_an_apdu(wrote: Wrote) -> None:
    second = {"apdu": to_json(message("岩石")), "charset": "gb18030"}
    status, out, err = wrote(to_json(request()), "", second)
    assert (status, err) == (0, "")
    assert out == encode(request()) + encode(message("岩石"), "gb18030")


def test_the_character_set_may_be_another(wrote: Wrote) -> None:
    status, out, _ = wrote(to_json(message("岩石")), options=("--charset", "gb18030"))
    assert (status, out) == (0, encode(message("岩石"), "gb18030"))
    status, out, err = wrote(to_json(message()), options=("--charset", "martian"))
    assert (status, out) == (2, b"")
    assert "martian is not a character set" in err


def test_what_decode_prints_becomes_the_same_octets(run: Wrote, wrote: Wrote, tmp_path: Path) -> None:
    octets = encode(request()) + encode(message("\udcb1x")) + encode(message("岩石"), "gb18030")
    (tmp_path / "in.ber").write_bytes(octets)
    _, lines, _ = run("decode", "ill", "--json", str(tmp_path / "in.ber"))
    assert wrote(lines.decode())[1] == octets


def test_a_text_may_hold_what_python_splits_lines_at(run: Wrote, wrote: Wrote, tmp_path: Path) -> None:
    octets = encode(message("one\u2028two\x85three")) + encode(message())
    (tmp_path / "in.ber").write_bytes(octets)
    _, lines, _ = run("decode", "ill", "--json", str(tmp_path / "in.ber"))
    assert wrote(lines.decode()) == (0, octets, "")


def test_what_breaks_a_rule_is_written_and_said(wrote: Wrote) -> None:
    status, out, err = wrote(to_json(message()), to_json(message(" ")))
    assert (status, out) == (0, encode(message()) + encode(message(" ")))
    assert err == "line 2: warning: Message.note: no blanks before or behind, and not blanks alone\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2 is no APDU: Expecting property name"),
        ("[]", "line 2 is no APDU: {…}"),
        ({"Ship": {}}, "line 2 is no APDU: Ship: no APDU of ISO 10161"),
        ({"apdu": {"Message": {}}}, "line 2 is no APDU: Message.protocol-version-num: is missing"),
        ({"apdu": 5}, "line 2 is no APDU: expected an object with the APDU's name, found 5"),
        ("[" * 100_000, "line 2 is no APDU: maximum recursion depth"),
        ({"apdu": to_json(message()), "charset": "a\0b"}, "line 2 is no APDU: Message.transaction-id"),
        ({"apdu": to_json(message()), "charset": "martian"}, "line 2 is no APDU: Message.transaction-id"),
        (
            to_json(request(item_id=ItemId(isbn="9780632057597"))),
            "line 2 is no APDU: ILL-Request.item-id.iSBN",
        ),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(wrote: Wrote, line: object, complaint: str) -> None:
    status, out, err = wrote(to_json(message()), line)
    assert (status, out) == (1, b"")
    assert err.startswith(f"guanji: {complaint}")


def test_a_file_that_cannot_be_read(run: Wrote, tmp_path: Path) -> None:
    status, _, err = run("encode", "ill", str(tmp_path / "none"))
    assert (status, "No such file" in err) == (2, True)
    (tmp_path / "latin").write_bytes(b"\xe9")
    status, _, err = run("encode", "ill", str(tmp_path / "latin"))
    assert (status, "can't be read" in err) == (2, True)
