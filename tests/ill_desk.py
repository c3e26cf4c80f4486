"""A librarian's desk at one of two libraries that lend to each other: the control API over real stores."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from gateway.dispatch import Auditor
from gateway.model.audit import Act
from gateway.model.audit import Wanted as WantedActs
from gateway.model.identity import AgencyId
from gateway.model.wording import Tongue
from gateway.store.keys import KeyedDigest
from gateway.web.ill import IllApi
from gateway.web.interlending import Interlending
from gateway.web.mail import MailApi
from gateway.web.service import Desk
from tests import web_client
from tests.lending_libraries import ZONE, Place, World


class IllDesk:
    """The API of a `place`, and what it has put down of what staff did."""

    def __init__(
        self,
        place: Place,
        *,
        tongue: Tongue = Tongue.EN,
        configured: Mapping[str, Mapping[str, Any]] | None = None,
        probe: Callable[[str], Awaitable[msgspec.Struct]] | None = None,
    ) -> None:
        self.place = place
        self.auditor = Auditor(place.store, KeyedDigest(b"k" * 32).seal)
        self.interlending = Interlending(
            lending=place.lending,
            outbox=place.outbox,
            language=place.language,
            configured=configured or {},
            probe=probe,
        )
        desk = Desk(agency=AgencyId(place.name), zone=ZONE, tongue=tongue)
        loans, mail = (
            part(self.interlending, place.store, clock=place.world, desk=desk, auditor=self.auditor)
            for part in (IllApi, MailApi)
        )
        self._parts = {"ill": loans.resource(), "outbox": mail.resource(), "partners": mail.resource()}

    def get(self, path: str, **headers: str) -> web_client.Reply:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: object = None, **headers: str) -> web_client.Reply:
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> web_client.Reply:
        first = path.split("/")[1].partition("?")[0]
        return web_client.ask(self._parts[first], method, path, body, **headers)

    def acts(self) -> list[Act]:
        """What was put down, first to last."""
        found = self.place.wait(self.auditor.acts(WantedActs(), 100))
        return [entry.act for entry in reversed(found)]


class TwoLibraries:
    """CUMT borrows from HHIT; each has a desk."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as `World.library` takes it
        self.world = World()
        self.cumt = self.world.library("CUMT", "HHIT", **more)
        self.hhit = self.world.library("HHIT", "CUMT", **more)
        self.borrower, self.lender = IllDesk(self.cumt), IllDesk(self.hhit)

    def loan(self) -> tuple[str, str]:
        """A request of CUMT's that HHIT has: its id at both."""
        ours = self.cumt.asks("HHIT")
        self.world.settle()
        return ours, self.hhit.all()[0].id

    def close(self) -> None:
        self.cumt.close()
        self.hhit.close()
