"""Optional messages: SHIPPED, RECEIVED, RETURNED and CHECKED-IN are sent where both sides agree on them.

Each side says which it can send and how much it wants the other's (reference ill.md §2.6). A side that has
said nothing yet is taken to want what we can send: a message too many is harmless, one too few is not.
"""

from gateway.model.ill.parts import RequesterMessages, ResponderMessages
from gateway.model.ill.services import AnyService
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service, ServiceType, Wish

NEITHER = Wish.NEITHER


def wanted(transaction: IllTransaction, service: Service) -> bool:
    """Whether an optional message of ours is sent in this transaction; every other one always is."""
    q, p = transaction.course.requester_messages, transaction.course.responder_messages
    agreed = {
        Service.SHIPPED: _both(p is None or p.can_send_shipped, None if q is None else q.shipped),
        Service.CHECKED_IN: _both(p is None or p.can_send_checked_in, None if q is None else q.checked_in),
        Service.RECEIVED: _both(q is None or q.can_send_received, None if p is None else p.received),
        Service.RETURNED: _both(q is None or q.can_send_returned, None if p is None else p.returned),
    }
    return agreed.get(service, True)


def _both(can: bool, wish: Wish | None) -> bool:  # noqa: FBT001 - two halves of one agreement
    return can and wish is not NEITHER


def unmet(request: RequesterMessages, ours: ResponderMessages, *, loan: bool) -> tuple[Service, ...]:
    """What a request requires of the responder and we do not send. CHECKED-IN matters for loans alone."""
    return tuple(
        service
        for service, wish, can in (
            (Service.SHIPPED, request.shipped, ours.can_send_shipped),
            (Service.CHECKED_IN, request.checked_in, ours.can_send_checked_in or not loan),
        )
        if wish is Wish.REQUIRES and not can
    )


def stated(body: AnyService) -> ResponderMessages | None:
    """What a responder's service says of optional messages."""
    return getattr(body, "optional_messages", None) if body.service is not Service.ILL_REQUEST else None


def wants_loan(types: tuple[ServiceType, ...]) -> bool:
    """Whether a loan would do."""
    return ServiceType.LOAN in types


def sender(service: Service) -> Role | None:
    """Which role sends a service; None where both do (reference ill.md §1.2)."""
    return SENDERS.get(service)


SENDERS: dict[Service, Role] = {
    **dict.fromkeys(
        (
            Service.ILL_REQUEST,
            Service.CONDITIONAL_REPLY,
            Service.CANCEL,
            Service.RECEIVED,
            Service.RETURNED,
            Service.RENEW,
        ),
        Role.REQUESTER,
    ),
    **dict.fromkeys(
        (
            Service.SHIPPED,
            Service.ILL_ANSWER,
            Service.CANCEL_REPLY,
            Service.RECALL,
            Service.CHECKED_IN,
            Service.OVERDUE,
            Service.RENEW_ANSWER,
            Service.EXPIRED,
            Service.FORWARD_NOTIFICATION,
        ),
        Role.RESPONDER,
    ),
}
