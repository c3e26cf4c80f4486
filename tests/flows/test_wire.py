"""What kiosks do to lines, checksums and character sets, and how they are answered all the same."""

import json

import pytest

from protocols import sip2
from tests.kiosk_hall import KioskHall, Talk
from tests.library import item
from tests.shared_data import shared

CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|"
ITEM = "17{t}AOCUMT|ABB000001|AC|"


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall()


# --- lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\0"], ids=["CR", "LF", "CRLF", "LFCR", "CR NUL"]
)
def test_any_end_of_line_is_understood(hall: KioskHall, end: bytes) -> None:
    kiosk = hall.line()
    for text in ("9300CNkiosk1|COkiosk1|", ITEM, CHECKOUT, ITEM):
        kiosk.send(kiosk.write(text).encode() + end)
    for answer in ("941", "1803…", "121NNY…", "1804…"):
        kiosk << answer
    assert kiosk.received() == b""
    assert hall.tally.wires == []


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_answers_end_as_the_kiosk_is_configured_once_it_is_known(end: bytes) -> None:
    kiosk = KioskHall(profile={"terminator": end}).line()
    kiosk.send(b"9900402.00\r")
    assert kiosk.received().endswith(b"|\r")
    kiosk.send(b"9300CNkiosk1|COkiosk1|\r")
    assert kiosk.received() == b"941" + end


def test_segments_may_be_cut_anywhere(hall: KioskHall) -> None:
    kiosk = hall.line()
    stream = "".join(kiosk.write(text) + "\r\n" for text in ("9300CNkiosk1|COkiosk1|", CHECKOUT, ITEM))
    for byte in stream.encode():
        kiosk.send(bytes([byte]))
    kiosk << "941" << "121NNY…" << "1804…"


def test_everything_in_one_segment_is_answered_in_order(hall: KioskHall) -> None:
    kiosk = hall.line()
    texts = ("9300CNkiosk1|COkiosk1|", "9900402.00", CHECKOUT, ITEM, "35{t}AOCUMT|AAP0001|")
    kiosk.send("".join(kiosk.write(text) + "\r" for text in texts).encode())
    kiosk << "941" << "98YYYYYY…" << "121NNY…" << "1804…" << "36Y…"


@pytest.mark.parametrize(
    "said",
    [
        "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|AD1234|BON|BIN",
        "11NN{t}{b}AOCUMT|AAP0001|ABB000001",
        "11NN{t}AOCUMT|AAP0001|ABB000001|AC|",
        "11NNAOCUMT|AAP0001|ABB000001|AC|",
        "11NN{t}{b}AO|ABB000001|AAP0001|AC||",
        "  11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|",
        "login: 11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|",
        "11NN{t}{b}AOCUMT|AAp0001|AB B000001 |AC|ZZnever heard of|",
    ],
    ids=["no last bar", "no AC", "no due date", "no dates", "empty AO", "blanks", "prompt", "unknown tag"],
)
def test_a_plain_intent_is_understood(hall: KioskHall, said: str) -> None:
    hall.kiosk() >> said << "121NNY{t}…"


# --- error detection ---------------------------------------------------------------------------------------


def sealed(kiosk: Talk, text: str, dialect: sip2.Dialect, charset: str = "utf-8", sequence: int = 4) -> bytes:
    return sip2.seal(kiosk.write(text), sequence, dialect, charset) + b"\r"


@pytest.mark.parametrize("dialect", sip2.Dialect)
def test_each_dialect_is_answered_in_kind(hall: KioskHall, dialect: sip2.Dialect) -> None:
    hall.save(item(20, title="人工智能"))
    kiosk = hall.kiosk()
    kiosk.send(sealed(kiosk, "63019{t}          AOCUMT|AA张三|AC|", dialect))
    kiosk.received()
    kiosk.send(sealed(kiosk, "17{t}AOCUMT|ABB000020|AC|", dialect))
    answer = kiosk.received().rstrip(b"\r")
    assert "人工智能".encode() in answer
    assert dialect in sip2.checksum.dialects(answer, answer.decode())
    assert b"|AY4AZ" in answer


def test_a_configured_dialect_is_spoken_from_the_start() -> None:
    kiosk = KioskHall(profile={"dialect": sip2.Dialect.DP2, "trailing_bar": False}).line()
    kiosk.send(sip2.seal("9300CNkiosk1|COkiosk1|", 4, sip2.Dialect.THREE_M, "utf-8") + b"\r")
    answer = kiosk.received().rstrip(b"\r")
    assert sip2.Dialect.DP2 in sip2.checksum.dialects(answer, answer.decode())


def test_error_detection_is_decided_message_by_message(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(sealed(kiosk, ITEM, sip2.Dialect.THREE_M, sequence=8))
    assert b"AY8AZ" in kiosk.received()
    kiosk >> ITEM << "1803…AP三楼科技|"


def test_lower_case_hex_is_right(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    body, _, checksum = sealed(kiosk, ITEM, sip2.Dialect.THREE_M).rpartition(b"AZ")
    kiosk.send(body + b"AZ" + checksum.lower())
    kiosk << "1803…"


def test_damage_is_asked_for_again_and_nothing_is_done(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    good = sealed(kiosk, CHECKOUT, sip2.Dialect.THREE_M)
    kiosk.send(good.replace(b"B000001", b"B000002"))
    kiosk << "96AZFEF6"
    assert hall.store.tables.loans == {}
    kiosk.send(good)
    kiosk << "121NNY…"
    assert hall.tally.wires == ["damaged"]


def test_a_resend_is_unchanged(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(sealed(kiosk, CHECKOUT, sip2.Dialect.THREE_M))
    answer = kiosk.received()
    for _ in range(2):
        kiosk.send(b"97AZFEF5\r")
        assert kiosk.received() == answer
    assert len(hall.store.tables.loans) == 1


# --- garbage -----------------------------------------------------------------------------------------------


def test_garbage_gets_96_and_repeated_garbage_the_end_with_an_event(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    for garbage in (b"\xff\xfe\xfd\r", b"hello\r", b"GET / HTTP/1.1\r", b"42 is no code\r"):
        kiosk.send(garbage)
        kiosk << "96AZFEF6"
    kiosk.send(b"enough\r")
    assert kiosk.gone()
    assert hall.history("kiosk1")[0] == "line-closed"
    assert dict(hall.events("terminal kiosk1")[0].data) == {"why": "repeated garbage"}


def test_a_message_between_forgives_the_garbage_before(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    for _ in range(4):
        for _ in range(4):
            kiosk >> "hello" << "96AZFEF6"
        kiosk >> ITEM << "1803…"
    assert not kiosk.gone()


def test_a_stranger_s_garbage_ends_the_line_too(hall: KioskHall) -> None:
    stranger = hall.line()
    stranger.send(b"x\r" * 5)
    assert stranger.gone()
    assert stranger.received() == b"96AZFEF6\r" * 4


def test_what_only_a_server_says_is_no_request(hall: KioskHall) -> None:
    hall.kiosk() >> "121NNY{t}AOCUMT|AAP0001|ABB000001|AJx|AH|" << "96AZFEF6"


def test_a_message_without_end_is_not_waited_for(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(b"17" + b"A" * 16_000)
    assert not kiosk.gone()
    kiosk.send(b"A" * 1000)
    assert kiosk.gone()
    assert hall.history("kiosk1")[0] == "line-closed"


def test_a_reader_s_number_of_any_length_is_looked_up(hall: KioskHall) -> None:
    hall.kiosk() >> f"23019{{t}}AOCUMT|AA{'9' * 6000}|AC|AD|" << "24YYYY…AF读者证无效…"


# --- character sets ----------------------------------------------------------------------------------------


def test_utf8_is_spoken_until_a_request_decides(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk >> ITEM << "1803…AJ书1|…"
    kiosk.send(b"23019" + kiosk.date().encode() + "AOCUMT|AA张三|AC|AD|\r".encode("gb18030"))
    assert "读者证无效".encode("gb18030") in kiosk.received()
    kiosk.send(kiosk.write(ITEM).encode() + b"\r")
    assert "书1".encode("gb18030") in kiosk.received()


def test_the_first_request_that_is_not_ascii_decides_for_good(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk >> "23019{t}AOCUMT|AA张三|AC|AD|" << "24YYYY…AF读者证无效…"
    kiosk.send(kiosk.write("23019{t}AOCUMT|AA").encode() + "张三".encode("gb18030") + b"|AC|AD|\r")
    kiosk << "24YYYY…AF读者证无效…"


def test_a_line_that_proved_unsound_decides_nothing(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send("乱码\r".encode("gb18030"))
    kiosk << "96AZFEF6"
    kiosk >> ITEM << "1803…AJ书1|…"


def test_a_configured_character_set_is_spoken_from_the_login_on() -> None:
    hall = KioskHall(profile={"charset": "gb18030"}, records=[item(20, title="和珅传")])
    kiosk = hall.kiosk(charset="gb18030")
    kiosk >> "17{t}AOCUMT|ABB000020|AC|" << "1803…AJ和珅传|…"
    assert b"\xab\x7c" in "和珅传".encode("gb18030")


def test_a_gbk_character_may_end_in_the_byte_of_the_bar() -> None:
    hall = KioskHall(profile={"charset": "gb18030"})
    vectors = json.loads(shared("data/sip2/gbk_pipe_vectors.json").read_text(encoding="utf-8"))
    kiosk = hall.kiosk(charset="gb18030")
    for text in (vector["text"] for vector in vectors if "text" in vector):
        kiosk >> f"19{{t}}AOCUMT|ABB000001|AC|CH{text}|" << f"201…|CH{text}|AF图书信息已更新|"


def test_what_a_character_set_lacks_is_replaced() -> None:
    hall = KioskHall(profile={"charset": "ascii"}, records=[item(20, title="Café 人工|智能")])
    hall.kiosk() >> "17{t}AOCUMT|ABB000020|AC|" << "1803…|AJCafe ??/??|…"


def test_values_are_cut_on_characters(hall: KioskHall) -> None:
    hall.save(item(20, title="书" * 400))
    answer = hall.kiosk().say("17{t}AOCUMT|ABB000020|AC|")
    title = answer.partition("|AJ")[2].partition("|")[0]
    assert title == "书" * 255


def test_a_bar_in_a_title_does_not_end_it(hall: KioskHall) -> None:
    hall.save(item(20, title="甲|乙"))
    title = hall.kiosk().say("17{t}AOCUMT|ABB000020|AC|").partition("|AJ")[2].partition("|")[0]
    assert title == "甲/乙"
