"""docs/protocols shows the machines as they are."""

from pathlib import Path

import pytest

from gateway.ill.pages import pages
from tests.ill_pages import FOLDER, rewrite

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_kept_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "run: python -m tests.ill_pages"


def test_pages_are_written_anew(tmp_path: Path) -> None:
    rewrite(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(PAGES)


def test_every_apdu_is_received_by_one_side_at_least_and_sent_by_the_other() -> None:
    lines = [line.split(" | ") for line in PAGES["ill-pics.md"].splitlines() if line.startswith("| ")][2:]
    assert len(lines) == 20
    for apdu, q_sends, q_hears, p_sends, p_hears, _ in lines:
        assert (q_sends == "yes") is (p_hears != "–"), apdu
        assert (p_sends == "yes") is (q_hears != "–"), apdu


def test_the_machines_are_drawn() -> None:
    assert "stateDiagram-v2" in PAGES["ill-requester.md"]
    assert "| CANCEL-PENDING | CAR- | condition open | CONDITIONAL |" in PAGES["ill-requester.md"]
    assert "| upstream | REN |" in PAGES["ill-intermediary.md"]
