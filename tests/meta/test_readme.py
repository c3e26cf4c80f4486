"""The README's commands are there to be typed."""

import re
import subprocess

import pytest

from tests.meta.project import ROOT

COMMANDS = ("make demo", "make test")


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_both_commands_are_shown(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [command for command in COMMANDS if command not in text] == []


def test_each_make_command_of_the_readme_is_a_target() -> None:
    shown = re.findall(
        r"\bmake ([a-z]+)\b", "\n".join(_code((ROOT / "README.md").read_text(encoding="utf-8")))
    )
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(shown) >= {"demo", "test"}
    assert set(shown) - set(targets) == set()


def test_make_alone_lists_the_targets() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    assert [f"make {name}" in done.stdout for name in ("demo", "test", "soak", "bench", "lock", "clean")] == [
        True
    ] * 6


def _code(text: str) -> list[str]:
    """What stands in code blocks and between backticks."""
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
