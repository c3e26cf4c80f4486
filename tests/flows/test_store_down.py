"""A store that writes nothing: the kiosks are told when they ask how we are, and lend off-line."""

from tests.kiosk_hall import KioskHall

ASKED = "9900402.00"


def test_a_kiosk_hears_that_nothing_can_be_written_and_when_it_can_again() -> None:
    hall = KioskHall()
    kiosk, stranger = hall.kiosk(), hall.line()
    hall.board.writable = False
    kiosk >> ASKED << "98NNNNNY…|AF…"
    stranger >> ASKED << "98NNNNNY…"
    hall.board.writable = True
    kiosk >> ASKED << "98YYYYYY…"
    stranger >> ASKED << "98Y…"
