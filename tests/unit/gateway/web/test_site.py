from typing import Any, cast

from klein import Klein
from twisted.internet.address import IPv4Address
from twisted.internet.protocol import connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.web.iweb import IRequest

from gateway.web.exchange import MOST_BODY
from gateway.web.site import ASKING_SECONDS, HEADERS, IDLE_SECONDS, MOST_LINES, MOST_OF_ADDRESS, Dressed, site
from tests.web_client import Line, ask, request

app = Klein()


@app.route("/length", methods=["POST"])
def length(request: IRequest) -> bytes:
    return str(len(request.content.read())).encode()


@app.route("/<name>", methods=["GET"])
def echo(request: IRequest, name: str) -> bytes:  # noqa: ARG001 - Klein's handlers take it
    return name.encode()


ROOT = Dressed(app)


def test_every_answer_is_dressed_and_names_no_server() -> None:
    for method, path, status in (("GET", "/x", 200), ("GET", "/no/such", 404), ("PUT", "/x", 405)):
        reply = ask(ROOT, method, path)
        assert reply.status == status
        assert {name: reply.headers[name] for name in HEADERS} == HEADERS
        assert "server" not in reply.headers


def test_pages_may_load_from_here_only() -> None:
    assert ask(ROOT, "GET", "/x").headers["content-security-policy"].startswith("default-src 'self';")
    assert ask(ROOT, "GET", "/x").headers["x-content-type-options"] == "nosniff"


def test_of_a_long_body_no_more_is_kept_than_tells_that_it_is_too_long() -> None:
    assert ask(ROOT, "POST", "/length", b"x" * MOST_BODY).body == str(MOST_BODY).encode()
    assert ask(ROOT, "POST", "/length", b"x" * 10 * MOST_BODY).body == str(MOST_BODY + 1).encode()


def test_a_body_without_declared_length_is_bounded_too() -> None:
    head = b"POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    chunk = b"%x\r\n%s\r\n" % (MOST_BODY, b"x" * MOST_BODY)
    assert Line(ROOT, head + chunk * 3 + b"0\r\n\r\n").reply.body.endswith(b"65537\r\n0\r\n\r\n")


def test_no_host_or_a_strange_one_makes_no_difference() -> None:
    assert Line(ROOT, b"GET /x HTTP/1.0\r\n\r\n").reply.body == b"x"
    assert Line(ROOT, b"GET /x HTTP/1.0\r\nHost: \xff..\r\n\r\n").reply.body == b"x"


def test_a_request_line_that_is_not_utf_8_is_refused_quietly() -> None:
    assert ask(ROOT, "GET", "/%ff").status == 400
    assert Line(ROOT, b"\xff /x HTTP/1.0\r\n\r\n").reply.status == 400
    assert ask(ROOT, "GET", "/%E9%A6%86").body.decode() == "馆"


def test_the_site_is_quiet_and_closes_silent_lines() -> None:
    made = site(ROOT)
    line = Line(ROOT, request("GET", "/x"))
    assert (made.noisy, made.timeOut) == (False, IDLE_SECONDS)
    assert line.channel.site.log(line) is None


def test_a_site_may_take_longer_bodies() -> None:
    for length, kept in ((5, 5), (11, 10)):
        sent = request("POST", "/length", b"x" * length * MOST_BODY)
        told = int(Line(ROOT, sent, most_body=10 * MOST_BODY).reply.body)
        assert told == min(kept * MOST_BODY + (length > 10), length * MOST_BODY)


def line(factory: Any, host: str = "10.0.0.1") -> Any:  # noqa: ANN401 - a channel, or None
    channel = factory.buildProtocol(IPv4Address("TCP", host, 1))
    if channel is not None:
        transport: Any = StringTransport
        channel.makeConnection(transport(peerAddress=IPv4Address("TCP", host, 1)))
    return channel


def test_one_address_has_so_many_lines() -> None:
    factory = site(ROOT, reactor=cast("Any", Clock()), one=lambda host: host[:7])
    lines = [line(factory, f"10.0.0.{number}") for number in range(MOST_OF_ADDRESS)]
    assert None not in lines
    assert line(factory, "10.0.0.99") is None
    assert line(factory, "10.0.1.1") is not None
    lines[0].connectionLost(connectionDone)
    assert line(factory) is not None


def test_all_have_so_many_lines_and_those_of_the_socket_share_them() -> None:
    factory = site(ROOT, reactor=cast("Any", Clock()))
    assert None not in [line(factory, "") for _ in range(MOST_LINES)]
    assert line(factory, "10.0.0.1") is None


def test_a_request_that_drips_has_a_deadline() -> None:
    clock = Clock()
    drips = line(site(ROOT, reactor=cast("Any", clock)))
    drips.dataReceived(b"GET /x HTTP/1.1\r\nHost: x\r\n")
    for _ in range(int(ASKING_SECONDS / 10) - 1):
        clock.advance(10)
        drips.dataReceived(b"A: b\r\n")
    assert not drips._channel.transport.disconnecting
    clock.advance(10)
    assert drips._channel.transport.disconnecting


def test_a_line_may_ask_again_and_again() -> None:
    clock = Clock()
    asks = line(site(ROOT, reactor=cast("Any", clock)))
    for _ in range(5):
        asks.dataReceived(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        clock.advance(ASKING_SECONDS / 2)
    assert asks._channel.transport.value().count(b"200 OK") == 5
    assert not asks._channel.transport.disconnecting
