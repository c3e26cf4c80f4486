"""What the doctor says of lending partners."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.app.acquaintances import partners
from gateway.app.findings import Finding, Level
from gateway.config.declare import Config
from gateway.config.load import read
from tests.certificates import Authority

NOW = datetime.now(UTC)
KNOWN = ["10.20.0.0/16"]


def config(base: Path, *known: dict[str, Any]) -> Config:
    return read({"agency": "CUMT", "partners": list(known)}, base, {})[0]


def partner(name: str = "hhit", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keys of a partner
    return {"name": name, "symbol": f"CN:{name}", "address": "10.20.3.4", "addresses": KNOWN} | more


def found(base: Path, *known: dict[str, Any], after: timedelta = timedelta(0)) -> list[Finding]:
    return list(partners(config(base, *known), NOW + after))


def codes(findings: list[Finding]) -> list[tuple[Level, str]]:
    return [(finding.level, finding.code) for finding in findings]


FINE = (Level.OK, "partners-ok")


def test_without_partners_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_who_is_believed_by_the_symbol_alone_is_named(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"addresses": []}
    pinned = partner("nju", addresses=[], certificates=["sha256:" + "00" * 32])
    said = found(tmp_path, partner(), partner("xznu", **bare), partner("abc", **bare), pinned)
    assert codes(said) == [FINE, (Level.WARN, "partner-by-symbol")]
    assert said[1].facts["names"] == "xznu, abc"
    assert said[0].facts["many"] == 4


@pytest.mark.parametrize(
    "address",
    [
        "ill.hhit.example:1611",
        "图书馆.中国",
        "10.20.3.4",
        "[2001:db8::5]:499",
        "localhost",
        "ill_1.example.",
        "a",
    ],
)
def test_addresses_that_can_be_called(tmp_path: Path, address: str) -> None:
    assert codes(found(tmp_path, partner(address=address))) == [FINE]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0:1611",
        "224.0.0.5",
        "10.20.3.400",
        "10.20.3",
        "[::]:1611",
        "ill..example",
        "-ill.example",
        "a,b",
    ],
)
def test_addresses_that_can_not(tmp_path: Path, address: str) -> None:
    (said,) = found(tmp_path, partner(address=address))
    assert (said.level, said.code) == (Level.FAIL, "partner-address")
    assert said.facts == {"name": "hhit", "address": address}


def test_who_only_calls_us_has_no_address(tmp_path: Path) -> None:
    caller = {"name": "abroad", "symbol": "X", "answers": "same-connection", "addresses": KNOWN}
    assert codes(found(tmp_path, caller)) == [FINE]


@pytest.mark.parametrize(
    ("after", "level", "end"),
    [
        (timedelta(days=-60), Level.OK, "ok"),
        (timedelta(0), Level.WARN, "soon"),
        (timedelta(days=2), Level.FAIL, "over"),
    ],
)
def test_how_long_certificates_are_good(tmp_path: Path, after: timedelta, level: Level, end: str) -> None:
    authority = Authority(tmp_path)
    key, certificate = authority.issue("cumt")
    tls = {"ca": str(authority.file), "certificate": str(certificate), "key": str(key)}
    said = found(tmp_path, partner(tls=tls), partner("nju", tls=tls), after=after)
    assert codes(said) == [FINE, (level, f"partner-own-{end}"), (level, f"partner-ca-{end}")]
    assert {finding.facts["name"] for finding in said[1:]} == {"hhit, nju"}


def test_of_several_authorities_the_last_one_counts(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    _, ended = authority.issue("old-ca", days=-1)
    both = tmp_path / "both.pem"
    both.write_bytes(ended.read_bytes() + authority.file.read_bytes())
    said = found(tmp_path, partner(tls={"ca": str(both)}))
    assert codes(said) == [FINE, (Level.WARN, "partner-ca-soon")]


def test_a_key_that_does_not_fit_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    _, certificate = authority.issue("cumt")
    other, _ = authority.issue("other")
    wrong = {"ca": str(authority.file), "certificate": str(certificate), "key": str(other)}
    gone = {"ca": str(tmp_path / "gone.pem")}
    said = found(tmp_path, partner(tls=wrong), partner("nju", tls=gone), after=timedelta(days=-60))
    assert codes(said)[:2] == [(Level.FAIL, "partner-tls")] * 2
    assert [finding.facts["name"] for finding in said[:2]] == ["hhit", "nju"]
    assert "is not the key of" in str(said[0].facts["reason"])
    assert "gone.pem" in str(said[1].facts["reason"])
    assert {level for level, _ in codes(said)[2:]} == {Level.OK}


def test_a_partner_that_is_known_by_a_fingerprint_alone(tmp_path: Path) -> None:
    assert codes(found(tmp_path, partner(tls={"fingerprint": "sha256:" + "00" * 32}))) == [FINE]
