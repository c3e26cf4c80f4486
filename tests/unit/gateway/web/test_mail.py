"""The outbox and the partners through the control socket."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from gateway.model.ill.post import LetterState
from gateway.model.wording import Tongue
from gateway.outbox.schedule import Refused
from gateway.web import ill_shapes as shapes
from gateway.web.mail import IMPOSSIBLE
from gateway.web.shapes import Refusal
from tests.ill_desk import IllDesk, TwoLibraries
from tests.web_client import Reply


class Learned(msgspec.Struct):
    """What a call has shown."""

    reached: bool = True
    garbage: str = ""


@pytest.fixture
def two() -> Iterator[TwoLibraries]:
    two = TwoLibraries()
    yield two
    two.close()


def as_(shape: type[Any], reply: Reply, status: int = 200) -> Any:  # noqa: ANN401 - a `shape`
    assert reply.status == status, reply.body.decode()
    return msgspec.json.decode(reply.body, type=shape)


def letters(two: TwoLibraries, query: str = "") -> list[shapes.LetterShown]:
    return [*as_(shapes.Letters, two.borrower.get(f"/outbox{query}")).letters]


def dead(two: TwoLibraries) -> shapes.LetterShown:
    """A letter that could not be sent."""
    two.hhit.deaf = True
    two.cumt.asks("HHIT")
    two.world.settle(2)
    (letter,) = letters(two)
    return letter


def test_letters_are_listed_latest_first(two: TwoLibraries) -> None:
    first, second = two.cumt.asks("HHIT"), two.cumt.asks("HHIT")
    two.world.settle()
    assert [letter.transaction for letter in letters(two)] == [second, first]
    assert {letter.in_words for letter in letters(two)} == {"sent"}
    assert letters(two, "?state=dead") == letters(two, "?partner=NJU") == []
    assert len(letters(two, "?state=sent&partner=HHIT&limit=1")) == 1
    page = as_(shapes.Letters, two.borrower.get("/outbox?limit=1"))
    assert [one.transaction for one in letters(two, f"?after={page.after}")] == [first]


def test_a_letter_that_fails_says_why(two: TwoLibraries) -> None:
    letter = dead(two)
    assert (letter.state, letter.attempts, letter.error) == ("waiting", 1, "nobody is there")


def test_sending_again(two: TwoLibraries) -> None:
    letter = dead(two)
    two.hhit.deaf = False
    answer = as_(
        shapes.LetterAnswer, two.borrower.post(f"/outbox/{letter.id[-6:]}/resend", {"actor": "李老师"})
    )
    assert (answer.ok, answer.letter.attempts) == (True, 0)
    two.world.settle(1)
    assert [one.state for one in letters(two)] == ["sent"]
    act = two.borrower.acts()[-1]
    assert (act.action, act.actor, act.subject) == ("outbox resend", "李老师", f"letter {letter.id}")
    assert act.facts == {"was": "waiting", "partner": "HHIT", "transaction": letter.transaction}


def test_taking_back_what_has_gone_is_refused_and_put_down(two: TwoLibraries) -> None:
    two.cumt.asks("HHIT")
    two.world.settle()
    (letter,) = letters(two)
    reply = two.borrower.post(f"/outbox/{letter.id}/take-back", {"actor": "李老师"})
    answer = as_(shapes.LetterAnswer, reply)
    assert not answer.ok
    assert answer.problem.text.startswith("It has been sent and can't be taken back")
    assert two.borrower.acts()[-1].outcome == "refused"


def test_taking_back_what_waits_for_its_time() -> None:
    two = TwoLibraries(terms={"grace": 60})
    two.cumt.asks("HHIT")
    (letter,) = letters(two)
    answer = as_(shapes.LetterAnswer, two.borrower.post(f"/outbox/{letter.id}/take-back"))
    assert (answer.ok, answer.letter.state) == (True, LetterState.TAKEN_BACK)
    two.close()


@pytest.mark.parametrize("why", Refused)
def test_whatever_the_outbox_refuses_is_told_in_both_languages(why: Refused) -> None:
    assert len(set(IMPOSSIBLE[why.value])) == 2


def test_a_letter_that_is_not_there(two: TwoLibraries) -> None:
    told = as_(Refusal, two.borrower.post("/outbox/zz/resend"), 404).error
    assert told.startswith("There is no letter zz")
    two.cumt.asks("HHIT"), two.cumt.asks("HHIT")
    told = as_(Refusal, two.borrower.post("/outbox//resend"), 404).error
    assert told


def test_the_end_of_a_letter_s_id_must_be_its_own(two: TwoLibraries) -> None:
    for _ in range(12):
        two.cumt.asks("HHIT")
    ids = [one.id for one in letters(two)]
    shared = next(end for end in "0123456789" if sum(one.endswith(end) for one in ids) > 1)
    told = as_(Refusal, two.borrower.post(f"/outbox/{shared}/resend"), 409).error
    assert told.startswith(f"More than one id ends in {shared}")


# --- partners -------------------------------------------------------------------------------------


def test_partners_are_listed_with_their_lines_and_mail(two: TwoLibraries) -> None:
    (row,) = as_(shapes.Partners, two.borrower.get("/partners")).partners
    assert (row.name, row.symbol, row.line, row.waiting, row.configured) == ("HHIT", "CN:HHIT", "", 0, True)
    dead(two)
    (row,) = as_(shapes.Partners, two.borrower.get("/partners")).partners
    assert (row.line, row.error, row.failures, row.waiting) == ("failing", "nobody is there", 1, 1)


@pytest.mark.parametrize("name", ["HHIT", "hhit", "cn:hhit"])
def test_a_partner_is_known_by_name_and_symbol(two: TwoLibraries, name: str) -> None:
    told = {"HHIT": {"zh": "淮海工学院图书馆", "en": "HHIT Library", "address": "ill.hhit.example:1611"}}
    desk = IllDesk(two.cumt, configured=told)
    shown = as_(shapes.PartnerShown, desk.get(f"/partners/{name}"))
    assert (shown.name, shown.title) == ("HHIT", "HHIT Library")
    assert shown.configuration["address"] == "ill.hhit.example:1611"
    chinese = as_(
        shapes.PartnerShown, IllDesk(two.cumt, configured=told, tongue=Tongue.ZH).get("/partners/HHIT")
    )
    assert chinese.title == "淮海工学院图书馆"


def test_a_partner_that_there_is_not(two: TwoLibraries) -> None:
    told = as_(Refusal, two.borrower.get("/partners/NJU"), 404).error
    assert told == "There is no partner NJU: the configuration has HHIT"


def test_pausing_and_resuming(two: TwoLibraries) -> None:
    body = {"actor": "李老师", "why": "moving house"}
    shown = as_(shapes.PartnerShown, two.borrower.post("/partners/HHIT/pause", body))
    assert (shown.line, shown.paused_by, shown.paused_why) == ("paused", "李老师", "moving house")
    two.cumt.asks("HHIT")
    two.world.settle()
    assert [letter.state for letter in letters(two)] == ["waiting"]
    shown = as_(shapes.PartnerShown, two.borrower.post("/partners/HHIT/resume", {"actor": "李老师"}))
    two.world.settle()
    assert (shown.paused_by, letters(two)[0].state) == ("", "sent")
    assert as_(shapes.PartnerShown, two.borrower.get("/partners/HHIT")).line == "up"
    acts = [(act.action, act.actor, act.subject, act.facts) for act in two.borrower.acts()]
    assert acts == [
        ("partner pause", "李老师", "partner HHIT", {"why": "moving house"}),
        ("partner resume", "李老师", "partner HHIT", {}),
    ]


def test_letters_to_somebody_who_is_configured_no_more(two: TwoLibraries) -> None:
    two.cumt.asks("HHIT")
    two.cumt.lending.adopt(two.cumt.lending._library, two.hhit.lending.directory)
    rows = as_(shapes.Partners, two.borrower.get("/partners")).partners
    assert [(row.name, row.configured) for row in rows] == [("CUMT", True), ("HHIT", False)]
    assert as_(shapes.PartnerShown, two.borrower.get("/partners/HHIT")).symbol == ""


def test_a_call_at_a_partner(two: TwoLibraries) -> None:
    called: list[str] = []

    async def probe(name: str) -> Learned:
        called.append(name)
        return Learned(garbage="no APDU" if len(called) > 1 else "")

    desk = IllDesk(two.cumt, probe=probe)
    shown = as_(shapes.Probed, desk.post("/partners/cn:hhit/probe", {"actor": "李老师"}))
    assert (shown.ok, shown.partner, shown.report) == (True, "HHIT", {"reached": True, "garbage": ""})
    assert not as_(shapes.Probed, desk.post("/partners/HHIT/probe")).ok
    assert desk.acts()[0].action == "partner probe"


def test_who_has_no_address_can_t_be_called() -> None:
    two = TwoLibraries(reachable=False)
    told = as_(Refusal, two.borrower.post("/partners/HHIT/probe"), 409).error
    assert told == "HHIT has no address: it calls us, and can't be called"
    assert as_(shapes.PartnerShown, two.borrower.get("/partners/HHIT")).line == "calls-us"
    two.close()


def test_what_waits_for_a_call_says_so() -> None:
    two = TwoLibraries(reachable=False)
    two.cumt.asks("HHIT")
    two.world.settle()
    (letter,) = letters(two)
    assert (letter.state, letter.attempts, letter.in_words) == ("waiting", 0, "waits until the partner calls")
    again = two.borrower.post(f"/outbox/{letter.id}/resend")
    assert as_(shapes.LetterAnswer, again).letter.in_words == "waits until the partner calls"
    shown = as_(shapes.TransactionShown, two.borrower.get(f"/ill/{letter.transaction}"))
    assert shown.letters[0].in_words == "waits until the partner calls"
    two.close()
