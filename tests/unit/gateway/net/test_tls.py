"""Handshakes with the system's own OpenSSL, in memory."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from cryptography import x509
from OpenSSL import crypto
from twisted.internet.address import IPv4Address
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import ILogObserver, LogEvent, formatEvent, globalLogPublisher

from gateway.net.sparing import Sparing
from gateway.net.tls import TlsDoor, TlsError, TlsFiles, expiry, identity
from tests.certificates import Authority, self_signed

replace = msgspec.structs.replace


class Place:
    """A folder of certificates, and a door before which clients stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(folder)
        self.key, self.certificate = self.authority.issue("server", "localhost", client=False, server=True)
        self.files = TlsFiles(certificate=self.certificate, key=self.key)

    def guarded(self, *, required: bool = True) -> TlsDoor:
        return TlsDoor("sip2", replace(self.files, client_ca=self.authority.file, client_required=required))

    def client(self, *shown: Path, **limits: Any) -> ssl.SSLContext:  # noqa: ANN401 - attributes of a context
        """A client that trusts the authority, showing a certificate (file, key) where one is given."""
        context = ssl.create_default_context(cafile=str(self.authority.file))
        for name, value in limits.items():
            setattr(context, name, value)
        if shown:
            key, certificate = shown
            context.load_cert_chain(certificate, key)
        return context


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def logged() -> Iterator[list[str]]:
    lines: list[str] = []

    def note(event: LogEvent) -> None:
        lines.append(formatEvent(event))

    observer = cast("ILogObserver", note)
    globalLogPublisher.addObserver(observer)
    yield lines
    globalLogPublisher.removeObserver(observer)


class Echo(Protocol):
    """Says back what it hears, and knows to whom it speaks."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        cast("Any", self.transport).write(data)


class Met:
    """One meeting: what the client says comes back, or the handshake fails with `error`."""

    def __init__(self, door: TlsDoor, context: ssl.SSLContext) -> None:
        clock = Clock()
        transport: Any = StringTransport(peerAddress=IPv4Address("TCP", "10.9.8.7", 4711))  # type: ignore[no-untyped-call]
        factory: Any = door.before(Factory.forProtocol(Echo), clock)
        server = factory.buildProtocol(None)
        server.makeConnection(transport)
        inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = context.wrap_bio(inward, outward, server_hostname="localhost")
        self.error: ssl.SSLError | None = None
        self.version, self.cipher, self.heard = "", "", b""
        self.peer: crypto.X509 | None = None
        for step in (client.do_handshake, lambda: client.write(b"hello"), lambda: client.read(5)):
            result = None
            for _ in range(6):
                try:
                    result = step()
                except ssl.SSLWantReadError:
                    pass
                except ssl.SSLError as error:
                    self.error = error
                self._exchange(server, clock, transport, inward, outward)
                if self.error is not None:
                    return
                if result:
                    self.heard = result if isinstance(result, bytes) else b""
                    break
        self.version, self.cipher = client.version() or "", (client.cipher() or ("",))[0]
        self.peer = server.getPeerCertificate()

    @staticmethod
    def _exchange(
        server: Any,  # noqa: ANN401 - Twisted's protocols say nothing to the type checker
        clock: Clock,
        transport: Any,  # noqa: ANN401 - the same
        inward: ssl.MemoryBIO,
        outward: ssl.MemoryBIO,
    ) -> None:
        if outward.pending and transport.connected:
            server.dataReceived(outward.read())
            clock.advance(0)
        inward.write(transport.value())
        transport.clear()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_two_present_versions_are_spoken(place: Place, version: ssl.TLSVersion) -> None:
    limits = {"minimum_version": version, "maximum_version": version}
    met = Met(TlsDoor("sip2", place.files), place.client(**limits))
    assert (met.error, met.heard) == (None, b"hello")
    assert met.version == version.name.replace("_", ".")
    assert "GCM" in met.cipher or "CHACHA20" in met.cipher


OLD = ("AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256", "NULL")


@pytest.mark.parametrize("ciphers", OLD)
def test_without_forward_secrecy_and_authentication_nothing_is_agreed(
    place: Place, logged: list[str], ciphers: str
) -> None:
    context = place.client(maximum_version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    met = Met(TlsDoor("sip2", place.files), context)
    assert met.error is not None
    assert logged == [
        (
            "sip2: no TLS with 10.9.8.7: nothing in common (alert 40); "
            "it needs TLS 1.2 with ECDHE and AES-GCM, or TLS 1.3"
        )
    ]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(place: Place, logged: list[str], version: ssl.TLSVersion) -> None:
    context = place.client()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    met = Met(TlsDoor("sip2", place.files), context)
    assert met.error is not None
    assert "10.9.8.7: it speaks an old TLS only (alert 70)" in logged[0]


def test_a_client_is_known_by_its_certificate(place: Place) -> None:
    shown = place.authority.issue("kiosk1", "kiosk1.example.edu.cn")
    met = Met(place.guarded(), place.client(*shown))
    assert met.error is None
    found = identity(met.peer)
    assert found.names == {"kiosk1", "kiosk1.example.edu.cn"}
    assert found.fingerprint.startswith("sha256:")
    assert len(found.fingerprint) == 71
    assert found.answers_to("kiosk1.example.edu.cn")
    assert found.answers_to(found.fingerprint.upper())
    assert not found.answers_to("kiosk2")
    assert str(found) == f"kiosk1, kiosk1.example.edu.cn, {found.fingerprint}"


def test_what_somebody_has_written_into_his_certificate_is_no_fingerprint(place: Place) -> None:
    pinned = "sha256:" + "ab" * 32
    spoofs = (
        x509.UniformResourceIdentifier(pinned),
        x509.DNSName(pinned),
        x509.RFC822Name("kiosk1.lib"),
        x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
        x509.DirectoryName(x509.Name([])),
    )
    found = identity(Met(place.guarded(), place.client(*place.authority.issue("thief", *spoofs))).peer)
    assert found.names == {"thief", pinned}
    assert not found.answers_to(pinned)
    assert not found.answers_to("kiosk1.lib")


def test_other_kinds_of_names_are_read(tmp_path: Path) -> None:
    _, file = self_signed(tmp_path)
    certificate = crypto.load_certificate(crypto.FILETYPE_PEM, file.read_bytes())
    assert identity(certificate).names == {"localhost", "127.0.0.1"}
    nobody = identity(None)
    assert (nobody.names, nobody.fingerprint, str(nobody)) == (frozenset(), "", "none")
    assert not nobody.answers_to("sha256:")


def test_where_certificates_are_optional_none_will_do(place: Place) -> None:
    met = Met(place.guarded(required=False), place.client())
    assert (met.error, met.heard, identity(met.peer).names) == (None, b"hello", frozenset())


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_who_shows_none_where_one_is_required_is_sent_away(
    place: Place, logged: list[str], version: ssl.TLSVersion
) -> None:
    met = Met(place.guarded(), place.client(minimum_version=version, maximum_version=version))
    assert met.heard == b""
    assert len(logged) == 1
    assert "10.9.8.7: it showed no certificate" in logged[0]
    assert "install one that an authority in client_ca has signed" in logged[0]


@pytest.mark.parametrize("required", [True, False], ids=["required", "optional"])
def test_an_expired_certificate_is_refused(place: Place, logged: list[str], *, required: bool) -> None:
    shown = place.authority.issue("kiosk1", days=-2)
    met = Met(place.guarded(required=required), place.client(*shown))
    assert met.heard == b""
    assert logged == [
        (
            "sip2: no TLS with 10.9.8.7: its certificate was refused (alert 45); "
            "it has expired: issue a new one, or set the clock right"
        )
    ]


def test_a_strangers_certificate_is_refused(place: Place, logged: list[str], tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    met = Met(place.guarded(), place.client(*Authority(stranger, "other-ca").issue("kiosk1")))
    assert met.heard == b""
    assert "no authority in client_ca has signed it" in logged[0]


def test_a_servers_certificate_is_no_clients(place: Place, logged: list[str]) -> None:
    met = Met(place.guarded(), place.client(place.key, place.certificate))
    assert met.heard == b""
    assert "its certificate was refused" in logged[0]


def test_a_client_that_does_not_trust_us_is_told_of(place: Place, logged: list[str]) -> None:
    met = Met(TlsDoor("sip2", place.files), ssl.create_default_context())
    assert met.error is not None
    assert logged == [
        (
            "sip2: no TLS with 10.9.8.7: it does not take our certificate: let it trust the authority that "
            "signed it (alert 48); and see that its chain is whole"
        )
    ]


def test_what_is_no_tls_at_all_is_no_line_of_ours(place: Place, logged: list[str]) -> None:
    transport: Any = StringTransport()  # type: ignore[no-untyped-call]
    factory: Any = TlsDoor("sip2", place.files).before(Factory.forProtocol(Echo), Clock())
    server = factory.buildProtocol(None)
    server.makeConnection(transport)
    server.dataReceived(b"9300CNkiosk1|COkiosk1|\r")
    assert transport.disconnecting
    assert not any("kiosk1" in line for line in logged)


def test_a_renewed_certificate_is_taken_up(place: Place) -> None:
    door = TlsDoor("sip2", place.files)
    before = expiry(place.files)
    place.authority.issue("server", "localhost", days=9, client=False, server=True)
    assert Met(door, place.client()).error is None
    assert expiry(place.files) > before
    door.renew()
    assert Met(door, place.client()).error is None


def test_a_bad_renewal_changes_nothing(place: Place) -> None:
    door = TlsDoor("sip2", place.files)
    place.certificate.write_text("nothing")
    with pytest.raises(TlsError, match="holds no certificate in PEM"):
        door.renew()
    assert Met(door, place.client()).error is None


def test_the_chain_may_lie_in_a_file_of_its_own(place: Place) -> None:
    door = TlsDoor("sip2", replace(place.files, chain=place.authority.file))
    assert Met(door, place.client()).error is None


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("certificate", None, r"server\.pem can't be read \(No such file"),
        ("certificate", "", r"server\.pem holds no certificate in PEM"),
        ("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "can't be read"),
        ("key", "no key", r"server-key\.pem is not the key of"),
        ("key", None, r"server-key\.pem can't be read"),
    ],
)
def test_files_that_are_no_good_are_named(place: Place, file: str, content: str | None, told: str) -> None:
    bad: Path = getattr(place.files, file)
    bad.unlink()
    if content is not None:
        bad.write_text(content)
    with pytest.raises(TlsError, match=told):
        TlsDoor("sip2", place.files)


def test_the_key_must_be_the_certificates(place: Place) -> None:
    other, _ = place.authority.issue("other")
    with pytest.raises(TlsError, match="is not the key of"):
        TlsDoor("sip2", replace(place.files, key=other))


def test_handshakes_that_fail_in_crowds_fill_no_log(place: Place, logged: list[str]) -> None:
    clock = Clock()
    door = TlsDoor("sip2", replace(place.files, client_ca=place.authority.file), Sparing(clock.seconds))
    for seconds in (0, 0, 0, 10):
        clock.advance(seconds)
        Met(door, place.client())
    assert [line.endswith("(and 2 before it untold)") for line in logged] == [False, True]
