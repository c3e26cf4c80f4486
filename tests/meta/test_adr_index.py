"""Each decision is listed in the index with the title and status that it states itself."""

import re

from tests.meta.project import ROOT

FOLDER = ROOT / "docs" / "adr"
STATUSES = r"proposed|accepted|superseded by \[\d{4}\]\(\d{4}-[a-z0-9-]+\.md\)"
SECTIONS = ["Context", "Decision", "Consequences"]


def decisions() -> dict[str, str]:
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted(FOLDER.glob("*.md"))
        if file.name not in ("README.md", "0000-template.md")
    }


def test_the_index_lists_every_decision_as_it_describes_itself() -> None:
    rows = []
    for name, text in decisions().items():
        heading = re.match(r"# (\d{4})\. (.+)\n", text)
        status = re.search(rf"^Status: ({STATUSES})$", text, re.MULTILINE)
        assert heading, f"{name}: the first line is not '# NNNN. Title'"
        assert status, (
            f"{name}: no line 'Status: proposed', 'accepted' or 'superseded by [NNNN](NNNN-name.md)'"
        )
        rows.append(f"| [{heading[1]}]({name}) | {heading[2]} | {status[1]} |")
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d{4}\].*", index, re.MULTILINE) == rows


def test_numbers_follow_each_other() -> None:
    numbers = [int(name[:4]) for name in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_decision_gives_its_reasons() -> None:
    headings = {name: re.findall(r"^## (.+)$", text, re.MULTILINE) for name, text in decisions().items()}
    assert {name: found for name, found in headings.items() if found[:3] != SECTIONS} == {}


def test_the_template_is_a_decision_like_others() -> None:
    template = (FOLDER / "0000-template.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", template, re.MULTILINE) == SECTIONS
    assert re.search(r"^Status: proposed$", template, re.MULTILINE)
