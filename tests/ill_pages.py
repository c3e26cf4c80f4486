"""Writes the pages of docs/protocols that show the ILL machines: ``python -m tests.ill_pages``."""

from pathlib import Path

from gateway.ill.pages import pages

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "protocols"


def rewrite(folder: Path) -> None:
    """Write the pages into that folder."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite(FOLDER)
