from pathlib import Path
from typing import Any

import pytest

from gateway.config.declare import Config
from gateway.config.faults import ConfigError
from gateway.config.load import read
from gateway.config.security import Audit, Lockout, Tls

TLS = {"certificate": "tls/cert.pem", "key": "tls/key.pem"}


def config(base: Path, **more: Any) -> Config:  # noqa: ANN401 - tables of a document
    return read({"agency": "CUMT", **more}, base, {})[0]


def test_a_door_may_have_tls(tmp_path: Path) -> None:
    door = {"name": "tls", "endpoint": "tcp:6443", "tls": {**TLS, "client_ca": "tls/ca.pem"}}
    (listener,) = config(tmp_path, listen=[door]).listen
    assert listener.tls == Tls(
        certificate=tmp_path / "tls/cert.pem", key=tmp_path / "tls/key.pem", client_ca=tmp_path / "tls/ca.pem"
    )
    assert listener.tls is not None
    assert listener.tls.client == "required"
    assert config(tmp_path, http={"tls": TLS}).http.tls is not None


@pytest.mark.parametrize("table", ["listen", "http"])
def test_a_door_has_its_tls_once(tmp_path: Path, table: str) -> None:
    door = {"endpoint": "ssl:6443:privateKey=k.pem", "tls": TLS}
    with pytest.raises(ConfigError, match="an endpoint ssl: names its certificate itself"):
        config(tmp_path, **{table: [{"name": "x", **door}] if table == "listen" else door})


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"http\.tls\.key: must be given"):
        config(tmp_path, http={"tls": {"certificate": "cert.pem"}})


def test_what_holds_where_nothing_is_said(tmp_path: Path) -> None:
    plain = config(tmp_path)
    assert (plain.lockout, plain.audit) == (Lockout(), Audit())
    assert plain.http.tls is None
    assert plain.audit.days == 1096
