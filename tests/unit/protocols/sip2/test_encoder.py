from collections.abc import Iterator

import msgspec
import pytest

from protocols.errors import LocalProtocolError
from protocols.sip2.codes import CirculationStatus, PatronStatus, ScStatusCode, SupportedMessages
from protocols.sip2.decoder import decode
from protocols.sip2.encoder import _plan_of, encode
from protocols.sip2.fields import FeeLine
from protocols.sip2.messages import (
    AcsStatus,
    Checkout,
    CheckoutResponse,
    FeePaidResponse,
    ItemInformationResponse,
    LoginResponse,
    PatronInformation,
    PatronStatusResponse,
    RequestAcsResend,
    ScStatus,
)

DAY, DUE = "20260301    143005", "20260401    000000"

ANSWER = CheckoutResponse(
    ok=True,
    renewal_ok=False,
    desensitize=True,
    transaction_date=DAY,
    institution_id="CUMT",
    patron_identifier="P0001",
    item_identifier="B000001",
    title_identifier="人工智能",
    due_date="2026-04-01",
)


@pytest.fixture(autouse=True)
def _made_afresh() -> Iterator[None]:
    _plan_of.cache_clear()
    yield
    _plan_of.cache_clear()


def tagged(message: CheckoutResponse) -> str:
    return encode(message).removeprefix(f"121NUY{DAY}AOCUMT|AAP0001|ABB000001|")


def test_required_tags_are_always_written_and_optional_ones_when_they_are_there() -> None:
    message = Checkout(transaction_date=DAY, institution_id="", patron_identifier="P1", item_identifier="B1")
    assert encode(message) == f"11NN{DAY}{' ' * 18}AO|AAP1|ABB1|AC|"
    full = msgspec.structs.replace(message, item_properties="", fee_acknowledged=True, cancel=False)
    assert encode(full) == f"11NN{DAY}{' ' * 18}AO|AAP1|ABB1|AC|CH|BOY|BIN|"


def test_the_last_bar_can_be_left_out() -> None:
    assert encode(ANSWER, trailing_bar=False) == encode(ANSWER)[:-1]


def test_flags_codes_and_counts() -> None:
    assert (
        encode(
            PatronStatusResponse(
                patron_status=PatronStatus.HOLD_PRIVILEGES_DENIED,
                language="019",
                transaction_date="",
                institution_id="C",
                patron_identifier="P1",
                personal_name="",
                valid_patron=False,
            )
        )
        == f"24   Y          019{' ' * 18}AOC|AAP1|AE|BLN|"
    )
    assert (
        encode(
            AcsStatus(
                on_line_status=True,
                checkin_ok=True,
                checkout_ok=False,
                acs_renewal_policy=True,
                status_update_ok=False,
                off_line_ok=True,
                timeout_period=5000,
                retries_allowed=3,
                date_time_sync=DAY,
                institution_id="C",
                supported_messages=SupportedMessages.CHECKOUT | SupportedMessages.RENEW_ALL,
                screen_message=("一", "二"),
            )
        )
        == f"98YYNYNY999003{DAY}2.00AOC|BXNYNNNNNNNNNNNNNY|AF一|AF二|"
    )


def test_messages_without_tagged_elements() -> None:
    assert encode(ScStatus(status_code=ScStatusCode.PAPER_OUT, max_print_width=32)) == "9910322.00"
    assert encode(LoginResponse(ok=True)) == "941"
    assert encode(RequestAcsResend()) == "97"


def test_runs_of_fee_lines() -> None:
    message = FeePaidResponse(
        payment_accepted=True,
        transaction_date=DAY,
        institution_id="C",
        patron_identifier="P1",
        fee_lines=(FeeLine(fee_identifier="1", fee_remaining="1.00"), FeeLine(fee_identifier="2")),
    )
    assert encode(message) == f"38Y{DAY}AOC|AAP1|CG1|FA1.00|CG2|"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a|b", "a/b"),
        ("a\rb\nc\td", "a b c d"),
        ("a\0b\x7fc\x85d", "a b c d"),
        ("a\u2028b", "a b"),
        ("全\u3000角", "全\u3000角"),
        ("x" * 300, "x" * 255),
        ("书" * 255, "书" * 255),
        ("书" * 256 + "|", "书" * 255),
    ],
)
def test_a_value_cannot_break_the_message(title: str, written: str) -> None:
    assert tagged(msgspec.structs.replace(ANSWER, title_identifier=title)) == f"AJ{written}|AH2026-04-01|"


def test_a_code_cannot_break_the_positional_part() -> None:
    message = ItemInformationResponse(
        circulation_status="a|b",
        security_marker="0",
        fee_type=CirculationStatus.OTHER,
        transaction_date="yesterday",
        item_identifier="B1",
        title_identifier="",
    )
    assert encode(message) == f"18  0 01{' ' * 18}ABB1|AJ|"


def test_extras_come_last_in_their_order() -> None:
    message = msgspec.structs.replace(ANSWER, extras=(("ZZ", "1"), ("ZA", "2|3"), ("AY", "1"), ("x", "")))
    assert tagged(message) == "AJ人工智能|AH2026-04-01|ZZ1|ZA2/3|x|"


@pytest.mark.parametrize("extra", [("", "x"), ("", ""), ("A", "x"), ("ABC", "x")])
def test_an_extra_field_needs_its_two_letters(extra: tuple[str, str]) -> None:
    with pytest.raises(LocalProtocolError, match="two letters"):
        encode(msgspec.structs.replace(ANSWER, extras=(extra,)))


@pytest.mark.parametrize(
    ("extras", "text"),
    [
        ((("10", "4000"),), "9900802.00|104000|"),
        ((("QQ", "x"),), "9900802.00|QQx|"),
        ((("AO", "C"),), "9900802.00AOC|"),
    ],
)
def test_a_first_field_that_is_no_known_tag_keeps_its_distance(
    extras: tuple[tuple[str, str], ...], text: str
) -> None:
    message = ScStatus(status_code="0", max_print_width=80, extras=extras)
    assert encode(message) == text
    assert decode(text) == message


@pytest.mark.parametrize("fields", ["BP00001|BQ5|", "BP1|BP001|", "BPx|BP001|", "BPx|BP1|", "BQ5|BP 1|"])
def test_a_number_written_otherwise_is_written_as_it_came(fields: str) -> None:
    message = decode(f"63001{DAY}Y         AOC|AAP1|{fields}")
    assert decode(encode(message)) == message


def test_a_changed_number_is_written_anew() -> None:
    message = decode(f"63001{DAY}Y         AOC|AAP1|BP00001|")
    assert isinstance(message, PatronInformation)
    assert encode(message).endswith("AAP1|BP00001|")
    assert encode(msgspec.structs.replace(message, start_item=6)).endswith("AAP1|BP6|BP00001|")
    assert encode(msgspec.structs.replace(message, start_item=None)).endswith("AAP1|BP00001|")
