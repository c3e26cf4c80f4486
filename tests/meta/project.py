"""The project's own files, for tests that look at them as text."""

from pathlib import Path
from typing import Final

from gateway.layout import PACKAGES

ROOT: Final = Path(__file__).resolve().parents[2]

FOLDERS: Final = (*PACKAGES, "tests", "docs", "requirements", ".ci")
"""Where the project's files lie; everything else in a checkout is made by tools."""

BINARY: Final = {".pyc", ".png", ".sqlite", ".mrc", ".hex", ".bin"}


def python_files(*folders: str) -> list[Path]:
    """All Python files below ``folders``, relative to the root."""
    return [file for file in files(*folders) if file.suffix == ".py"]


def files(*folders: str) -> list[Path]:
    """All files of the project below ``folders`` (without: everywhere), relative to the root."""
    tops = [ROOT / folder for folder in folders or FOLDERS]
    below = [file for top in tops for file in top.rglob("*")]
    beside = [] if folders else list(ROOT.iterdir())
    return sorted(
        file.relative_to(ROOT)
        for file in below + beside
        if file.is_file() and "__pycache__" not in file.parts and ".git" not in file.parts
    )


def texts(*folders: str) -> dict[Path, str]:
    """The text files of the project with what they say."""
    return {
        file: (ROOT / file).read_text(encoding="utf-8")
        for file in files(*folders)
        if file.suffix not in BINARY and not file.name.startswith(".coverage")
    }
