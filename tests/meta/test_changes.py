"""Fragments of the changelog are named so that towncrier finds them; one that it misses is lost silently."""

import re
import tomllib

import pytest

from tests.meta.project import ROOT

FOLDER = ROOT / "docs" / "changes.d"
KINDS = [
    kind["directory"]
    for kind in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"][
        "type"
    ]
]
NAME = re.compile(rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(KINDS)})(\.\d+)?\.md")


def test_fragments_are_named_for_issue_and_kind() -> None:
    names = [file.name for file in FOLDER.iterdir() if file.name != "README.md"]
    assert [name for name in names if not NAME.fullmatch(name)] == []


def test_fragments_say_something() -> None:
    empty = [file.name for file in FOLDER.iterdir() if not file.read_text(encoding="utf-8").strip()]
    assert empty == []


def test_the_kinds_are_explained() -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE) == KINDS


def test_the_changelog_has_the_place_where_releases_go() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
    assert settings["start_string"] in (ROOT / settings["filename"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["2.feature.md", "12.fix.3.md", "+kiosk-clock.change.md"])
def test_good_names(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["feature.md", "2.md", "2.news.md", "2.feature.txt", "two.feature.md"])
def test_bad_names(name: str) -> None:
    assert not NAME.fullmatch(name)
