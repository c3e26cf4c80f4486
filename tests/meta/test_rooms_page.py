"""docs/architecture.md says truly which rooms stand and which are still to come."""

import re

from tests.meta.house import load
from tests.meta.project import ROOT

PAGE = ROOT / "docs" / "architecture.md"


def test_the_page_tells_standing_rooms_from_those_to_come() -> None:
    rooms = sorted(room.name for room in load(ROOT / "pyproject.toml").rooms)
    standing = [name for name in rooms if _stands(name)]
    to_come = [name for name in rooms if not _stands(name)]
    assert _listed("Standing today") == standing
    assert _listed("Still to come") == to_come


def test_the_page_shows_every_room_on_its_floor() -> None:
    text = PAGE.read_text(encoding="utf-8")
    floors = {int(floor): cells for floor, cells in re.findall(r"^\| (\d) \| ([^|]+) \|", text, re.MULTILINE)}
    astray = [
        f"{room.name} on {room.floor}"
        for room in load(ROOT / "pyproject.toml").rooms
        if not room.name.startswith(("protocols.", "adapters."))
        if not re.search(rf"`(gateway\.)?{room.name.removeprefix('gateway.')}`", floors[room.floor])
    ]
    assert astray == []


def _stands(room: str) -> bool:
    path = ROOT / room.replace(".", "/")
    return (path / "__init__.py").is_file() or path.with_suffix(".py").is_file()


def _listed(heading: str) -> list[str]:
    found = re.search(rf"^{heading}: (.+?)\.\n\n", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"no paragraph '{heading}: …' in {PAGE.name}"
    return re.findall(r"`([\w.]+)`", found[1])
