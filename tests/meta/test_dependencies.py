"""What pyproject.toml asks for is what the packages import, no more and no less; the lock knows it all."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from gateway.layout import PACKAGES
from tests.meta.project import ROOT, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Brought by the extra of another: Twisted[tls].
THROUGH_EXTRAS = {"pyopenssl": "twisted", "service-identity": "twisted"}


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """The distributions that the five packages import from."""
    owners = packages_distributions()
    tops = set()
    for file in python_files(*PACKAGES):
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops.add(node.module.partition(".")[0])
    foreign = tops - set(PACKAGES) - sys.stdlib_module_names
    found = {normal(owners.get(top, [top])[0]) for top in foreign}
    return {THROUGH_EXTRAS.get(name, name) for name in found}


def test_every_library_imported_is_declared() -> None:
    # Twisted brings zope.interface and promises to: its interfaces are declared with it.
    assert imported() - names(PROJECT["dependencies"]) - {"zope-interface", "werkzeug"} == set()


def test_every_library_declared_is_imported() -> None:
    assert names(PROJECT["dependencies"]) - imported() == set()


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pins: dict[str, str] = {}
    for line in lines:
        if line.startswith("-r "):
            pins |= pinned(line.removeprefix("-r ").removesuffix(".txt"))
        elif line and not line.startswith("#"):
            package, _, version = line.partition("==")
            assert version, f"{name}.txt: {line} has no exact version"
            pins[normal(package)] = version
    return pins


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", PROJECT["dependencies"]),
        ("test", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]),
        (
            "test",
            [
                line
                for line in PROJECT["optional-dependencies"]["dev"]
                if not line.startswith(("guanji", "tox"))
            ],
        ),
        ("tox", ["tox"]),
        ("build", ["setuptools"]),
    ],
    ids=["run", "test", "dev", "tox", "build"],
)
def test_the_lock_pins_what_is_declared(lock: str, wanted: list[str]) -> None:
    assert names(wanted) - set(pinned(lock)) == set()


def test_a_package_has_one_version_in_all_locks() -> None:
    locks = {name: pinned(name) for name in ("build", "run", "test", "tox")}
    versions: dict[str, set[str]] = {}
    for pins in locks.values():
        for package, version in pins.items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}
