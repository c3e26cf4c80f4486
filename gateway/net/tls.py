"""TLS for our doors: TLS 1.2 and 1.3 only, with forward secrecy and authenticated encryption.

A `TlsDoor` has its certificate from PEM files and reads them again when it is told to, so that a renewed one
needs no restart. It may ask its clients for certificates; `identity` says whose one is, for an account that
is bound to it. What goes wrong in a handshake becomes one line in the log that says what to do.

Source: RFC 9325 (recommendations for TLS), RFC 8446 §6 (alerts).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec
from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.internet.protocol import Factory
from twisted.logger import Logger
from twisted.protocols.tls import TLSMemoryBIOFactory
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from gateway.dispatch.work import Timers
from gateway.net.sparing import Sparing

#: What TLS 1.2 may agree on: an ephemeral key and an AEAD cipher (RFC 9325 §4.2). TLS 1.3 has no others.
CIPHERS: Final = b"ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL"

#: Names the sessions of a context that asks for certificates; OpenSSL refuses to go on without a name.
_SESSIONS: Final = b"guanji"

_FATAL: Final = 2

#: The extension that holds a certificate's other names (RFC 5280 §4.2.1.6), and its subject's common name.
_OTHER_NAMES: Final = "2.5.29.17"
_COMMON_NAME: Final = "2.5.4.3"

#: The kinds of other names that name a machine (RFC 5280 §4.2.1.6: dNSName, iPAddress).
_HOSTS: Final = frozenset({"DNSName", "IPAddress"})

#: What a fingerprint begins with, where an account asks for one certificate and no other.
FINGERPRINT: Final = "sha256:"


class TlsError(Exception):
    """A door's certificate, key or authorities can't be used; the message says which file and why."""


class TlsFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where a door's certificate lies, in PEM.

    `certificate` holds the server's own first, then those that lead to its authority; `chain` may hold the
    latter instead. `client_ca` are the authorities whose clients are let in, None where none are asked who
    they are; `client_required` says that a client without a certificate is refused.
    """

    certificate: Path
    key: Path
    chain: Path | None = None
    client_ca: Path | None = None
    client_required: bool = True


class _Alert(NamedTuple):
    """What became of a handshake, and what somebody should do about it."""

    what: str
    todo: str


_OWN_CERTIFICATE: Final = "it does not take our certificate: let it trust the authority that signed it"
_ITS_CERTIFICATE: Final = "its certificate was refused"

_NOTHING_IN_COMMON: Final = 40

#: What we tell a client that we end the handshake with (RFC 8446 §6.2).
_SENT: Final[Mapping[int, _Alert]] = {
    _NOTHING_IN_COMMON: _Alert("nothing in common", "it needs TLS 1.2 with ECDHE and AES-GCM, or TLS 1.3"),
    42: _Alert(_ITS_CERTIFICATE, "it can't be read: issue it anew"),
    43: _Alert(_ITS_CERTIFICATE, "it is not meant for clients: issue one with the use clientAuth"),
    44: _Alert(_ITS_CERTIFICATE, "it was revoked: issue a new one"),
    45: _Alert(_ITS_CERTIFICATE, "it has expired: issue a new one, or set the clock right"),
    46: _Alert(_ITS_CERTIFICATE, "issue it anew"),
    48: _Alert(_ITS_CERTIFICATE, "no authority in client_ca has signed it"),
    51: _Alert(_ITS_CERTIFICATE, "an authority of that name, but with another key, has signed it"),
    70: _Alert("it speaks an old TLS only", "TLS 1.2 is the least: renew its software"),
    116: _Alert("it showed no certificate", "install one that an authority in client_ca has signed"),
}

#: What a client tells us that it ends the handshake with.
_RECEIVED: Final[Mapping[int, _Alert]] = {
    42: _Alert(_OWN_CERTIFICATE, "see that its chain is whole"),
    45: _Alert("our certificate has expired, it says", "renew it, or set the terminal's clock right"),
    46: _Alert(_OWN_CERTIFICATE, "see that it names the host that the terminal calls"),
    48: _Alert(_OWN_CERTIFICATE, "and see that its chain is whole"),
    70: _Alert("it wants another version of TLS", "TLS 1.2 and 1.3 are spoken here"),
}

#: TLS 1.2 has no alert of its own for a certificate that is not there.
_EITHER: Final = _Alert(
    "it showed no certificate, or has nothing in common with us",
    "install one that an authority in client_ca has signed; see that it speaks TLS 1.2 with ECDHE",
)

_UNKNOWN: Final = _Alert("the handshake failed", "see the terminal's own log")


@implementer(IOpenSSLServerConnectionCreator)
class TlsDoor:
    """What makes the server's end of each connection. Raises `TlsError` where its files are no good."""

    log = Logger()

    def __init__(self, name: str, files: TlsFiles, sparing: Sparing | None = None) -> None:
        self._name = name
        self._sparing = sparing
        self._files = files
        self._requires = files.client_ca is not None and files.client_required
        self._context = _context(files, self._told)

    def renew(self) -> None:
        """Read the files again, for connections from now on.

        Raises `TlsError` where they are no good; then those that were read before go on.
        """
        self._context = _context(self._files, self._told)

    def serverConnectionForTLS(self, protocol: object) -> SSL.Connection:
        """The end of one connection."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(protocol)
        return connection

    def before(self, factory: Factory, timers: Timers) -> TLSMemoryBIOFactory:
        """The factory with TLS before it."""
        # zope's interfaces say nothing to the type checker, and the flag is Twisted's is_client.
        return TLSMemoryBIOFactory(cast("Any", self), False, cast("Any", factory), cast("Any", timers))  # noqa: FBT003

    def _told(self, connection: SSL.Connection, where: int, alert: int) -> None:
        """A line for handshakes that end in an alert; not for each where they come in crowds."""
        if not where & SSL.SSL_CB_ALERT or alert >> 8 != _FATAL:
            return
        host = _host(connection)
        code = alert & 0xFF
        sent = bool(where & SSL.SSL_CB_WRITE)
        untold = self._sparing.tell(host, f"{code} {sent}") if self._sparing is not None else 0
        if untold is None:
            return
        found = (_SENT if sent else _RECEIVED).get(code, _UNKNOWN)
        if sent and code == _NOTHING_IN_COMMON and self._requires:
            found = _EITHER
        self.log.warn(
            "{name}: no TLS with {host}: {what} (alert {code}); {todo}{more}",
            name=self._name,
            host=host,
            what=found.what,
            code=code,
            todo=found.todo,
            more=f" (and {untold} before it untold)" if untold else "",
        )


class Identity(NamedTuple):
    """Whose a certificate is: its names, and its fingerprint, ``sha256:`` and lower-case hexadecimal.

    The two are apart: what an authority lets somebody write into his certificate is never its fingerprint.
    """

    names: frozenset[str] = frozenset()
    fingerprint: str = ""

    def answers_to(self, wanted: str) -> bool:
        """Whether it is what an account asks for: a name, or where that begins so, the fingerprint."""
        if wanted.lower().startswith(FINGERPRINT):
            return wanted.lower() == self.fingerprint
        return wanted in self.names

    def __str__(self) -> str:
        """All of it, for the log."""
        return ", ".join((*sorted(self.names), self.fingerprint)) if self.fingerprint else "none"


def identity(certificate: crypto.X509 | None) -> Identity:
    """Whose a certificate is. Its names are its common name, host names and addresses; None is nobody's."""
    if certificate is None:
        return Identity()
    digits = certificate.digest("sha256").decode().replace(":", "").lower()
    names = frozenset({*_common_names(certificate.to_cryptography()), *hosts_of(certificate)})
    return Identity(names, f"{FINGERPRINT}{digits}")


def hosts_of(certificate: crypto.X509) -> frozenset[str]:
    """The host names and addresses in a certificate, its common name left aside (RFC 9525 §6.1)."""
    return frozenset(_hosts_in(certificate.to_cryptography()))


def _common_names(certificate: Any) -> Iterable[str]:  # noqa: ANN401 - a type of a library of pyOpenSSL's
    for attribute in certificate.subject:
        if attribute.oid.dotted_string == _COMMON_NAME:
            yield str(attribute.value)


def _hosts_in(certificate: Any) -> Iterable[str]:  # noqa: ANN401 - the same
    for extension in certificate.extensions:
        if extension.oid.dotted_string == _OTHER_NAMES:
            yield from (str(name.value) for name in extension.value if _is_host(name))


def _is_host(name: object) -> bool:
    """Whether it names a machine. A mail address or a URI has the same type, and names none."""
    return type(name).__name__ in _HOSTS


def expiry(files: TlsFiles) -> datetime:
    """When a door's certificate ends (UTC). Raises `TlsError`."""
    return _first(files.certificate).to_cryptography().not_valid_after_utc


def _context(files: TlsFiles, told: Any) -> SSL.Context:  # noqa: ANN401 - pyOpenSSL's info callback
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(CIPHERS)
    context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION | SSL.OP_CIPHER_SERVER_PREFERENCE)
    # Kiosks stay connected for days: to resume sessions saves nothing, and tickets weaken forward secrecy.
    context.set_options(SSL.OP_NO_TICKET)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_session_id(_SESSIONS)
    context.set_info_callback(told)
    certified(context, files.certificate, files.key, files.chain)
    if files.client_ca is not None:
        _ask_clients(context, files.client_ca, required=files.client_required)
    return context


def certified(context: SSL.Context, certificate: Path, key: Path, chain: Path | None = None) -> None:
    """Give a context its certificate, what leads to its authority, and its key. Raises `TlsError`."""
    own, *rest = certificates_in(certificate)
    for other in (*rest, *(certificates_in(chain) if chain else ())):
        context.add_extra_chain_cert(other.to_cryptography())
    try:
        secret: Any = crypto.load_privatekey(crypto.FILETYPE_PEM, _content(key), passphrase=b"")
        context.use_certificate(own.to_cryptography())
        context.use_privatekey(secret.to_cryptography_key())
        context.check_privatekey()
    except (SSL.Error, crypto.Error, ValueError, TypeError) as error:
        reason = "it holds no key without a passphrase, or not that of the certificate"
        raise TlsError(f"{key} is not the key of {certificate}: {reason}") from error


def _ask_clients(context: SSL.Context, authorities: Path, *, required: bool) -> None:
    """Let clients show certificates that one of the authorities has signed."""
    certificates_in(authorities)  # says what is wrong with the file better than the two below
    context.load_verify_locations(str(authorities))
    context.load_client_ca(str(authorities).encode())
    context.set_verify(SSL.VERIFY_PEER | (SSL.VERIFY_FAIL_IF_NO_PEER_CERT if required else 0))


def _first(file: Path) -> crypto.X509:
    return certificates_in(file)[0]


_END: Final = b"-----END CERTIFICATE-----"


def certificates_in(file: Path) -> list[crypto.X509]:
    """Every certificate of a PEM file, in its order; at least one. Raises `TlsError`."""
    blocks = [block + _END for block in _content(file).split(_END)[:-1]]
    try:
        found = [crypto.load_certificate(crypto.FILETYPE_PEM, block) for block in blocks]
    except (crypto.Error, ValueError) as error:
        raise TlsError(f"{file} holds a certificate that can't be read: {error}") from error
    if not found:
        raise TlsError(f"{file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")
    return found


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TlsError(f"{file} can't be read ({error.strerror})") from error


def _host(connection: SSL.Connection) -> str:
    transport = getattr(connection.get_app_data(), "transport", None)
    return getattr(transport.getPeer(), "host", "") if transport is not None else ""
