"""Partners who call us, over real sockets: what they do to us, and what it costs."""

import resource
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from gateway.net.ill.keeper import Bounds
from gateway.net.ill.listener import ListenerLimits
from gateway.net.pace import PaceLimits
from protocols.iso10161.apdus import StatusOrErrorReport
from protocols.iso10161.codec import encode
from protocols.iso10161.reports import ErrorReport, GeneralProblem, ProviderErrorReport, ReportSource
from protocols.iso10161.systems import DateTime, ServiceDateTime, TransactionId
from tests.debian import program
from tests.ill_lines import apdu
from tests.ill_post import Post, all_of, fingerprint, hangs_up_hard
from tests.live import LOOPBACK
from tests.shared_data import shared

# --- who calls us ----------------------------------------------------------------------------------------


def test_apdus_back_to_back_are_answered_in_their_order(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.hearer.answers = lambda raw: (raw,)
    sent = b"".join(apdu(number, number) for number in range(200))
    with post.call() as sock:
        sock.sendall(sent)
        sock.shutdown(socket.SHUT_WR)
        assert all_of(sock) == sent


def test_a_peer_that_dribbles_is_understood(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.hearer.answers = lambda raw: (raw,)
    indefinite = b"\x61\x80\x30\x80\x02\x01\x05\x00\x00\x00\x00"
    with post.call() as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in indefinite:
            sock.sendall(bytes([byte]))
        assert sock.recv(100) == indefinite


def test_who_hangs_up_hard_after_his_apdu_has_been_heard(carriage: Callable[..., Post]) -> None:
    post = carriage()
    sock = post.call()
    sock.sendall(apdu(1))
    post.until(lambda: post.hearer.heard)
    hangs_up_hard(sock)
    post.until(lambda: not post.listener.lines)
    assert post.hearer.heard == [apdu(1)]
    assert post.remarks == []


def test_garbage_gets_its_answer_and_the_line_ends(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with post.call() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: ill\r\n\r\n")
        assert all_of(sock) == b"\x61\x01\x00"
    assert post.remarks == ["garbage"]


def test_who_is_one_too_many_is_reset(carriage: Callable[..., Post]) -> None:
    post = carriage(ListenerLimits(per_address=1))
    with post.call() as first:
        first.sendall(apdu(1))
        post.until(lambda: post.hearer.heard)
        with pytest.raises(ConnectionResetError), post.call() as second:
            second.recv(1)
    assert post.remarks == ["refused"]


def test_a_flood_waits_at_the_sender(carriage: Callable[..., Post]) -> None:
    """A peer that is faster than we are is read at our pace: what piles up here is bounded."""
    post = carriage(ListenerLimits(bounds=Bounds(waiting=32, waiting_bytes=100_000)))
    post.hearer.held = True
    with post.call() as sock:
        sock.settimeout(1)
        one, sent = apdu(1, 2000), 0
        with suppress(TimeoutError):
            while sent < 100 << 20:
                sent += sock.send(one * 32)
        assert sent < 100 << 20
        line = post.own.do(lambda: next(iter(post.listener._lines.values())))
        # The bound, and one read of the socket's (64 kB) beyond it.
        assert line._waiting_bytes < 100_000 + 70_000
        post.hearer.go_on()
        post.own.do(lambda: setattr(post.hearer, "held", False))
        post.until(lambda: len(post.hearer.heard) > 100)


def test_a_fast_peer_does_not_keep_others_waiting(carriage: Callable[..., Post]) -> None:
    post = carriage(ListenerLimits(pace=PaceLimits(messages=50, address_messages=10_000)))
    post.hearer.answers = lambda raw: (raw,) if raw == apdu(9) else ()
    with post.call() as fast, post.call() as slow:
        fast.settimeout(0.2)
        with suppress(TimeoutError):
            fast.sendall(apdu(1) * 100_000)
        began = time.monotonic()
        slow.sendall(apdu(9))
        assert slow.recv(100) == apdu(9)
        assert time.monotonic() - began < 2


def test_who_takes_no_answers_is_not_read_from(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.hearer.answers = lambda _: (apdu(2, 60_000),)
    with post.call() as sock:
        sock.settimeout(1)
        with suppress(TimeoutError):
            for _ in range(100_000):
                sock.sendall(apdu(1) * 100)
        line = post.own.do(lambda: next(iter(post.listener._lines.values())))
        transport: Any = line.transport
        held = post.own.do(lambda: len(transport.dataBuffer) + transport._tempDataLen)
        assert held < 300_000


def test_a_thousand_idle_lines_cost_little(carriage: Callable[..., Post]) -> None:
    many = 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4 * many:
        pytest.skip("too few files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4 * many), hard))
    post = carriage(ListenerLimits(per_address=many + 10, arrivals=10_000, idle_seconds=30, first_seconds=30))
    with ExitStack() as stack:
        stack.enter_context(post.call()).sendall(apdu(1))
        post.until(lambda: post.hearer.heard)
        before = resident()
        for _ in range(many):
            stack.enter_context(post.call())
        post.until(lambda: len(post.listener.lines) > many)
        each = (resident() - before) / many
        # A line's own objects and Twisted's: some 10 kB; a buffer of 64 kB for each would be seen.
        assert each < 40_000
        # All of them silent: one sweep lets go of whoever has said nothing.
        post.own.do(lambda: all_silent(post))
        post.until(lambda: len(post.listener.lines) == 1)


def all_silent(post: Post) -> None:
    for line in post.listener._lines.values():
        line.opened = -1e9
    post.listener.sweep()


def resident() -> int:
    """Bytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


# --- TLS ---------------------------------------------------------------------------------------------------


def client(post: Post, *shown: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(post.authority.file))
    if shown:
        key, certificate = shown
        context.load_cert_chain(certificate, key)
    return context


def test_a_partner_is_known_by_its_certificate(carriage: Callable[..., Post]) -> None:
    post = carriage()
    post.hearer.answers = lambda raw: (raw,)
    shown = post.authority.issue("hhit", "ill.hhit.example")
    with client(post, *shown).wrap_socket(post.call(post.tls_port), server_hostname="localhost") as sock:
        sock.sendall(apdu(1))
        assert sock.recv(100) == apdu(1)
    (peer,) = post.hearer.peers
    assert peer.listener == "ill-tls"
    assert "ill.hhit.example" in peer.names
    assert peer.fingerprint == fingerprint(shown[1])


def test_who_shows_no_certificate_is_not_heard(carriage: Callable[..., Post]) -> None:
    post = carriage()
    heard = b""
    with (
        suppress(ssl.SSLError, ConnectionError),
        client(post).wrap_socket(post.call(post.tls_port), server_hostname="localhost") as sock,
    ):
        sock.sendall(apdu(1))
        heard = sock.recv(100)
    assert heard == b""
    post.until(lambda: not post.listener.lines)
    assert post.hearer.heard == []


def test_a_handshake_that_never_ends_is_given_up(carriage: Callable[..., Post]) -> None:
    post = carriage()
    with post.call(post.tls_port) as sock:
        post.until(lambda: post.listener.lines)
        post.own.do(lambda: all_silent(post))
        sock.settimeout(5)
        with suppress(ConnectionResetError):
            assert sock.recv(1) == b""
    post.until(lambda: not post.listener.lines)
    assert post.counts.wires == ["handshake"]


# --- other people's client ----------------------------------------------------------------------------------


def test_yaz_illclient_is_answered_on_its_own_line(carriage: Callable[..., Post], tmp_path: Path) -> None:
    """It sends one request and waits for one report on the same line (exit 0)."""
    post = carriage()
    report = shared("data/ill/apdus/19-status-report.indef.ber").read_bytes()
    post.hearer.answers = lambda _: (report,)
    params = shared("data/ill/request-to-cumt.params")
    command = (program("yaz-illclient", "yaz-illclient"), "-f", str(params), f"tcp:{LOOPBACK}:{post.port}")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert post.hearer.heard == [(tmp_path / "req.apdu").read_bytes()]
    post.until(lambda: not post.listener.lines)
    assert post.remarks == []


def test_yaz_illclient_understands_the_shortest_report(carriage: Callable[..., Post], tmp_path: Path) -> None:
    """An APDU that begins with three printable octets it would take for HTTP (exit 7: an error report)."""
    post = carriage()
    report = StatusOrErrorReport(
        protocol_version_num=2,
        transaction_id=TransactionId(transaction_group_qualifier="", transaction_qualifier=""),
        service_date_time=ServiceDateTime(date_time_of_this_service=DateTime(date="20261123", time="072853")),
        error_report=ErrorReport(
            correlation_information="ILL-REQUEST",
            report_source=ReportSource.PROVIDER,
            provider_error_report=ProviderErrorReport(general_problem=GeneralProblem.BADLY_STRUCTURED_APDU),
        ),
    )
    post.hearer.answers = lambda _: (encode(report),)
    command = (program("yaz-illclient", "yaz-illclient"), f"tcp:{LOOPBACK}:{post.port}")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert done.returncode == 7, done.stderr
