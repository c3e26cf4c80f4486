"""Two gateways in processes of their own, and the commands as librarians at both of them type them."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lending_gateways import Gateway, pair
from tests.live import guanji

#: What a loan's next step may take between two idle gateways; most of it is starting commands.
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, Gateway]]:
    with pair(tmp_path_factory.mktemp("by-hand")) as gateways:
        yield gateways


def typed(gateway: Gateway, *arguments: str, status: int = 0) -> str:
    done = guanji(*arguments, "-c", gateway.directory / "guanji.toml")
    assert done.returncode == status, done.stderr
    return done.stdout


def told(gateway: Gateway, *arguments: str, status: int = 0) -> Any:  # noqa: ANN401 - JSON
    return json.loads(typed(gateway, *arguments, "--json", status=status))


def until(gateway: Gateway, state: str) -> str:
    """The end of the id of the one transaction that is in a state; it is waited for."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = told(gateway, "ill", "list", "--all", "--state", state)["transactions"]
        if found:
            assert len(found) == 1
            return str(found[0]["id"])[-8:]
        time.sleep(0.2)
    raise AssertionError(f"nothing came to be {state} at {gateway.name}")


def test_a_loan_from_request_to_checked_in(both: tuple[Gateway, Gateway]) -> None:
    cumt, hhit = both
    typed(cumt, "ill", "request", "--partner", "HHIT", "--title", "人工智能导论", "--actor", "李老师")
    theirs = until(hhit, "IN-PROCESS")
    assert "ill-answer unfilled" in typed(hhit, "ill", "show", theirs)
    typed(hhit, "ill", "do", theirs, "shipped", "--due", "2030-12-30", "--cost", "12.50 CNY")
    ours = until(cumt, "SHIPPED")
    typed(cumt, "ill", "do", ours, "received")
    assert "✗" not in typed(cumt, "ill", "do", ours, "returned")
    typed(hhit, "ill", "do", theirs, "checked-in")
    assert until(hhit, "CHECKED-IN") == theirs
    shown = told(cumt, "ill", "show", ours)
    assert (shown["due"], shown["costs"]["cost"]) == ("2030-12-30", "12.50")
    # Where the commands took their time, it was asked meanwhile whether the request has arrived.
    asked = ("STATUS-QUERY", "STATUS-OR-ERROR-REPORT")
    first, second, *_ = (entry for entry in shown["history"] if entry["service"] not in asked)
    assert (first["direction"], first["service"]) == ("out", "ILL-REQUEST")
    assert (second["direction"], second["service"]) == ("in", "SHIPPED")
    assert second["apdu"]["Shipped"]["supply-details"]["date-due"]
    refused = guanji("ill", "do", ours, "renew", "-c", cumt.directory / "guanji.toml")
    assert (refused.returncode, refused.stdout, refused.stderr[:1]) == (1, "", "✗")
    acts = told(cumt, "audit", "list", "--subject", f"ill {shown['id']}")["acts"]
    assert {act["action"] for act in acts} >= {"ill received", "ill returned", "ill renew", "ill show"}


def test_partners_and_the_outbox(both: tuple[Gateway, Gateway]) -> None:
    cumt, _ = both
    assert told(cumt, "partner", "show", "hhit")["configuration"]["retry_seconds"] == 1
    assert told(cumt, "outbox", "pause", "HHIT", "--why", "假期")["line"] == "paused"
    assert "假期" in typed(cumt, "partner", "list")
    typed(cumt, "ill", "request", "--partner", "HHIT", "--title", "拓扑学")
    # A question after an earlier letter may wait as well.
    letters = told(cumt, "outbox", "list", "--state", "waiting")["letters"]
    (waiting,) = (letter for letter in letters if letter["what"] == "ILL-REQUEST")
    typed(cumt, "outbox", "resume", "HHIT")
    end = time.monotonic() + PATIENCE_SECONDS
    while waiting["id"] in str(told(cumt, "outbox", "list", "--state", "waiting")["letters"]):
        assert time.monotonic() < end
        time.sleep(0.2)
    answer = told(cumt, "outbox", "take-back", waiting["id"][-8:], status=1)
    assert not answer[0]["ok"]


def test_a_partner_is_called(both: tuple[Gateway, Gateway]) -> None:
    cumt, _ = both
    report = told(cumt, "probe", "HHIT")
    assert (report["ok"], report["partner"], report["report"]["reached"]) == (True, "HHIT", True)
    assert typed(cumt, "probe", "HHIT").startswith("✓ reached in")
    missing = guanji("probe", "NJU", "-c", cumt.directory / "guanji.toml")
    assert (missing.returncode, "There is no partner NJU" in missing.stderr) == (1, True)
