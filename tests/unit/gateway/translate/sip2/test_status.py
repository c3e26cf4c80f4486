from gateway.model.problems import Problem, ProblemCode
from gateway.model.wording import Tongue
from gateway.translate.sip2.status import acs_status
from protocols import sip2
from protocols.sip2.codes import SupportedMessages as Service
from tests.library import NOW
from tests.terminals import terminal


def test_what_is_offered_at_a_place_is_bx() -> None:
    upstairs = terminal(services=Service.CHECKOUT | Service.RENEW | Service.LOGIN | Service.SC_ACS_STATUS)
    text = sip2.encode(acs_status(upstairs, Tongue.ZH, NOW))
    assert text == ("98YNYYNY10000320260302    1000002.00AOCUMT|AM云龙图书馆|BXNYNNYNYNNNNNNNYN|AN一楼大厅|")


def test_status_update_means_that_cards_may_be_blocked_and_enabled() -> None:
    assert acs_status(terminal(services=Service.BLOCK_PATRON), Tongue.ZH, NOW).status_update_ok
    assert acs_status(terminal(services=Service.PATRON_ENABLE), Tongue.ZH, NOW).status_update_ok
    assert not acs_status(terminal(services=Service.ITEM_STATUS_UPDATE), Tongue.ZH, NOW).status_update_ok


def test_a_terminal_without_names_sends_no_empty_fields() -> None:
    text = sip2.encode(acs_status(terminal(library_name="", location_name=""), Tongue.ZH, NOW))
    assert "AM" not in text
    assert "AN" not in text


def test_out_of_service_offers_nothing_and_says_why() -> None:
    paused = Problem(ProblemCode.TERMINAL_PAUSED)
    answer = acs_status(terminal(), Tongue.EN, NOW, problem=paused)
    assert (answer.on_line_status, answer.checkin_ok, answer.checkout_ok) == (False, False, False)
    assert answer.supported_messages == Service.SC_ACS_STATUS | Service.LOGIN
    assert answer.screen_message == ("This machine is paused. Please use another one",)
