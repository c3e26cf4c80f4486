"""``guanji decode iso18626``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocols.iso18626.codec import encode
from protocols.iso18626.forms import from_json
from protocols.xml.limits import SIZE
from tests.unit.protocols.iso18626.samples import request, requesting

Guanji = Callable[..., Any]
Put = Callable[[bytes], str]

DATA = encode(requesting(), "1.2").data
PLACE = "ISO18626Message/requestingAgencyMessage"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts bytes into a file."""

    def put_(data: bytes) -> str:
        file = tmp_path / "message.xml"
        file.write_bytes(data)
        return str(file)

    return put_


def test_a_message_is_printed(guanji: Guanji, put: Put) -> None:
    ended = guanji("decode", "iso18626", put(DATA))
    assert ended.status == 0
    assert ended.lines[0] == f"requestingAgencyMessage · ISO 18626 1.2, {len(DATA)} bytes"
    assert ended.lines[-2:] == ["  action: Received", "  note: 好"]


def test_what_was_put_up_with_is_marked(guanji: Guanji, put: Put) -> None:
    ended = guanji("decode", "iso18626", put(DATA.replace(b'"1.2"', b'"1.0"').replace(b"Received", b"Burn")))
    assert ended.status == 0
    assert ended.lines[0].startswith('requestingAgencyMessage · ISO 18626 1.2 (it says "1.0"), ')
    assert ended.lines[-2:] == [
        "  ! line 2, ISO18626Message/@version is a version that is not known: '1.0'",
        f"  ! line 2, {PLACE}/action is no code of the standard's and was kept: 'Burn'",
    ]
    ended = guanji("--lang", "zh", "decode", "iso18626", put(DATA.replace(b"<note>", b"<x/><note>")))
    assert "  ! 第 2 行，" + f"{PLACE}/x 标准中没有，已原样保留" in "\n".join(ended.lines)


def test_strictly_it_is_held_against_the_schema(guanji: Guanji, put: Put) -> None:
    assert guanji("decode", "iso18626", "--strict", put(DATA)).status == 0
    ended = guanji("decode", "iso18626", "--strict", put(DATA.replace(b"Received", b"Lost")))
    assert ended.status == 1
    assert ended.lines[-1] == (
        f"  line 2, {PLACE}/action: allowed is StatusRequest, Received, Cancel, Renew, ShippedReturn, "
        "ShippedForward, Notification, found 'Lost'"
    )


def test_what_cannot_be_understood_is_explained(guanji: Guanji, put: Put) -> None:
    broken = DATA.replace(b"<timestamp>2026-11-23T02:30:00Z", b"\n<timestamp>soon").replace(
        b"Received", b"Burn"
    )
    ended = guanji("decode", "iso18626", put(broken))
    assert ended.status == 1
    assert ended.lines[0] == (
        f"not understood: line 3, {PLACE}/header/timestamp: expected a date and time, found 'soon' "
        "· errorType UnrecognisedDataValue"
    )
    assert f"  line 3, {PLACE}/header/timestamp: Invalid datetime string 'soon'" in ended.lines
    assert any(line.startswith(f"  line 3, {PLACE}/action: allowed is StatusRequest") for line in ended.lines)


def test_a_long_list_is_cut(guanji: Guanji, put: Put) -> None:
    newer = encode(requesting(), "2021-2").data.replace(b"Received", b"Burn")
    line = guanji("decode", "iso18626", "--strict", put(newer)).lines[-1]
    assert "ShippedForward, Notification, …, found 'Burn'" in line


def test_what_is_no_xml_is_told(guanji: Guanji, put: Put) -> None:
    ended = guanji("decode", "iso18626", put(b"<a>"))
    assert (ended.status, len(ended.lines)) == (1, 1)
    assert "line 1, -: expected well-formed XML, found 'no element found' · errorType" in ended.out
    assert "expected at most" in guanji("decode", "iso18626", put(b" " * (SIZE + 5))).out
    ended = guanji("decode", "iso18626", "no/such/file")
    assert (ended.status, ended.out) == (2, "")


def test_as_json(guanji: Guanji, put: Put) -> None:
    data = encode(request(), "1.2").data.replace(b"ill:version", b"version")
    ended = guanji("decode", "iso18626", "--json", "--strict", put(data))
    document = json.loads(ended.out)
    assert (ended.status, document["name"], document["version"], document["said"]) == (
        1,
        "request",
        "1.2",
        "1.2",
    )
    assert document["octets"] == len(data)
    assert document["remarks"] == [
        {
            "element": "ISO18626Message/@version",
            "line": 2,
            "rule": "unqualified",
            "text": "is in no name space",
            "found": "1.2",
        }
    ]
    assert [fault["element"] for fault in document["faults"]] == ["ISO18626Message"] * 2
    assert "geheim" not in ended.out
    document["message"]["request"]["header"]["requestingAgencyAuthentication"]["securityCode"] = "geheim"
    assert from_json(document["message"]) == request()


def test_refused_as_json(guanji: Guanji, put: Put) -> None:
    ended = guanji("decode", "iso18626", "--json", put(DATA.replace(b"<action>Received</action>", b"")))
    assert ended.status == 1
    document = json.loads(ended.out)
    assert document["error"] == {
        "line": 2,
        "element": f"{PLACE}/action",
        "expected": "the element",
        "found": "nothing",
        "errorType": "UnrecognisedDataElement",
    }
    assert document["faults"][0]["allowed"] == ["action"]
