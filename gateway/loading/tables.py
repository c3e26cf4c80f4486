"""A table in a text file, as Excel and other systems export it: its character set, its rows, line by line.

UTF-8 with or without its mark, UTF-16 with its mark (Excel's "Unicode text"), else GB18030 (Excel's CSV in
China). Cells are parted by comma, semicolon or tab. A row that can't be read never stops the rest: a quote
that is never closed costs its own line alone.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

#: Lines that a quoted cell may run over: an address has three, a remark perhaps ten. What has more is a quote
#: that was never closed, and without a limit it would swallow the rest of the file.
QUOTED_LINES: Final = 40

#: Characters of a line: a row of fifty cells has some thousand. A longer one is no table.
LONGEST_LINE: Final = 65_536

#: Bytes read at once while the character set is looked for.
_PIECE: Final = 1 << 20

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_DELIMITERS: Final = "\t;,"


class Row(msgspec.Struct, frozen=True):
    """One row: the number of its first line (from 1), and its cells; None where its quotes don't close."""

    line: int
    cells: list[str] | None


def charset_of(path: Path) -> str:
    """The character set of a file: by its mark, else UTF-8 where all of it is, else GB18030."""
    with path.open("rb") as file:
        begin = file.read(4)
        for mark, charset in _MARKS:
            if begin.startswith(mark):
                return charset
        file.seek(0)
        return "utf-8" if _is_utf8(file) else "gb18030"


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


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
            line = self._text.readline(LONGEST_LINE)
            if not line:
                return ""
            self._ahead.append(line)
        self._line += 1
        return self._ahead.popleft()

    def _row(self, line: str) -> Row:
        first = self._line
        if line.count('"') % 2 == 0:
            (cells,) = csv.reader([line.rstrip("\r\n")], delimiter=self._delimiter)
            return Row(first, cells)
        return Row(first, self._quoted(line))

    def _quoted(self, line: str) -> list[str] | None:
        """The cells of a row that goes on in the lines after it; None where it never ends."""
        missing = QUOTED_LINES - 1 - len(self._ahead)
        self._ahead.extend(islice(iter(lambda: self._text.readline(LONGEST_LINE), ""), max(missing, 0)))
        reader = csv.reader(iter((line, *self._ahead)), delimiter=self._delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            return None
        for _ in range(reader.line_num - 1):
            self._next()
        return cells


def _delimiter(line: str) -> tuple[str, bool]:
    """What parts the cells of a line, and whether the line says nothing else (``sep=;``)."""
    said = line.strip()
    if said.lower().startswith("sep=") and said[4:] in _DELIMITERS:
        return said[4:] or "\t", True
    counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter]) if any(counts.values()) else ",", False
