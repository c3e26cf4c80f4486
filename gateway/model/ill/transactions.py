"""One ILL transaction as one side keeps it: a requester's or a responder's; an intermediary keeps two."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from gateway.model.identity import AgencyId
from gateway.model.ill.names import SystemAddress, SystemId, TransactionId
from gateway.model.ill.parts import Amount, RequesterMessages, ResponderMessages
from gateway.model.ill.services import IllRequest, Received
from gateway.model.ill.states import Role, State
from gateway.model.ill.words import Reason, Results, Service, ServiceType

#: How many exchanged services a transaction remembers. A loan with renewals and reminders has about thirty;
#: beyond this the oldest are forgotten, and a repeat of one would be judged by the state alone.
REMEMBERED = 200


class Direction(StrEnum):
    """Which way a service went; LOCAL for what staff or a timer did, NOTE for what was only remarked."""

    IN = "in"
    OUT = "out"
    LOCAL = "local"
    NOTE = "note"


class Exchanged(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One service that came in or went out: what repeats are known by.

    `said` is when it was said for the first time. `digest` is of its content without any date-time. `answer`
    is its yes or no, or its results, as text: what a status report of the other side can be compared with.
    """

    direction: Direction
    service: Service
    said: str
    digest: str
    answer: str = ""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was requested, so that it can be asked again, of the same library or of another.

    `request` is the ILL-REQUEST without its client; `rest` is what the wire message held besides. `client` is
    an opaque reference to the reader, who is known to his own library alone. `retry_of` is the id of the
    transaction that ended with RETRY and that this one takes up again.
    """

    request: IllRequest = IllRequest()
    rest: dict[str, Any] = {}
    client: str = ""
    retry_of: str = ""


class Charges(msgspec.Struct, frozen=True, kw_only=True):
    """What it costs: units to charge, the cost with its currency, and who pays.

    `payer` is a partner's name or symbol: the requester unless the request says that there is a reciprocal
    agreement, and then nobody. Kept for the accounts between libraries.
    """

    units: int | None = None
    cost: Amount | None = None
    payer: str = ""
    account: str = ""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The protocol variables: all that decides and that the state alone does not tell.

    `exchanged` is every service in the order in which it came or went. `last_transition` is the local day
    (YYYYMMDD) of the last change of state. `requester_messages` and `responder_messages` are the optional
    messages as each side stated them. `conditional` says that a condition is open while a CANCEL is on its
    way. `results`, `reason`, `answer_day` and `condition` are of the last answer. `held` is a RECEIVED that
    waits for the SHIPPED it must not overtake. `arrived` says that the item is (or was) with the requester,
    `returned` that it was posted back, `checked_in` that the responder has it again. `forwarded_to` and
    `forwarded_address` are where the responder passed the request on to. `tried` is who was asked before,
    `rota` whom an intermediary may still ask, best first. `renewable` is what was said last. `undo` is the
    transaction before the last act of staff, as JSON, while that act can be taken back.
    """

    id: TransactionId
    requester: SystemId | None = None
    responder: SystemId | None = None
    version: int = 2
    exchanged: tuple[Exchanged, ...] = ()
    last_transition: str = ""
    requester_messages: RequesterMessages | None = None
    responder_messages: ResponderMessages | None = None
    conditional: bool = False
    condition: Reason | None = None
    held: Received | None = None
    results: Results | None = None
    reason: Reason | None = None
    answer_day: date | None = None
    shipped_service: ServiceType | None = None
    shipped_day: date | None = None
    conditions: Reason | None = None
    supplier: SystemId | None = None
    renewable: bool = True
    arrived: bool = False
    returned: bool = False
    checked_in: bool = False
    forwarded_to: SystemId | None = None
    forwarded_address: SystemAddress | None = None
    tried: tuple[SystemId, ...] = ()
    rota: tuple[SystemId, ...] = ()
    undo: bytes = b""


class IllTransaction(msgspec.Struct, frozen=True, kw_only=True):
    """One transaction of one agency, in one role, with one partner.

    `partner` is the configured name, or the address of a peer nobody has named. `initial_requester`, `group`,
    `qualifier` and `sub` are the four parts of the transaction-id as text, to find it by
    (`TransactionId.parts`). `relay` is the id of the other machine where this agency is the intermediary.
    `due` is the loan's due date. `title` and `author` are the item's, for lists. `opened`, `changed` and
    `closed` are instants; `closed` is set in a state that nothing is expected to follow, and cleared when
    something does. `version` counts writes.
    """

    id: str
    agency: AgencyId
    role: Role
    partner: str
    initial_requester: str
    group: str
    qualifier: str
    sub: str = ""
    state: State
    relay: str = ""
    title: str = ""
    author: str = ""
    due: date | None = None
    opened: datetime
    changed: datetime
    closed: datetime | None = None
    wanted: Wanted
    course: Course
    charges: Charges = Charges()
    version: int = 0

    @property
    def returnable(self) -> bool:
        """Whether the item is to come back: a loan, or nothing shipped yet that could be one."""
        shipped = self.course.shipped_service
        if shipped is not None:
            return shipped is not ServiceType.COPY
        return self.wanted.request.service_types != (ServiceType.COPY,)
