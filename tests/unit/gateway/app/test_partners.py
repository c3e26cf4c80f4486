from pathlib import Path
from typing import Any

import pytest

from gateway.app.partners import channel_limits, destinations, fingerprint, listener_limits
from gateway.config.declare import Config
from gateway.config.ill import IllLimits
from gateway.config.load import read
from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.listener import ListenerLimits
from gateway.net.tls import TlsError
from tests.certificates import Authority


def config(base: Path, *partners: dict[str, Any], **ill: Any) -> Config:  # noqa: ANN401 - keys of [ill]
    return read({"agency": "CUMT", "ill": ill, "partners": list(partners)}, base, {})[0]


def partner(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keys of a partner
    return {"name": name, "symbol": f"CN:{name}", "address": f"{name}.example"} | more


def test_whoever_has_an_address_is_called_and_others_call_us(tmp_path: Path) -> None:
    found = destinations(
        config(
            tmp_path,
            partner("hhit", address="[2001:db8::5]:499", idle_seconds=0, confirm="report"),
            partner("nju"),
            {"name": "silent", "symbol": "X", "answers": "same-connection"},
        )
    )
    assert [(each.partner, each.host, each.port) for each in found] == [
        ("hhit", "2001:db8::5", 499),
        ("nju", "nju.example", 1611),
        ("silent", "", 0),
    ]
    assert [(each.idle_seconds, each.reports, each.tls) for each in found] == [
        (0, True, None),
        (240, False, None),
        (240, False, None),
    ]


def test_tls_wants_the_host_that_is_called_or_another(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    tls, printed = {"ca": "library-ca.pem"}, "SHA256:" + "AB:" * 31 + "AB"
    one, other = destinations(
        config(
            tmp_path,
            partner("hhit", tls=tls),
            partner("nju", tls=tls | {"name": "ill.nju.example", "fingerprint": printed}),
        )
    )
    assert one.tls is not None
    assert other.tls is not None
    assert one.tls.call.name == "hhit.example"
    assert other.tls.call.name == "ill.nju.example"
    assert other.tls.call.fingerprint == "sha256:" + "ab" * 32
    authority.file.unlink()
    with pytest.raises(TlsError):
        destinations(config(tmp_path, partner("hhit", tls=tls)))


def test_what_has_not_changed_is_the_same_destination(tmp_path: Path) -> None:
    """A reload closes no line of a partner that is called as before."""
    Authority(tmp_path)
    (first,), (again,) = (
        destinations(config(tmp_path, partner("hhit", tls={"ca": "library-ca.pem"}))) for _ in range(2)
    )
    assert first == again
    (other,) = destinations(config(tmp_path, partner("hhit", tls={"ca": "library-ca.pem", "name": "x"})))
    assert first != other


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("sha256:" + "0A" * 32, "sha256:" + "0a" * 32),
        ("SHA256:" + "0A:" * 31 + "0A", "sha256:" + "0a" * 32),
    ],
)
def test_fingerprints_are_written_in_one_way(text: str, written: str) -> None:
    assert fingerprint(text) == written


def test_limits_are_those_of_the_file_and_otherwise_their_own(tmp_path: Path) -> None:
    found = config(tmp_path)
    assert found.ill.limits == IllLimits()
    assert listener_limits(found) == ListenerLimits()
    assert channel_limits(found) == ChannelLimits()
    other = config(tmp_path, limits={"connections": 5, "idle_seconds": 60, "connect_seconds": 3})
    assert (listener_limits(other).connections, listener_limits(other).idle_seconds) == (5, 60)
    assert channel_limits(other).connect_seconds == 3
