"""Kiosks over TLS, on a listener with a certificate that the library has signed for itself."""

import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from Sip2.sip2 import Sip2

from gateway.demo.place import furnish
from tests.certificates import self_signed
from tests.kiosk_line import Line
from tests.live import LOOPBACK, Server, free_port, guanji, running


class Place(NamedTuple):
    """The demo library with two doors for kiosks, one of them with TLS."""

    directory: Path
    clear: int
    tls: int
    certificate: Path

    @property
    def file(self) -> Path:
        return self.directory / "guanji.toml"


def configure(directory: Path, key: str, certificate: str) -> Place:
    """The demo's configuration with a door for TLS, whose files are named so."""
    furnish(directory, datetime.now(UTC))
    clear, tls, http = free_port(), free_port(), free_port()
    file = directory / "guanji.toml"
    text = (
        file.read_text(encoding="utf-8")
        .replace("tcp:6001", f"tcp:{clear}")
        .replace("tcp:8080", f"tcp:{http}")
        .replace("tcp:1611", f"tcp:{free_port()}")
    )
    endpoint = f"ssl:{tls}:privateKey={key}:certKey={certificate}:interface={LOOPBACK}"
    listener = f'[[listen]]\nname = "sip2-tls"\nendpoint = "{endpoint}"\n\n[http]'
    file.write_text(text.replace("[http]", listener), encoding="utf-8")
    return Place(directory, clear, tls, directory / certificate)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """It runs; its files are named relative to the configuration."""
    made = configure(tmp_path_factory.mktemp("tls") / "data", "key.pem", "cert.pem")
    self_signed(made.directory)
    with running(Server(("run", "-c", made.file), "guanji ready: ")):
        yield made


def encrypted(place: Place, version: ssl.TLSVersion) -> Line:
    """A kiosk that trusts this certificate and speaks this version only."""
    context = ssl.create_default_context(cafile=str(place.certificate))
    context.minimum_version = context.maximum_version = version
    plain = socket.create_connection((LOOPBACK, place.tls), 15)
    return Line(place.tls, sock=context.wrap_socket(plain, server_hostname="localhost"))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_loan_over_tls(place: Place, version: ssl.TLSVersion) -> None:
    barcode = {ssl.TLSVersion.TLSv1_2: "B000001", ssl.TLSVersion.TLSv1_3: "B000002"}[version]
    with encrypted(place, version) as line:
        assert line.log_in("kiosk1").startswith("941")
        assert line.checkout("P0001", barcode).startswith("121")
    with Line(place.clear) as other:
        other.log_in("kiosk2")
        assert other.item(barcode).status == "04"


@pytest.mark.filterwarnings("ignore:ssl.PROTOCOL_TLS is deprecated:DeprecationWarning")
def test_other_peoples_client_as_it_is_set_up(place: Place, tmp_path: Path) -> None:
    """PyPI `Sip2` speaks TLS unless told otherwise, and takes a self-signed certificate."""
    client: Any = Sip2()
    client.hostName, client.hostPort = "localhost", place.tls
    client.logfile_path, client.institutionId = str(tmp_path), "CUMT"
    try:
        assert client.connect() is True
        assert isinstance(client._socket, ssl.SSLSocket)
        answer = client.get_response(client.sip_login_request("kiosk1", "kiosk1"))
        assert answer.startswith("941")
    finally:
        client.disconnect()
        logger = logging.getLogger("Sip2")
        for handler in tuple(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


def test_clear_text_gets_nothing_from_the_tls_door(place: Place) -> None:
    with closing(socket.create_connection((LOOPBACK, place.tls), 15)) as line:
        line.sendall(b"9300CNkiosk1|COkiosk1|\r")
        assert b"94" not in line.recv(1024)


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    made = configure(tmp_path / "data", "nowhere.pem", "nowhere.pem")
    done = guanji("run", "-c", made.file)
    assert done.returncode in {1, 2}
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere.pem" in done.stderr


def test_a_key_that_is_none(tmp_path: Path) -> None:
    made = configure(tmp_path / "data", "key.pem", "key.pem")
    (made.directory / "key.pem").write_text("no key", encoding="utf-8")
    done = guanji("run", "-c", made.file)
    assert done.returncode in {1, 2}
    assert len(done.stderr.splitlines()) == 1
    assert "key.pem" in done.stderr
    assert "internal error" not in done.stderr
