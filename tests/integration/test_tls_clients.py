"""Who may speak to a door with TLS of its own, tried by the system's OpenSSL on a real server."""

import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.demo.place import furnish
from tests.certificates import Authority
from tests.kiosk_line import Line, Silence
from tests.live import LOOPBACK, Server, free_port, running

PATIENCE_SECONDS = 15.0


class Place(NamedTuple):
    """The demo library behind a door that asks for certificates; kiosk1 is bound to its own."""

    directory: Path
    port: int
    authority: Authority
    server: Server

    def line(self, *shown: Path) -> Line:
        """A line whose terminal shows a certificate (key, file), or none."""
        context = ssl.create_default_context(cafile=str(self.authority.file))
        if shown:
            key, certificate = shown
            context.load_cert_chain(certificate, key)
        plain = socket.create_connection((LOOPBACK, self.port), PATIENCE_SECONDS)
        return Line(self.port, sock=context.wrap_socket(plain, server_hostname="localhost"))

    def complained(self, *words: str) -> str:
        """The line of the log that has all these words, once it is there."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            for line in tuple(self.server.complaints):
                if all(word in line for word in words):
                    return line
            time.sleep(0.05)
        raise AssertionError("\n".join(self.server.complaints))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    directory = tmp_path_factory.mktemp("tls") / "data"
    furnish(directory, datetime.now(UTC))
    authority = Authority(directory)
    authority.issue("server", "localhost", client=False, server=True)
    ports = [free_port() for _ in range(3)]
    file = directory / "guanji.toml"
    text = (
        file.read_text("utf-8")
        .replace("tcp:6001", f"tcp:{ports[0]}")
        .replace("tcp:8080", f"tcp:{ports[1]}")
        .replace("tcp:1611", f"tcp:{free_port()}")
    )
    door = (
        f'[[listen]]\nname = "sip2-tls"\nendpoint = "tcp:{ports[2]}:interface={LOOPBACK}"\n'
        'tls = { certificate = "server.pem", key = "server-key.pem", client_ca = "library-ca.pem" }\n\n[http]'
    )
    text = text.replace("[http]", door, 1)
    bound = 'login = "kiosk1"\ncertificate = "kiosk1.example.edu.cn"'
    file.write_text(text.replace('login = "kiosk1"', bound, 1), "utf-8")
    server = Server(("run", "-c", file), "guanji ready: ")
    with running(server):
        yield Place(directory, ports[2], authority, server)


def refused(place: Place, *shown: Path) -> bool:
    """Whether a line gets no answer at all."""
    try:
        with place.line(*shown) as line:
            line.log_in("kiosk2")
    except (ssl.SSLError, Silence, ConnectionError):
        return True
    return False


def test_a_kiosk_with_its_certificate_is_served(place: Place) -> None:
    shown = place.authority.issue("kiosk1", "kiosk1.example.edu.cn")
    with place.line(*shown) as line:
        assert line.log_in("kiosk1").startswith("941")
        assert line.checkout("P0001", "B000001").startswith("121")


def test_another_certificate_does_not_speak_as_that_kiosk(place: Place) -> None:
    shown = place.authority.issue("kiosk2", "kiosk2.example.edu.cn")
    with place.line(*shown) as line:
        assert line.log_in("kiosk1").startswith("940")
        assert line.log_in("kiosk2").startswith("941")
    told = place.complained("kiosk1", "not its certificate")
    assert "kiosk2.example.edu.cn" in told


def test_who_shows_none_is_sent_away_and_told_of(place: Place) -> None:
    assert refused(place)
    assert "client_ca" in place.complained("no TLS with 127.0.0.1", "showed no certificate")


def test_an_expired_certificate_is_refused_and_told_of(place: Place) -> None:
    assert refused(place, *place.authority.issue("late", days=-3))
    assert "issue a new one" in place.complained("has expired")


def test_a_strangers_certificate_is_refused_and_told_of(place: Place, tmp_path: Path) -> None:
    assert refused(place, *Authority(tmp_path, "elsewhere").issue("kiosk2"))
    assert place.complained("no authority in client_ca has signed it")


OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(OPENSSL is None, reason="the program openssl is not installed")
@pytest.mark.parametrize(
    "options",
    [
        ("-tls1",),
        ("-tls1_1",),
        ("-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"),
        ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"),
        ("-tls1_2", "-cipher", "AES256-GCM-SHA384:@SECLEVEL=0"),
    ],
    ids=" ".join,
)
def test_openssl_agrees_on_nothing_old(place: Place, options: tuple[str, ...]) -> None:
    assert "Cipher is (NONE)" in s_client(place, *options)


@pytest.mark.skipif(OPENSSL is None, reason="the program openssl is not installed")
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_agrees_on_what_is_sane(place: Place, version: str) -> None:
    said = s_client(place, version)
    assert "GCM" in said or "CHACHA20" in said
    assert "Compression: NONE" in said


def s_client(place: Place, *options: str) -> str:
    key, certificate = place.authority.issue("openssl")
    command = (
        *("openssl", "s_client", "-connect", f"{LOOPBACK}:{place.port}"),
        *("-cert", str(certificate), "-key", str(key), *options),
    )
    done = subprocess.run(command, input=b"", capture_output=True, timeout=30, check=False)
    return done.stdout.decode() + done.stderr.decode()


def test_a_renewed_certificate_is_taken_up_without_a_restart(place: Place) -> None:
    def ends() -> str:
        with closing(place.line(*place.authority.issue("kiosk2"))) as line:
            sock = line.socket
            assert isinstance(sock, ssl.SSLSocket)
            certificate = sock.getpeercert()
            assert certificate is not None
            return str(certificate["notAfter"])

    with place.line(*place.authority.issue("kiosk2")) as standing:
        assert standing.log_in("kiosk2").startswith("941")
        before = ends()
        place.authority.issue("server", "localhost", days=30, client=False, server=True)
        place.server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + PATIENCE_SECONDS
        while ends() == before and time.monotonic() < end:
            time.sleep(0.05)
        assert ends() != before
        assert standing.status().startswith("98")
