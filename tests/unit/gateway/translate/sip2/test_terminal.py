from datetime import UTC, date, datetime

import pytest

from gateway.model.wording import Tongue
from gateway.translate.sip2.terminal import ALL_SERVICES, DESK, eight_digits, masked
from protocols.sip2.codes import SupportedMessages
from tests.library import HOME, end_of
from tests.terminals import terminal


def test_every_service_is_offered_unless_said_otherwise() -> None:
    assert all(service in ALL_SERVICES for service in SupportedMessages)
    assert terminal().services == ALL_SERVICES


def test_a_terminal_belongs_to_a_library() -> None:
    assert terminal().agency == HOME


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%Y-%m-%d", "2026-04-01"),
        ("%Y%m%d    235900", "20260401    235900"),
        ("%d/%m/%Y %H:%M", "01/04/2026 23:59"),
        ("%Y年%m月%d日", "2026年04月01日"),
    ],
)
def test_a_due_date_is_printed_in_local_time_as_configured(pattern: str, text: str) -> None:
    assert terminal(due_format=pattern).day(end_of(date(2026, 4, 1))) == text


def test_a_due_instant_after_midnight_utc_is_the_day_it_is_there() -> None:
    assert terminal().day(datetime(2026, 3, 31, 17, 0, tzinfo=UTC)) == "2026-04-01"


def test_no_due_date_is_no_text() -> None:
    assert terminal().day(None) == ""


def test_places_are_named_as_people_know_them() -> None:
    assert terminal().place("hall") == "一楼大厅"
    assert terminal().place("nowhere") == "nowhere"
    assert terminal().place("hall", Tongue.EN) == "Entrance hall"
    assert terminal(default_tongue=Tongue.EN).place("hall") == "Entrance hall"
    assert (terminal().place(DESK), terminal().place(DESK, Tongue.EN)) == ("服务台", "the desk")


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳修文", "欧***"), ("Jonathan", "J***"), ("李", "李"), ("", "")]
)
def test_a_masked_name_is_known_to_its_bearer(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_dates_of_extensions_have_eight_digits() -> None:
    assert eight_digits(date(2027, 6, 30)) == "20270630"
    assert eight_digits(None) is None
