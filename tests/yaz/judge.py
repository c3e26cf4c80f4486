"""libyaz as a judge: our own small C program around it, compiled for the session.

libyaz (Debian ``libyaz-dev``) has the only other codec of ISO 10161 that can be had. It prints what it reads
by the standard's names with underscores, and writes an APDU again in its own way: outer lengths indefinite,
true as 01.
"""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.debian import program

SOURCE = Path(__file__).with_name("ill.c")


class Verdict(NamedTuple):
    """What libyaz says of one APDU: its number, the elements and values it saw, and how it would write it."""

    number: int
    printed: list[str]
    again: bytes | None


class Refused(Exception):
    """libyaz could not read it."""


class Judge:
    """The compiled program."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary

    def judge(self, data: bytes) -> list[Verdict]:
        """The verdicts on APDUs back to back. Raises Refused."""
        ended = subprocess.run([self._binary], input=data, stdout=subprocess.PIPE, check=False, timeout=60)
        verdicts: list[Verdict] = []
        for line in ended.stdout.decode("utf-8", "surrogateescape").split("\n"):
            word, _, rest = line.partition(" ")
            if line.startswith("apdu "):
                verdicts.append(Verdict(int(rest.split()[2]), [], None))
            elif line.startswith("again "):
                again = None if rest == "-" else bytes.fromhex(rest)
                verdicts[-1] = verdicts[-1]._replace(again=again)
            elif word == "broken" and line.startswith("broken "):
                raise Refused(rest)
            elif bare := plain(line):
                verdicts[-1].printed.append(bare)
        return verdicts


def plain(line: str) -> str:
    """A line of libyaz's print without its braces and its indentation."""
    text = line.strip(" ").removesuffix(" choice").removesuffix(" {")
    return "" if text in {"{", "}"} else text


def build(folder: Path) -> Judge:
    """Compile it. Skips, or under ``CI=true`` fails, where the compiler or libyaz is not installed."""
    compiler = program("cc", "gcc libc6-dev")
    flags = subprocess.run(
        [program("pkg-config", "pkg-config"), "--cflags", "--libs", "yaz"],
        capture_output=True,
        text=True,
        check=False,
    )
    if flags.returncode:
        complaint = "libyaz is not here (Debian: apt-get install libyaz-dev)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{complaint}; add libyaz-dev to .ci/run")
        pytest.skip(complaint)
    binary = folder / "ill"
    subprocess.run([compiler, "-O1", "-o", binary, SOURCE, *flags.stdout.split()], check=True)
    return Judge(binary)
