"""Partners whom we call, over real sockets: what becomes of what we send them."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.net.ill.calling import Destination, dial
from gateway.net.ill.listener import ListenerLimits
from gateway.net.ill.probe import probe
from gateway.net.tls_client import TlsCall, TlsCaller
from gateway.ports.outbox import Receipt, Undelivered
from tests.certificates import Authority
from tests.ill_lines import apdu, letter
from tests.ill_post import (
    FAST,
    PATIENCE_SECONDS,
    Post,
    closes_after_each,
    fingerprint,
    listens,
    partner,
    reads_nothing,
    reports,
    resets,
)
from tests.live import LOOPBACK, free_port

# --- whom we call ------------------------------------------------------------------------------------------


def test_one_line_carries_all_letters(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with partner(listens) as hhit:
        post.knows(hhit.port)
        futures = [post.own.begin(lambda n=n: post.channels.send(letter(apdu(n)))) for n in range(50)]  # type: ignore[misc]
        assert [future.result(PATIENCE_SECONDS) for future in futures] == [Receipt()] * 50
        post.until(lambda: len(hhit.heard) == 50)
        assert hhit.heard == [apdu(number) for number in range(50)]
        assert hhit.lines == 1


def test_a_partner_that_acknowledges(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with partner(reports) as oclc:
        post.knows(oclc.port, reports=True)
        assert [post.sends(apdu(number)) for number in range(3)] == [Receipt(confirmed=True)] * 3
        assert (len(oclc.heard), oclc.lines) == (3, 1)
    assert {peer.partner for peer in post.hearer.peers} == {"hhit"}


@pytest.mark.parametrize("idle_seconds", [0, 240])
def test_a_partner_that_closes_after_each(carriage: Callable[..., Post], idle_seconds: float) -> None:
    post = carriage()
    with partner(closes_after_each) as hhit:
        post.knows(hhit.port, idle_seconds=idle_seconds)
        for number in range(3):
            assert post.sends(apdu(number)) == Receipt()
        assert (len(hhit.heard), hhit.lines) == (3, 3)
    post.until(lambda: post.channels.standing == {"hhit": 0})


def test_a_line_for_each_letter_to_a_gateway_of_our_own(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.knows(post.port, idle_seconds=0)
    began = time.monotonic()
    for number in range(5):
        assert post.sends(apdu(number)) == Receipt()
    # It hangs up as soon as it has heard us: nobody waits for a line to settle.
    assert time.monotonic() - began < 5 * FAST.settle_seconds
    assert post.hearer.heard == [apdu(number) for number in range(5)]


def test_a_partner_that_is_not_there(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.knows(free_port())
    assert post.why_not().startswith("it refuses connections")


def test_a_partner_that_resets_the_line(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with partner(resets) as hhit:
        post.knows(hhit.port)
        assert post.why_not()


def test_a_gateway_that_is_full_has_heard_nothing(carriage: Callable[..., Post]) -> None:
    post = carriage(ListenerLimits(connections=0))
    post.knows(post.port)
    assert post.why_not()
    assert post.hearer.heard == []


def test_a_partner_that_never_picks_up(carriage: Callable[..., Post]) -> None:
    """Nothing comes back at all, as from behind a firewall: the queue of its port is full."""
    post = carriage()
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server((LOOPBACK, 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003 - the socket's own
            waiting.connect_ex(server.getsockname())
        post.knows(server.getsockname()[1])
        began = time.monotonic()
        assert post.why_not().startswith("it does not pick up")
        assert time.monotonic() - began < FAST.connect_seconds + 2


def test_a_partner_that_reads_nothing(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with partner(reads_nothing) as hhit:
        post.knows(hhit.port)
        assert post.why_not(apdu(1, 30 << 20)) == "it has not taken the APDU within 2 s"
        post.until(lambda: post.channels.standing == {"hhit": 0})


def test_a_slow_partner_holds_up_nobody(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with partner(reads_nothing) as slow, partner(listens) as quick:
        destinations = (
            Destination(partner="hhit", host=LOOPBACK, port=slow.port),
            Destination(partner="nju", host=LOOPBACK, port=quick.port),
        )
        post.own.do(lambda: post.channels.adopt(destinations))
        stuck = post.own.begin(lambda: post.channels.send(letter(apdu(1, 30 << 20))))
        began = time.monotonic()
        for number in range(3):
            assert post.own.wait(lambda n=number: post.channels.send(letter(apdu(n), "nju"))) == Receipt()  # type: ignore[misc]
        assert time.monotonic() - began < FAST.send_seconds
        with pytest.raises(Undelivered):
            stuck.result(PATIENCE_SECONDS)


# --- TLS ---


def caller(post: Post, *, shows: bool = True, **fields: Any) -> TlsCaller:  # noqa: ANN401 - of a TlsCall
    known: dict[str, Any] = {"name": "localhost", "ca": post.authority.file} | fields
    if shows:
        key, certificate = post.authority.issue("cumt")
        known |= {"certificate": certificate, "key": key}
    return TlsCaller(TlsCall(**known))


def test_we_show_our_certificate_and_see_theirs(carriage: Callable[..., Post]) -> None:
    """One gateway calls another (here itself) through TLS on both ends."""
    post = carriage()
    post.knows(post.tls_port, tls=caller(post))
    assert post.sends(apdu(1)) == Receipt()
    (heard,) = post.until(lambda: post.hearer.heard)
    assert heard == apdu(1)
    assert post.hearer.peers[0].names == {"cumt"}


def test_a_pinned_certificate_is_enough(carriage: Callable[..., Post], tmp_path: Path) -> None:
    post = carriage()
    pinned = fingerprint(tmp_path / "server.pem")
    post.knows(post.tls_port, tls=caller(post, name="elsewhere", ca=None, fingerprint=pinned))
    assert post.sends(apdu(1)) == Receipt()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "ill.hhit.example"}, "its certificate is for localhost, not for ill.hhit.example"),
        ({"fingerprint": "sha256:" + "0" * 64}, "not the one that is expected of it"),
    ],
)
def test_who_is_not_whom_we_called_hears_nothing(
    carriage: Callable[..., Post], fields: dict[str, Any], why: str
) -> None:
    post = carriage()
    post.knows(post.tls_port, tls=caller(post, **fields))
    assert why in post.why_not()
    assert post.hearer.heard == []


def test_a_strangers_authority_is_not_believed(carriage: Callable[..., Post], tmp_path: Path) -> None:
    post = carriage()
    other = Authority(tmp_path, "elsewhere")
    post.knows(post.tls_port, tls=caller(post, ca=other.file))
    assert "is signed by none of ours" in post.why_not()


def test_a_partner_that_wants_a_certificate_has_heard_nothing_without(carriage: Callable[..., Post]) -> None:
    """In TLS 1.3 it says so only after the handshake: the letter must not count as handed over."""
    post = carriage()
    post.knows(post.tls_port, tls=caller(post, shows=False))
    assert post.why_not()
    assert post.hearer.heard == []


def test_a_try_tells_what_tls_there_is(carriage: Callable[..., Post], tmp_path: Path) -> None:
    post = carriage()
    post.hearer.answers = lambda raw: (raw,)
    there = Destination(partner="hhit", host=LOOPBACK, port=post.tls_port, tls=caller(post))
    learned = post.own.wait(lambda: probe(there, apdu(1), means=post.means, dial=dial(post.own.reactor)))
    assert learned.reached
    assert learned.answers == (apdu(1),)
    assert learned.tls is not None
    assert learned.tls.version == "TLSv1.3"
    assert learned.tls.fingerprint == fingerprint(tmp_path / "server.pem")
    assert learned.tls.names == {"server", "localhost"}
    assert learned.tls.expires > datetime.now(UTC)
