"""A table in a text file, as Excel and other systems export it: its rows, line by line.

Cells are parted by comma, semicolon or tab. A row that can't be read never stops the rest: a quote that is
never closed costs its own line alone, and so does a line that is too long to be one.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

import msgspec

from gateway.loading.found import Unusable

#: Lines that a quoted cell may run over: an address has three, a remark perhaps ten. What has more is a quote
#: that was never closed, and without a limit it would swallow the rest of the file.
QUOTED_LINES: Final = 40

#: Characters of a line: a row of fifty cells has some thousand. A longer one is no table.
LONGEST_LINE: Final = 65_536

#: Characters after which a line that is too long is no longer waited for: the file has no line ends at all.
LONGEST_SKIPPED: Final = 1 << 24

#: How a line ends. The last one of a file need not.
_LINE_ENDS: Final = ("\n", "\r")

_DELIMITERS: Final = "\t;,"


class Row(msgspec.Struct, frozen=True):
    """One row: the number of its first line (from 1), and its cells; None where it can't be read, and why."""

    line: int
    cells: list[str] | None
    fault: str = ""


class Table:
    """A file's rows. `position` tells how many of its bytes have been read, for whoever shows progress."""

    def __init__(self, file: BinaryIO, charset: str) -> None:
        self._file = file
        # Without newline translation: a line break within a cell stays as it is.
        self._text = io.TextIOWrapper(file, charset, errors="replace", newline="")
        self._ahead: deque[str] = deque()
        self._line = 0
        self._delimiter = ""

    @property
    def position(self) -> int:
        """Bytes read so far, rounded up to what is read at once."""
        return self._file.tell()

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty.

        The delimiter is that of the first one, or what Excel's line ``sep=;`` says.
        """
        while line := self._next():
            if not self._delimiter:
                self._delimiter, is_said = _delimiter(line)
                if is_said:
                    continue
            row = self._row(line)
            if row.cells is None or any(cell and not cell.isspace() for cell in row.cells):
                yield row

    def _next(self) -> str:
        if not self._ahead:
            line = self._read()
            if not line:
                return ""
            self._ahead.append(line)
        self._line += 1
        return self._ahead.popleft()

    def _read(self) -> str:
        """The file's next line; of one that is too long its beginning, without a line end."""
        line = self._text.readline(LONGEST_LINE)
        if _is_cut(line):
            skipped = 0
            while (rest := self._text.readline(LONGEST_LINE)) and _is_cut(rest):
                skipped += LONGEST_LINE
                if skipped > LONGEST_SKIPPED:
                    raise Unusable("no-lines")
        return line

    def _row(self, line: str) -> Row:
        first = self._line
        if _is_cut(line):
            return Row(first, None, "long-line")
        if line.count('"') % 2 == 0:
            (cells,) = csv.reader([line.rstrip("\r\n")], delimiter=self._delimiter)
            return Row(first, cells)
        quoted = self._quoted(line)
        return Row(first, quoted, "open-quote" if quoted is None else "")

    def _quoted(self, line: str) -> list[str] | None:
        """The cells of a row that goes on in the lines after it; None where it never ends."""
        missing = QUOTED_LINES - 1 - len(self._ahead)
        self._ahead.extend(islice(iter(self._read, ""), max(missing, 0)))
        reader = csv.reader(iter((line, *self._ahead)), delimiter=self._delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            return None
        if any(map(_is_cut, islice(self._ahead, reader.line_num - 1))):
            return None
        for _ in range(reader.line_num - 1):
            self._next()
        return cells


def _is_cut(line: str) -> bool:
    """Whether this is as much of a line as was read, and there is more of it."""
    return len(line) == LONGEST_LINE and not line.endswith(_LINE_ENDS)


def _delimiter(line: str) -> tuple[str, bool]:
    """What parts the cells of a line, and whether the line says nothing else (``sep=;``)."""
    said = line.strip()
    if said.lower().startswith("sep=") and said[4:] in _DELIMITERS:
        return said[4:] or "\t", True
    counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter]) if any(counts.values()) else ",", False
