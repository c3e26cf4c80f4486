"""The same message again: when it is a repeat, when it is the same thing done again, and what comes of it."""

import pytest

from gateway.model.loans import FeeKind
from protocols import sip2
from tests.kiosk_hall import KioskHall, Talk
from tests.library import fee, loan

CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|"
CHECKIN = "09N{t}{t}AP|AOCUMT|ABB000001|AC|"
RENEW = "29NN{t}{b}AOCUMT|AAP0001|ABB000001|"
PAY = "37{t}0400CNYBV1.00|AOCUMT|AAP0001|"


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall()


@pytest.fixture
def kiosk(hall: KioskHall) -> Talk:
    return hall.kiosk()


def sealed(kiosk: Talk, text: str, sequence: int) -> bytes:
    """A message with sequence number and checksum."""
    return sip2.seal(kiosk.write(text), sequence, sip2.Dialect.THREE_M, "utf-8") + b"\r"


def events(hall: KioskHall) -> list[str]:
    return [event.kind for event in hall.events("item CUMT.B000001")]


def loans(hall: KioskHall) -> int:
    return len(hall.store.tables.loans)


# --- within a connection, with a number --------------------------------------------------------------------


def test_the_same_number_and_text_get_the_same_bytes(hall: KioskHall, kiosk: Talk) -> None:
    message = sealed(kiosk, CHECKOUT, 3)
    kiosk.send(message)
    first = kiosk.received()
    assert first.startswith(b"121")
    hall.pass_seconds(5)
    kiosk.send(message)
    assert kiosk.received() == first
    assert hall.tally.wires == ["replayed"]
    assert (events(hall), loans(hall)) == (["checkout"], 1)


def test_another_number_is_another_message(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    for number, left in ((1, "2.00"), (2, "1.00")):
        kiosk.send(sealed(kiosk, PAY, number))
        assert f"尚欠 {left} 元" in kiosk.answer()


def test_only_the_message_before_is_repeated(kiosk: Talk) -> None:
    checkin = sealed(kiosk, CHECKIN, 1)
    kiosk.send(sealed(kiosk, CHECKOUT, 0))
    kiosk << "121NNY…"
    kiosk.send(checkin)
    kiosk << "101YNN…AF还书成功…"
    kiosk.send(sealed(kiosk, "17{t}AOCUMT|ABB000001|AC|", 2))
    kiosk << "1803…"
    kiosk.send(checkin)
    kiosk << "101YNN…原未借出…"


# --- over another connection -------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [None, (4, 4), (4, 0)], ids=["without", "the same", "another"])
def test_a_kiosk_that_lost_its_line_gets_the_answer_it_missed(
    hall: KioskHall, kiosk: Talk, numbers: tuple[int, int] | None
) -> None:
    text = kiosk.write(CHECKOUT)
    before, after = numbers or (0, 0)
    kiosk.send(sealed(kiosk, text, before) if numbers else text.encode() + b"\r")
    first = kiosk.answer()
    kiosk.hang_up()
    hall.pass_seconds(599)
    again = hall.kiosk()
    again.send(sealed(again, text, after) if numbers else text.encode() + b"\r")
    assert again.answer().partition("AY")[0] == first.partition("AY")[0]
    assert (events(hall), loans(hall)) == (["checkout"], 1)
    assert hall.tally.messages[-1] == ("sip2 11", "repeat")


def test_the_answer_is_sealed_for_the_message_that_asks_for_it(hall: KioskHall, kiosk: Talk) -> None:
    text = kiosk.write(CHECKOUT)
    kiosk.send(text.encode() + b"\r")
    first = kiosk.answer()
    again = hall.kiosk()
    again.send(sealed(again, text, 7))
    assert again.received() == sip2.seal(first, 7, sip2.Dialect.THREE_M, "utf-8") + b"\r"


def test_after_ten_minutes_it_is_done_again(hall: KioskHall, kiosk: Talk) -> None:
    text = kiosk.write(RENEW)
    hall.save(loan())
    kiosk >> text << "301YNN…|AH2026-04-21|…"
    hall.pass_seconds(601)
    hall.kiosk() >> text << "301YNN…|AH2026-05-21|…"


def test_another_kiosk_s_message_is_its_own(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    kiosk >> PAY << "38Y…尚欠 2.00 元…"
    hall.kiosk("kiosk2") >> PAY << "38Y…尚欠 1.00 元…"


def test_money_is_booked_once(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    text = kiosk.write(PAY)
    kiosk >> text << "38Y…尚欠 2.00 元…"
    kiosk.hang_up()
    hall.kiosk() >> text << "38Y…尚欠 2.00 元…"
    assert len(hall.store.tables.payments) == 1


REMEMBERED = [
    CHECKOUT,
    CHECKIN,
    RENEW,
    "65{t}AOCUMT|AAP0001|",
    "15+{t}AOCUMT|AAP0001|ABB000001|",
    "01N{t}AOCUMT|AL|AAP0001|AC|",
    "25{t}AOCUMT|AAP0001|",
    "19{t}AOCUMT|ABB000001|CHwet|",
    PAY,
    "81{t}AOCUMT|AANEW1|AE陈新|XK11|",
]


@pytest.mark.parametrize("text", REMEMBERED, ids=lambda text: text[:2])
def test_whatever_changes_something_is_remembered(text: str) -> None:
    hall = KioskHall(settings={"issues_cards": True})
    kiosk = hall.kiosk()
    said = kiosk.write(text)
    answer = kiosk.say(said)
    hall.pass_seconds(60)
    assert hall.kiosk().say(said) == answer
    assert kiosk.say(said) == answer
    assert [kept.inbound.kind for kept in hall.store.tables.inbox] == [f"sip2 {text[:2]}"]


@pytest.mark.parametrize(
    "text",
    ["23019{t}AOCUMT|AAP0001|AC|AD|", "63019{t}          AOCUMT|AAP0001|", "17{t}AOCUMT|ABB000001|AC|"],
)
def test_looking_is_always_done_again(hall: KioskHall, kiosk: Talk, text: str) -> None:
    said = kiosk.write(text)
    before = kiosk.say(said)
    kiosk >> CHECKOUT << "121NNY…"
    kiosk >> "01Y{t}AOCUMT|AL|AAP0001|AC|" << "24Y…"
    hall.pass_seconds(5)
    assert kiosk.say(said) != before
    assert hall.kiosk().say(said) != before
    assert {kept.inbound.kind for kept in hall.store.tables.inbox} == {"sip2 11", "sip2 01"}


def test_the_status_is_always_that_of_now(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> "9900402.00" << "98…{t}2.00…"
    hall.pass_seconds(30)
    kiosk >> "9900402.00" << "98…{t}2.00…"


# --- what the reader did in between -------------------------------------------------------------------------

#: Renew all as a client sends it that leaves the date out: however often it is said, its text is the same.
UNDATED = "65AOCUMT|AAP0001|"


def test_a_lost_answer_about_a_reader_is_found_again(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT << "121NNY…|AH2026-04-01|…"
    first = kiosk.say(UNDATED)
    assert first.startswith("66100010000")
    kiosk.hang_up()
    hall.pass_seconds(60)
    assert hall.kiosk().say(UNDATED) == first
    assert events(hall) == ["renewal", "checkout"]


def test_a_book_lent_since_ends_the_memory_of_what_was_done_for_its_reader(
    hall: KioskHall, kiosk: Talk
) -> None:
    kiosk >> CHECKOUT << "121NNY…|AH2026-04-01|…"
    kiosk >> UNDATED << "66100010000{t}AOCUMT|BMB000001|…"
    kiosk.hang_up()
    hall.pass_seconds(60)
    second = hall.kiosk()
    second >> CHECKOUT.replace("B000001", "B000002") << "121NNY…|AH2026-04-01|…"
    second.hang_up()
    hall.pass_seconds(60)
    hall.kiosk() >> UNDATED << "66100020000{t}AOCUMT|BMB000001|BMB000002|…"
    assert events(hall) == ["renewal", "renewal", "checkout"]
    assert hall.tally.messages[-1] == ("sip2 65", "ok")


def test_another_readers_book_does_not(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT << "121NNY…"
    first = kiosk.say(UNDATED)
    other = CHECKOUT.replace("B000001", "B000002").replace("P0001", "P0002")
    hall.kiosk("kiosk2") >> other << "121NNY…"
    assert hall.kiosk().say(UNDATED) == first


def test_money_paid_again_after_another_book_is_other_money(hall: KioskHall, kiosk: Talk) -> None:
    # A kiosk whose clock stands still: the reader pays, borrows and pays as much once more.
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    text = kiosk.write(PAY)
    kiosk >> text << "38Y…尚欠 2.00 元…"
    hall.pass_seconds(60)
    kiosk >> CHECKOUT << "121NNY…"
    hall.pass_seconds(60)
    hall.kiosk() >> text << "38Y…尚欠 1.00 元…"


#: A checkout without a date that can be read; both are blank.
BLANK_CHECKOUT = CHECKOUT.replace("{t}", "{b}")


def test_a_book_returned_elsewhere_since_is_lent_anew(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> BLANK_CHECKOUT << "121NNY…"
    hall.kiosk("kiosk2") >> CHECKIN << "101YNN…"
    kiosk >> BLANK_CHECKOUT << "121NNY…"
    assert events(hall) == ["checkout", "checkin", "checkout"]
    assert loans(hall) == 2


@pytest.mark.parametrize("text", ["11NN{b}", "11NN20261399    990000{b}", "11NN00000000    000000{b}"])
def test_an_undated_message_is_a_repeat_for_two_minutes(hall: KioskHall, kiosk: Talk, text: str) -> None:
    said = kiosk.write(BLANK_CHECKOUT.replace("11NN{b}", text))
    first = kiosk.say(said)
    assert first.startswith("121NNY")
    hall.pass_seconds(120)
    assert hall.kiosk().say(said) == first
    hall.pass_seconds(1)
    hall.kiosk() >> said << "120NNN…AF此书已在您名下…"
    assert events(hall) == ["checkout"]


def test_an_undated_message_is_no_repeat_after_anything_else(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    kiosk >> PAY.replace("{t}", "{b}") << "38Y…尚欠 2.00 元…"
    kiosk >> CHECKIN.replace("B000001", "B000002") << "101YNN…"
    hall.kiosk() >> PAY.replace("{t}", "{b}") << "38Y…尚欠 1.00 元…"


def test_a_dated_message_is_a_repeat_whatever_was_done_elsewhere(hall: KioskHall, kiosk: Talk) -> None:
    text = kiosk.write(CHECKOUT)
    first = kiosk.say(text)
    hall.pass_seconds(5)
    hall.kiosk("kiosk2") >> CHECKIN << "101YNN…"
    assert hall.kiosk().say(text) == first
    assert events(hall) == ["checkin", "checkout"]


# --- without a number on the same connection ---------------------------------------------------------------


def test_without_a_number_the_text_tells_a_repeat(hall: KioskHall, kiosk: Talk) -> None:
    hall.save(loan())
    text = kiosk.write(RENEW)
    first = kiosk.say(text)
    hall.pass_seconds(300)
    assert kiosk.say(text) == first


def test_a_later_message_about_the_item_ends_the_memory(hall: KioskHall, kiosk: Talk) -> None:
    # A kiosk whose clock stands still: lent, returned and lent again with one and the same date.
    checkout, checkin = kiosk.write(CHECKOUT), kiosk.write(CHECKIN)
    kiosk >> checkout << "121NNY…|AH2026-04-01|…"
    hall.pass_seconds(200)
    kiosk >> checkin << "101YNN…还书成功…"
    hall.pass_seconds(200)
    kiosk >> checkout << "121NNY…|AH2026-04-01|…"
    hall.pass_seconds(100)
    kiosk >> checkin << "101YNN…还书成功…"
    assert events(hall) == ["checkin", "checkout", "checkin", "checkout"]


# --- the impatient second press ----------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["N", "Y"])
def test_a_second_press_gets_the_same_due_date(hall: KioskHall, kiosk: Talk, policy: str) -> None:
    text = CHECKOUT.replace("11N", f"11{policy}")
    kiosk >> text << "121NNY{t}…|AH2026-04-01|…"
    hall.pass_seconds(115)
    kiosk >> text << "121NNY{t}…|AH2026-04-01|…"
    assert (events(hall), loans(hall)) == (["checkout"], 1)


def test_later_it_is_a_renewal_where_the_kiosk_asks_for_it(hall: KioskHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT << "121NNY…|AH2026-04-01|…"
    hall.pass_seconds(3 * 86_400)
    kiosk >> CHECKOUT << "120NNN…|AH|…AF此书已在您名下，应还日期 2026-04-01|"
    hall.pass_seconds(1)
    kiosk >> CHECKOUT.replace("11N", "11Y") << "121YNN…|AH2026-05-01|…"
