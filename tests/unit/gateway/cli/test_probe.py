"""``guanji probe``."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.control_server import Asked

_TLS = {
    "version": "TLSv1.3",
    "cipher": "TLS_AES_256_GCM_SHA384",
    "names": ["ill.hhit.example"],
    "fingerprint": "sha256:6f1e",
    "expires": "2027-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ({"reached": False, "why": "nobody picks up"}, ["✗ not reached: nobody picks up"]),
        (
            {
                "reached": True,
                "seconds": 0.1234,
                "answers": [{"service": "STATUS-OR-ERROR-REPORT", "says": "unknown-transaction-id"}],
                "answered_after": 0.5,
                "hung_up": True,
            },
            [
                "✓ reached in 0.12 s",
                "no TLS: in clear text",
                "✓ answered on the same line after 0.5 s: STATUS-OR-ERROR-REPORT, unknown-transaction-id",
                "it ended the line itself",
            ],
        ),
        (
            {"reached": True, "tls": _TLS},
            [
                "✓ reached in 0.0 s",
                "TLSv1.3, TLS_AES_256_GCM_SHA384",
                "certificate for ill.hhit.example, sha256:6f1e, until 2027-01-01",
                "no answer on the same line: right for a partner that dials back",
            ],
        ),
        (
            {"reached": True, "garbage": "not BER"},
            ["✓ reached in 0.0 s", "no TLS: in clear text", "✗ what came was no APDU: not BER"],
        ),
    ],
)
def test_what_was_learned(
    guanji: Callable[..., Any], asked: Asked, report: dict[str, Any], told: list[str]
) -> None:
    ok = bool(report["reached"]) and "garbage" not in report
    asked.answer = (200, {"ok": ok, "partner": "HHIT", "report": report})
    ended = guanji("probe", "HHIT", "--actor", "li", "--socket", str(asked.socket))
    assert ended.lines == told
    assert ended.status == (0 if ok else 1)
    assert asked.requests[0] == ("POST", "/partners/HHIT/probe", {"actor": "li", "location": ""})


def test_as_json(guanji: Callable[..., Any], asked: Asked) -> None:
    asked.answer = (200, {"ok": True, "partner": "HHIT", "report": {"reached": True}})
    ended = guanji("probe", "HHIT", "--json", "--socket", str(asked.socket))
    assert json.loads(ended.out) == {"ok": True, "partner": "HHIT", "report": {"reached": True}}
