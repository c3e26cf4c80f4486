from pathlib import Path
from typing import Any

import pytest

from gateway.config.declare import Config
from gateway.config.faults import ConfigError
from gateway.config.ill import Ill, IllLimits, Strangers
from gateway.config.load import read


def config(base: Path, **more: Any) -> Config:  # noqa: ANN401 - tables of a document
    return read({"agency": "CUMT", **more}, base, {})[0]


def test_nobody_is_heard_who_is_not_known_and_no_port_is_open(tmp_path: Path) -> None:
    found = config(tmp_path)
    assert found.ill == Ill()
    assert found.ill.unknown_partners is Strangers.REFUSE
    assert not found.ill.demo_loopback
    assert [door.protocol for door in found.listen] == ["sip2"]


def test_a_door_for_partners(tmp_path: Path) -> None:
    door = {"name": "ill", "endpoint": "tcp:1611", "protocol": "iso10161"}
    (listener,) = config(tmp_path, listen=[door]).listen
    assert (listener.name, listener.protocol) == ("ill", "iso10161")


def test_lines_of_ours_end_before_those_of_partners() -> None:
    """Who opened a line closes it, so that no APDU crosses the end of one."""
    from gateway.config.partners import Partner  # noqa: PLC0415 - beside what it is compared with

    partner = Partner(name="hhit", symbol="CN:HHIT", address="h")
    assert partner.idle_seconds < IllLimits().idle_seconds


def test_a_policy_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"ill\.unknown_partners: 'serve' is not one of refuse, quarantine"):
        config(tmp_path, ill={"unknown_partners": "serve"})
