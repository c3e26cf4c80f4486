from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from gateway.layout import PACKAGES, LayoutError, check_layout


def package(name: str, *folders: Path) -> ModuleSpec:
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = [str(folder) for folder in folders]
    return spec


def module(name: str, file: Path | None) -> ModuleSpec:
    return ModuleSpec(name, None, origin=str(file) if file else None)


def test_this_checkout_is_laid_out_as_it_should_be() -> None:
    check_layout()
    root = Path(__file__).resolve().parents[3]
    assert all((root / name / "__init__.py").is_file() for name in PACKAGES)


def test_packages_side_by_side_are_fine(tmp_path: Path) -> None:
    found = {name: package(name, tmp_path / name) for name in PACKAGES}
    check_layout(home=tmp_path, find=found.get)


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(lambda elsewhere: package("schemas", elsewhere / "schemas"), id="a package elsewhere"),
        pytest.param(lambda elsewhere: module("schemas", elsewhere / "schemas.py"), id="a module elsewhere"),
    ],
)
def test_a_stranger_of_the_same_name_is_named(tmp_path: Path, stranger: Callable[[Path], ModuleSpec]) -> None:
    elsewhere = tmp_path / "elsewhere"
    found = {name: package(name, tmp_path / name) for name in PACKAGES} | {"schemas": stranger(elsewhere)}
    with pytest.raises(
        LayoutError, match=r"another distribution shadows 'schemas' \(.*elsewhere.*\)"
    ) as caught:
        check_layout(home=tmp_path, find=found.get)
    assert caught.value.package == "schemas"
    assert caught.value.path is not None
    assert caught.value.path.parent == elsewhere


def test_a_namespace_package_that_reaches_elsewhere_is_a_stranger(tmp_path: Path) -> None:
    spec = package("adapters", tmp_path / "adapters", tmp_path / "other" / "adapters")
    with pytest.raises(LayoutError, match="shadows 'adapters'"):
        check_layout(["adapters"], tmp_path, {"adapters": spec}.get)


@pytest.mark.parametrize("spec", [None, module("schemas", None)], ids=["not found", "found nowhere"])
def test_a_missing_package_is_named(tmp_path: Path, spec: ModuleSpec | None) -> None:
    with pytest.raises(LayoutError, match="package 'schemas' is missing: install guanji again") as caught:
        check_layout(["schemas"], tmp_path, lambda _: spec)
    assert caught.value.path is None
