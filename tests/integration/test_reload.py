"""The configuration read again by a server in a process of its own, with kiosks on the line."""

import json
import re
import signal
import socket
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import self_signed
from tests.kiosk_line import Line, Silence, kiosk
from tests.live import LOOPBACK, Demo, Server, demo, free_port, guanji, running

#: Longer than a reading takes on a busy machine.
PATIENCE = 20.0


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / "data") as server:
        yield server


def edit(library: Demo, before: str, after: str) -> None:
    """Change the configuration in one place."""
    file = library.directory / "guanji.toml"
    text = file.read_text("utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), "utf-8")


def table_of(library: Demo, line: str) -> str:
    """The table [[kiosks]] in which a line stands."""
    tables = re.split(r"^(?=\[)", (library.directory / "guanji.toml").read_text("utf-8"), flags=re.MULTILINE)
    (table,) = (table for table in tables if table.startswith("[[kiosks]]") and line in table)
    return table


def reload(library: Demo) -> dict[str, Any]:
    done = guanji("config", "reload", "--json", "-c", library.directory / "guanji.toml")
    assert done.returncode in {0, 1}, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["ok"] is (done.returncode == 0)
    return answer


def health(library: Demo) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://{LOOPBACK}:{library.http}/healthz") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_other_terms_hold_for_a_kiosk_that_stays_on_the_line(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk1") as line, kiosk(library.sip2, "kiosk8") as leaving:
        assert line.checkout("P0001", "B000001").startswith("121")
        edit(library, table_of(library, 'login = "kiosk8"'), "")
        edit(library, 'library_zh = "', 'library_zh = "新')
        answer = reload(library)
        assert answer["ok"], answer
        assert "library_zh" in answer["applied"]
        assert [key for key in answer["applied"] if key.startswith("- kiosks.")]
        # The one that stays answers on the same connection, under the new name.
        assert "AM新" in line.status()
        assert line.checkout("P0001", "B000002").startswith("121")
        with pytest.raises(Silence):
            leaving.status()
    with Line(library.sip2) as line:
        assert line.log_in("kiosk8").startswith("940")
        assert line.log_in("kiosk1").startswith("941")
    assert health(library)["checks"]["config"]["ok"]


def test_a_bad_file_changes_nothing_and_is_seen(library: Demo) -> None:
    good = (library.directory / "guanji.toml").read_text("utf-8")
    (library.directory / "guanji.toml").write_text(
        'colour = "red"\n' + good.replace("library_zh", "library_cn", 1), "utf-8"
    )
    with kiosk(library.sip2, "kiosk1") as line:
        answer = reload(library)
        assert not answer["ok"]
        assert len(answer["faults"]) == 2
        assert line.checkout("P0001", "B000001").startswith("121")
        found = health(library)
        assert (found["status"], found["checks"]["config"]["ok"]) == ("ok", False)
        told = guanji("--lang", "zh", "config", "reload", "-c", library.directory / "guanji.toml")
        assert told.returncode == 1
        assert told.stderr.startswith("未采用：2 处错误")
        (library.directory / "guanji.toml").write_text(good, "utf-8")
        library.process.send_signal(signal.SIGHUP)
        until(lambda: bool(health(library)["checks"]["config"]["ok"]))
        assert line.status().startswith("98")
    refused = [line for line in library.complaints if "was refused" in line]
    assert len(refused) == 2


def test_what_waits_for_a_restart_is_said(library: Demo) -> None:
    edit(library, 'endpoint = "tcp:6001', 'endpoint = "tcp:6009')
    answer = reload(library)
    assert answer["applied"] == []
    assert any(key.startswith("listen.") for key in answer["restart"])
    with kiosk(library.sip2, "kiosk1") as line:
        assert line.status().startswith("98")
    assert health(library)["checks"]["config"]["waits"]


def test_the_log_goes_on_in_a_new_file_when_the_old_one_is_moved_away(library: Demo) -> None:
    file = library.directory / "guanji.log"
    edit(library, "[log]", '[log]\nfile = "guanji.log"') if "[log]" in (
        library.directory / "guanji.toml"
    ).read_text("utf-8") else append(library, '\n[log]\nfile = "guanji.log"\n')
    assert reload(library)["applied"] == ["log.file"]
    until(lambda: "read again" in file.read_text("utf-8"))
    moved = file.rename(file.with_suffix(".log.1"))
    library.process.send_signal(signal.SIGUSR1)
    until(file.exists)
    reload(library)
    until(lambda: "read again" in file.read_text("utf-8"))
    assert moved.read_text("utf-8").count("read again") == 1


def append(library: Demo, text: str) -> None:
    with (library.directory / "guanji.toml").open("a", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def manager(path: Path) -> Iterator[socket.socket]:
    """A stand-in for systemd's socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(PATIENCE)
        yield listening


def test_who_started_it_hears_of_its_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "library"
    assert guanji("init", place).returncode == 0
    file = place / "guanji.toml"
    text = file.read_text("utf-8").replace("tcp:6001", "tcp:0").replace("tcp:8080", "tcp:0")
    file.write_text(text.replace(":interface=127.0.0.1", "", 1), "utf-8")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    with manager(tmp_path / "notify") as told:
        server = Server(("run", "-c", file), "guanji ready: ")
        with running(server):
            assert told.recv(500) == b"READY=1\nSTATUS=serving CUMT, kiosks: 1"
            assert told.recv(500) == b"WATCHDOG=1"
            server.process.send_signal(signal.SIGHUP)
            heard = [message for message in (told.recv(500) for _ in range(6)) if message != b"WATCHDOG=1"]
            assert heard[0].startswith(b"RELOADING=1\nMONOTONIC_USEC=")
            assert heard[1].startswith(b"READY=1\n")
            assert server.stop() == 0
        rest = b""
        while b"STOPPING=1" not in rest:
            rest = told.recv(500)
        assert rest == b"STOPPING=1"


def test_a_renewed_certificate_is_shown_to_who_comes_next(tmp_path: Path) -> None:
    place, port = tmp_path / "library", free_port()
    assert guanji("init", place).returncode == 0
    file, certificate = place / "guanji.toml", place / "cert.pem"
    text = file.read_text("utf-8").replace("tcp:8080:interface=127.0.0.1", f"tcp:{free_port()}")
    tls = f"ssl:{port}:privateKey=key.pem:certKey=cert.pem"
    file.write_text(text.replace("tcp:6001:interface=127.0.0.1", tls), "utf-8")
    self_signed(place)

    def shown() -> str:
        return ssl.get_server_certificate((LOOPBACK, port)).strip()

    with running(Server(("run", "-c", file), "guanji ready: ")):
        first = certificate.read_text().strip()
        assert shown() == first
        self_signed(place)
        second = certificate.read_text().strip()
        assert guanji("config", "reload", "-c", file).returncode == 0
        assert shown() == second != first
        certificate.write_text("half of it")
        done = guanji("config", "reload", "-c", file)
        assert done.returncode == 1
        assert "sip2: its certificate or key can't be used" in done.stderr
        assert shown() == second
