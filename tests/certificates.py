"""Certificates: one that a library signs for itself, and those that an authority of its own issues."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def self_signed(folder: Path, host: str = "localhost") -> tuple[Path, Path]:
    """Write ``key.pem`` and ``cert.pem`` for `host` and 127.0.0.1, good for a day; their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "cert.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


class Authority:
    """An authority that signs certificates; its own lies in `folder` as ``NAME.pem``."""

    def __init__(self, folder: Path, name: str = "library-ca") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        self._certificate = self._signed(
            self._name, self._key, x509.BasicConstraints(ca=True, path_length=None), days=1
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self,
        name: str,
        *others: str | x509.GeneralName,
        days: int = 1,
        client: bool = True,
        server: bool = False,
    ) -> tuple[Path, Path]:
        """A key and a certificate for `name`, with the other names `others`, text for DNS names; their files.

        Negative `days` make one that ended so long ago.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        uses = [
            *([ExtendedKeyUsageOID.CLIENT_AUTH] if client else []),
            *([ExtendedKeyUsageOID.SERVER_AUTH] if server else []),
        ]
        extensions: list[x509.ExtensionType] = [x509.ExtendedKeyUsage(uses)]
        if others:
            named = [x509.DNSName(other) if isinstance(other, str) else other for other in others]
            extensions.append(x509.SubjectAlternativeName(named))
        certificate = self._signed(_named(name), key, *extensions, days=days)
        key_file, file = self._folder / f"{name}-key.pem", self._folder / f"{name}.pem"
        key_file.write_bytes(_private(key))
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return key_file, file

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType, days: int
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=min(days, 0) - 1))
            .not_valid_after(now + timedelta(days=days))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self._key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
