import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.house import House
from tests.meta.own_coverage import Gap, gaps, modules, own_test

HOUSE = House.read(
    """
    0 | schemas       | -   | std
    1 | words.sip     | -   | pure
    2 | words.{model, ports} | - | pure
    6 | words.wire    | all | std
    """
)

SOURCES = {
    "pyproject.toml": "[tool.coverage.run]\nbranch = true\nsource = ['words']\n",
    "schemas/__init__.py": "x = 1\n",
    "words/__init__.py": '"""A doorway."""\n',
    "words/wire.py": "def send():\n    return 1\n",
    "words/sip/__init__.py": '"""Face."""\nfrom words.sip.codec import parity\n__all__ = ["parity"]\n',
    "words/sip/codec.py": "def parity(n):\n    if n % 2:\n        return 'odd'\n    return 'even'\n",
    "words/sip/messages/__init__.py": "KINDS = {}\n",
    "words/sip/messages/loans.py": "class Loan:\n    days = 30\n",
    "words/sip/messages/holds.py": "class Hold:\n    def cut(self):\n        return 1\n",
    "words/model.py": "class Noun:\n    x = 1\n",
    "words/ports.py": 'class Port(Protocol[T]):\n    def call(self):\n        """Call."""\n        ...\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, source in SOURCES.items():
        write(tmp_path, name, source)
    return tmp_path


def write(root: Path, name: str, source: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(source, encoding="utf-8")


def measured(root: Path) -> list[Gap]:
    """Run the project's tests as tox does, and look for gaps."""
    data = root / "recorded"
    arguments = [
        "-q",
        "--import-mode=importlib",
        "--cov",
        "--cov-context=test",
        "--cov-report=",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=root,
        env={"PYTHONPATH": str(root), "COVERAGE_FILE": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return list(gaps(root, HOUSE, data))


def test_only_modules_in_pure_rooms_are_looked_at(project: Path) -> None:
    assert [str(module) for module in modules(project, HOUSE)] == [
        "words/model.py",
        "words/ports.py",
        "words/sip/__init__.py",
        "words/sip/codec.py",
        "words/sip/messages/__init__.py",
        "words/sip/messages/holds.py",
        "words/sip/messages/loans.py",
    ]


@pytest.mark.parametrize(
    ("module", "test"),
    [
        ("words/sip/__init__.py", None),
        ("words/sip/codec.py", "tests/unit/words/sip/test_codec.py"),
        ("words/sip/messages/__init__.py", "tests/unit/words/sip/test_messages.py"),
        ("words/sip/messages/loans.py", "tests/unit/words/sip/test_messages.py"),
        ("words/sip/messages/holds.py", "tests/unit/words/sip/messages/test_holds.py"),
        ("words/model.py", "tests/unit/test_words.py"),
        ("words/ports.py", None),
    ],
)
def test_each_kind_of_module_has_its_test_file(project: Path, module: str, test: str | None) -> None:
    assert own_test(project, Path(module)) == (Path(test) if test else None)


def test_a_declaring_module_may_have_a_file_of_its_own(project: Path) -> None:
    write(project, "tests/unit/words/sip/messages/test_loans.py", "")
    assert own_test(project, Path("words/sip/messages/loans.py")) == Path(
        "tests/unit/words/sip/messages/test_loans.py"
    )


@pytest.mark.slow
def test_what_other_tests_reach_does_not_count(project: Path) -> None:
    write(
        project,
        "tests/unit/words/sip/test_codec.py",
        "from words.sip.codec import parity\ndef test_odd():\n    assert parity(1) == 'odd'\n",
    )
    write(
        project,
        "tests/unit/words/sip/test_messages.py",
        "import words.sip.messages.loans\n"
        "from words.sip import codec, messages\ndef test_kinds():\n    assert codec.parity(2) == 'even'\n",
    )
    write(
        project,
        "tests/unit/test_words.py",
        "import words.model\ndef test_noun():\n    assert words.model.Noun.x == 1\n",
    )
    assert measured(project) == [
        Gap(
            Path("words/sip/codec.py"),
            Path("tests/unit/words/sip/test_codec.py"),
            "its own tests miss lines 4 and branches 2->4",
        ),
        Gap(
            Path("words/sip/messages/holds.py"),
            Path("tests/unit/words/sip/messages/test_holds.py"),
            "has no test file of its own",
        ),
    ]


@pytest.mark.slow
def test_own_tests_that_reach_everything_leave_no_gap(project: Path) -> None:
    (project / "words/sip/messages/holds.py").unlink()
    (project / "words/model.py").unlink()
    write(
        project,
        "tests/unit/words/sip/test_codec.py",
        "import pytest\nfrom words.sip.codec import parity\n"
        "@pytest.fixture\ndef even():\n    return parity(2)\n"
        "def test_both(even):\n    assert (parity(1), even) == ('odd', 'even')\n",
    )
    write(
        project,
        "tests/unit/words/sip/test_messages.py",
        "import words.sip.messages.loans\ndef test_kinds():\n    assert words.sip.messages.KINDS == {}\n",
    )
    assert measured(project) == []
