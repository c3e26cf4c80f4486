from collections.abc import Iterator

import pytest

from protocols.sip2.codes import (
    AlertType,
    CardOperation,
    CirculationStatus,
    HoldMode,
    Language,
    MediaType,
    PatronStatus,
    ScStatusCode,
    Summary,
    SupportedMessages,
)
from protocols.sip2.decoder import FIELD_LIMIT, _plan_of, decode
from protocols.sip2.errors import Undecodable
from protocols.sip2.fields import FeeLine
from protocols.sip2.messages import (
    AcsStatus,
    CardIssue,
    CardIssueResponse,
    CheckinResponse,
    Checkout,
    FeePaid,
    FeePaidResponse,
    Hold,
    ItemInformationResponse,
    Login,
    LoginResponse,
    PatronInformation,
    PatronInformationResponse,
    PatronStatusRequest,
    PatronStatusResponse,
    RenewAll,
    RequestAcsResend,
    RequestScResend,
    ScStatus,
)

DAY, DUE = "20260301    143005", "20260401    000000"


@pytest.fixture(autouse=True)
def _made_afresh() -> Iterator[None]:
    _plan_of.cache_clear()
    yield
    _plan_of.cache_clear()


def test_a_checkout() -> None:
    assert decode(f"11YN{DAY}{DUE}AOCUMT|AAP0001|ABB000001|AC|AD1234|BON|BIY|") == Checkout(
        sc_renewal_policy=True,
        no_block=False,
        transaction_date=DAY,
        nb_due_date=DUE,
        institution_id="CUMT",
        patron_identifier="P0001",
        item_identifier="B000001",
        terminal_password="",
        patron_password="1234",
        fee_acknowledged=False,
        cancel=True,
    )


def test_absent_empty_and_blank() -> None:
    message = decode(f"11YN{DAY}{' ' * 18}AO|AAP1|ABB1|AC|CH|")
    assert isinstance(message, Checkout)
    assert message.nb_due_date == ""
    assert message.item_properties == "", "present and empty"
    assert message.patron_password is None, "absent"


def test_required_tags_that_are_missing_are_empty() -> None:
    message = decode(f"11YN{DAY}{' ' * 18}ABB1|")
    assert isinstance(message, Checkout)
    assert (message.institution_id, message.patron_identifier, message.terminal_password) == ("", "", "")


def test_positional_elements_that_are_missing_take_their_defaults() -> None:
    assert decode("65AOCUMT|AAP1|") == RenewAll(
        transaction_date="", institution_id="CUMT", patron_identifier="P1"
    )
    assert decode("93CNkiosk|COpw|") == Login(login_user_id="kiosk", login_password="pw")
    assert decode("990") == ScStatus(
        status_code=ScStatusCode.OK, max_print_width=None, protocol_version="2.00"
    )
    assert decode("63AOC|AAP1|") == PatronInformation(
        language=Language.UNKNOWN,
        transaction_date="",
        summary=Summary(0),
        institution_id="C",
        patron_identifier="P1",
    )


def test_unreadable_positions_take_their_defaults() -> None:
    assert decode("990   2.00") == ScStatus(status_code="0", max_print_width=None)
    assert decode("94 ") == LoginResponse(ok=False)
    assert decode("94 AFno|") == LoginResponse(ok=False, screen_message=("no",))


def test_flags_counts_and_repeated_tags() -> None:
    message = decode(
        f"64Y   Y         019{DAY}0001    0003000400050006AOC|AAP1|AE张三|BZ0010|BLY|CQN|"
        "ASB1|ASB2|BV2.50|AF一|AF二|"
    )
    assert message == PatronInformationResponse(
        patron_status=PatronStatus.CHARGE_PRIVILEGES_DENIED | PatronStatus.CARD_REPORTED_LOST,
        language=Language.CHINESE,
        transaction_date=DAY,
        hold_items_count=1,
        overdue_items_count=None,
        charged_items_count=3,
        fine_items_count=4,
        recall_items_count=5,
        unavailable_holds_count=6,
        institution_id="C",
        patron_identifier="P1",
        personal_name="张三",
        hold_items_limit=10,
        valid_patron=True,
        valid_patron_password=False,
        hold_items=("B1", "B2"),
        fee_amount="2.50",
        screen_message=("一", "二"),
    )


def test_services_of_bx() -> None:
    message = decode(f"98YYYYNN010003{DAY}2.00AOC|BXYNYNNNNNNNNNNNNN|AMlib|")
    assert isinstance(message, AcsStatus)
    assert message.supported_messages == SupportedMessages.PATRON_STATUS_REQUEST | SupportedMessages.CHECKIN
    assert (message.timeout_period, message.retries_allowed, message.library_name) == (10, 3, "lib")


def test_codes_known_and_unknown() -> None:
    message = decode(f"18037701{DAY}ABB1|AJ书|CK001|CF0|")
    assert isinstance(message, ItemInformationResponse)
    assert message.circulation_status is CirculationStatus.AVAILABLE
    assert message.security_marker == "77"
    assert message.media_type is MediaType.BOOK
    assert message.hold_queue_length == 0


def test_the_extensions_of_a_checkin() -> None:
    message = decode(f"101YUY{DAY}AOC|ABB1|AQ南湖|CL3|CRTP|CSTP18/1|CT文昌|CV02|CYP2|DA李四|BF1380|")
    assert message == CheckinResponse(
        ok=True,
        resensitize=True,
        magnetic_media=None,
        alert=True,
        transaction_date=DAY,
        institution_id="C",
        item_identifier="B1",
        permanent_location="南湖",
        sort_bin="3",
        collection_code="TP",
        call_number="TP18/1",
        destination_location="文昌",
        alert_type=AlertType.HOLD_ELSEWHERE,
        hold_patron_identifier="P2",
        hold_patron_name="李四",
        home_phone_number="1380",
    )


def test_fee_lines() -> None:
    message = decode(f"38Y{DAY}AOC|AAP1|BKT1|CG1|FA1.00|FBB1|CG2|FA2.00|FG0.50|FA3.00|")
    assert message == FeePaidResponse(
        payment_accepted=True,
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="P1",
        transaction_id="T1",
        fee_lines=(
            FeeLine(fee_identifier="1", fee_remaining="1.00", fee_item="B1"),
            FeeLine(fee_identifier="2", fee_remaining="2.00", fee_paid="0.50"),
            FeeLine(fee_identifier="", fee_remaining="3.00"),
        ),
    )


def test_a_fee_line_without_its_number() -> None:
    message = decode(f"38Y{DAY}AOC|AAP1|FA1.00|")
    assert isinstance(message, FeePaidResponse)
    assert message.fee_lines == (FeeLine(fee_identifier="", fee_remaining="1.00"),)


def test_card_issuing() -> None:
    assert decode(f"81{DAY}AOC|AA|AE王五|XO320300200001011234|XK11|KD1234|BV100.00|AM总馆|XM0|") == CardIssue(
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="",
        personal_name="王五",
        identity_card_number="320300200001011234",
        card_operation=CardOperation.NEW_WITHOUT_DEPOSIT,
        new_patron_password="1234",
        fee_amount="100.00",
        library_name="总馆",
        sex="0",
    )
    assert decode(f"82{DAY}AOC|AAP9|XK11|OK1|") == CardIssueResponse(
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="P9",
        card_operation=CardOperation.NEW_WITHOUT_DEPOSIT,
        ok=True,
    )


def test_messages_without_elements() -> None:
    assert decode("97") == RequestAcsResend()
    assert decode("96AZFEF6") == RequestScResend()


@pytest.mark.parametrize(
    ("tagged", "extras"),
    [
        ("ZPkreps|", (("ZP", "kreps"),)),
        ("ZP1|ABB2|ZP2|", (("ZP", "1"), ("AB", "B2"), ("ZP", "2"))),
        ("BIx|", (("BI", "x"),)),
        ("BI|", (("BI", ""),)),
        ("BIY|BIN|", (("BI", "N"),)),
        ("BIx|BIN|", (("BI", "x"),)),
        ("BIy|", (("BI", "y"),)),
        ("x|", (("x", ""),)),
        ("CHhello|world|", (("wo", "rld"),)),
        ("104000000105|", (("10", "4000000105"),)),
        ("||", ()),
        ("AY1AZ0000", ()),
        (" CHx|", ()),
        (" QQx|", ((" Q", "Qx"),)),
    ],
)
def test_what_goes_to_extras(tagged: str, extras: tuple[tuple[str, str], ...]) -> None:
    assert decode(f"11YN{DAY}{DUE}AOC|AAP1|ABB1|AC|{tagged}").extras == extras


def test_a_number_written_otherwise_is_read_and_kept() -> None:
    message = decode(f"63001{DAY}Y         AOC|AAP1|BP00001|BQ5|")
    assert isinstance(message, PatronInformation)
    assert (message.start_item, message.end_item) == (1, 5)
    assert message.extras == (("BP", "00001"),)


def test_services_of_which_a_peer_sends_too_many() -> None:
    message = decode(f"98YYYYNN010003{DAY}2.00AOC|BXYNNNNNNNNNNNNNNNY|")
    assert isinstance(message, AcsStatus)
    assert message.supported_messages is SupportedMessages.PATRON_STATUS_REQUEST
    assert message.extras == (("BX", "YNNNNNNNNNNNNNNNY"),)


def test_services_that_say_nothing() -> None:
    message = decode(f"98YYYYNN010003{DAY}2.00AOC|BXSupported Messages|")
    assert isinstance(message, AcsStatus)
    assert message.supported_messages == SupportedMessages(0)
    assert message.extras == (("BX", "Supported Messages"),)


def test_the_last_bar_may_be_missing() -> None:
    assert decode(f"11YN{DAY}{DUE}AOC|AAP1|ABB1|AC|BON|BIN") == decode(
        f"11YN{DAY}{DUE}AOC|AAP1|ABB1|AC|BON|BIN|"
    )


def test_a_stray_bar_behind_the_positional_part() -> None:
    assert decode(f"65{DAY}|AOC|AAP1|") == decode(f"65{DAY}AOC|AAP1|")


def test_stray_pieces_are_kept() -> None:
    message = decode(f"15+{DAY}3BSHall|AOC|AAP1|")
    assert message == Hold(
        hold_mode=HoldMode.ADD,
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="P1",
        pickup_location="Hall",
        extras=(("3", ""),),
    )


def test_a_damaged_currency_is_kept() -> None:
    message = decode(f"37{DAY}01011USD|BV5.00|AOC|AAP1|")
    assert isinstance(message, FeePaid)
    assert (message.currency_type, message.extras) == ("", (("1U", "SD"),))


def test_noise_before_the_code() -> None:
    assert decode("\n\0login: 9900802.00") == ScStatus(status_code="0", max_print_width=80)


def test_a_blank_patron_status() -> None:
    message = decode(f"24{' ' * 14}001{DAY}AOC|AAP1|AEx|")
    assert message == PatronStatusResponse(
        language=Language.ENGLISH,
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="P1",
        personal_name="x",
    )
    assert decode(f"23   {DAY}AOC|AAP1|AC|AD|") == PatronStatusRequest(
        language="", transaction_date=DAY, institution_id="C", patron_identifier="P1"
    )


@pytest.mark.parametrize("text", ["", "85xx", "hello", "23hello world"])
def test_what_is_no_message(text: str) -> None:
    with pytest.raises(Undecodable):
        decode(text)


def test_too_many_fields() -> None:
    head = f"64{' ' * 14}001{DAY}{'0' * 24}"
    assert decode(head + "|" * (FIELD_LIMIT - 1)).extras == ()
    with pytest.raises(Undecodable, match="at most 1024 fields"):
        decode(head + "|" * FIELD_LIMIT)
