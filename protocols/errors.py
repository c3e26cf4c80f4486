"""The errors of every wire language: one root, and one branch for each side that can be at fault."""


class ProtocolError(Exception):
    """The root: a rule of a wire protocol was broken."""


class LocalProtocolError(ProtocolError):
    """We broke the rule: a caller asked for what the protocol does not allow. Nothing went on the wire."""


class RemoteProtocolError(ProtocolError):
    """The peer broke the rule.

    * ``element``  the data element by the name of its standard, or ``""``;
    * ``found``    what stood there, cut to ``FOUND_LIMIT`` characters;
    * ``expected`` what the standard wants there, in words;
    * ``offset``   where it stood, from 0, in the decoded text (characters) or in the data (bytes);
    * ``answer``   the wire answer that fits, in the protocol's words (for SIP2 a message code), or ``""``.
    """

    FOUND_LIMIT = 80  # one line of a terminal: enough to recognise it, never a whole hostile message in a log

    def __init__(
        self, *, expected: str, found: str = "", element: str = "", offset: int = 0, answer: str = ""
    ) -> None:
        self.element = element
        self.found = found[: self.FOUND_LIMIT]
        self.expected = expected
        self.offset = offset
        self.answer = answer
        place = f"{element}: " if element else ""
        super().__init__(f"{place}expected {expected} at {offset}, found {self.found!r}")


class LimitExceeded(RemoteProtocolError):
    """The peer sent more than we are willing to hold."""
