"""How what ends a command early is told."""

import click
import pytest

from gateway.cli.ending import status
from gateway.cli.failure import Failure
from gateway.cli.speak import Say
from gateway.config.faults import ConfigError, Fault, FaultCode

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
