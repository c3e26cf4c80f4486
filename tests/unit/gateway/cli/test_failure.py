"""How commands fail."""

from gateway.cli.failure import FAILED, MISUSED, Failure


def test_a_failure_speaks_both() -> None:
    failure = Failure("no-server", socket="/s", config="c")
    assert failure.status == FAILED
    assert str(failure) == "no server is running on /s: start it with guanji run -c c"
    assert failure.text("zh") == "/s 上没有运行中的服务：请用 guanji run -c c 启动"


def test_a_failure_may_be_misuse() -> None:
    assert Failure("no-password", MISUSED).status == MISUSED == 2
