"""The report of what was not taken: a table that Excel opens, for its owner's eyes alone."""

import csv
import os
import stat
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO
from zoneinfo import ZoneInfo

from gateway.loading.found import Place
from gateway.loading.wording import REFUSALS, shown, told
from gateway.model.wording import Tongue

#: It names readers: nobody but who loaded the file may look into it.
MODE: Final = 0o600

HEADINGS: Final = ("line 行/记录", "offset 字节", "number 号码", "code 代码", "原因", "reason")

#: Facts that are instants.
_INSTANTS: Final = ("started", "due", "returned")

#: Characters that are looked at to know a report by its first line.
_FIRST_LINE: Final = 256

#: Rows of one report: what nobody reads to its end, and no disk is filled with. What comes after is counted.
MOST_ROWS: Final = 100_000

#: Characters of a number that are told: one that is longer is no number.
_KEY: Final = 80

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Occupied(Exception):
    """Another file stands where a report should: nothing but an older report is ever replaced."""


class Report:
    """Written as refusals come, so that a load that is cut off leaves what it knew.

    The file is made with the first of them. Where none comes, an older report in its place is removed: it
    would say of this load what was true of the last. `count` is how many there are.

    Entering raises `Occupied` where there is a file that is no report, or the very one that is `loaded`.
    """

    def __init__(self, path: Path, zone: ZoneInfo, *, loaded: Path | None = None) -> None:
        self.path = path
        self._loaded = loaded
        self._zone = zone
        self.count = 0
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if os.path.lexists(self.path) and not (_is_report(self.path) and not self._is_loaded()):
            raise Occupied(self.path)
        return self

    def _is_loaded(self) -> bool:
        return self._loaded is not None and self._loaded.exists() and self.path.samefile(self._loaded)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        elif kind is None and _is_report(self.path):
            self.path.unlink()

    def put(self, place: Place, key: str, code: str, facts: dict[str, str]) -> None:
        """One record that was not taken, and why."""
        self.count += 1
        if self.count > MOST_ROWS:
            if self.count == MOST_ROWS + 1:
                self._row("", "", "", "more", {})
            return
        if self._file is None:
            self._file = _open(self.path)
            self._write(*HEADINGS)
        offset = "" if place.offset is None else str(place.offset)
        self._row(str(place.number), offset, shown(key[:_KEY]), code, facts)

    def _row(self, number: str, offset: str, key: str, code: str, facts: dict[str, str]) -> None:
        facts = facts | {name: self._local(facts[name]) for name in _INSTANTS if name in facts}
        reasons = (told(REFUSALS, code, facts, tongue) for tongue in (Tongue.ZH, Tongue.EN))
        self._write(number, offset, key, code, *reasons)

    def _local(self, instant: str) -> str:
        """An instant by the library's clock."""
        return datetime.fromisoformat(instant).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _write(self, *cells: str) -> None:
        # Whoever writes has seen to it that the file is open.
        csv.writer(self._file).writerow([_plain(cell) for cell in cells])  # type: ignore[arg-type]


def _open(path: Path) -> TextIO:
    if _is_report(path):
        path.unlink()
    # Made anew: what came to stand there in the meantime is not ours, and nobody else has it open.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    # The mark at the beginning is by what Excel knows UTF-8.
    return os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")


def _is_report(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a link leads elsewhere, a pipe would be waited for
            return False
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.readline(_FIRST_LINE).rstrip("\r\n") == ",".join(HEADINGS)
    except OSError:
        return False


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
