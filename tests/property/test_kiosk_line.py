"""A kiosk's line: whatever comes in, every line is answered, by SIP2, and the gateway goes on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import sip2
from protocols.sip2.dictionary import TAGS
from protocols.sip2.messages import ANSWERS, Login, RequestAcsResend, RequestScResend, ScStatus
from tests.kiosk_hall import KioskHall

#: Requests that the session or the login answer by themselves.
LINK = (Login, ScStatus, RequestAcsResend, RequestScResend)
REQUESTS = sorted(request.CODE for request in ANSWERS if not issubclass(request, LINK))
RESPONSES = {request.CODE: response.CODE for request, response in ANSWERS.items()}

#: Every field but those of the link.
FIELDS = sorted(TAGS.keys() - {"AY", "AZ"})

#: Values that the engine's rules look at, and such as nobody expects.
VALUES = st.one_of(
    st.sampled_from(
        (
            *("P0001", "P0002", "B000001", "B000002", "1234", "Y", "N", "", " ", "hall", "书1", "CUMT"),
            *("0", "-1", "9" * 30, "1.00", "20260401    120000", "00010101    000000", "+", "01", "11", "14"),
        )
    ),
    st.text(st.characters(exclude_characters="|", exclude_categories=("Cs", "Cc")), max_size=20),
)
DATES = st.one_of(
    st.just(" " * 18),
    st.datetimes().map(lambda at: f"{at.year:04}{at:%m%d}    {at:%H%M%S}"),
    st.sampled_from(["20260302    095959", "99991231    235959", "00010101   Z000000"]),
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str]:
    """A request's code, and a text of it with odd positions, dates and fields."""
    code = draw(st.sampled_from(REQUESTS))
    fixed = {
        "23": "019{}",
        "63": "001{}  Y       ",
        "11": "YN{}{}",
        "09": "Y{}{}",
        "29": "NY{}{}",
        "01": "Y{}",
        "15": "+{}",
        "37": "{}0400CNY",
    }.get(code, "{}")
    fields = draw(st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), max_size=10))
    filled = fixed.format(draw(DATES), draw(DATES))
    return code, code + filled + "".join(f"{tag}{value}|" for tag, value in fields)


@given(st.lists(requests(), max_size=8))
@settings(max_examples=40)
def test_every_request_gets_its_own_response(said: list[tuple[str, str]]) -> None:
    hall = KioskHall(settings={"issues_cards": True})
    kiosk = hall.kiosk()
    for code, text in said:
        answer = kiosk.say(text)
        message = sip2.decode(answer)
        assert RESPONSES[code] == message.CODE
        assert sip2.encode(message) == answer
        hall.pass_seconds(7)
    assert all(word != "failed" for _, word in hall.tally.messages)
    assert not kiosk.gone()


@given(
    st.lists(st.one_of(st.binary(max_size=30), requests().map(lambda said: said[1].encode())), max_size=12)
)
def test_every_line_is_answered_by_sip2_until_the_line_is_closed(lines: list[bytes]) -> None:
    hall = KioskHall()
    kiosk = hall.kiosk()
    for line in lines:
        if kiosk.gone():
            break
        kiosk.send(line + b"\r")
        sent = [part for part in line.replace(b"\n", b"\r").split(b"\r") if part.strip(b"\0\t ")]
        answers = [answer for answer in kiosk.received().split(b"\r") if answer]
        assert len(answers) == len(sent) or kiosk.gone()
        for answer in answers:
            assert sip2.decode(answer.decode("gb18030", "replace")).CODE in {*RESPONSES.values(), "96"}
    assert all(word != "failed" for _, word in hall.tally.messages)


@given(st.lists(requests(), min_size=1, max_size=5), st.lists(st.integers(1, 40), min_size=1, max_size=20))
@settings(max_examples=25)
def test_how_the_bytes_are_cut_changes_nothing(said: list[tuple[str, str]], cuts: list[int]) -> None:
    stream = "".join(f"{text}\r" for _, text in said).encode()
    whole, cut = KioskHall().kiosk(), KioskHall().kiosk()
    whole.send(stream)
    for place in range(len(stream)):
        size = cuts[place % len(cuts)]
        piece, stream = stream[:size], stream[size:]
        cut.send(piece)
    assert cut.received() == whole.received()
