"""The server's log: lines for people or JSON, at the level that the configuration asks for."""

import sys
from typing import Any, NamedTuple, TextIO

from twisted.logger import (
    FilteringLogObserver,
    LogEvent,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogBeginner,
    jsonFileLogObserver,
    textFileLogObserver,
)

from gateway.config.declare import Log


def observer(log: Log, stream: TextIO) -> Any:  # noqa: ANN401 - zope interfaces say nothing to it
    """What writes log events to `stream`."""
    writer: Any = (
        jsonFileLogObserver(stream, recordSeparator="") if log.form == "json" else textFileLogObserver(stream)
    )
    least: Any = LogLevelFilterPredicate(LogLevel.lookupByName(log.level))
    # Twisted's own connections come and go by the thousand; only what goes wrong with them is worth a line.
    for namespace in ("twisted", "log_legacy"):
        least.setLogLevelForNamespace(namespace, LogLevel.warn)
    # Who was turned away for want of open files (EMFILE) is told here, and called information there.
    least.setLogLevelForNamespace("twisted.internet.tcp", LogLevel.info)
    return FilteringLogObserver(writer, [least])


class Page(NamedTuple):
    """What is written on: how (`log`), the open file, and what writes events to it."""

    log: Log
    stream: TextIO
    write: Any


class LogBook:
    """The log as it is written now; it may go on in another way, or in another file, as the server runs."""

    def __init__(self, log: Log) -> None:
        self._page = self.page(log)

    def __call__(self, event: LogEvent) -> None:
        """Write one event (`twisted.logger.ILogObserver`)."""
        self._page.write(event)

    def page(self, log: Log) -> Page:
        """Open what `log` asks for. Raises `OSError` where it can't be written."""
        stream = log.file.open("a", encoding="utf-8") if log.file else sys.stderr
        return Page(log, stream, observer(log, stream))

    def turn(self, page: Page) -> None:
        """Write there from now on, and close what was written on before."""
        before, self._page = self._page, page
        if before.stream is not sys.stderr:
            before.stream.close()

    def reopen(self) -> None:
        """Open the same file by its name again: what rotates logs has moved it away. Raises `OSError`."""
        self.turn(self.page(self._page.log))


def start_logging(log: Log) -> LogBook:
    """Write the log where the configuration says, standard error where it says nothing."""
    book = LogBook(log)
    begin: Any = globalLogBeginner.beginLoggingTo  # its types want an interface of zope's
    begin([book], redirectStandardIO=False)
    return book
