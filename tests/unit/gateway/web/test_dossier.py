from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from gateway.model.wording import Tongue
from gateway.web.dossier import DossierShown, shown
from gateway.web.shown import Reader
from tests.held_dossier import HELD
from tests.store_samples import NOW

CHINA = timezone(timedelta(hours=8))


def test_everything_is_told_in_words_and_in_the_librarys_time() -> None:
    told = shown(HELD, Reader(Tongue.ZH, NOW.astimezone(CHINA)))
    assert told.record is not None
    assert (told.record.number, told.record.pin_is_set) == ("CUMT.P0001", True)
    assert (told.record.home_library, told.record.birth_date) == ("local:school", date(2003, 2, 1))
    (loan,) = told.loans
    assert (loan.item, loan.title, loan.lent.isoformat()) == (
        "CUMT.B000001",
        "人工智能导论",
        "2026-11-22T16:00:00+08:00",
    )
    assert (loan.returned, loan.state, loan.counted_as) == (None, "open", "")
    (hold,) = told.holds
    assert (hold.item, hold.pickup, hold.pickup_by) == ("CUMT.B000001", "一楼大厅", None)
    (fee,) = told.fees
    assert (fee.amount, fee.paid, fee.item) == (300, 100, "")
    assert [(each.amount, each.kind) for each in told.payments] == [(100, "alipay")]
    (book,) = told.lending
    assert (book.partner, book.title, book.state, book.due) == (
        "HHIT",
        "人工智能导论",
        "PENDING",
        date(2026, 12, 31),
    )
    assert book.closed == NOW
    assert book.closed.utcoffset() == timedelta(hours=8)
    assert [each.about for each in told.events] == ["patron CUMT.P0001"]
    assert [each.text for each in told.messages] == ["11…"]
    assert [(each.to, each.categories, each.ground) for each in told.provided] == [
        ("kiosk kiosk1", ("number", "loans"), "reader-asked")
    ]
    assert [card.value for card in told.cards] == ["04A1B2C3", "OLD-1"]
    assert [block.reason for block in told.blocks] == ["no-induction", "suspended"]


def test_nothing_of_a_pin_is_in_it() -> None:
    told = msgspec.json.encode(shown(HELD, Reader(Tongue.EN, datetime.now(UTC))))
    assert b"digest" not in told
    assert msgspec.json.decode(told, type=DossierShown).found
