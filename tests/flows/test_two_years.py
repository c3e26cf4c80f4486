"""Two years of a library at work, on a virtual clock: what is known about whom, and for how long."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.config.retention import LEAST, Retention
from gateway.model.keeping import Erased, LoanCount
from gateway.model.loans import LoanState
from gateway.store.caretaker import Caretaker, Lore
from gateway.store.erased import ErasedLog
from gateway.store.figures import loan_counts
from gateway.store.shapes import instant_text
from gateway.store.sqlite import open_store
from gateway.translate.provided import own, told
from tests.kept import Numbers
from tests.kiosk_hall import DIGESTS, KioskHall
from tests.library import HOME, NOW, ZONE
from tests.memory_store import result

DAY = timedelta(days=1)
MONTHS = [date(2026 + (2 + place) // 12, (2 + place) % 12 + 1, 1) for place in range(26)]

#: Every so many days readers come; they return what they had, late or not, and borrow again.
VISIT_DAYS = 10

RETENTION = Retention()


class Library:
    """A kiosk hall on a database, and who takes care of it every night."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hall = KioskHall(store=open_store(path))
        self.keeper = Caretaker(
            self.hall.store,
            digests=DIGESTS,
            log=ErasedLog(path.with_name("erased.log")),
            clock=self.hall.clock,
            new_id=Numbers(),
            lore=Lore(told, own),
        )

    @property
    def now(self) -> datetime:
        return self.hall.clock.now()

    def night(self) -> dict[str, int]:
        """A day passes, and what is due is let go of."""
        self.hall.pass_seconds(DAY.total_seconds())
        return result(self.keeper.let_go(RETENTION.terms())).rows

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database with no help from our own code."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def before(self, days: int) -> str:
        return instant_text(self.now - days * DAY)

    def counts(self) -> dict[tuple[date, str, str, str], int]:
        found: tuple[LoanCount, ...] = result(
            self.hall.store.read(lambda shelf: tuple(loan_counts(shelf, MONTHS, ZONE)))
        )
        return {(one.month, one.category, one.college, one.place): one.loans for one in found}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "guanji.db")
    yield library
    result(library.hall.store.stop())


def visits(library: Library, number: int) -> None:
    """Readers 1 to 3 return what they borrowed at their last visit, and borrow the next book."""
    kiosk = library.hall.kiosk()
    for reader in (1, 2, 3):
        if number:
            kiosk >> f"09N{{t}}{{t}}APhall|AOCUMT|ABB{_book(reader, number - 1)}|AC|" << "101…"
        lent = kiosk.say(f"11NN{{t}}{{b}}AOCUMT|AAP{reader:04}|ABB{_book(reader, number)}|AC|AD1234|BON|")
        assert lent.startswith("121"), lent
    kiosk.hang_up()


def _book(reader: int, visit: int) -> str:
    return f"{(reader - 1) * 2 + visit % 2 + 1:06}"


def nobody_is_known_longer_than_was_said(library: Library) -> None:
    ask, before = library.ask, library.before
    assert ask("SELECT id FROM loan WHERE ended < ? AND patron_number != ''", before(91)) == []
    assert ask("SELECT ref FROM inbox WHERE at < ?", before(31)) == []
    assert ask("SELECT ref FROM provided WHERE at < ? AND patron != ''", before(91)) == []
    naming = "(subject LIKE 'patron %' OR data LIKE '%patron%')"
    assert ask(f"SELECT seq FROM event WHERE at < ? AND {naming}", before(91)) == []  # noqa: S608 - our own
    assert ask("SELECT seq FROM event WHERE at < ?", before(401)) == []


def test_two_years(library: Library) -> None:
    visit = 0
    for day in range(730):
        if day % VISIT_DAYS == 0:
            visits(library, visit)
            visit += 1
        library.night()
        if day % 90 == 89:
            nobody_is_known_longer_than_was_said(library)

    # Three loans a visit, every one of them still counted, by the month in which it began.
    assert sum(library.counts().values()) == 3 * visit
    assert {key[1:] for key in library.counts()} == {("本科生", "", "hall")}
    first_march = sum(day % VISIT_DAYS == 0 for day in range(30))
    assert library.counts()[date(2026, 3, 1), "本科生", "", "hall"] == 3 * first_march
    # What a reader may ask for is what is kept: some loans, not two years of them.
    dossier = result(library.keeper.dossier(HOME, ("P0001",)))
    assert dossier is not None
    assert [loan.state for loan in dossier.loans].count(LoanState.OPEN) == 1
    assert 9 <= len(dossier.loans) <= 12
    assert min(loan.ended for loan in dossier.loans if loan.ended) > library.now - 91 * DAY
    # That they were told of is kept three years; of whom it was, three months.
    assert library.ask("SELECT min(at) FROM provided") == [(instant_text(NOW),)]


def test_a_reader_leaves_and_his_book_comes_back_once_more(library: Library) -> None:
    for visit in range(3):
        visits(library, visit)
        for _ in range(VISIT_DAYS):
            library.night()
    kiosk = library.hall.kiosk()
    assert not isinstance(result(library.keeper.erase(HOME, ("P0001",), actor="li")), Erased)
    kiosk >> f"09N{{t}}{{t}}APhall|AOCUMT|ABB{_book(1, 2)}|AC|" << "101…"
    assert isinstance(result(library.keeper.erase(HOME, ("P0001",), actor="li")), Erased)
    # The machine reports it again, and an off-line one that he borrowed it: both are taken.
    kiosk >> f"09N{{t}}{{t}}APhall|AOCUMT|ABB{_book(1, 2)}|AC|" << "101…"
    yesterday = kiosk.date(86400)
    kiosk >> f"11NY{yesterday}{{b}}AOCUMT|AAP0001|ABB{_book(1, 2)}|AC|AD1234|BON|" << "12…"
    kiosk >> f"11NN{{t}}{{b}}AOCUMT|AAP0001|ABB{_book(1, 2)}|AC|AD1234|BON|" << "120…"
    kiosk >> f"11NN{{t}}{{b}}AOCUMT|AAP0002|ABB{_book(1, 2)}|AC|AD1234|BON|" << "121…"
    assert sum(library.counts().values()) == 10


def test_a_repeat_is_known_however_much_is_let_go_of(library: Library) -> None:
    for _ in range(40):
        library.night()
    kiosk = library.hall.kiosk()
    text = kiosk.write("11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|BON|")
    lent = kiosk.say(text)
    kiosk.hang_up()
    strictest = Retention(**dict.fromkeys(Retention.__struct_fields__, LEAST))
    result(library.keeper.let_go(strictest.terms()))
    assert library.hall.kiosk().say(text) == lent
