"""What was agreed with a library, as far as decisions depend on it."""

from enum import StrEnum

import msgspec

from gateway.model.ill.names import SystemId
from gateway.model.ill.parts import RequesterMessages, ResponderMessages

#: Days a partner is given to answer before staff are told: OCLC's eight working days, in calendar days.
ANSWER_DAYS = 11


class Confirm(StrEnum):
    """How it is found out that a letter arrived (nothing on the wire says so by itself)."""

    STATUS_QUERY = "status-query"
    REPORT = "report"
    NONE = "none"


class PartnerTerms(msgspec.Struct, frozen=True, kw_only=True):
    """One library as decisions see it.

    `symbols` are all names it goes by, the first the one to write. `version` is the protocol version to send
    it. `as_requester` and `as_responder` are which optional messages WE send and want in each role. `confirm`
    and `confirm_after` (seconds) say how arrival is made sure of; `confirm_tries` after how many status
    queries in vain staff are told, and how often one service is said again. `acknowledges`: we report the
    status of each request on the connection that it came by (yaz-illclient, OCLC). `grace` is how many
    seconds a letter can still be taken back. `answer_days` is after how many days without an answer staff are
    told; 0 is never.
    """

    name: str
    symbols: tuple[SystemId, ...] = ()
    version: int = 2
    as_requester: RequesterMessages = RequesterMessages()
    as_responder: ResponderMessages = ResponderMessages()
    confirm: Confirm = Confirm.STATUS_QUERY
    confirm_after: int = 900
    confirm_tries: int = 4
    acknowledges: bool = False
    grace: int = 0
    answer_days: int = ANSWER_DAYS

    @property
    def system(self) -> SystemId:
        """The name to write."""
        return self.symbols[0] if self.symbols else SystemId(symbol=self.name)
