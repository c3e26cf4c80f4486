"""A secret: the configuration says where it lies, never what it is."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from gateway.config.faults import Fault, FaultCode, Plain
from gateway.config.says import says


class Secret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A password that lies in a file (`file`) or in an environment variable (`env`).

    What it holds is plain text or an argon2 hash as ``guanji kiosk hash`` prints it (``$argon2…``). White
    space around it is not part of it. The value is read when it is needed and is never kept here, so a
    printed configuration can't give it away.
    """

    file: Annotated[
        Path | None,
        says(
            "The file that holds the secret; relative to this file.",
            "存放密码的文件（相对于本文件所在目录）。",
        ),
    ] = None
    env: Annotated[
        str | None, says("The environment variable that holds the secret.", "存放密码的环境变量。")
    ] = None

    def read(self, environ: Mapping[str, str] = os.environ) -> str:
        """The secret itself.

        Raises `OSError`, `UnicodeDecodeError` or `KeyError` where it is gone since the file was loaded.
        """
        if self.file is not None:
            return self.file.read_text("utf-8").strip()
        return environ[self.env or ""].strip()

    def fault(self, path: str, environ: Mapping[str, str] = os.environ) -> Fault | None:
        """Why the secret can't be had, or None."""
        if (self.file is None) == (self.env is None):
            return Fault(path, FaultCode.SECRET_CHOICE)
        if self.file is not None:
            return _file_fault(self.file, f"{path}.file")
        name = self.env or ""
        if name not in environ:
            return Fault(f"{path}.env", FaultCode.SECRET_NO_ENV, {"name": Plain(name)})
        return None if environ[name].strip() else Fault(f"{path}.env", FaultCode.EMPTY)

    def warning(self, path: str) -> Fault | None:
        """What is unwise about where the secret lies, or None."""
        if self.file is None or not self.file.stat().st_mode & 0o077:
            return None
        return Fault(f"{path}.file", FaultCode.SECRET_OPEN, {"file": Plain(self.file)})


def _file_fault(file: Path, path: str) -> Fault | None:
    facts = {"file": Plain(file)}
    try:
        empty = not file.read_text("utf-8").strip()
    except FileNotFoundError:
        return Fault(path, FaultCode.SECRET_NO_FILE, facts)
    except OSError as error:
        return Fault(path, FaultCode.SECRET_UNREADABLE, facts | {"reason": Plain(error.strerror or "?")})
    except ValueError as error:  # not UTF-8, or a NUL in the file's name
        reason = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        return Fault(path, FaultCode.SECRET_UNREADABLE, facts | {"reason": Plain(reason)})
    return Fault(path, FaultCode.SECRET_EMPTY, facts) if empty else None
