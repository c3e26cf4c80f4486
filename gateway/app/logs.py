"""The server's log: lines for people or JSON, at the level that the configuration asks for."""

import sys
from typing import Any, TextIO

from twisted.logger import (
    FilteringLogObserver,
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
    return FilteringLogObserver(writer, [least])


def start_logging(log: Log) -> None:
    """Write the log where the configuration says, standard error where it says nothing."""
    stream = log.file.open("a", encoding="utf-8") if log.file else sys.stderr
    globalLogBeginner.beginLoggingTo([observer(log, stream)], redirectStandardIO=False)
