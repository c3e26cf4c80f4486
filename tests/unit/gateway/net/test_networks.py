from ipaddress import ip_network

import pytest

from gateway.net.networks import within

NETWORKS = (ip_network("10.1.0.0/16"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("host", "lies"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::5", True),
        ("10.2.0.1", False),
        ("", False),
        ("kiosk.example", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(host: str, *, lies: bool) -> None:
    assert within(host, NETWORKS) is lies
