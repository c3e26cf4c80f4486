"""Reference data that lies beside the checkout and is not part of it: schemas, captures, vectors of others.

A test may judge the project by it and is skipped where it is absent; what the project needs for itself it
makes itself, below tests/vectors.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(relative: str, beside: Path = ROOT) -> Path:
    """The file or folder ``../shared/RELATIVE``; skips the test where it is not there."""
    path = beside.parent / "shared" / relative
    if not path.exists():
        pytest.skip(f"../shared/{relative} is not here: reference data lies beside the checkout, not in it")
    return path
