"""Handshakes with a door of ours, in memory."""

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from OpenSSL import SSL
from twisted.internet.protocol import Factory
from twisted.internet.task import Clock

from gateway.net.tls import TlsDoor, TlsError, TlsFiles, identity
from gateway.net.tls_client import TlsCall, TlsCaller
from tests.certificates import Authority, self_signed


class End:
    """What a connection belongs to."""

    transport = None


class Partner:
    """A partner's server, with a certificate for these hosts; whom it asks for theirs if `asks`."""

    def __init__(
        self, folder: Path, *hosts: str | x509.GeneralName, asks: bool = False, days: int = 1
    ) -> None:
        self.authority = Authority(folder)
        key, certificate = self.authority.issue("server", *hosts, client=False, server=True, days=days)
        client_ca = self.authority.file if asks else None
        self.door = TlsDoor("ill", TlsFiles(certificate=certificate, key=key, client_ca=client_ca))

    def meets(self, caller: TlsCaller) -> tuple[SSL.Connection, SSL.Connection]:
        """Our end and the partner's after the handshake. Raises what either raises."""
        ours, theirs = caller.clientConnectionForTLS(End()), self.door.serverConnectionForTLS(End())
        ours.set_connect_state()
        theirs.set_accept_state()
        for _ in range(4):
            for end, other in ((ours, theirs), (theirs, ours)):
                try:
                    end.do_handshake()
                except SSL.WantReadError:
                    pass
                finally:
                    _pass(end, other)
        return ours, theirs

    def call(self, name: str = "localhost", **fields: Any) -> TlsCaller:  # noqa: ANN401 - of a TlsCall
        known: dict[str, Any] = {"name": name, "ca": self.authority.file} | fields
        return TlsCaller(TlsCall(**known))


def _pass(one: SSL.Connection, other: SSL.Connection) -> None:
    try:
        other.bio_write(one.bio_read(1 << 16))
    except SSL.WantReadError:
        return


def shown(caller: TlsCaller, partner: Partner) -> str:
    """What is wrong with the partner's certificate."""
    ours, _ = partner.meets(caller)
    return caller.wrong_with(ours.get_peer_certificate())


def test_an_authority_and_the_host_prove_who_it_is(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "ill.hhit.example", x509.IPAddress(ip_address("10.1.2.3")))
    assert shown(partner.call("ill.hhit.example"), partner) == ""
    assert shown(partner.call("ILL.hhit.example."), partner) == ""
    assert shown(partner.call("10.1.2.3"), partner) == ""
    wrong = "its certificate is for 10.1.2.3, ill.hhit.example, not for ill.nju.example"
    assert shown(partner.call("ill.nju.example"), partner) == wrong


def test_a_common_name_proves_nothing(tmp_path: Path) -> None:
    partner = Partner(tmp_path)
    assert shown(partner.call("server"), partner) == "its certificate is for no host, not for server"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("ill.hhit.example", True),
        ("a.ill.hhit.example", False),
        ("hhit.example", False),
        ("x.example", False),
    ],
)
def test_a_star_stands_for_one_label(tmp_path: Path, name: str, *, right: bool) -> None:
    partner = Partner(tmp_path, "*.hhit.example", "*.example")
    assert (shown(partner.call(name), partner) == "") is right


def test_one_certificate_and_no_other(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "localhost")
    ours, _ = partner.meets(partner.call())
    its = identity(ours.get_peer_certificate()).fingerprint
    assert shown(partner.call("anything", ca=None, fingerprint=its), partner) == ""
    other = "sha256:" + "0" * 64
    assert "not the one that is expected" in shown(partner.call(fingerprint=other), partner)


def test_we_show_ours(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "localhost", asks=True)
    key, certificate = partner.authority.issue("cumt")
    _, theirs = partner.meets(partner.call(certificate=certificate, key=key))
    assert identity(theirs.get_peer_certificate()).names == {"cumt"}
    with pytest.raises(SSL.Error):
        partner.meets(partner.call())


def test_why_a_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "late").mkdir()
    late = Partner(tmp_path / "late", "localhost", days=-2)
    caller = late.call()
    with pytest.raises(SSL.Error):
        late.meets(caller)
    assert caller.refusal == "its certificate has expired"
    stranger = TlsCaller(TlsCall(name="localhost", ca=Authority(tmp_path, "elsewhere").file))
    with pytest.raises(SSL.Error):
        Partner(tmp_path, "localhost").meets(stranger)
    assert stranger.refusal.endswith("is signed by none of ours")


def test_files_that_are_no_good(tmp_path: Path) -> None:
    key, certificate = self_signed(tmp_path)
    with pytest.raises(TlsError, match="holds no certificate"):
        TlsCaller(TlsCall(name="x", ca=key))
    with pytest.raises(TlsError, match="is not the key of"):
        TlsCaller(TlsCall(name="x", ca=certificate, certificate=certificate, key=certificate))


def test_a_name_that_is_none() -> None:
    with pytest.raises(TlsError, match="is not the name of a host"):
        TlsCaller(TlsCall(name="a..b", fingerprint="sha256:" + "0" * 64))
    assert TlsCaller(TlsCall(name="10.1.2.3", fingerprint="sha256:" + "0" * 64)).call.name == "10.1.2.3"


def test_callers_are_equal_that_call_alike(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "localhost")
    assert len({partner.call(), partner.call(), partner.call("other")}) == 2
    assert partner.call() != partner


def test_files_are_read_again(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "localhost")
    caller = partner.call()
    partner.authority.file.write_text("")
    with pytest.raises(TlsError):
        caller.renew()
    assert shown(caller, partner) == "", "the old ones go on"


def test_it_stands_before_a_factory(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "localhost")
    assert partner.call().before(Factory(), Clock()).wrappedFactory is not None
