from datetime import UTC, datetime

import pytest

from gateway.model.identity import AgencyId
from gateway.model.ill.names import TransactionId
from gateway.model.ill.services import IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Course, IllTransaction, Wanted
from gateway.model.ill.words import ServiceType

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
LOAN, COPY = ServiceType.LOAN, ServiceType.COPY


@pytest.mark.parametrize(
    ("asked", "shipped", "returnable"),
    [
        ((LOAN,), None, True),
        ((COPY,), None, False),
        ((LOAN, COPY), None, True),
        ((LOAN, COPY), COPY, False),
        ((COPY,), LOAN, True),
    ],
)
def test_what_was_shipped_or_else_what_was_asked_says_whether_it_comes_back(
    asked: tuple[ServiceType, ...], shipped: ServiceType | None, *, returnable: bool
) -> None:
    transaction = IllTransaction(
        id="t1",
        agency=AgencyId("CUMT"),
        role=Role.REQUESTER,
        partner="HHIT",
        initial_requester="CUMT",
        group="g",
        qualifier="q",
        state=State.PENDING,
        opened=NOW,
        changed=NOW,
        wanted=Wanted(request=IllRequest(service_types=asked)),
        course=Course(id=TransactionId(group="g", qualifier="q"), shipped_service=shipped),
    )
    assert transaction.returnable is returnable
