"""How a command ends when it can't do what it was asked: one line that says what to do next."""

from collections.abc import Mapping

from gateway.cli.words import FAILURES

#: Something went wrong while working; asking again later may help.
FAILED = 1
#: The command line or the configuration is wrong; asking again won't help.
MISUSED = 2
#: Ended by Ctrl-C (128 + SIGINT), as shells report it.
INTERRUPTED = 130


class Failure(Exception):
    """A command failed.

    `code` names the sentence (`gateway.cli.words.FAILURES`), `facts` fill it, `status` is the exit code.
    """

    def __init__(self, code: str, status: int = FAILED, **facts: object) -> None:
        self.code = code
        self.status = status
        self.facts: Mapping[str, object] = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The sentence in ``en`` or ``zh``."""
        return FAILURES[self.code][language == "zh"].format_map(self.facts)
