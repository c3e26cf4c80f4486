"""Links between the project's documents lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

from tests.meta.project import ROOT, files


def test_relative_links_lead_to_files() -> None:
    broken = [
        f"{page}: {target}"
        for page in files()
        if page.suffix == ".md"
        for target in links(page)
        if not (ROOT / page.parent / unquote(target)).exists()
    ]
    assert broken == []


def links(page: Path) -> list[str]:
    """The targets of relative links in ``page``, without their #fragment; code is not looked at."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [
        path for target in targets if not re.match(r"[a-z]+:", target) and (path := target.partition("#")[0])
    ]
