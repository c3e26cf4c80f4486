"""A stand-in for who takes care of readers' data: it answers what it is given, and remembers who asked."""

from collections.abc import Sequence

from gateway.model.identity import AgencyId
from gateway.model.keeping import Dossier, Erased, LetGo, Standing


class StandInKeeper:
    """`gateway.web.keeping.Keeper` without anything behind it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.held: Dossier | None = None
        self.came: Erased | Standing | None = None
        self.gone = LetGo(rows={})

    async def dossier(self, agency: AgencyId, spellings: Sequence[str]) -> Dossier | None:
        self.asked.append(("dossier", str(agency), *spellings))
        return self.held

    async def erase(
        self, agency: AgencyId, spellings: Sequence[str], *, actor: str
    ) -> Erased | Standing | None:
        self.asked.append(("erase", str(agency), *spellings, actor))
        return self.came

    async def let_go(self) -> LetGo:
        self.asked.append(("let go",))
        return self.gone

    async def due(self) -> LetGo:
        self.asked.append(("due",))
        return self.gone
