"""``guanji encode iso18626``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli import execute
from protocols.iso18626.codec import encode
from protocols.iso18626.forms import to_json
from protocols.iso18626.xsd import text
from tests.unit.protocols.iso18626.samples import older, requesting

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
    """Runs ``guanji encode iso18626`` on this document."""

    def command(document: object, *options: str) -> tuple[int, bytes, str]:
        file = tmp_path / "message.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document, indent=2), "utf-8")
        return run("encode", "iso18626", *options, str(file))

    return command


def test_a_message_is_written_in_the_version_that_is_wanted(wrote: Wrote) -> None:
    form = to_json(requesting())
    assert wrote(form) == (0, encode(requesting(), "2021-2").data, "")
    assert wrote(form, "--version", "1.2")[1] == encode(requesting(), "1.2").data
    assert wrote({"version": "1.2", "message": form})[1] == encode(requesting(), "1.2").data


def test_what_decode_prints_becomes_the_same_document(run: Wrote, wrote: Wrote, tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_bytes(encode(requesting(), "1.2").data)
    _, document, _ = run("decode", "iso18626", "--json", str(tmp_path / "in.xml"))
    assert wrote(document.decode()) == (0, encode(requesting(), "1.2").data, "")


def test_what_is_left_out_is_said(wrote: Wrote) -> None:
    status, out, err = wrote(to_json(older(), secrets=True), "--version", "2021-2")
    assert (status, out) == (0, encode(older(), "2021-2").data)
    assert err.splitlines()[2] == (
        "left out: ISO18626Message/supplyingAgencyMessage/messageInfo/offeredCosts "
        "has no place in this version: CNY 12.50"
    )


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{", "this is no ISO 18626 message: "),
        ("[]", "this is no ISO 18626 message: "),
        ("{}", "expected one of request, requestConfirmation"),
        ('{"request": {"header": 1}}', "request/header: expected an object, found 1"),
        ("[" * 100_000, "this is no ISO 18626 message: "),
        (to_json(older()), "1.0 is no version"),
    ],
)
def test_what_is_wrong_is_told(wrote: Wrote, document: object, complaint: str) -> None:
    whole = {"version": "1.0", "message": document} if isinstance(document, dict) else document
    status, out, err = wrote(whole)
    assert (status, out) == (1, b"")
    assert complaint in err


def test_the_schema_is_printed(run: Wrote) -> None:
    assert run("encode", "iso18626", "--schema", "1.2") == (0, text("1.2").encode(), "")
