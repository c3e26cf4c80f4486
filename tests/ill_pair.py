"""Two libraries that lend to each other, in one memory: what tests of interlibrary loan are made from."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from gateway.ill.decide import decide
from gateway.ill.decisions import Asked, Decision, Forward, Opening, Received, Setting
from gateway.model.identity import AgencyId
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.partners import PartnerTerms
from gateway.model.ill.parts import Amount, DateDue, IllItem, RequesterMessages, ResponderMessages
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    CheckedIn,
    ConditionalReply,
    IllAnswer,
    IllMessage,
    IllRequest,
    Lost,
    Overdue,
    Recall,
    Renew,
    RenewAnswer,
    Returned,
    Shipped,
)
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Course, IllTransaction
from gateway.model.ill.words import Reason, Results, ServiceType, Wish

replace = msgspec.structs.replace

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SAID = "20261123090000"
TODAY = date(2026, 11, 23)
DUE_DAY = date(2026, 12, 23)

CUMT = SystemId(symbol="CN-221116", name="中国矿业大学图书馆")
HHIT = SystemId(symbol="CN-222069", name="淮海工学院图书馆")
THIRD = SystemId(symbol="CN-210001")
ID = TransactionId(initial_requester=CUMT, group="2026", qualifier="0007")

REQUEST = IllRequest(item=IllItem(author="钱学森", title="工程控制论", isbn="9787030203304"))
COPY_REQUEST = replace(REQUEST, service_types=(ServiceType.COPY,))
CONDITION = IllAnswer(results=Results.CONDITIONAL, reason=Reason.LIBRARY_USE_ONLY)
UNFILLED = IllAnswer(results=Results.UNFILLED, reason=Reason.NOT_ON_SHELF)
WILL_SUPPLY = IllAnswer(results=Results.WILL_SUPPLY, reason=Reason.BEING_PROCESSED_FOR_SUPPLY)
RETRY = IllAnswer(results=Results.RETRY, reason=Reason.ON_HOLD)
HOLD_PLACED = IllAnswer(results=Results.HOLD_PLACED, day=DUE_DAY)
ESTIMATE = IllAnswer(results=Results.ESTIMATE, estimate="20.00 CNY")
SHIPPED = Shipped(due=DateDue(DUE_DAY), chargeable_units=1, cost=Amount("20.00", "CNY"))
COPY_SHIPPED = Shipped(shipped_service=ServiceType.COPY, chargeable_units=12)

NEITHER = Wish.NEITHER


def terms(
    name: str,
    system: SystemId,
    *,
    as_requester: RequesterMessages | None = None,
    as_responder: ResponderMessages | None = None,
) -> PartnerTerms:
    return PartnerTerms(
        name=name,
        symbols=(system,),
        as_requester=as_requester or RequesterMessages(),
        as_responder=as_responder or ResponderMessages(),
    )


#: How the library that asks (CUMT) and the one that lends (HHIT) see each other.
ASKING = Setting(agency=AgencyId("CUMT"), us=CUMT, partner=terms("HHIT", HHIT), zone=ZONE)
LENDING = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("CUMT", CUMT), zone=ZONE)


def setting_of(role: Role) -> Setting:
    return ASKING if role is Role.REQUESTER else LENDING


def with_terms(setting: Setting, **changed: object) -> Setting:
    return replace(setting, partner=replace(setting.partner, **changed))


def opened(request: IllRequest = REQUEST, setting: Setting = ASKING, now: datetime = NOW) -> Decision:
    """The requester's transaction as it begins."""
    return decide(None, Asked(body=request, opening=Opening(id="q1", transaction=ID)), now, setting)


def message(body: AnyService, said: str = SAID, **changed: object) -> IllMessage:
    built = IllMessage(transaction=ID, said=said, requester=CUMT, responder=HHIT, body=body)
    return replace(built, **changed)


def got(
    transaction: IllTransaction | None,
    body: AnyService | IllMessage,
    *,
    said: str = "20261124100000",
    setting: Setting | None = None,
    now: datetime = NOW,
) -> Decision:
    """What the arrival of a service makes of a transaction."""
    came = body if isinstance(body, IllMessage) else message(body, said)
    where = setting or setting_of(Role.RESPONDER if transaction is None else transaction.role)
    return decide(transaction, Received(message=came, id="p1"), now, where)


def did(
    transaction: IllTransaction,
    body: AnyService | Forward,
    *,
    actor: str = "",
    setting: Setting | None = None,
    now: datetime = NOW,
) -> Decision:
    """What asking for a service makes of a transaction."""
    return decide(transaction, Asked(body=body, actor=actor), now, setting or setting_of(transaction.role))


def after(decision: Decision) -> IllTransaction:
    """The transaction of a decision that has one."""
    assert decision.transaction is not None
    return decision.transaction


def sent(decision: Decision) -> list[AnyService]:
    """The services of a decision's new messages."""
    return [each.body for each in decision.sends]


def requester(state: State = State.PENDING, **course: object) -> IllTransaction:
    """A requester's transaction in a state, without a past but for its request."""
    return _in(after(opened()), state, course)


def responder(state: State = State.IN_PROCESS, **course: object) -> IllTransaction:
    """A responder's transaction in a state, likewise."""
    return _in(after(got(None, REQUEST, said=SAID)), state, course)


def _in(transaction: IllTransaction, state: State, course: dict[str, object]) -> IllTransaction:
    changed: Course = replace(transaction.course, **course)
    return replace(transaction, state=state, course=changed)


#: What a librarian may ask for on either side: everything that moves a transaction.
REQUESTERS_ACTS: tuple[AnyService, ...] = (
    ConditionalReply(answer=True),
    ConditionalReply(answer=False),
    Cancel(),
    ReceivedService(),
    Returned(),
    Renew(),
    Lost(),
)
RESPONDERS_ACTS: tuple[AnyService, ...] = (
    CONDITION,
    RETRY,
    UNFILLED,
    ESTIMATE,
    WILL_SUPPLY,
    HOLD_PLACED,
    SHIPPED,
    CancelReply(answer=True),
    CancelReply(answer=False),
    RenewAnswer(answer=True, due=DateDue(DUE_DAY)),
    RenewAnswer(answer=False),
    Overdue(due=DateDue(DUE_DAY)),
    Recall(),
    CheckedIn(),
    Lost(),
)
