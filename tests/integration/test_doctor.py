"""``guanji doctor`` on libraries in whatever state."""

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import self_signed
from tests.live import LOOPBACK, Demo, demo, free_port, guanji


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo") / "data") as server:
        yield server


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A new library on ports of its own, not served."""
    directory = tmp_path / "library"
    assert guanji("init", directory).returncode == 0
    file = directory / "guanji.toml"
    text = file.read_text("utf-8")
    for port in ("6001", "8080"):
        text = text.replace(f"tcp:{port}", f"tcp:{free_port()}")
    file.write_text(text, "utf-8")
    return directory


def doctor(place: Path, *more: str) -> tuple[int, list[str]]:
    """The exit code, and the findings as ``level part text``."""
    done = guanji(*more, "doctor", "--json", "-c", place / "guanji.toml")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["ok"] is (done.returncode == 0)
    return done.returncode, [" ".join((f["level"], f["part"], f["text"])) for f in answer["findings"]]


def begins(findings: list[str], beginning: str) -> bool:
    return any(finding.startswith(beginning) for finding in findings)


def test_a_library_that_is_served(library: Demo) -> None:
    """The demo's ports are moved by an option, so that of its file's own ports nothing can be said here."""
    _, found = doctor(library.directory)
    assert begins(found, "ok server serves, release")
    assert begins(found, "ok database ")
    assert begins(found, "ok key ")
    assert begins(found, "warn backup none was ever made")
    assert any(" limits " in finding for finding in found)


def test_a_library_that_is_not(place: Path) -> None:
    code, found = doctor(place)
    assert code == 0
    assert begins(found, "warn server none is running")
    assert sum(finding.startswith("ok ports ") for finding in found) == 2
    code, found = doctor(place, "--lang", "zh")
    assert begins(found, "warn server 没有运行")


def test_what_is_wrong_is_told_with_what_to_do(place: Path) -> None:
    file = place / "guanji.toml"
    with socket.create_server((LOOPBACK, 0)) as other:
        text = file.read_text("utf-8")
        before, _, after = text.partition("tcp:")
        port = other.getsockname()[1]
        file.write_text(f"{before}tcp:{port}:{after.partition(':')[2]}", "utf-8")
        (place / "secrets/guanji.key").chmod(0o644)
        tomorrow = time.time() + 86400
        os.utime(place / "guanji.sqlite", (tomorrow, tomorrow))
        code, found = doctor(place)
    assert code == 1
    assert begins(found, f"fail ports sip2: {port} on {LOOPBACK} is taken by another program")
    assert any("chmod 600" in finding for finding in found if finding.startswith("fail key "))
    assert begins(found, "fail clock something was written later than now")


def test_a_certificate_that_ends_soon(place: Path) -> None:
    file = place / "guanji.toml"
    self_signed(place)
    text = file.read_text("utf-8")
    before, _, after = text.partition('endpoint = "tcp:')
    tls = f'endpoint = "ssl:{free_port()}:privateKey=key.pem:certKey=cert.pem"'
    file.write_text(before + tls + after.partition('"')[2], "utf-8")
    _, found = doctor(place)
    assert begins(found, "warn certificates sip2: ends on ")
    (place / "cert.pem").write_text("half of it", "utf-8")
    code, found = doctor(place)
    assert (code, begins(found, "fail certificates sip2: ")) == (1, True)


def test_a_configuration_that_is_wrong(place: Path) -> None:
    (place / "guanji.toml").write_text('agency = ""\nzone = "Nowhere"\n', "utf-8")
    done = guanji("doctor", "-c", place / "guanji.toml")
    assert done.returncode == 1
    assert [line[:16] for line in done.stdout.splitlines()[:2]] == ["✗ configuration:"] * 2
