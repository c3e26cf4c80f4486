"""TLS on lines that we open: TLS 1.2 and 1.3 as at our doors, and the other end proves who it is.

By an authority that we trust and the name of its host, by the one certificate that it must show, or by both.
We show a certificate of ours where we have one.

Source: RFC 9325 (recommendations for TLS), RFC 9525 (whose certificate it is).
"""

from pathlib import Path
from typing import Any, Final, cast

import msgspec
from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.protocol import Factory
from twisted.protocols.tls import TLSMemoryBIOFactory
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from gateway.dispatch.work import Timers
from gateway.net.tls import CIPHERS, TlsError, certificates_in, certified, hosts_of, identity


class TlsCall(msgspec.Struct, frozen=True, kw_only=True):
    """How a partner is known, and what it is shown.

    `name` is the host name or address that its certificate must have, asked for together with `ca`, the
    authorities (PEM). `fingerprint` (``sha256:`` and lower-case hexadecimal) is of the one certificate that
    it must show. At least one of `ca` and `fingerprint` is given. `certificate` and `key` are ours, in PEM.
    """

    name: str
    ca: Path | None = None
    fingerprint: str = ""
    certificate: Path | None = None
    key: Path | None = None


#: What OpenSSL says of a certificate that it can't follow to an authority (X509_V_ERR_…).
_UNTRUSTED: Final = frozenset({2, 18, 19, 20, 21})
_REASONS: Final = {9: "is not valid yet", 10: "has expired", 23: "was revoked", 26: "is not for servers"}


@implementer(IOpenSSLClientConnectionCreator)
class TlsCaller:
    """What makes our end of each connection. Raises `TlsError` where files are no good.

    Two are equal that make the same calls, whatever their files hold by now.
    """

    def __init__(self, call: TlsCall) -> None:
        self.call = call
        self._sni = _sni(call.name)
        self._context = self._made()
        self._refusal = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TlsCaller) and self.call == other.call

    def __hash__(self) -> int:
        return hash(self.call)

    def renew(self) -> None:
        """Read the files again, for connections from now on. Raises `TlsError`, and the old ones stay."""
        self._context = self._made()

    def before(self, factory: Factory, timers: Timers) -> TLSMemoryBIOFactory:
        """The factory with TLS before it."""
        # zope's interfaces say nothing to the type checker, and the flag is Twisted's is_client.
        return TLSMemoryBIOFactory(cast("Any", self), True, cast("Any", factory), cast("Any", timers))  # noqa: FBT003

    def clientConnectionForTLS(self, protocol: object) -> SSL.Connection:
        """The end of one connection, which tells the other whom it wants (SNI)."""
        self._refusal = ""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(protocol)
        if self._sni:
            connection.set_tlsext_host_name(self._sni)
        return connection

    def wrong_with(self, certificate: crypto.X509 | None) -> str:
        """Why who shows this is not who was called; empty where it is. To be asked before a word is said."""
        call = self.call
        shown = identity(certificate)
        if call.fingerprint and shown.fingerprint != call.fingerprint:
            return f"it shows the certificate {shown.fingerprint}, not the one that is expected of it"
        if call.ca is None or certificate is None:
            return ""
        hosts = hosts_of(certificate)
        if any(_names(pattern, call.name) for pattern in hosts):
            return ""
        return f"its certificate is for {', '.join(sorted(hosts)) or 'no host'}, not for {call.name}"

    @property
    def refusal(self) -> str:
        """Why the last certificate that was not followed to an authority was refused."""
        return self._refusal

    def _made(self) -> SSL.Context:
        call = self.call
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_cipher_list(CIPHERS)
        context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        if call.certificate is not None and call.key is not None:
            certified(context, call.certificate, call.key)
        if call.ca is not None:
            certificates_in(call.ca)  # says what is wrong with the file better than the next line
            context.load_verify_locations(str(call.ca))
            context.set_verify(SSL.VERIFY_PEER, self._verified)
        return context

    def _verified(
        self, _: SSL.Connection, certificate: crypto.X509, code: int, depth: int, good: int
    ) -> bool:
        if not good:
            what = (
                "its certificate"
                if depth == 0
                else f"its authority {certificate.to_cryptography().subject.rfc4514_string()}"
            )
            reason = (
                "is signed by none of ours"
                if code in _UNTRUSTED
                else _REASONS.get(code, f"is refused ({code})")
            )
            self._refusal = f"{what} {reason}"
        return bool(good)


def _sni(name: str) -> bytes:
    """The name under which a server is asked for (RFC 6066 §3); none for an address."""
    try:
        return b"" if _is_address(name) else name.encode("idna")
    except UnicodeError as error:
        raise TlsError(f"{name} is not the name of a host: {error}") from error


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()


def _names(pattern: str, host: str) -> bool:
    """Whether a name of a certificate names a host; ``*.`` stands for one label (RFC 9525 §6.3)."""
    wanted, name = pattern.lower().rstrip("."), host.lower().rstrip(".")
    if wanted.startswith("*.") and not _is_address(name):
        return name.partition(".")[2] == wanted[2:] and "." in wanted[2:]
    return wanted == name
