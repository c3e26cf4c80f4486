"""The report of what was not taken: a table that Excel opens, for its owner's eyes alone."""

import csv
import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO
from zoneinfo import ZoneInfo

from gateway.loading.found import Place
from gateway.loading.wording import REFUSALS, told
from gateway.model.wording import Tongue

#: It names readers: nobody but who loaded the file may look into it.
MODE: Final = 0o600

HEADINGS: Final = ("line 行/记录", "offset 字节", "number 号码", "code 代码", "原因", "reason")

#: Facts that are instants.
_INSTANTS: Final = ("started", "due", "returned")

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Report:
    """Written as refusals come, so that a load that is cut off leaves what it knew.

    The file is made with the first of them. Where none comes, an older report in its place is removed: it
    would say of this load what was true of the last. `count` is how many there are.
    """

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self.path = path
        self._zone = zone
        self.count = 0
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        elif kind is None and _is_report(self.path):
            self.path.unlink()

    def put(self, place: Place, key: str, code: str, facts: dict[str, str]) -> None:
        """One record that was not taken, and why."""
        if self._file is None:
            self._file = _open(self.path)
            self._write(*HEADINGS)
        facts = facts | {name: self._local(facts[name]) for name in _INSTANTS if name in facts}
        offset = "" if place.offset is None else str(place.offset)
        reasons = (told(REFUSALS, code, facts, tongue) for tongue in (Tongue.ZH, Tongue.EN))
        self._write(str(place.number), offset, key, code, *reasons)
        self.count += 1

    def _local(self, instant: str) -> str:
        """An instant by the library's clock."""
        return datetime.fromisoformat(instant).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _write(self, *cells: str) -> None:
        csv.writer(self._file).writerow([_plain(cell) for cell in cells])  # type: ignore[arg-type]


def _open(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, MODE)
    os.fchmod(descriptor, MODE)  # one that was there already may have been open to others
    # The mark at the beginning is by what Excel knows UTF-8.
    return os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")


def _is_report(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.readline().rstrip("\r\n") == ",".join(HEADINGS)
    except OSError:
        return False


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
