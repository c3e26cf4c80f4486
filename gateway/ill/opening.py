"""How a transaction begins, in either role."""

from datetime import datetime

import msgspec

from gateway.ill.decisions import Opening, Setting
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import CostInfo
from gateway.model.ill.services import IllMessage, IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Charges, Course, IllTransaction, Wanted

replace = msgspec.structs.replace


def as_requester(
    request: IllRequest, opening: Opening, rest: dict[str, object], setting: Setting, now: datetime
) -> IllTransaction:
    """Our own transaction, before its request is sent."""
    partner = setting.partner
    course = Course(
        id=opening.transaction,
        requester=setting.us,
        responder=partner.system,
        version=partner.version,
        requester_messages=request.optional_messages,
        tried=opening.tried,
    )
    return _opened(
        opening.id,
        Role.REQUESTER,
        request,
        course,
        Wanted(request=_anonymous(request), rest=rest, client=opening.client, retry_of=opening.retry_of),
        setting,
        now,
        payer=str(setting.us),
        relay=opening.relay,
    )


def as_responder(
    message: IllMessage, request: IllRequest, id_: str, setting: Setting, now: datetime
) -> IllTransaction:
    """A partner's transaction, before its request has been looked at."""
    third = request.third_party
    requester = message.requester or setting.partner.system
    course = Course(
        id=message.transaction,
        requester=requester,
        responder=setting.us,
        version=min(message.version, setting.partner.version),
        requester_messages=request.optional_messages,
        responder_messages=setting.partner.as_responder,
        tried=() if third is None else third.already_tried,
    )
    return _opened(
        id_,
        Role.RESPONDER,
        request,
        course,
        Wanted(request=_anonymous(request), rest=message.rest, retry_of=""),
        setting,
        now,
        payer=str(requester),
    )


def id_is_valid(transaction: TransactionId) -> bool:
    """Whether a transaction-id names a transaction: a sub-transaction names its initial requester too."""
    return transaction.qualifier != "" and (
        transaction.sub == "" or transaction.initial_requester is not None
    )


def retried(transaction: IllTransaction) -> IllRequest:
    """The request of a transaction that ended with RETRY, to be asked again in a new one (ill.md §2.4)."""
    return replace(transaction.wanted.request, retry=True)


def _anonymous(request: IllRequest) -> IllRequest:
    return replace(request, client=None)


def _opened(  # noqa: PLR0913 - one place where a record is put together
    id_: str,
    role: Role,
    request: IllRequest,
    course: Course,
    wanted: Wanted,
    setting: Setting,
    now: datetime,
    *,
    payer: str,
    relay: str = "",
) -> IllTransaction:
    cost = request.cost or CostInfo()
    first, group, qualifier, sub = course.id.parts(course.requester or SystemId())
    return IllTransaction(
        id=id_,
        agency=setting.agency,
        role=role,
        partner=setting.partner.name,
        initial_requester=first,
        group=group,
        qualifier=qualifier,
        sub=sub,
        state=State.IDLE,
        relay=relay,
        title=request.item.title or request.item.title_of_article,
        author=request.item.author or request.item.author_of_article,
        opened=now,
        changed=now,
        wanted=wanted,
        course=course,
        charges=Charges(payer="" if cost.reciprocal_agreement else payer, account=cost.account),
    )
