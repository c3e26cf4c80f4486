"""Lines that we open: reuse, receipts, refusals, ends; with real sockets in tests/integration."""

import msgspec
import pytest
from twisted.internet import error
from twisted.internet.error import ConnectionLost, DNSLookupError

from gateway.net.ill.calling import Destination
from gateway.net.ill.channel import ChannelLimits
from gateway.ports.outbox import Courier, Undelivered
from tests.ill_lines import Caller, Sent, Stage, apdu, letter
from tests.memory_store import result as wait

HHIT = Destination(partner="hhit", host="ill.hhit.example", port=1611)
ONCE = Destination(partner="once", host="once.example", port=1611, idle_seconds=0)
OCLC = Destination(partner="oclc", host="oclc.example", port=499, reports=True)
REFUSED: Exception = error.ConnectionRefusedError()  # type: ignore[no-untyped-call]
CALLER = Destination(partner="caller")
NO_WAY = "it has no line open to us, and no address is configured for it"
LIMITS = ChannelLimits(connect_seconds=15, send_seconds=60, settle_seconds=1, parting_seconds=30)


@pytest.fixture
def stage() -> Stage:
    return Stage(destinations=(HHIT, ONCE, OCLC, CALLER), channels=LIMITS)


def standing(stage: Stage, partner: str = "hhit") -> Caller:
    """A line to a partner on which a letter has gone, and that has proven to be taken."""
    sent = stage.sends(apdu(0), partner)
    partner_end = stage.picks_up()
    assert partner_end.hears() == apdu(0)
    stage.pass_seconds(1)
    assert not sent.receipt.confirmed
    return partner_end


def reason(sent: Sent) -> tuple[str, bool]:
    assert isinstance(sent.why, Undelivered)
    return sent.why.reason, sent.why.permanent


# --- a line that is kept ---------------------------------------------------------------------------------


def test_a_letter_goes_on_a_line_that_is_opened_for_it(stage: Stage) -> None:
    sent = stage.sends(apdu(1))
    ((host, port, _, _),) = stage.calls
    assert (host, port) == ("ill.hhit.example", 1611)
    partner = stage.picks_up()
    assert partner.hears() == apdu(1)
    assert sent.results == []
    stage.pass_seconds(1)
    assert not sent.receipt.confirmed
    assert stage.channels.standing == {"hhit": 1, "once": 0, "oclc": 0, "caller": 0}
    assert stage.counts.messages == [("iso10161 sent", "ok")]


def test_the_next_goes_on_the_same_line_and_is_handed_over_at_once(stage: Stage) -> None:
    partner = standing(stage)
    sent = [stage.sends(apdu(number)) for number in (1, 2)]
    assert [each.receipt.confirmed for each in sent] == [False, False]
    assert partner.hears() == apdu(1) + apdu(2)
    assert len(stage.calls) == 1


def test_letters_that_come_together_wait_for_one_line(stage: Stage) -> None:
    sent = [stage.sends(apdu(number)) for number in (1, 2, 3)]
    assert len(stage.calls) == 1
    assert stage.picks_up().hears() == apdu(1) + apdu(2) + apdu(3)
    stage.pass_seconds(1)
    assert [each.receipt.confirmed for each in sent] == [False] * 3


def test_what_comes_back_is_handed_on_as_the_partners(stage: Stage) -> None:
    partner = standing(stage)
    partner.says(apdu(7))
    assert stage.hearer.heard == [apdu(7)]
    (peer,) = stage.hearer.peers
    assert (peer.partner, peer.host, peer.port, peer.listener) == ("hhit", "ill.hhit.example", 1611, "")


def test_what_comes_back_shows_that_a_new_line_is_taken(stage: Stage) -> None:
    sent = stage.sends(apdu(1))
    stage.picks_up().says(apdu(7))
    assert not sent.receipt.confirmed


def test_a_letter_is_handed_over_when_the_last_of_it_has_gone(stage: Stage) -> None:
    partner = standing(stage)
    partner.wire.takes = False
    sent = stage.sends(apdu(1))
    assert sent.results == []
    partner.wire.take()
    assert not sent.receipt.confirmed


def test_a_partner_that_takes_nothing_is_let_go(stage: Stage) -> None:
    partner = standing(stage)
    partner.wire.takes = False
    sent = stage.sends(apdu(1))
    stage.pass_seconds(60)
    assert reason(sent) == ("it has not taken the APDU within 60 s", False)
    assert partner.reset()
    assert stage.counts.wires.count("undelivered") == 1
    stage.sends(apdu(1))
    assert len(stage.calls) == 2


def test_a_letter_that_is_given_up_in_the_middle_ends_its_line(stage: Stage) -> None:
    partner = standing(stage)
    partner.wire.takes = False
    sent = stage.sends(apdu(1))
    sent.deferred.cancel()
    assert partner.reset()


def test_a_letter_that_is_given_up_takes_the_line_from_no_other(stage: Stage) -> None:
    first, second = stage.sends(apdu(1)), stage.sends(apdu(2))
    first.deferred.cancel()
    assert stage.picks_up().hears() == apdu(2)
    stage.pass_seconds(1)
    assert not second.receipt.confirmed


def test_a_line_that_is_reset_at_once_has_carried_nothing(stage: Stage) -> None:
    sent = stage.sends(apdu(1))
    stage.picks_up().wire.end(ConnectionLost())
    assert reason(sent) == (
        "it reset the line (Connection to the other side was lost in a non-clean fashion.)",
        False,
    )


def test_a_partner_that_hangs_up_in_order_has_read_it(stage: Stage) -> None:
    sent = stage.sends(apdu(1))
    stage.picks_up().wire.end()
    assert not sent.receipt.confirmed
    stage.sends(apdu(2))
    assert len(stage.calls) == 2


def test_a_line_that_the_partner_closed_is_used_no_more(stage: Stage) -> None:
    partner = standing(stage)
    partner.line.readConnectionLost()
    stage.sends(apdu(1))
    assert len(stage.calls) == 2
    assert partner.hears() == b""


def test_an_idle_line_is_closed(stage: Stage) -> None:
    partner = standing(stage)
    stage.pass_seconds(240)
    stage.channels.sweep()
    assert not partner.gone()
    stage.pass_seconds(1)
    stage.channels.sweep()
    assert partner.gone()
    assert stage.channels.standing["hhit"] == 0


def test_a_line_that_does_not_end_is_aborted(stage: Stage) -> None:
    partner = standing(stage)
    partner.wire.loseConnection = lambda: None  # type: ignore[method-assign]
    for seconds in (241, 31):
        stage.pass_seconds(seconds)
        stage.channels.sweep()
    assert partner.reset()


# --- nobody there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (REFUSED, "it refuses connections: nothing listens there"),
        (DNSLookupError("ill.hhit.example"), "its name is not known"),
        (ValueError("odd"), "odd"),
    ],
)
def test_why_nobody_was_reached(stage: Stage, cause: Exception, words: str) -> None:
    first, second = stage.sends(apdu(1)), stage.sends(apdu(2))
    stage.fails(cause)
    for sent in (first, second):
        said, permanent = reason(sent)
        assert said.startswith(words)
        assert not permanent
    assert stage.channels.standing["hhit"] == 0
    stage.sends(apdu(3))
    assert len(stage.calls) == 2


def test_a_partner_that_does_not_pick_up(stage: Stage) -> None:
    sent = stage.sends(apdu(1))
    cancelled: list[object] = []
    stage.calls[0][3].addErrback(cancelled.append)
    stage.pass_seconds(15)
    said, _ = reason(sent)
    assert said.startswith("it does not pick up")
    assert len(cancelled) == 0  # its failure was taken by who called
    assert stage.calls[0][3].called


def test_it_is_what_the_outbox_asks_for(stage: Stage) -> None:
    courier: Courier = stage.channels
    sending = courier.send(letter(apdu(1), "nobody"))
    with pytest.raises(Undelivered):
        wait(sending)


def test_nobody_has_an_address(stage: Stage) -> None:
    """A partner that was renamed or taken out of the configuration may come back: nothing dies of that."""
    why = stage.sends(apdu(1), "nobody").why
    assert (why.reason, why.permanent, why.uncalled) == (NO_WAY, False, True)
    assert not stage.channels.there("nobody")
    assert stage.channels.there("hhit")


def test_a_partner_without_an_address_is_told_on_its_own_line(stage: Stage) -> None:
    assert stage.sends(apdu(1), "caller").why.uncalled
    assert not stage.channels.there("caller")
    caller = stage.caller()
    stage.listener.belongs(caller.line.peer.link, "caller")
    stage.listener.belongs("nobody", "caller")
    assert (stage.channels.there("caller"), stage.channels.calls("caller")) == (True, False)
    sent = stage.sends(apdu(2), "caller")
    assert caller.hears() == apdu(2)
    assert not sent.receipt.confirmed
    caller.wire.takes = False
    late, later = stage.sends(apdu(3), "caller"), stage.sends(apdu(4), "caller")
    assert late.results == []
    caller.wire.take()
    assert [late.receipt.confirmed, later.receipt.confirmed] == [False, False]
    caller.line.readConnectionLost()
    assert reason(stage.sends(apdu(5), "caller")) == (NO_WAY, False)
    assert stage.listener.line_of("caller") is None


def test_a_stranger_is_told_on_the_line_that_stands(stage: Stage) -> None:
    caller = stage.caller()
    stage.listener.belongs(caller.line.peer.link, "10.0.0.1")
    assert not stage.sends(apdu(2), "10.0.0.1").receipt.confirmed
    caller.wire.takes = False
    stuck = stage.sends(apdu(3), "10.0.0.1")
    stage.pass_seconds(60)
    assert reason(stuck) == ("it has not taken the APDU on its own line", False)
    assert caller.reset()
    assert reason(stage.sends(apdu(4), "10.0.0.1")) == (NO_WAY, False)


# --- a line for each APDU -----------------------------------------------------------------------------------


def test_a_line_that_is_closed_after_each(stage: Stage) -> None:
    sent = stage.sends(apdu(1), "once")
    partner = stage.picks_up()
    assert partner.hears() == apdu(1)
    assert partner.wire.half
    partner.says(apdu(7))
    partner.wire.end()
    assert not sent.receipt.confirmed
    assert stage.hearer.heard == [apdu(7)]
    assert stage.channels.standing["once"] == 0


def test_a_partner_that_leaves_its_half_open(stage: Stage) -> None:
    sent = stage.sends(apdu(1), "once")
    partner = stage.picks_up()
    stage.pass_seconds(1)
    assert not sent.receipt.confirmed
    for _ in range(2):
        stage.pass_seconds(31)
        stage.channels.sweep()
    assert partner.gone()


def test_several_lines_at_a_time(stage: Stage) -> None:
    stage.sends(apdu(1), "once")
    stage.sends(apdu(2), "once")
    assert len(stage.calls) == 2


# --- a partner that acknowledges ----------------------------------------------------------------------------


def test_an_acknowledgement_is_waited_for_and_nothing_sent_before(stage: Stage) -> None:
    first, second = stage.sends(apdu(1), "oclc"), stage.sends(apdu(2), "oclc")
    partner = stage.picks_up()
    assert partner.hears() == apdu(1)
    stage.pass_seconds(10)
    assert first.results == []
    partner.says(apdu(99))
    assert first.receipt.confirmed
    assert partner.hears() == apdu(2)
    partner.says(apdu(98))
    assert second.receipt.confirmed
    assert stage.hearer.heard == [apdu(99), apdu(98)]


def test_what_only_crosses_a_letter_acknowledges_nothing(stage: Stage) -> None:
    stage.crossing = {apdu(50)}
    sent = stage.sends(apdu(1), "oclc")
    partner = stage.picks_up()
    partner.says(apdu(50))
    assert (sent.results, stage.hearer.heard) == ([], [apdu(50)])
    partner.says(apdu(99))
    assert sent.receipt.confirmed


def test_an_acknowledgement_that_does_not_come(stage: Stage) -> None:
    sent = stage.sends(apdu(1), "oclc")
    partner = stage.picks_up()
    stage.pass_seconds(60)
    assert reason(sent) == ("it has not acknowledged the APDU within 60 s", False)
    assert partner.reset()


def test_a_partner_that_hangs_up_instead(stage: Stage) -> None:
    sent = stage.sends(apdu(1), "oclc")
    stage.picks_up().wire.end()
    assert reason(sent) == ("it hung up without an acknowledgement", False)


# --- other destinations, and the end ------------------------------------------------------------------------


def test_a_line_to_who_has_moved_ends_when_it_is_done(stage: Stage) -> None:
    partner = standing(stage)
    partner.wire.takes = False
    sent = stage.sends(apdu(1))
    moved = Destination(partner="hhit", host="new.hhit.example", port=1611)
    stage.channels.adopt((moved, ONCE))
    assert not partner.gone()
    partner.wire.take()
    assert not sent.receipt.confirmed
    assert partner.gone()
    stage.sends(apdu(2))
    assert stage.calls[-1][0] == "new.hhit.example"
    assert reason(stage.sends(apdu(3), "oclc")) == (NO_WAY, False)


def test_a_line_to_who_has_stayed_stays(stage: Stage) -> None:
    """New lines go by the new destination all the same: its certificates may have been renewed."""
    partner = standing(stage)
    same = msgspec.structs.replace(HHIT)
    stage.channels.adopt((same,))
    stage.sends(apdu(1))
    assert partner.hears() == apdu(1)
    assert stage.channels._routes["hhit"].destination is same


def test_a_server_that_stops(stage: Stage) -> None:
    stage.hearer.held = True
    partner = standing(stage)
    partner.says(apdu(7))
    stage.channels.drain()
    assert stage.channels.busy
    assert reason(stage.sends(apdu(1))) == ("the server is stopping", False)
    stage.hearer.go_on()
    assert partner.gone()
    assert not stage.channels.busy


def test_in_the_end_every_line_ends(stage: Stage) -> None:
    partner = standing(stage)
    stage.hearer.held = True
    partner.says(apdu(7) + apdu(8))
    stage.channels.close_all()
    assert partner.gone()
    stage.hearer.go_on()
    assert stage.hearer.heard == [apdu(7)]
