"""The command line as a whole: what is imported when, exit codes, one line for every error."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import cli
from gateway.cli import MODULES, execute, root
from gateway.cli.speak import Say

ROOT = Path(__file__).parents[3]

_HEAVY = (
    "twisted",
    "sqlalchemy",
    "alembic",
    "holidays",
    "rich",
    "klein",
    "argon2",
    "gateway.store",
    "gateway.web",
)


def _imported_by(arguments: list[str]) -> set[str]:
    program = (
        "import sys\nfrom gateway.cli import execute\n"
        f"status = execute({arguments!r}, {{}})\n"
        "sys.stderr.write('\\n'.join(sys.modules))\nsys.exit(status)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, input="", check=False
    )
    return set(ended.stderr.split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--lang", "zh"], ["config", "--help"], ["init", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    imported = _imported_by(arguments)
    assert "click" in imported
    assert not {name for name in imported if name.startswith(_HEAVY)}


def test_decode_imports_the_protocol_and_no_server() -> None:
    imported = _imported_by(["decode", "sip2"])
    assert "protocols.sip2.decoder" in imported
    assert not {name for name in imported if name.startswith(_HEAVY)}


def test_every_command_is_there_and_describes_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in MODULES:
        for language, usage in (("en", "Usage:"), ("zh", "用法：")):
            assert execute(["--lang", language, name, "--help"], {}) == 0
            assert usage in capsys.readouterr().out


def test_the_root_lists_its_commands_in_the_readers_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["--help"], {"LANG": "zh_CN.UTF-8"}) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.partition("命令:")[2].splitlines()[1:]] == list(MODULES)
    assert "显示本说明。" in out


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (["foo"], {}, "guanji: No such command 'foo'; see guanji --help"),
        (["--foo"], {}, "guanji: No such option '--foo'; see guanji --help"),
        (["--foo"], {"GUANJI_LANG": "zh"}, "guanji: 没有选项 --foo; 请看 guanji --help"),
        (["init"], {"GUANJI_LANG": "zh"}, "guanji: 缺少 DIR; 请看 guanji init --help"),
        (["foo"], {"GUANJI_LANG": "zh"}, "guanji: 用法有误：No such command 'foo'; 请看 guanji --help"),
        (
            ["demo", "--port-offset", "x"],
            {"GUANJI_LANG": "zh"},
            "guanji: --port-offset：'x' is not a valid integer range; 请看 guanji demo --help",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_two(
    arguments: list[str], environ: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(arguments, environ) == 2
    assert capsys.readouterr().err.splitlines() == [said]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make ``guanji config schema`` end with an exception."""

    def fail(error: BaseException) -> None:
        def text() -> str:
            raise error

        monkeypatch.setattr("gateway.config.schema.text", text)

    return fail


def test_ctrl_c_is_quiet(
    failing: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]
) -> None:
    failing(KeyboardInterrupt())
    assert execute(["config", "schema"], {}) == 130
    assert capsys.readouterr().err.strip() == ""


def test_nobodys_error_is_one_line_too(
    failing: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]
) -> None:
    failing(RuntimeError("odd"))
    assert execute(["config", "schema"], {}) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "RuntimeError: odd" in line
    with pytest.raises(RuntimeError):
        execute(["config", "schema"], {"GUANJI_DEBUG": "1"})


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m gateway config schema | head -c 10"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == ""


def test_without_a_command_the_help_page_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute([], {}) == 2
    assert re.search("^  demo +Show a small library", capsys.readouterr().err, re.MULTILINE)


def test_version(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "1.2")
    assert execute(["--version"], {}) == 0
    assert capsys.readouterr().out == "guanji 1.2\n"


def test_version_of_a_checkout(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError  # noqa: PLC0415

    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert execute(["--version"], {}) == 0
    assert "checkout" in capsys.readouterr().out


def test_main_exits_with_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["guanji", "foo"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2


def test_the_root_is_built_for_a_language() -> None:
    assert root(Say("zh")).help.startswith("Guanji（馆际）")
