"""How what ends a command early is told."""

import sys
from pathlib import Path

import click
import pytest

from gateway.app.doors import Unable
from gateway.app.occupancy import InUse
from gateway.cli.ending import status
from gateway.cli.failure import Failure
from gateway.cli.speak import Say
from gateway.config.directory import NotEmpty
from gateway.config.faults import ConfigError, Fault, FaultCode
from gateway.store.errors import StoreError

EN, ZH = Say("en"), Say("zh")


@pytest.mark.parametrize(
    ("error", "code", "lines"),
    [
        (KeyboardInterrupt(), 130, []),
        (click.Abort(), 130, []),
        (Failure("no-password"), 1, ["guanji: 没有输入密码"]),
        (Failure("no-password", 2), 2, ["guanji: 没有输入密码"]),
        (click.ClickException("odd"), 2, ["guanji: 用法有误：odd"]),
        (click.UsageError("odd"), 2, ["guanji: 用法有误：odd"]),
        (
            ConfigError([Fault("a", FaultCode.MISSING), Fault("b", FaultCode.EMPTY)]),
            2,
            ["guanji: a: 必须填写", "guanji: b: 不能为空"],
        ),
        (ValueError("x"), 1, ["guanji: 内部错误，请报告：ValueError: x（设 GUANJI_DEBUG=1 可显示位置）"]),
    ],
)
def test_one_line_and_a_status(
    error: BaseException, code: int, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(error, ZH, {}) == code
    assert [line for line in capsys.readouterr().err.splitlines() if line] == lines


def test_debugging_shows_where() -> None:
    with pytest.raises(ZeroDivisionError):
        status(ZeroDivisionError(), EN, {"GUANJI_DEBUG": "1"})


def test_a_closed_pipe_is_quiet(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[int] = []
    monkeypatch.setattr("os.dup2", lambda _, onto: moved.append(onto))
    assert status(BrokenPipeError(), EN, {}) == 0
    assert len(moved) == 1
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (
            Unable("sip2", "tcp:6001", "in use", taken=True),
            1,
            "sip2: tcp:6001 is taken (in use): stop who has it, or choose another (demo: --port-offset)",
        ),
        (
            Unable("tls", "ssl:6443", "no certificate"),
            1,
            "tls: ssl:6443 can't be opened (no certificate): correct this endpoint in the configuration",
        ),
        (
            InUse(Path("/srv/guanji"), "4711"),
            1,
            "/srv/guanji is in use by another Guanji server (process 4711): stop that one first",
        ),
        (
            StoreError("the key file is not there: bring it back"),
            1,
            "the key file is not there: bring it back",
        ),
        (
            NotEmpty("/srv/x"),
            2,
            "/srv/x is not empty and not a configuration of Guanji: name a new directory",
        ),
    ],
)
def test_what_kept_a_server_from_starting(
    error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(error, EN, {}) == code
    assert capsys.readouterr().err == f"guanji: {line}\n"


def test_what_kept_it_from_starting_is_told_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(Unable("sip2", "tcp:6001", "in use", taken=True), ZH, {}) == 1
    assert status(StoreError("the key file is gone"), ZH, {}) == 1
    assert status(NotEmpty("/srv/x"), ZH, {}) == 2
    assert capsys.readouterr().err.splitlines() == [
        "guanji: sip2：tcp:6001 已被占用（in use）：请停止占用它的程序，或另选端口（演示用 --port-offset）",
        "guanji: 数据库或密钥文件无法使用：the key file is gone",
        "guanji: /srv/x 不为空，也不是 Guanji 配置目录：请另选目录",
    ]


def test_a_file_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(PermissionError(13, "Permission denied", "/srv/x"), EN, {}) == 1
    assert status(FileNotFoundError(2, "No such file or directory", b"/srv/y"), ZH, {}) == 1
    assert status(OSError("a bad descriptor"), EN, {}) == 1
    assert capsys.readouterr().err.splitlines() == [
        "guanji: /srv/x can't be used (Permission denied): choose another place, or let its owner do it",
        "guanji: 无法使用 /srv/y（No such file or directory）：请换一个位置，或由其所有者执行",
        "guanji: internal error, please report it: OSError: a bad descriptor (GUANJI_DEBUG=1 shows where)",
    ]
    with pytest.raises(PermissionError):
        status(PermissionError(13, "Permission denied", "/srv/x"), EN, {"GUANJI_DEBUG": "1"})


def test_what_is_not_imported_was_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("gateway.config.faults", "gateway.store.errors", "gateway.app.doors"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    assert status(StoreError("x"), EN, {}) == 1
