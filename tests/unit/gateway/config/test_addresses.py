"""Addresses and hours taken apart; what is refused stands in test_checks."""

import pytest

from gateway.config.addresses import Hours, host_and_port, hours


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ill.hhit.example", ("ill.hhit.example", 1611)),
        ("10.1.2.3:499", ("10.1.2.3", 499)),
        ("[2001:db8::5]:210", ("2001:db8::5", 210)),
        ("[::1]", ("::1", 1611)),
        ("h:0", None),
        ("::1", None),
    ],
)
def test_an_address_has_a_host_and_a_port(text: str, parts: tuple[str, int] | None) -> None:
    assert host_and_port(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("08:00-18:30", Hours(frozenset(range(7)), 480, 1110)),
        ("mon-fri 22:00-06:00", Hours(frozenset(range(5)), 1320, 360)),
        ("SUN 00:00-24:00", Hours(frozenset({6}), 0, 1440)),
        ("sat-mon 09:00-10:00", Hours(frozenset({5, 6, 0}), 540, 600)),
        ("24:00-25:00", None),
        ("08:00", None),
    ],
)
def test_hours_are_days_and_minutes(text: str, parts: Hours | None) -> None:
    assert hours(text) == parts
