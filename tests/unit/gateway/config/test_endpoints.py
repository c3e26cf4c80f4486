import pytest
from twisted.internet.endpoints import serverFromString
from twisted.internet.testing import MemoryReactor

from gateway.config.endpoints import KINDS, address, misspelt, of_tls


@pytest.mark.parametrize(
    "endpoint",
    [
        "tcp:6001",
        "tcp:0",
        "tcp:65535:interface=10.1.2.3:backlog=5",
        "tcp:port=6001",
        r"tcp6:6001:interface=\:\:1",
        "ssl:6443:privateKey=key.pem:certKey=cert.pem",
        "unix:/run/x.sock:mode=600",
        r"unix:/run/a\=b\:c.sock",
        r"unix:/run/back\\\\",
        "systemd:domain=INET:name=guanji",
        "haproxy:tcp:6001",
    ],
)
def test_what_is_written_as_it_should_be(endpoint: str) -> None:
    assert misspelt(endpoint) is None


@pytest.mark.parametrize(
    ("endpoint", "what", "part"),
    [
        ("foo:1", "kind", "foo"),
        ("", "kind", ""),
        (":6001", "kind", ""),
        ("haproxy:haproxy:tcp:1", "kind", "haproxy"),
        ("tcp", "missing", "port"),
        ("tcp:", "missing", "port"),
        ("ssl:6443", "missing", "privateKey"),
        ("unix:mode=600", "missing", "address"),
        ("tcp:99999999", "port", "99999999"),
        ("tcp:65536", "port", "65536"),
        ("tcp:-1", "port", "-1"),
        ("tcp:٦", "port", "٦"),
        ("tcp:6001:interfce=::1", "unknown", "interfce="),
        ("tcp:6001:10.0.0.1:50:7", "unknown", "7"),
        ("unix:/run/a=b", "unknown", "/run/a=b"),
        ("tcp:6001\\", "unknown", "tcp:6001\\"),
        ("tcp:60\n01", "unknown", "tcp:60\n01"),
    ],
)
def test_what_is_wrong_is_named(endpoint: str, what: str, part: str) -> None:
    assert misspelt(endpoint) == (what, part)


@pytest.mark.parametrize("endpoint", ["tcp:6001", "tcp6:6001", "unix:/run/x.sock", "haproxy:tcp:6001"])
def test_what_passes_is_what_twisted_understands(endpoint: str) -> None:
    reactor = MemoryReactor()  # type: ignore[no-untyped-call]
    assert serverFromString(reactor, endpoint) is not None  # type: ignore[no-untyped-call]
    assert misspelt(endpoint) is None
    assert endpoint.removeprefix("haproxy:").partition(":")[0] in KINDS


@pytest.mark.parametrize(
    ("endpoint", "clear", "parts"),
    [
        ("ssl:6443:privateKey=k.pem", "tcp:6443", {"port": "6443", "privateKey": "k.pem"}),
        (
            "ssl:port=6443:k.pem:c.pem:interface=10.1.2.3:backlog=9",
            "tcp:6443:interface=10.1.2.3:backlog=9",
            {
                "port": "6443",
                "certKey": "c.pem",
                "interface": "10.1.2.3",
                "backlog": "9",
            },
        ),
        (
            r"haproxy:ssl:6443:privateKey=C\:/k.pem:interface=\:\:1",
            r"haproxy:tcp:6443:interface=\:\:1",
            {"port": "6443", "privateKey": "C:/k.pem", "interface": "::1"},
        ),
    ],
)
def test_tls_is_taken_apart(endpoint: str, clear: str, parts: dict[str, str]) -> None:
    found = of_tls(endpoint)
    assert found is not None
    assert found[0] == clear
    assert parts.items() <= found[1].items()


def test_what_has_no_tls_has_none_to_take_apart() -> None:
    assert of_tls("tcp:6001") is None
    assert of_tls("haproxy:tcp:6001") is None


@pytest.mark.parametrize(
    ("endpoint", "where"),
    [
        ("tcp:6001", ("", 6001)),
        ("tcp:port=6001:interface=10.1.2.3", ("10.1.2.3", 6001)),
        ("haproxy:tcp:6001", ("", 6001)),
        (r"tcp6:6001:interface=\:\:1", ("::1", 6001)),
        ("ssl:6443:privateKey=key.pem", ("", 6443)),
        ("unix:/run/x.sock", None),
        ("carrier-pigeon:3", None),
    ],
)
def test_where_an_endpoint_listens(endpoint: str, where: tuple[str, int] | None) -> None:
    assert address(endpoint) == where
