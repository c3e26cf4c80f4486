"""The one format in which conversations with the gateway are written down.

A *scene* is a title and steps. In a step one actor does one thing, and what must come of it is stated:
attributes of the answer with their values. An actor is a kiosk (what it does is in `gateway.simulate.say`), a
partner library, or staff of the gateway's own library (both in `gateway.simulate.loan`). A value is plain, or
`Kept` (what an earlier step kept under a name), or `Where` (a predicate with the words for it). A scene that
goes differently fails; nothing is only printed.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

Words: TypeAlias = tuple[str, str]
"""The same words in Chinese and in English."""


class Kept(msgspec.Struct, frozen=True):
    """A value that an earlier step kept under this name."""

    name: str


class Where(msgspec.Struct, frozen=True):
    """Any value for which `holds`; `words` say what is meant."""

    words: str
    holds: Callable[[Any], bool]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. `who` acts, `says` is what is sent or done, `meaning` what it is in words.

    `expect` maps attributes of the answer to what they must be; `keep` maps names to attributes of the answer
    whose value later steps compare with.
    """

    who: str
    says: object
    meaning: Words
    expect: Mapping[str, object] = {}
    keep: Mapping[str, str] = {}


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A short story with a known end."""

    title: Words
    steps: tuple[Step, ...]


class Mismatch(Exception):
    """The answer was not as stated."""


def check(answer: object, step: Step, kept: Mapping[str, object]) -> None:
    """Compare an answer with what the step states. Raises `Mismatch` with every difference."""
    differences = []
    for attribute, wanted in step.expect.items():
        value = getattr(answer, attribute, None)
        if isinstance(wanted, Where):
            if not wanted.holds(value):
                differences.append(f"{attribute} is {value!r}, not {wanted.words}")
            continue
        if isinstance(wanted, Kept) and wanted.name not in kept:
            differences.append(f"{attribute} is {value!r}, and no {wanted.name} was kept")
            continue
        expected = kept[wanted.name] if isinstance(wanted, Kept) else wanted
        if value != expected:
            differences.append(f"{attribute} is {value!r}, not {expected!r}")
    if differences:
        raise Mismatch("; ".join(differences))


def keep(answer: object, step: Step, kept: dict[str, object]) -> None:
    """Remember what later steps compare with."""
    for name, attribute in step.keep.items():
        kept[name] = getattr(answer, attribute)


def containing(*texts: str) -> Where:
    """Screen or receipt lines in which each of the texts occurs."""
    return Where(
        f"a text with {' and '.join(texts)}",
        lambda value: all(text in "\n".join(value or ()) for text in texts),
    )
