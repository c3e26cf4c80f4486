import pytest

from gateway.net.ill.peer import Peer


@pytest.mark.parametrize(
    ("host", "where"), [("10.0.0.9", "10.0.0.9:1611"), ("2001:db8::5", "[2001:db8::5]:1611"), ("", ":1611")]
)
def test_where_it_is(host: str, where: str) -> None:
    assert Peer(link="l1", host=host, port=1611).where == where
