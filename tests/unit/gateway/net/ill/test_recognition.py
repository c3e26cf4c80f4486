from ipaddress import ip_network

import pytest

from gateway.net.ill.peer import Peer
from gateway.net.ill.recognition import Acquaintances, Known

PRINT, OTHER = "sha256:" + "ab" * 32, "sha256:" + "cd" * 32

EVERYBODY = Acquaintances(
    [
        Known(name="loose", symbols=frozenset({"CN:LOOSE", "LOOSE"})),
        Known(name="net", symbols=frozenset({"CN:NET"}), networks=(ip_network("10.1.0.0/16"),)),
        Known(name="twin", symbols=frozenset({"CN:TWIN"}), networks=(ip_network("10.2.0.0/16"),)),
        Known(name="twin2", symbols=frozenset({"CN:TWIN2"}), networks=(ip_network("10.2.3.0/24"),)),
        Known(name="cert", symbols=frozenset({"CN:CERT"}), certificates=frozenset({PRINT})),
    ]
)


@pytest.mark.parametrize(
    ("host", "fingerprint", "symbol", "name"),
    [
        # by symbol alone, where nothing else is asked
        ("192.0.2.1", "", "CN:LOOSE", "loose"),
        ("192.0.2.1", OTHER, "LOOSE", "loose"),
        ("192.0.2.1", "", "CN:NOBODY", None),
        # by network, with and without a symbol
        ("10.1.2.3", "", "CN:NET", "net"),
        ("::ffff:10.1.2.3", "", "", "net"),
        ("192.0.2.1", "", "CN:NET", None),
        # where a network is two partners' the symbol says which
        ("10.2.3.4", "", "", None),
        ("10.2.3.4", "", "CN:TWIN2", "twin2"),
        ("10.2.9.9", "", "", "twin"),
        # by certificate, which no other line is believed without
        ("192.0.2.1", PRINT, "", "cert"),
        ("192.0.2.1", PRINT, "CN:CERT", "cert"),
        ("192.0.2.1", OTHER, "CN:CERT", None),
        ("192.0.2.1", "", "CN:CERT", None),
        # who speaks under another's symbol
        ("10.1.2.3", "", "CN:TWIN", None),
        ("", "", "", None),
    ],
)
def test_who_somebody_is(host: str, fingerprint: str, symbol: str, name: str | None) -> None:
    found = EVERYBODY.recognise(Peer(link="l1", host=host, fingerprint=fingerprint), symbol)
    assert (found.name if found else None) == name


def test_whom_we_called_is_whom_we_called() -> None:
    found = EVERYBODY.recognise(Peer(link="l1", host="192.0.2.1", partner="cert"), "CN:NOBODY")
    assert found is not None
    assert found.name == "cert"
    assert EVERYBODY.recognise(Peer(link="l1", partner="gone")) is None


def test_a_certificate_out_of_place_is_a_strangers() -> None:
    both = Known(name="both", certificates=frozenset({PRINT}), networks=(ip_network("10.1.0.0/16"),))
    known = Acquaintances([both])
    assert known.recognise(Peer(link="l1", host="10.1.0.1", fingerprint=PRINT)) == both
    assert known.recognise(Peer(link="l1", host="192.0.2.1", fingerprint=PRINT)) is None
    assert known.recognise(Peer(link="l1", host="10.1.0.1")) is None
