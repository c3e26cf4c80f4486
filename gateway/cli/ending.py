"""How what ends a command early is told: one line (of a configuration: one for each fault), no traceback."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from gateway.cli.failure import FAILED, INTERRUPTED, MISUSED, Failure
from gateway.cli.speak import Say


def status(error: BaseException, say: Say, environ: Mapping[str, str]) -> int:
    """Tell the error on standard error and give the exit code."""
    for kind, tell in _ENDINGS:
        if isinstance(error, kind):
            return tell(error, say)
    for module, name, tell in _RAISED_BY:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, getattr(loaded, name)):
            return tell(error, say)
    if environ.get("GUANJI_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.filename is not None:
        return _failed(Failure("unusable", path=os.fsdecode(error.filename), reason=error.strerror), say)
    return _told(say.phrase("internal", error=f"{type(error).__name__}: {error}"), FAILED)


def _interrupted(_: BaseException, __: Say) -> int:
    return INTERRUPTED


def _unread(_: BaseException, __: Say) -> int:
    """Whoever read our output has seen enough; Python would complain once more when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _failed(error: Failure, say: Say) -> int:
    return _told(error.text(say.language), error.status)


def _help(error: click.ClickException, _: Say) -> int:
    """The whole help page, as it is laid out."""
    click.echo(error.format_message(), err=True)
    return MISUSED


def _misused(error: click.ClickException, say: Say) -> int:
    return _told(_usage(error, say), MISUSED)


def _faulty(error: Any, say: Say) -> int:  # noqa: ANN401 - of a module that is not imported here
    return _told(error.text(say.language), MISUSED)


def _store(error: BaseException, say: Say) -> int:
    return _failed(Failure("store", reason=error), say)


def _not_empty(error: BaseException, say: Say) -> int:
    return _failed(Failure("not-empty", MISUSED, directory=error), say)


def _shut(error: Any, say: Say) -> int:  # noqa: ANN401 - of a module that is not imported here
    code = "door-taken" if error.taken else "door-shut"
    return _failed(Failure(code, name=error.name, endpoint=error.endpoint, reason=error.reason), say)


def _occupied(error: Any, say: Say) -> int:  # noqa: ANN401 - the same
    return _failed(Failure("in-use", directory=error.directory, process=error.process), say)


#: The first kind that fits tells it.
_ENDINGS: Final[tuple[tuple[type[BaseException], Callable[[Any, Say], int]], ...]] = (
    (click.Abort, _interrupted),
    (KeyboardInterrupt, _interrupted),
    (BrokenPipeError, _unread),
    (Failure, _failed),
    (click.exceptions.NoArgsIsHelpError, _help),
    (click.ClickException, _misused),
)

#: What the server's own parts raise: module, exception, who tells it. They are looked up, not imported:
#: whoever raised one has imported its module, and a command that did not is spared it.
_RAISED_BY: Final[tuple[tuple[str, str, Callable[[Any, Say], int]], ...]] = (
    ("gateway.config.faults", "ConfigError", _faulty),
    ("gateway.config.directory", "NotEmpty", _not_empty),
    ("gateway.store.errors", "StoreError", _store),
    ("gateway.app.doors", "Unable", _shut),
    ("gateway.app.occupancy", "InUse", _occupied),
)


def _told(text: str, status: int) -> int:
    for line in text.splitlines():
        click.echo(f"guanji: {line}", err=True)
    return status


def _usage(error: click.ClickException, say: Say) -> str:
    """What click says of a command line, and where to read more."""
    message = _said(error, say)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return message
    return f"{message.rstrip('.')}; {say.phrase('see-help', command=context.command_path)}"


def _said(error: click.ClickException, say: Say) -> str:
    """The error in the reader's language, as far as click tells its parts apart."""
    message = " ".join(error.format_message().split())
    if not say.chinese:
        return message
    if isinstance(error, click.NoSuchOption):
        return say.phrase("no-option", name=error.option_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return say.phrase("no-parameter", name=error.param.make_metavar(error.ctx or click.Context(_NONE)))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return say.phrase("bad-parameter", name=error.param.opts[0], message=error.message)
    return say.phrase("bad-usage", message=message)


#: A context needs a command, even where the error carries none.
_NONE = click.Command("guanji")
