"""What tests find around them: reference data beside the checkout, programs of the system."""

from pathlib import Path

import pytest

from tests.debian import program
from tests.shared_data import shared


def test_reference_data_is_found_beside_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    assert shared("data", beside=tmp_path / "guanji") == tmp_path / "shared" / "data"


def test_without_reference_data_the_test_is_skipped(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"\.\./shared/data/x is not here"):
        shared("data/x", beside=tmp_path / "guanji")


def test_a_program_is_found_on_the_path(tmp_path: Path) -> None:
    tool = tmp_path / "tool"
    tool.touch(mode=0o755)
    assert program("tool", "tools", {"PATH": str(tmp_path), "CI": "true"}) == str(tool)


def test_without_the_program_the_test_is_skipped(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install tools"):
        program("tool", "tools", {"PATH": str(tmp_path)})


def test_under_ci_a_missing_program_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"add tools to \.ci/run"):
        program("tool", "tools", {"PATH": str(tmp_path), "CI": "true"})
