from datetime import timedelta, timezone

import msgspec
import pytest

from gateway.model.audit import Act
from gateway.model.ill.states import State
from gateway.model.ill.wording import STATES
from gateway.model.keeping import Erased, ErasedInPart, LetGo, Standing
from gateway.model.wording import Tongue
from gateway.web.dossier import DossierShown
from gateway.web.keeping import About, Erase, Erasure, erase
from gateway.web.shown import Reader
from gateway.web.verbs import Asked
from tests.control_desk import ControlDesk, done
from tests.held_dossier import HELD
from tests.ill_samples import transaction
from tests.store_samples import CUMT, FEE, HOLD, LOAN, NOW
from tests.web_client import Reply

SPELLINGS = ("P0001", "CUMT.P0001")


@pytest.fixture
def desk() -> ControlDesk:
    return ControlDesk()


def acts(desk: ControlDesk) -> list[Act]:
    """What was put down."""
    return [entry.act for entry in desk.store.tables.acts]


def test_a_dossier_is_told_and_put_down(desk: ControlDesk) -> None:
    desk.keeper.held = HELD
    told = msgspec.json.decode(desk.get("/patrons/CUMT.P0001/dossier").body, type=DossierShown)
    assert told.found
    assert told.record is not None
    assert told.record.name == "马月坤"
    assert desk.keeper.asked == [("dossier", "CUMT", *SPELLINGS)]
    assert [(act.action, act.subject) for act in acts(desk)] == [("patron export", "patron CUMT.P0001")]


def test_of_a_stranger_there_is_none(desk: ControlDesk) -> None:
    told = msgspec.json.decode(desk.get("/patrons/P9/dossier").body, type=DossierShown)
    assert (told.found, told.record) == (False, None)


def erasure(reply: Reply) -> Erasure:
    assert reply.status == 200
    return msgspec.json.decode(reply.body, type=Erasure)


def test_an_erasure_names_nobody(desk: ControlDesk) -> None:
    desk.keeper.came = Erased(id="E1", at=NOW, digest=bytes(range(32)))
    came = erasure(desk.post("/patrons/CUMT.P0001/erase", {"actor": "li"}))
    assert came == Erasure(ok=True, erasure="E1", digest="0001020304050607")
    assert desk.keeper.asked == [("erase", "CUMT", *SPELLINGS, "li")]
    (act,) = acts(desk)
    assert (act.action, act.actor, act.subject) == ("patron erase", "li", "patron #0001020304050607")


def test_what_of_it_is_still_to_be_done_is_told(desk: ControlDesk) -> None:
    desk.keeper.came = ErasedInPart(id="E1", at=NOW, digest=bytes(32), unlisted="full", uncleaned="down")
    came = erasure(desk.post("/patrons/CUMT.P0001/erase", {}))
    assert (came.ok, came.erasure, came.unlisted, came.uncleaned) == (True, "E1", "full", "down")
    assert [act.outcome for act in acts(desk)] == ["ok"]


def test_what_is_open_is_told(desk: ControlDesk) -> None:
    desk.keeper.came = Standing(loans=(LOAN,), holds=(HOLD,), fees=(FEE,), lending=(transaction(),))
    came = erasure(desk.post("/patrons/P1/erase", {}))
    assert not came.ok
    assert [loan.item for loan in came.loans] == ["CUMT.B000001"]
    assert [hold.state for hold in came.holds] == ["queued"]
    assert [(fee.kind, fee.owed) for fee in came.fees] == [("overdue", 200)]
    (book,) = came.lending
    assert (book.transaction, book.partner, book.title) == ("T001", "HHIT", "人工智能导论")
    assert book.state in STATES[State.PENDING]
    (act,) = acts(desk)
    assert (act.subject, act.outcome) == ("patron P1", "refused")


def test_what_is_open_is_due_in_the_librarys_time(desk: ControlDesk) -> None:
    async def note(*_: object, **__: object) -> None: ...

    desk.keeper.came = Standing(loans=(LOAN,), holds=(), fees=())
    reader = Reader(Tongue.EN, NOW.astimezone(timezone(timedelta(hours=8))))
    about = About(desk.keeper, Asked(NOW, CUMT), reader, note)
    came = done(erase(about, "P1", Erase()))
    assert [(loan.due, loan.due.utcoffset()) for loan in came.loans] == [(LOAN.due, timedelta(hours=8))]


def test_nobody_can_not_be_erased(desk: ControlDesk) -> None:
    assert erasure(desk.post("/patrons/P9/erase", {})) == Erasure(ok=False, found=False)


def test_letting_go_is_put_down_where_something_went(desk: ControlDesk) -> None:
    assert desk.post("/retention", {}).status == 200
    assert acts(desk) == []
    desk.keeper.gone = LetGo(rows={"loans": 2, "fees": 0}, more=True)
    told = msgspec.json.decode(desk.post("/retention", {"actor": "li"}).body, type=LetGo)
    assert told == desk.keeper.gone
    (act,) = acts(desk)
    assert (act.action, act.actor, act.facts) == ("retention run", "li", {"loans": 2, "fees": 0})


def test_counting_changes_nothing(desk: ControlDesk) -> None:
    desk.keeper.gone = LetGo(rows={"loans": 2})
    assert desk.post("/retention", {"dry_run": True}).status == 200
    assert desk.keeper.asked == [("due",)]
    assert acts(desk) == []
    assert done(desk.keeper.due()).rows == {"loans": 2}
