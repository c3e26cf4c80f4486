"""Unit tests start no reactor and sleep nowhere; every test asserts something."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.meta.project import ROOT, python_files

# Names whose call is itself an assertion.
ASSERTING = ("assert", "check", "expect", "raises", "warns", "fail")


def test_unit_tests_neither_sleep_nor_start_a_reactor() -> None:
    offences = [f"{file}:{line}" for file in python_files("tests/unit") for line in waiting(_parse(file))]
    assert offences == []


def test_every_test_asserts_something() -> None:
    silent = [
        f"{file}:{node.lineno}: {node.name}"
        for file in python_files("tests")
        for node in ast.walk(_parse(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if not asserts(node)
    ]
    assert silent == []


def waiting(tree: ast.Module) -> Iterator[int]:
    """Lines that sleep or take hold of the global reactor."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "sleep":
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "twisted.internet":
            yield from (node.lineno for alias in node.names if alias.name == "reactor")


def asserts(test: ast.AST) -> bool:
    """Is there an assertion in ``test``, a call named like one, or an answer that must be heard (``<<``)?"""
    return any(
        isinstance(node, ast.Assert)
        # What a conversation of tests/flows must hear: a statement, or it is no conversation but arithmetic.
        or (isinstance(node, ast.Expr) and _hears(node.value))
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).rpartition(".")[2].lstrip("_").startswith(ASSERTING)
        )
        for node in ast.walk(test)
    )


def _hears(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.LShift)


def _parse(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def test_the_search_sees_what_it_should() -> None:
    source = "import time\nfrom twisted.internet import defer, reactor\ndef test_x():\n    time.sleep(1)\n"
    tree = ast.parse(source)
    assert sorted(waiting(tree)) == [2, 4]
    assert not asserts(tree)
    assert asserts(ast.parse("def test_y():\n    with pytest.raises(ValueError):\n        x()\n"))
    assert asserts(ast.parse("def test_z():\n    kiosk >> '99' << '98'\n"))
    assert not asserts(ast.parse("def test_z():\n    flags = 1 << 2\n"))
