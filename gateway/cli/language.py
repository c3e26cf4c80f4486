"""In which language the command line speaks: ``--lang``, else ``GUANJI_LANG``, else the locale's."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

#: The locale's variables, the one that overrules the others first (POSIX, "Environment Variables").
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language for these arguments in this environment; English where nothing asks for Chinese.

    It is needed before click has parsed anything, since help texts are in it; what follows ``--`` is not an
    option.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for option, following in pairwise([*options, ""]):
        if option == "--lang":
            return _language(following)
        if option.startswith("--lang="):
            return _language(option.removeprefix("--lang="))
    if environ.get("GUANJI_LANG"):
        return _language(environ["GUANJI_LANG"])
    return _language(next((environ[name] for name in _LOCALE if environ.get(name)), ""))


def _language(name: str) -> Language:
    return "zh" if name.lower().startswith("zh") else "en"
