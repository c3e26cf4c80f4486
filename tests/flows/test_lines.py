"""Connections: who may come, how many, how long they may be silent, and what the kiosk tells of itself."""

from ipaddress import ip_network

import pytest
from twisted.internet.defer import Deferred

from gateway.net.sip2 import ListenerLimits
from tests.kiosk_hall import KioskHall, Refused, Talk, wait

ITEM = "17{t}AOCUMT|ABB000001|AC|"
CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|"


@pytest.fixture
def hall() -> KioskHall:
    return KioskHall()


def connections(hall: KioskHall, name: str = "kiosk1") -> int:
    return {state.name: many for state, many in hall.board.states()}[name]


# --- before and at the login -------------------------------------------------------------------------------


def test_what_was_said_before_one_login_is_not_the_next_one_s(hall: KioskHall) -> None:
    line = hall.line()
    line >> "9910402.00" << "98Y…"
    line >> "9300CNkiosk1|COkiosk1|" << "941"
    line >> "9300CNkiosk2|COkiosk2|" << "941"
    assert hall.history("kiosk1") == ["paper-out"]
    assert hall.history("kiosk2") == []


def test_a_whole_message_without_its_end_is_answered_when_the_kiosk_hangs_up(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(kiosk.write(ITEM).encode())
    kiosk.connection.readConnectionLost()
    kiosk << "1803…"
    assert kiosk.gone()


def test_a_message_that_was_cut_short_is_not_served(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk.send(kiosk.write(CHECKOUT).partition("B000001")[0].encode() + b"B0000")
    kiosk.connection.readConnectionLost()
    assert kiosk.received() == b""
    assert kiosk.gone()


def test_the_next_reader_is_not_spoken_to_in_the_language_of_the_one_before(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    nobody = CHECKOUT.replace("AAP0001", "AAnobody")
    kiosk >> "63001{t}          AOCUMT|AAP0001|AC|AD1234|" << "64…"
    kiosk >> nobody << "120…|AF读者证无效…"
    kiosk >> "63001{t}          AOCUMT|AAnobody|AC|AD1234|" << "64…"
    kiosk >> ITEM << "1803…"
    kiosk >> nobody.replace("B000001", "B000002") << "120…|AFCard not known…"


def test_a_response_is_no_request_and_names_no_reader(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk >> "101YNN{t}AOCUMT|ABB000001|AQNH|" << "96…"
    kiosk >> ITEM << "1803…"


def test_a_stranger_is_served_nothing(hall: KioskHall) -> None:
    stranger = hall.line()
    stranger >> ITEM << "1801…|AF设备未登录|"
    stranger >> CHECKOUT << "120NUN…|AF设备未登录|"
    stranger >> "35{t}AOCUMT|AAP0001|" << "36N…|AF设备未登录|"
    stranger >> "23001{t}AOCUMT|AAP0001|AC|AD|" << "24YYYY…|BLN|AFThis machine is not logged in|"
    assert hall.store.tables.loans == {}


def test_a_kiosk_may_tell_how_it_is_before_who_it_is(hall: KioskHall) -> None:
    kiosk = hall.line()
    kiosk >> "9910402.00" << "98Y…{t}2.00AOCUMT|BX…"
    assert hall.history("kiosk1") == []
    kiosk >> "9300CNkiosk1|COkiosk1|" << "941"
    assert hall.history("kiosk1") == ["paper-out"]


def test_status_before_login_may_be_forbidden() -> None:
    kiosk = KioskHall(account={"status_before_login": False}).line()
    kiosk >> "9900402.00" << "98NNNNNY…|AF设备未登录|"
    kiosk >> "9300CNkiosk1|COkiosk1|" << "941"
    kiosk >> "9900402.00" << "98YYYYYY…"


def test_who_guesses_is_answered_and_then_cut_off(hall: KioskHall) -> None:
    stranger = hall.line()
    for _ in range(4):
        stranger >> "9300CNkiosk1|COguess|" << "940"
        assert not stranger.gone()
    stranger >> "9300CNkiosk1|COguess|" << "940"
    assert stranger.gone()
    assert hall.tally.wires == [*["wrong-login"] * 5, "wrong-logins"]


def test_a_login_counts_from_its_own_network_only() -> None:
    hall = KioskHall(account={"networks": (ip_network("10.2.0.0/16"),)})
    hall.line("10.2.3.4") >> "9300CNkiosk1|COkiosk1|" << "941"
    hall.line("::ffff:10.2.3.4") >> "9300CNkiosk1|COkiosk1|" << "941"
    hall.line("10.3.3.4") >> "9300CNkiosk1|COkiosk1|" << "940"
    hall.line("") >> "9300CNkiosk1|COkiosk1|" << "940"


def test_a_line_may_become_another_kiosk_s(hall: KioskHall) -> None:
    line = hall.kiosk("kiosk1")
    assert (connections(hall, "kiosk1"), connections(hall, "kiosk2")) == (1, 0)
    line >> "9300CNkiosk2|COkiosk2|" << "941"
    assert (connections(hall, "kiosk1"), connections(hall, "kiosk2")) == (0, 1)
    line >> "9300CNkiosk1|COwrong|" << "940"
    line >> ITEM << "1803…"
    line.hang_up()
    assert (connections(hall, "kiosk1"), connections(hall, "kiosk2")) == (0, 0)


# --- limits ------------------------------------------------------------------------------------------------


def test_an_address_has_only_so_many_lines() -> None:
    hall = KioskHall(limits=ListenerLimits(per_address=2))
    first, _ = hall.line("10.0.0.1"), hall.line("10.0.0.1")
    with pytest.raises(Refused):
        hall.line("10.0.0.1")
    hall.line("10.0.0.2")
    first.hang_up()
    hall.line("10.0.0.1")
    assert hall.tally.wires == ["refused"]


def test_there_are_only_so_many_lines_in_all() -> None:
    hall = KioskHall(limits=ListenerLimits(connections=2))
    hall.line("10.0.0.1")
    hall.line("10.0.0.2")
    with pytest.raises(Refused):
        hall.line("10.0.0.3")


def test_a_kiosk_s_longest_silent_line_makes_room_for_a_new_one() -> None:
    hall = KioskHall(account={"max_connections": 2})
    lines: list[Talk] = []
    for _ in range(2):
        lines.append(hall.kiosk())
        hall.pass_seconds(10)
    lines[0] >> ITEM << "1803…"
    newcomer = hall.kiosk()
    assert [line.gone() for line in lines] == [False, True]
    assert connections(hall) == 2
    newcomer >> ITEM << "1803…"
    hall.kiosk("kiosk2")
    assert [line.gone() for line in lines] == [False, True]


# --- silence -----------------------------------------------------------------------------------------------


def test_who_does_not_log_in_is_let_go(hall: KioskHall) -> None:
    stranger, kiosk = hall.line(), hall.kiosk()
    stranger >> "9900402.00" << "98…"
    hall.pass_seconds(60)
    hall.listener.sweep()
    assert not stranger.gone()
    hall.pass_seconds(1)
    hall.listener.sweep()
    assert (stranger.gone(), kiosk.gone()) == (True, False)
    assert hall.tally.wires == ["no-login"]


def test_a_silent_kiosk_is_let_go_and_a_heartbeat_keeps_it(hall: KioskHall) -> None:
    silent, beating = hall.kiosk("kiosk1"), hall.kiosk("kiosk2")
    hall.pass_seconds(500)
    beating >> "9900402.00" << "98…"
    hall.pass_seconds(101)
    hall.listener.sweep()
    assert (silent.gone(), beating.gone()) == (True, False)
    assert connections(hall, "kiosk1") == 0


def test_who_has_hung_up_his_end_is_still_answered(hall: KioskHall) -> None:
    kiosk = hall.line()
    kiosk.send(kiosk.write(f"9300CNkiosk1|COkiosk1|\r{CHECKOUT}\r").encode())
    kiosk.connection.readConnectionLost()
    assert kiosk.gone()
    kiosk << "941" << "121NNY…"
    assert hall.history("kiosk1") == []


# --- telemetry ---------------------------------------------------------------------------------------------


def test_paper_and_shutdown_become_state_and_events(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    for code in ("0", "1", "1", "0", "2"):
        kiosk >> f"99{code}0402.00" << "98Y…"
    assert hall.history("kiosk1") == ["kiosk-shutting-down", "paper-back", "paper-out"]
    state = hall.board.state("kiosk1")
    assert state is not None
    assert (state.paper_out, state.shut_down, state.print_width, state.protocol) == (False, True, 40, "2.00")
    kiosk.hang_up()
    hall.kiosk()
    assert hall.history("kiosk1")[0] == "kiosk-back"


def test_the_last_sign_of_life_is_known(hall: KioskHall) -> None:
    kiosk = hall.kiosk(host="10.0.0.7")
    state = hall.board.state("kiosk1")
    assert state is not None
    assert (state.last_seen, state.last_message, state.address) == (hall.clock.now(), "sip2 93", "10.0.0.7")
    hall.pass_seconds(30)
    kiosk >> ITEM << "1803…"
    state = hall.board.state("kiosk1")
    assert state is not None
    assert (state.last_seen, state.last_message) == (hall.clock.now(), "sip2 17")


# --- pause -------------------------------------------------------------------------------------------------


def test_a_paused_kiosk_says_so_and_is_served_again_when_it_is_resumed(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    wait(Deferred.fromCoroutine(hall.board.pause("kiosk1", actor="admin", why="carpet")))
    kiosk >> "9900402.00" << "98NNNNNY…|BXNNNNYNYNNNNNNNNN|…|AF本机暂停服务，请使用其他设备|"
    kiosk >> CHECKOUT << "120NUN…|AF本机暂停服务…"
    kiosk >> ITEM << "1801…|AF本机暂停服务…"
    kiosk >> "35{t}AOCUMT|AAP0001|" << "36Y…"
    hall.kiosk("kiosk2") >> ITEM << "1803…"
    assert hall.history("kiosk1") == ["kiosk-paused"]
    wait(Deferred.fromCoroutine(hall.board.resume("kiosk1", actor="admin")))
    kiosk >> "9900402.00" << "98YYYYYY…"
    kiosk >> CHECKOUT << "121NNY…"


def test_a_pause_does_not_undo_what_has_happened(hall: KioskHall) -> None:
    kiosk = hall.kiosk()
    kiosk >> CHECKOUT << "121NNY…"
    wait(Deferred.fromCoroutine(hall.board.pause("kiosk1", actor="admin")))
    kiosk >> "09Y{t}{t}AP|AOCUMT|ABB000001|AC|" << "101YNN…"
    kiosk >> f"11NY{kiosk.date(3600)}{{b}}AOCUMT|AAP0002|ABB000002|AC|" << "121NNY…"
    # Some kiosks set the flag on every message: what they send at once, a pause holds up.
    kiosk >> "11NY{t}{b}AOCUMT|AAP0002|ABB000003|AC|" << "120NUN…|AF本机暂停服务…"


# --- the end -----------------------------------------------------------------------------------------------


def test_a_stopping_gateway_ends_every_line(hall: KioskHall) -> None:
    stranger, kiosk = hall.line(), hall.kiosk()
    hall.listener.drain()
    assert (stranger.gone(), kiosk.gone()) == (True, True)
    assert not hall.listener.busy
