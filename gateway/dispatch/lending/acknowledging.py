"""What a partner that acknowledges on the same line (``confirm = "report"``) has acknowledged.

OCLC answers an APDU with a Status-Or-Error-Report of its transaction, as yaz-illclient expects of us. Others
answer with what the APDU asked for. Anything else on the line has only crossed ours, and proves nothing.

Source: reference file ill.md §7.1.
"""

from collections.abc import Mapping
from typing import Final

from gateway.model.ill.services import IllMessage
from gateway.model.ill.words import Service
from gateway.ports.ill_language import IllLanguage, Understood

_REPORT: Final = Service.STATUS_OR_ERROR_REPORT

#: The services that only somebody says who has the one before them.
ANSWERS: Final[Mapping[Service, frozenset[Service]]] = {
    Service.ILL_REQUEST: frozenset(
        {Service.ILL_ANSWER, Service.SHIPPED, Service.FORWARD_NOTIFICATION, Service.EXPIRED}
    ),
    Service.ILL_ANSWER: frozenset({Service.CONDITIONAL_REPLY}),
    Service.CONDITIONAL_REPLY: frozenset({Service.ILL_ANSWER, Service.SHIPPED}),
    Service.CANCEL: frozenset({Service.CANCEL_REPLY}),
    Service.SHIPPED: frozenset({Service.RECEIVED}),
    Service.RENEW: frozenset({Service.RENEW_ANSWER}),
    Service.RETURNED: frozenset({Service.CHECKED_IN}),
}


class Acknowledging:
    """Whether what came back acknowledges what was sent; both are whole messages in a language."""

    def __init__(self, language: IllLanguage) -> None:
        self._language = language

    def __call__(self, came: bytes, sent: bytes) -> bool:
        """Whether it is a report about that transaction, or an answer in it."""
        said, ours = self._message(came), self._message(sent)
        if said is None or ours is None or _named(said) != _named(ours):
            return False
        return said.service is _REPORT or said.service in ANSWERS.get(ours.service, ())

    def _message(self, raw: bytes) -> IllMessage | None:
        read = self._language.read(raw, "auto")
        return read.message if isinstance(read, Understood) else None


def _named(message: IllMessage) -> tuple[str, str, str]:
    """The transaction's name. Its initial requester may be left out by one of the two."""
    name = message.transaction
    return (name.group, name.qualifier, name.sub)
