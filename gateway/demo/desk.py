"""Staff's desk in the demo: what scenes ask of the running house."""

from gateway.app.house import House
from gateway.dispatch.lending import NotDone
from gateway.model.ill.services import AnyService, IllRequest
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.wording import REFUSALS
from gateway.ports.ill import Sought
from gateway.simulate.staff import Declined, Papers

#: Who acts in the scenes.
ACTOR = "李老师"

#: A scene's loan has some ten entries, and hardly a case.
MOST_CASES = 50


class HouseDesk:
    """`gateway.simulate.staff.Desk` by the house's own entrance of interlibrary loan."""

    def __init__(self, house: House) -> None:
        self._lending = house.lending.lending
        self._store = house.store

    async def ask(self, partner: str, request: IllRequest) -> str:
        """Open a loan."""
        try:
            done = await self._lending.open(partner, request, actor=ACTOR)
        except NotDone as error:
            raise _declined(error) from None
        return done.transaction.id

    async def do(self, loan: str, body: AnyService) -> None:
        """Have a service sent."""
        try:
            await self._lending.do(loan, body, actor=ACTOR)
        except NotDone as error:
            raise _declined(error) from None

    async def papers(self, loan: str) -> Papers:
        """All that is kept of it."""
        return await self._store.read(
            lambda shelf: Papers(
                transaction=_there(shelf.ill_transaction(loan)),
                entries=shelf.ill_entries(loan),
                cases=shelf.ill_cases(MOST_CASES, loan),
            )
        )

    async def latest(self) -> str:
        """The loan that was opened last."""
        page = await self._store.read(lambda shelf: shelf.ill_transactions(Sought(open=None), 1))
        return page.transactions[0].id if page.transactions else ""


def _there(transaction: IllTransaction | None) -> IllTransaction:
    if transaction is None:
        raise LookupError("there is no such loan")
    return transaction


def _declined(error: NotDone) -> Declined:
    """Why not, in both languages."""
    chinese, english = REFUSALS[error.why]
    return Declined(f"{chinese} {english}".replace("{detail}", error.detail))
