"""Every public module, class, function and method says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.layout import PACKAGES
from tests.meta.project import ROOT, python_files

# A method marked so is described where it was first declared; a setter, at its property.
DESCRIBED_ELSEWHERE = {"override", "overload", "setter"}

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def undocumented(tree: ast.Module) -> Iterator[str]:
    """The public names in ``tree`` without a docstring, as line:name."""
    if not ast.get_docstring(tree):
        yield "1:module"
    yield from _undocumented_in(tree, "")


def _undocumented_in(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in _definitions(parent):
        if node.name.startswith("_") or _decorators(node) & DESCRIBED_ELSEWHERE:
            continue
        if not ast.get_docstring(node):
            yield f"{node.lineno}:{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented_in(node, f"{prefix}{node.name}.")


def _definitions(parent: ast.AST) -> Iterator[Definition]:
    """Definitions in a body, also under an ``if`` or ``try``, but not inside functions."""
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, Definition):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            yield from _definitions(node)


def _decorators(node: Definition) -> set[str]:
    return {ast.unparse(decorator).partition("(")[0].rpartition(".")[2] for decorator in node.decorator_list}


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_have_docstrings(package: str) -> None:
    files = python_files(package)
    assert files
    missing = [f"{file}:{name}" for file in files for name in undocumented(_parse(file))]
    assert missing == []


def _parse(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def test_the_search_sees_what_it_should() -> None:
    source = '''
class Bare:
    code: int
    def method(self): ...
    def _private(self): ...
    def __repr__(self): ...
    @typing.override
    def inherited(self): ...
    @property
    def value(self):
        """Said."""
    @value.setter
    def value(self, new): ...
    class Inner: ...
class _Hidden:
    def method(self): ...
if True:
    def function():
        def nested(): ...
async def coroutine():
    """Said."""
'''
    assert list(undocumented(ast.parse(source))) == [
        "1:module",
        "2:Bare",
        "4:Bare.method",
        "14:Bare.Inner",
        "18:function",
    ]
