"""Is each module of the pure rooms covered whole by its own test file?

Run as `python -m tests.meta.own_coverage DATA`, where DATA is a coverage file recorded with
``pytest --cov --cov-context=test``, whose contexts are test ids. What a module promises must stand in its own
test: for each only what ran at import and what ran under its own test file counts, and must reach every line
and branch; what the tests of its callers happen to reach does not.

* The test file of ``gateway/circulation/fines.py`` is ``tests/unit/gateway/circulation/test_fines.py``;
  that of a package's ``__init__.py`` is the package's, ``tests/unit/gateway/test_circulation.py``.
* A module that only declares (classes, tables, no function with a body) may share its package's test file:
  ``protocols/sip2/messages/loans.py`` has ``tests/unit/protocols/sip2/test_messages.py``.
* A module that only re-exports, or holds a docstring alone, needs none. Nor does one that describes ports
  (``typing.Protocol``): those are tested on what implements them, in ``tests/contract``.

The pure rooms are those of the table in pyproject.toml that lie below `gateway.dispatch`.
"""

import ast
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coverage import Coverage

from tests.meta.house import House, load

ROOT: Final = Path(__file__).resolve().parents[2]

EXCEPTIONS: Final[dict[str, str]] = {}
"""Modules that are excused (path from the root), each with its reason."""


@dataclass(frozen=True)
class Gap:
    """A module whose own test file leaves something out."""

    module: Path
    test: Path
    missing: str

    def __str__(self) -> str:
        """The gap as one line for a person."""
        return f"{self.module}: {self.missing} ({self.test})"


def modules(root: Path, house: House) -> list[Path]:
    """The files that lie in pure rooms, relative to ``root``."""
    pure = {room.name for room in house.pure_rooms()}
    tops = sorted({name.partition(".")[0] for name in pure})
    files = sorted(file.relative_to(root) for top in tops for file in (root / top).rglob("*.py"))
    return [file for file in files if (room := house.room_of(_dotted(file))) and room.name in pure]


def own_test(root: Path, module: Path) -> Path | None:
    """The test file that has to cover ``module`` (both relative to ``root``); None where none is needed."""
    tree = ast.parse((root / module).read_text(encoding="utf-8"))
    if _only_exports(tree) or _only_ports(tree):
        return None
    folder = Path("tests/unit") / module.parent
    of_package = folder.parent / f"test_{folder.name}.py"
    if module.name == "__init__.py":
        return of_package
    own = folder / f"test_{module.stem.lstrip('_')}.py"
    if not (root / own).exists() and _only_declares(tree):
        return of_package
    return own


def gaps(root: Path, house: House, data: Path) -> Iterator[Gap]:
    """What is missing, module by module, going by the coverage file ``data``."""
    coverage = Coverage(data_file=str(data), config_file=str(root / "pyproject.toml"))
    coverage.load()
    for module in modules(root, house):
        test = own_test(root, module)
        if test is None or str(module) in EXCEPTIONS:
            continue
        if not (root / test).exists():
            yield Gap(module, test, "has no test file of its own")
        elif missing := _missing(coverage, root / module, test):
            yield Gap(module, test, f"its own tests miss {missing}")


def _missing(coverage: Coverage, module: Path, test: Path) -> str:
    """Lines and branches of ``module`` that neither its import nor ``test`` reached, as text; "" for none."""
    contexts = ["^$", f"^{re.escape(str(test))}::"]
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        coverage.json_report([str(module)], outfile=report.name, contexts=contexts)
        (file,) = json.load(report)["files"].values()
    lines = [str(line) for line in file["missing_lines"]]
    branches = [f"{start}->{'exit' if end < 0 else end}" for start, end in file["missing_branches"]]
    parts = [
        f"{kind} {', '.join(names)}" for kind, names in (("lines", lines), ("branches", branches)) if names
    ]
    return " and ".join(parts)


def _dotted(file: Path) -> str:
    return ".".join(file.parent.parts if file.name == "__init__.py" else file.with_suffix("").parts)


def _only_exports(tree: ast.Module) -> bool:
    return all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"])
        for node in tree.body
    )


def _only_ports(tree: ast.Module) -> bool:
    """Are there protocols, and beside them only declarations?"""
    bases = {
        ast.unparse(base).partition("[")[0].rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    return "Protocol" in bases and _only_declares(tree)


def _only_declares(tree: ast.Module) -> bool:
    return not any(
        isinstance(node, ast.Lambda)
        or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_stub(node))
        for node in ast.walk(tree)
    )


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is the body nothing but a docstring and ``...``?"""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in function.body)


def main() -> int:
    """Print the gaps; 1 when there are any."""
    house = load(ROOT / "pyproject.toml")
    found = list(gaps(ROOT, house, Path(sys.argv[1])))
    for gap in found:
        print(gap)  # noqa: T201
    looked_at = len(modules(ROOT, house))
    print(f"own coverage: {looked_at} modules in pure rooms, {len(found)} with gaps")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
