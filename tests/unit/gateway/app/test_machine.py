import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.app import machine, vitals
from gateway.app.findings import Finding, Level
from gateway.config.declare import Config, Http, Listener, Log
from gateway.config.kiosks import Kiosk
from gateway.config.load import Loaded, read
from gateway.config.partners import Partner, PartnerTls
from gateway.config.secret import Secret
from gateway.store import schema
from gateway.store.errors import StoreError
from tests.certificates import self_signed

replace = msgspec.structs.replace
NOW = datetime.now(UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "guanji.toml").write_text('agency = "CUMT"', "utf-8")
    return read({"agency": "CUMT", "listen": []}, tmp_path)[0]


def loaded(config: Config) -> Loaded:
    return Loaded(path=config.keys.parent.parent / "guanji.toml", config=config, given={})


def codes(findings: Any) -> list[tuple[Level, str]]:  # noqa: ANN401 - Findings
    found: list[Finding] = list(findings)
    return [(finding.level, finding.code) for finding in found]


def doors(config: Config, *endpoints: str) -> Config:
    listen = tuple(Listener(name=f"door{n}", endpoint=each) for n, each in enumerate(endpoints))
    return replace(config, listen=listen, http=Http(endpoint="unix:/nowhere/http"))


# --- ports ------------------------------------------------------------------------------------------


def test_ports_that_can_be_had_and_that_can_not(config: Config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = doors(config, f"tcp:{other.getsockname()[1]}:interface=127.0.0.1")
        assert codes(machine.ports(taken, runs=False)) == [(Level.FAIL, "port-taken")]
        assert codes(machine.ports(taken, runs=True)) == [(Level.OK, "port-ours")]
    assert codes(machine.ports(taken, runs=False)) == [(Level.OK, "port-free")]
    assert codes(machine.ports(taken, runs=True)) == [(Level.WARN, "port-unheld")]
    elsewhere = doors(config, "tcp:6001:interface=203.0.113.7")
    assert codes(machine.ports(elsewhere, runs=False)) == [(Level.FAIL, "port-shut")]
    assert codes(machine.ports(doors(config, "unix:/run/kiosks"), runs=False)) == []


def test_a_socket_whose_name_is_too_long(config: Config) -> None:
    long = replace(config.control, socket=Path("/" + "x" * 120))
    found = codes(machine.ports(replace(doors(config), control=long), runs=False))
    assert found == [(Level.FAIL, "socket-long")]


# --- certificates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(0), (Level.WARN, "certificate-soon")),
        (timedelta(days=2), (Level.FAIL, "certificate-over")),
        (timedelta(days=-60), (Level.OK, "certificate-ok")),
    ],
)
def test_how_long_a_certificate_is_good(
    config: Config, tmp_path: Path, after: timedelta, said: tuple[Level, str]
) -> None:
    key, certificate = self_signed(tmp_path)
    tls = doors(config, f"ssl:6443:privateKey={key}:certKey={certificate}", "tcp:6001")
    assert codes(machine.certificates(tls, NOW + after)) == [said]


def test_a_certificate_that_can_not_be_read(config: Config, tmp_path: Path) -> None:
    tls = doors(config, f"ssl:6443:privateKey={tmp_path}/key.pem:certKey={tmp_path}/cert.pem")
    assert codes(machine.certificates(tls, NOW)) == [(Level.FAIL, "certificate-bad")]


# --- clock, disks, rights, limits --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "said"),
    [(True, [(Level.OK, "clock-ok")]), (False, [(Level.WARN, "clock-free")]), (None, [])],
)
def test_what_keeps_the_clock(
    config: Config, monkeypatch: pytest.MonkeyPatch, *, kept: bool | None, said: list[tuple[Level, str]]
) -> None:
    monkeypatch.setattr(vitals, "synchronised", lambda: kept)
    assert codes(machine.clock(loaded(config), datetime.now(UTC))) == said


def test_a_file_of_tomorrow(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "synchronised", lambda: None)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).timestamp()
    os.utime(loaded(config).path, (tomorrow, tomorrow))
    assert codes(machine.clock(loaded(config), datetime.now(UTC))) == [(Level.FAIL, "clock-behind")]


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (50 << 20, (Level.FAIL, "disk-full")),
        (1 << 30, (Level.WARN, "disk-little")),
        (50 << 30, (Level.OK, "disk-ok")),
    ],
)
def test_room_on_the_disk(
    config: Config, monkeypatch: pytest.MonkeyPatch, free: int, said: tuple[Level, str]
) -> None:
    monkeypatch.setattr(vitals, "free", lambda _: (free, 100 << 30))
    assert codes(machine.disks(config)) == [said]


def test_a_folder_that_is_not_there(config: Config, tmp_path: Path) -> None:
    config = replace(config, log=Log(file=tmp_path / "nowhere/guanji.log"))
    assert codes(machine.disks(config))[1:] == [(Level.FAIL, "disk-gone")]


def test_who_may_read_what(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "is_root", lambda: False)
    assert codes(machine.rights(loaded(config))) == [(Level.OK, "rights-ok")]
    key, certificate = self_signed(tmp_path)
    key.chmod(0o644)
    (tmp_path / "guanji.toml").chmod(0o666)
    tls = doors(config, f"ssl:6443:privateKey={key}:certKey={certificate}")
    found = list(machine.rights(loaded(tls)))
    assert [(finding.code, finding.facts["path"].name) for finding in found] == [
        ("rights-open", "guanji.toml"),
        ("rights-open", "key.pem"),
    ]
    partner = Partner(
        name="hhit", symbol="CN:HHIT", address="x", tls=PartnerTls(ca=key, certificate=key, key=key)
    )
    found = list(machine.rights(loaded(replace(config, partners=(partner,)))))
    assert [finding.facts["path"].name for finding in found][-1:] == ["key.pem"]
    monkeypatch.setattr(vitals, "is_root", lambda: True)
    assert (Level.WARN, "rights-root") in codes(machine.rights(loaded(config)))


@pytest.mark.parametrize(
    "name",
    [
        "guanji.sqlite",
        "guanji.sqlite-wal",
        "guanji.sqlite.replaced-20261122-031000",
        "guanji.sqlite.before-0003-20261122-031000",
        "guanji-20261122-031000.sqlite",
        "secrets/erased.log",
        "secrets/kiosk1",
        "secrets/postgres",
    ],
)
def test_what_holds_readers_or_passwords_is_closed(config: Config, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.touch(0o600)
    secrets = {
        "database_password": Secret(file=tmp_path / "secrets/postgres"),
        "kiosks": (
            Kiosk(name="k1", login="k1", password=Secret(file=tmp_path / "secrets/kiosk1"), location="1"),
        ),
    }
    library = loaded(replace(config, **secrets))
    assert (Level.FAIL, "rights-open") not in codes(machine.rights(library))
    file.chmod(0o644)
    found = [finding for finding in machine.rights(library) if finding.level is Level.FAIL]
    assert [(finding.code, finding.facts["path"]) for finding in found] == [("rights-open", file)]


def test_a_folder_that_others_may_look_into(config: Config, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert (Level.WARN, "rights-open") in codes(machine.rights(loaded(config)))


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o602, 0o700])
def test_a_database_that_the_server_refuses_is_told(config: Config, tmp_path: Path, mode: int) -> None:
    database = tmp_path / "guanji.sqlite"
    schema.create(database)
    database.chmod(mode)
    try:
        schema.ready(database)
        refused = False
    except StoreError:
        refused = True
    assert ((Level.FAIL, "rights-open") in codes(machine.rights(loaded(config)))) is refused


def test_how_many_files_and_how_much_memory(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []

    def allowed(most: int) -> Callable[[int | None], int]:
        def answer(process: int | None) -> int:
            asked.append(process)
            return most

        return answer

    monkeypatch.setattr(vitals, "memory", lambda: 8 << 30)
    monkeypatch.setattr(vitals, "open_files", allowed(1024))
    assert codes(machine.limits(config)) == [(Level.FAIL, "files-few")]
    lock = config.keys.parent.parent / "guanji.sqlite.lock"
    lock.write_text("4711\n")
    monkeypatch.setattr(vitals, "open_files", allowed(vitals.UNLIMITED))
    monkeypatch.setattr(vitals, "memory", lambda: 100 << 20)
    assert codes(machine.limits(config)) == [(Level.OK, "files-ok"), (Level.WARN, "memory-little")]
    lock.write_text("somebody\n")
    shared, _ = read({"agency": "X", "database": "postgresql://u@h/d"}, config.keys.parent)
    codes(machine.limits(config))
    codes(machine.limits(shared))
    assert asked == [None, 4711, None, None]
