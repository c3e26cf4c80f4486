import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.meta.arrows import Breach, find_breaches, names_in
from tests.meta.house import House

ROOT = Path(__file__).resolve().parents[2]

HOUSE = House.read(
    """
    1 | words.errors | -            | pure
    1 | words.sip    | words.errors | pure, twisted.internet.defer
    8 | desk         | all          | all
    """,
    effects=["time"],
)


def graph_of(*imports: tuple[str, str, str]) -> grimp.ImportGraph:
    """A graph with the modules of a house that stands, and ``imports``: importer, imported, statement."""
    graph = grimp.ImportGraph()
    for module in ("words", "words.errors", "words.sip", "words.sip.codec", "desk"):
        graph.add_module(module)
    for library in {imported for _, imported, _ in imports} - graph.modules:
        graph.add_module(library, is_squashed=not library.startswith(("words", "desk")))
    for line, (importer, imported, statement) in enumerate(imports, start=1):
        graph.add_import(importer=importer, imported=imported, line_number=line, line_contents=statement)
    return graph


def test_the_arrows_of_the_table_are_no_breach() -> None:
    graph = graph_of(
        ("words.sip.codec", "words.errors", "from words.errors import WireError"),
        ("words.sip", "words.sip.codec", "from words.sip.codec import decode"),
        ("words.sip", "re", "import re"),
        ("words.sip", "twisted", "from twisted.internet import defer"),
        ("words.sip.codec", "twisted", "from twisted.internet.defer import ("),
        ("desk", "words.sip", "from words.sip import decode"),
        ("desk", "twisted", "from twisted.internet import reactor"),
    )
    assert list(find_breaches(HOUSE, graph)) == []


@pytest.mark.parametrize(
    ("importer", "imported", "statement", "reason"),
    [
        ("words.errors", "words.sip", "from words import sip", "room words.errors may not import words.sip"),
        ("words.sip.codec", "desk", "import desk", "room words.sip may not import desk"),
        ("words.sip", "words", "import words", "room words.sip may not import words"),
        (
            "words.sip",
            "time",
            "from time import sleep",
            "room words.sip may not import the library time.sleep",
        ),
        ("words.errors", "msgspec", "import msgspec", "room words.errors may not import the library msgspec"),
        (
            "words.sip",
            "twisted",
            "from twisted.internet import reactor, defer",
            "room words.sip may not import the library twisted.internet.reactor",
        ),
        (
            "words.sip",
            "twisted",
            "from twisted.internet import (",
            "room words.sip may not import the library twisted.internet",
        ),
        (
            "words",
            "words.sip",
            "from words.sip import x",
            "only holds rooms and imports nothing, but here words.sip",
        ),
    ],
)
def test_any_other_import_is_a_breach(importer: str, imported: str, statement: str, reason: str) -> None:
    graph = graph_of((importer, imported, statement))
    assert list(find_breaches(HOUSE, graph)) == [Breach(importer, 1, reason)]


def test_a_module_in_no_room_is_a_breach() -> None:
    graph = graph_of()
    graph.add_module("words.attic")
    assert list(find_breaches(HOUSE, graph)) == [
        Breach("words.attic", 1, "lies in no room of the table in pyproject.toml")
    ]


@pytest.mark.parametrize(
    ("statement", "library", "names"),
    [
        ("import os", "os", ["os"]),
        ("import os.path as p, re", "os", ["os.path"]),
        ("import re, osmosis", "os", []),
        ("    import sqlite3  # only when it is needed", "sqlite3", ["sqlite3"]),
        ("from os import path", "os", ["os.path"]),
        ("from os import path as p, getcwd", "os", ["os.path", "os.getcwd"]),
        ("from os import (path, getcwd)", "os", ["os.path", "os.getcwd"]),
        ("from twisted.internet import (", "twisted", ["twisted.internet"]),
        ("from twisted.internet import *", "twisted", ["twisted.internet"]),
        ("if TYPE_CHECKING: import os", "os", ["os"]),
    ],
)
def test_statements_name_what_they_take(statement: str, library: str, names: list[str]) -> None:
    assert names_in(statement, library) == names


CONFIGURATION = """
[tool.importlinter]
root_packages = ["words", "desk"]
include_external_packages = true
contract_types = ["arrows: tests.meta.arrows.Arrows"]

[[tool.importlinter.contracts]]
name = "arrows"
type = "arrows"
table = '''
1 | words.sip    | -   | pure
TABLE
8 | desk         | all | all
'''
effects = ["time"]
"""


def lint(folder: Path, table: str, **modules: str) -> subprocess.CompletedProcess[str]:
    """Run the real import-linter over a little project that holds ``modules`` (path with _ for /, source)."""
    (folder / "pyproject.toml").write_text(CONFIGURATION.replace("TABLE", table), encoding="utf-8")
    for name, source in modules.items():
        file = folder / f"{name.replace('_', '/')}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source, encoding="utf-8")
    for package in ("words", "desk"):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    program = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_import_linter_keeps_the_contract_where_all_is_well(tmp_path: Path) -> None:
    done = lint(tmp_path, "", words_sip="import re\n", desk_lamp="import time\nfrom words import sip\n")
    assert "1 kept, 0 broken" in done.stdout
    assert done.returncode == 0


def test_import_linter_reports_a_planted_breach(tmp_path: Path) -> None:
    done = lint(tmp_path, "", words_sip="import re\nimport time\n", words_attic="", desk_lamp="")
    assert "words.sip:2: room words.sip may not import the library time" in done.stdout
    assert "words.attic:1: lies in no room of the table in pyproject.toml" in done.stdout
    assert done.returncode == 1


def test_import_linter_refuses_a_table_that_makes_no_sense(tmp_path: Path) -> None:
    done = lint(tmp_path, "2 | words.attic | cellar | pure")
    assert "words.attic may import cellar, which is no room" in done.stdout + done.stderr
    assert done.returncode != 0
