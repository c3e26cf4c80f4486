import os
from pathlib import Path

import pytest

from gateway.model.keeping import Erased
from gateway.store.erased import NAME, ErasedLog, beside
from gateway.store.errors import StoreError
from tests.store_samples import NOW

FIRST = Erased(id="E1", at=NOW, digest=bytes(range(32)))
SECOND = Erased(id="E2", at=NOW, digest=bytes(32))


@pytest.fixture
def log(tmp_path: Path) -> ErasedLog:
    return ErasedLog(tmp_path / NAME)


def test_lines_are_added_and_read_again(log: ErasedLog) -> None:
    assert log.entries() == ()
    log.add([FIRST])
    log.add([])
    log.add([SECOND])
    assert log.entries() == (FIRST, SECOND)
    assert log.path.read_text().splitlines()[0] == f"2026-11-22T08:00:00.000000Z E1 {bytes(range(32)).hex()}"
    assert log.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "torn", ["2026-11-22T08:00:00.00", "2026-11-22T08:00:00.000000Z E1 0011", "x y z", "a b"]
)
def test_what_a_power_cut_left_is_passed_over(log: ErasedLog, torn: str) -> None:
    log.path.write_text(torn)
    log.add([SECOND])
    assert log.entries() == (SECOND,)


def test_it_lies_beside_the_key(tmp_path: Path) -> None:
    assert beside(tmp_path / "guanji.key").path == tmp_path / "erased.log"


def test_a_list_that_can_not_be_used_says_so(tmp_path: Path) -> None:
    log = ErasedLog(tmp_path)
    with pytest.raises(StoreError, match="list of erasures"):
        log.entries()
    with pytest.raises(StoreError, match="list of erasures"):
        log.add([FIRST])


def test_what_it_lacks_is_added(log: ErasedLog) -> None:
    log.add([FIRST])
    log.complete([FIRST, SECOND])
    log.complete([FIRST, SECOND])
    assert log.entries() == (FIRST, SECOND)


def test_a_line_that_found_no_room_is_an_error(log: ErasedLog, monkeypatch: pytest.MonkeyPatch) -> None:
    written = os.write
    monkeypatch.setattr(os, "write", lambda file, lines: written(file, lines[:20]))
    with pytest.raises(StoreError, match="No space left"):
        log.add([FIRST])
    monkeypatch.undo()
    log.add([FIRST])
    assert log.entries() == (FIRST,)
