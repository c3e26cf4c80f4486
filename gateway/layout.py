"""The start-up check that our five top-level packages are really ours.

Path and import name are the same in this project, so the packages carry plain names such as ``schemas``,
and another distribution in the same environment could bring a package of that name and silently take its
place (docs/adr/0002-import-names.md). All five must lie in the directory in which this package lies.
"""

from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGES: Final = ("gateway", "protocols", "adapters", "schemas", "sorter_bridge")
"""The top-level import packages of the distribution."""

HOME: Final = Path(__file__).resolve().parent.parent
"""The folder that holds them all: a checkout's root, or site-packages."""


class LayoutError(Exception):
    """A package is missing or comes from elsewhere: ``package`` is its name, ``path`` where it lies."""

    def __init__(self, package: str, path: Path | None) -> None:
        self.package = package
        self.path = path
        where = f"another distribution shadows '{package}' ({path})"
        super().__init__(where if path else f"package '{package}' is missing: install guanji again")


def check_layout(
    packages: Sequence[str] = PACKAGES,
    home: Path = HOME,
    find: Callable[[str], ModuleSpec | None] = find_spec,
) -> None:
    """Raise ``LayoutError`` unless each package would be imported from a folder directly below ``home``.

    Looks the packages up without importing them, so that a stranger's code never runs.
    """
    for package in packages:
        folders = _folders(find(package))
        if not folders:
            raise LayoutError(package, None)
        for folder in folders:
            if folder.parent != home:
                raise LayoutError(package, folder)


def _folders(spec: ModuleSpec | None) -> list[Path]:
    """Where a package's modules would be loaded from; a plain module counts as the file it is."""
    if spec is None:
        return []
    if spec.submodule_search_locations is not None:
        return [Path(folder).resolve() for folder in spec.submodule_search_locations]
    return [Path(spec.origin).resolve()] if spec.origin else []
