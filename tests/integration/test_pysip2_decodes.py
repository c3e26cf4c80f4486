"""PyPI pysip2 0.1.0, a decoder that others wrote, reads every kind of response that our server sends.

Where it refuses what the standard allows, docs/protocols/sip2.md says so, and the tests at the end hold it to
that list: should a later release mend something, they say so too.
"""

from collections.abc import Iterator

import pysip2
import pytest

from tests.kiosk_line import Line, kiosk, moment
from tests.live import Demo

BLANKS = " " * 18


@pytest.fixture
def line(library: Demo) -> Iterator[Line]:
    """kiosk1, logged in."""
    with kiosk(library.sip2, "kiosk1") as line:
        yield line


def sealed(text: str, sequence: int = 3) -> bytes:
    """A request with sequence number and checksum, made by pysip2's own rule."""
    data = f"{text}AY{sequence}AZ".encode()
    return data + pysip2.calculate_checksum(data).encode() + b"\r"


def decoded(answer: bytes) -> pysip2.DecodedMessage[pysip2.SIPMessage]:
    return pysip2.decode_message(answer + b"\r", encoding="utf-8")


def ask(line: Line, text: str, sequence: int = 3) -> pysip2.SIPMessage:
    """Send a request with error detection; its answer as pysip2 reads it, which checks the checksum."""
    line.send(sealed(text, sequence))
    answer = decoded(line.receive())
    assert answer.sequence_number == sequence
    assert answer.checksum is not None
    return answer.message


def expand(text: str) -> str:
    """`@` stands for this moment, `_` for eighteen blanks."""
    return text.replace("@", moment()).replace("_", BLANKS)


#: Requests that are granted and such that are refused, what pysip2 calls their answer, and what that says.
DIALOGUE: list[tuple[str, type[pysip2.SIPResponse], dict[str, object]]] = [
    ("9900802.00", pysip2.ACSStatusResponse, {"online_status": "Y"}),
    ("9910402.00", pysip2.ACSStatusResponse, {"online_status": "Y"}),
    ("9300CNkiosk1|COkiosk1|CPNH-1F|", pysip2.LoginResponse, {"ok": "1"}),
    ("9300CNkiosk1|COwrong|", pysip2.LoginResponse, {"ok": "0"}),
    ("23019@AOCUMT|AAP0001|AC|AD1234|", pysip2.PatronStatusResponse, {"valid_patron": "Y"}),
    ("23019@AOCUMT|AANOBODY|AC|AD1234|", pysip2.PatronStatusResponse, {"valid_patron": "N"}),
    ("63019@          AOCUMT|AAP0016|AD1234|", pysip2.PatronInformationResponse, {"valid_patron": "Y"}),
    ("63001@Y         AOCUMT|AAP0014|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@ Y        AOCUMT|AAP0013|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@  Y       AOCUMT|AAP0012|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@   Y      AOCUMT|AAP0013|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@    Y     AOCUMT|AAP0014|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@     Y    AOCUMT|AAP0014|AD1234|", pysip2.PatronInformationResponse, {}),
    ("63001@          AOCUMT|AANOBODY|AD1234|", pysip2.PatronInformationResponse, {"valid_patron": "N"}),
    ("17@AOCUMT|ABB000001|", pysip2.ItemInformationResponse, {"circulation_status": "03"}),
    ("17@AOCUMT|ABB000101|", pysip2.ItemInformationResponse, {"circulation_status": "04"}),
    ("17@AOCUMT|ABNOTHING|", pysip2.ItemInformationResponse, {}),
    ("11NN@_AOCUMT|AAP0001|ABB000001|AC|AD1234|", pysip2.CheckoutResponse, {"ok": "1"}),
    ("11NN@_AOCUMT|AAP0001|ABB000101|AC|AD1234|", pysip2.CheckoutResponse, {"ok": "0"}),
    ("11NN@_AOCUMT|AAP0001|ABNOTHING|AC|AD1234|", pysip2.CheckoutResponse, {"ok": "0"}),
    ("29NN@_AOCUMT|AAP0001|AD1234|ABB000001|", pysip2.RenewResponse, {"ok": "1"}),
    ("29NN@_AOCUMT|AAP0001|AD1234|ABB000077|", pysip2.RenewResponse, {"ok": "0"}),
    ("65@AOCUMT|AAP0012|AD1234|", pysip2.RenewAllResponse, {"unrenewed_items": ("B000109",)}),
    ("65@AOCUMT|AANOBODY|AD1234|", pysip2.RenewAllResponse, {"ok": "0"}),
    ("15+@AOCUMT|AAP0002|AD1234|ABB000101|BY3|", pysip2.HoldResponse, {"ok": "1"}),
    ("15*@BW20301231    235900|AOCUMT|AAP0002|AD1234|ABB000101|", pysip2.HoldResponse, {"ok": "1"}),
    ("15-@AOCUMT|AAP0002|AD1234|ABB000101|", pysip2.HoldResponse, {"ok": "1"}),
    ("15-@AOCUMT|AAP0002|AD1234|ABB000101|", pysip2.HoldResponse, {"ok": "0"}),
    ("09N@@AP|AOCUMT|ABB000001|AC|", pysip2.CheckinResponse, {"ok": "1", "alert": "N"}),
    ("09N@@AP|AOCUMT|ABB000106|AC|", pysip2.CheckinResponse, {"ok": "1", "alert": "Y"}),
    ("09N@@AP|AOCUMT|ABB000109|AC|", pysip2.CheckinResponse, {"ok": "1", "alert": "Y"}),
    ("09N@@AP|AOCUMT|ABNOTHING|AC|", pysip2.CheckinResponse, {}),
    ("09N@@AP|AOCUMT|ABB000103|AC|", pysip2.CheckinResponse, {"ok": "1"}),
    ("17@AOCUMT|ABB000109|", pysip2.ItemInformationResponse, {"circulation_status": "08"}),
    (
        "63001@   Y      AOCUMT|AAP0013|AD1234|",
        pysip2.PatronInformationResponse,
        {"fine_items_count": "0001"},
    ),
    ("37@0400CNYBV0.10|AOCUMT|AAP0013|BKone|", pysip2.FeePaidResponse, {"payment_accepted": "Y"}),
    ("37@0400CNYBV1.00|AOCUMT|AAP0001|BKtwo|", pysip2.FeePaidResponse, {"payment_accepted": "N"}),
    ("19@AOCUMT|ABB000002|CH|", pysip2.ItemStatusUpdateResponse, {}),
    ("19@AOCUMT|ABNOTHING|CH|", pysip2.ItemStatusUpdateResponse, {"item_properties_ok": "0"}),
    ("01N@AOCUMT|ALleft behind|AAP0019|AC|", pysip2.PatronStatusResponse, {}),
    ("25@AOCUMT|AAP0019|AC|AD1234|", pysip2.PatronEnableResponse, {}),
    ("35@AOCUMT|AAP0001|", pysip2.EndSessionResponse, {"end_session": "Y"}),
]


def test_every_kind_of_answer(line: Line) -> None:
    for place, (text, kind, stated) in enumerate(DIALOGUE):
        message = ask(line, expand(text), sequence=place % 10)
        assert type(message) is kind, text
        assert {name: getattr(message, name) for name in stated} == stated, (text, message)


def test_nothing_is_left_out() -> None:
    """Every response that pysip2 knows is in the dialogue, but for the one that asks for a resend."""
    kinds = {kind for _, kind, _ in DIALOGUE} | {pysip2.RequestSCResend}
    known = {value for value in vars(pysip2).values() if isinstance(value, type)}
    responses = {
        kind for kind in known if issubclass(kind, pysip2.SIPResponse) and kind is not pysip2.SIPResponse
    }
    assert kinds == responses


def test_a_resend_is_asked_for_with_a_checksum(line: Line) -> None:
    line.send(b"9900802.00AY1AZ0000\r")
    answer = line.receive()
    assert answer == b"96AZFEF6"
    assert type(decoded(answer).message) is pysip2.RequestSCResend


def test_a_resent_answer_is_the_same(line: Line) -> None:
    line.send(sealed("9900802.00", 7))
    first = line.receive()
    line.send(b"97AZFEF5\r")
    assert line.receive() == first


def test_without_error_detection(line: Line) -> None:
    line.send(b"9900802.00\r")
    answer = decoded(line.receive())
    assert (answer.sequence_number, answer.checksum) == (None, None)


def test_a_gb18030_answer(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk8", charset="gb18030") as line:
        line.send(sealed(f"17{moment()}AOCUMT|ABB000001|"))
        answer = pysip2.decode_message(line.receive() + b"\r", encoding="gb18030")
    assert isinstance(answer.message, pysip2.ItemInformationResponse)
    assert "人工智能" in answer.message.title_identifier


# --- what pysip2 refuses though it is right -----------------------------------------------------------------


def refusal(answer: bytes, encoding: str = "utf-8") -> str:
    """What pysip2 says against an answer."""
    with pytest.raises((pysip2.SIP2Error, UnicodeDecodeError)) as refused:
        pysip2.decode_message(answer + b"\r", encoding=encoding)
    return f"{type(refused.value).__name__}: {refused.value}"


def test_it_knows_no_card_issuing(line: Line) -> None:
    line.send(f"81{moment()}AOCUMT|AAP0001|XK14|".encode() + b"\r")
    answer = line.receive()
    assert answer.startswith(b"82")
    assert refusal(answer) == "SIP2UnknownCommand: 82"


def test_it_splits_fields_inside_a_chinese_character(library: Demo) -> None:
    """The second byte of 珅 in GB18030 is that of the bar."""
    with kiosk(library.sip2, "kiosk8", charset="gb18030") as line:
        answer = line.say(f"23019{moment()}AOCUMT|AA和珅|AC|AD1234|")
    assert "|AA和珅|" in answer
    assert refusal(answer.encode("gb18030"), "gb18030").startswith("UnicodeDecodeError: ")


def test_it_knows_one_rule_for_checksums(library: Demo) -> None:
    """A kiosk that sums code points is answered by its own rule."""
    with kiosk(library.sip2, "kiosk3") as line:
        text = f"23019{moment()}AOCUMT|AA和珅|AC|AD1234|AY1AZ"
        answer = line.say(text + format(-sum(map(ord, text)) & 0xFFFF, "04X"))
    assert answer[-9:-6] == "AY1"
    assert answer[-4:] == format(-sum(map(ord, answer[:-4])) & 0xFFFF, "04X")
    assert refusal(answer.encode()) == "SIP2ChecksumError: checksum mismatch"


@pytest.mark.parametrize("terminator", [b"\n", b"\r\n"])
def test_it_knows_one_end_of_a_message(line: Line, terminator: bytes) -> None:
    line.send(sealed("9900802.00"))
    answer = line.receive()
    with pytest.raises(pysip2.SIP2CodecError):
        pysip2.decode_message(answer + terminator, encoding="utf-8")
