"""Secrets: read where they lie, never kept."""

from pathlib import Path

import pytest

from gateway.config.faults import Fault, FaultCode
from gateway.config.secret import Secret


def _code(fault: Fault | None) -> tuple[str, FaultCode] | None:
    return None if fault is None else (fault.path, fault.code)


def test_a_file_is_read_without_the_space_around_it(tmp_path: Path) -> None:
    file = tmp_path / "s"
    file.write_text("  $argon2id$v=19$x \n")
    secret = Secret(file=file)
    assert secret.read({}) == "$argon2id$v=19$x"
    assert secret.fault("p", {}) is None


def test_the_environment_is_read() -> None:
    secret = Secret(env="S")
    assert secret.read({"S": " x "}) == "x"
    assert secret.fault("p", {"S": "x"}) is None


def test_printing_it_gives_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "s"
    file.write_text("hunter2")
    secret = Secret(file=file)
    assert secret.read({}) not in repr(secret)


def test_what_is_wrong(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text(" \n")
    binary.write_bytes(b"\xff\xfe")
    assert _code(Secret().fault("p", {})) == ("p", FaultCode.SECRET_CHOICE)
    assert _code(Secret(file=empty, env="S").fault("p", {})) == ("p", FaultCode.SECRET_CHOICE)
    assert _code(Secret(file=tmp_path / "no").fault("p", {})) == ("p.file", FaultCode.SECRET_NO_FILE)
    assert _code(Secret(file=empty).fault("p", {})) == ("p.file", FaultCode.SECRET_EMPTY)
    assert _code(Secret(file=tmp_path).fault("p", {})) == ("p.file", FaultCode.SECRET_UNREADABLE)
    assert _code(Secret(file=binary).fault("p", {})) == ("p.file", FaultCode.SECRET_UNREADABLE)
    assert _code(Secret(file=tmp_path / "a\0b").fault("p", {})) == ("p.file", FaultCode.SECRET_UNREADABLE)
    assert _code(Secret(env="S").fault("p", {})) == ("p.env", FaultCode.SECRET_NO_ENV)
    assert _code(Secret(env="S").fault("p", {"S": " "})) == ("p.env", FaultCode.EMPTY)


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_others_who_can_read_it_are_warned_of(tmp_path: Path, *, mode: int, warned: bool) -> None:
    file = tmp_path / "s"
    file.write_text("x")
    file.chmod(mode)
    warning = Secret(file=file).warning("p")
    assert (warning is not None) == warned
    if warning is not None:
        assert f"chmod 600 {file}" in warning.text()
    assert Secret(env="S").warning("p") is None
