"""The commands as a librarian types them, against a server in a process of its own."""

import json
import re
import shutil
import socket
import sqlite3
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.kiosk_line import Line, Silence, kiosk
from tests.live import LOOPBACK, Demo, Server, demo, free_port, guanji, running

HALL, UPSTAIRS = "一楼大厅1号", "三楼科技"


def page(port: int, path: str) -> str:
    """A page of the HTTP port."""
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=15) as answer:
        assert answer.status == 200
        body: str = answer.read().decode()
    return body


def told(text: str) -> str:
    """The one line that a command says on standard error."""
    (line,) = text.splitlines()
    assert line.startswith("guanji: ")
    return line


# --- setting up --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `guanji init` makes, on ports that are free."""
    directory = tmp_path_factory.mktemp("init") / "library"
    done = guanji("init", directory)
    assert (done.returncode, done.stderr) == (0, "")
    file = directory / "guanji.toml"
    text = file.read_text(encoding="utf-8")
    for port in ("tcp:6001", "tcp:8080"):
        assert port in text
        text = text.replace(port, f"tcp:{free_port()}")
    file.write_text(text, encoding="utf-8")
    return directory


def test_init_changes_nothing_that_is_there(place: Path) -> None:
    before = (place / "guanji.toml").read_bytes()
    done = guanji("init", place)
    assert done.returncode == 0
    assert "nothing was changed" in done.stdout
    assert (place / "guanji.toml").read_bytes() == before


def test_init_leaves_other_peoples_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = guanji("init", tmp_path)
    assert done.returncode == 2
    assert "not empty" in told(done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_config(place: Path, tmp_path: Path) -> None:
    file = place / "guanji.toml"
    assert guanji("config", "check", "-c", file).stdout.startswith("ok\n")
    assert 'agency = "CUMT"' in guanji("config", "show", "-c", file).stdout
    assert json.loads(guanji("config", "schema").stdout)["title"] == "guanji.toml"

    password = (place / "secrets/kiosk1").read_text(encoding="utf-8").strip()
    assert password not in guanji("config", "show", "-c", file).stdout

    shutil.copytree(place / "secrets", tmp_path / "secrets")
    wrong = tmp_path / "guanji.toml"
    text = file.read_text(encoding="utf-8")
    wrong.write_text(
        text.replace('name = "kiosk1"\n', 'name = "kiosk1"\ndialect = "foo"\nhight = 3\n'), encoding="utf-8"
    )
    done = guanji("config", "check", "-c", wrong)
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert "kiosks[0].dialect: 'foo' is not one of" in said
    assert "kiosks[0].hight" in said


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    for command in (("run",), ("config", "check"), ("config", "show"), ("kiosk", "list")):
        done = guanji(*command, "-c", tmp_path / "guanji.toml")
        assert done.returncode == 2
        assert "no such file" in done.stdout + done.stderr


@pytest.mark.parametrize("secret", ["kiosk1", "guanji.key"])
def test_a_secret_that_is_not_there(place: Path, tmp_path: Path, secret: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    (copy / "secrets" / secret).unlink()
    done = guanji("run", "-c", copy / "guanji.toml")
    assert done.returncode in {1, 2}
    assert f"secrets/{secret}" in told(done.stderr)


def test_run_says_one_line_when_it_is_ready_and_stops_when_asked(place: Path) -> None:
    with running(Server(("run", "-c", place / "guanji.toml"), "guanji ready: ")) as server:
        (line,) = server.lines
        assert re.search(r"sip2 tcp:\d+.*http tcp:\d+.*control unix:", line)
        assert "kiosk1" in guanji("kiosk", "list", "-c", place / "guanji.toml").stdout
        assert server.stop() == 0
    assert server.complaints == []
    done = guanji("kiosk", "list", "-c", place / "guanji.toml")
    assert done.returncode == 1
    assert "guanji run" in told(done.stderr)


def test_a_taken_port(place: Path) -> None:
    file = place / "guanji.toml"
    sip2 = re.search(r'"tcp:(\d+)', file.read_text(encoding="utf-8"))
    assert sip2
    with socket.create_server((LOOPBACK, int(sip2[1]))):
        done = guanji("run", "-c", file)
    assert done.returncode == 1
    assert "Address already in use" in told(done.stderr)


def test_when_a_kiosk_was_last_seen_outlives_a_restart(tmp_path: Path) -> None:
    seen = []
    for turn in range(2):
        with demo(tmp_path / "data") as library:
            if turn == 0:
                with kiosk(library.sip2, "kiosk4") as line:
                    assert line.status().startswith("98Y")
            listed = guanji("kiosk", "list", "--json", "-c", library.directory / "guanji.toml")
            seen.append([one["last_seen"] for one in json.loads(listed.stdout)["kiosks"]])
            assert library.stop() == 0
    assert seen[0] == seen[1]
    assert sum(instant is not None for instant in seen[1]) == 1


# --- at work -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def config(library: Demo) -> Path:
    return library.directory / "guanji.toml"


def test_health(library: Demo, witness: Line) -> None:
    witness.status()
    health = json.loads(page(library.http, "/healthz"))
    assert health["status"] == "ok"
    assert health["checks"]["kiosks"]["configured"] >= 8
    assert health["checks"]["kiosks"]["connected"] >= 1


def test_metrics(library: Demo, witness: Line) -> None:
    witness.checkout("P0010", "B000091")
    metrics = page(library.http, "/metrics")
    for pattern in (
        r'guanji_messages_total\{kind="sip2 11",outcome="ok"\} [1-9]',
        r'guanji_message_seconds_count\{kind="sip2 93"\} [1-9]',
        r"guanji_kiosk_[a-z_]+\{[^}]*一楼大厅2号[^}]*\} 1",
    ):
        assert re.search(pattern, metrics), pattern


def test_kiosks(library: Demo, config: Path, witness: Line) -> None:
    listed = guanji("kiosk", "list", "-c", config)
    assert listed.returncode == 0
    (hall,) = (line.split() for line in listed.stdout.splitlines() if HALL in line)
    assert hall[:2] == [HALL, "kiosk1"]
    by_name = {
        each["name"]: each
        for each in json.loads(guanji("kiosk", "list", "--json", "-c", config).stdout)["kiosks"]
    }
    assert by_name["一楼大厅2号"]["connections"] >= 1

    assert guanji("kiosk", "pause", HALL, "--why", "paper jam", "-c", config).returncode == 0
    with kiosk(library.sip2, "kiosk1") as paused:
        assert paused.status().startswith("98N")
        assert paused.checkout("P0010", "B000092").startswith("120")
    assert witness.item("B000092").status == "03"
    assert guanji("kiosk", "resume", HALL, "-c", config).returncode == 0
    with kiosk(library.sip2, "kiosk1") as resumed:
        assert resumed.status().startswith("98Y")

    assert HALL in guanji("kiosk", "pause", "kiosk1", "-c", config).stdout
    assert HALL in guanji("kiosk", "resume", "kiosk1", "-c", config).stdout

    done = guanji("kiosk", "pause", "cellar", "-c", config)
    assert done.returncode == 1
    assert "cellar" in told(done.stderr)


def test_the_desk_and_the_kiosks_see_the_same(config: Path, witness: Line) -> None:
    def desk(*words: str, status: int = 0) -> None:
        done = guanji("circ", *words, "-c", config)
        assert done.returncode == status, done

    desk("checkout", "P0001", "B000001", "B000002")
    assert witness.patron("P0001", "2").items("AU") == ["B000001", "B000002"]
    desk("checkout", "P0002", "B000001", status=1)
    desk("checkin", "B000001")
    assert witness.item("B000001").status == "03"
    desk("undo-checkin", "B000001")
    assert witness.item("B000001").status == "04"
    desk("undo-checkout", "P0001", "B000001")
    assert witness.item("B000001").status == "03"
    desk("renew", "P0001", "B000002")
    desk("renew-all", "P0001")
    desk("lost", "B000002")
    assert witness.item("B000002").status == "12"
    (owed,) = witness.patron("P0001").fields["BV"]
    assert float(owed) > 0
    for _ in range(2):  # told twice, counted once
        desk("pay", "P0001", "1.50", "--reference", "receipt")
    assert witness.patron("P0001").fields["BV"] == [f"{float(owed) - 1.5:.2f}"]
    desk("pay", "P0001", f"{float(owed) - 1.5:.2f}")
    assert witness.patron("P0001").fields["BV"] == ["0.00"]
    desk("checkout", "P0003", "B000003")
    desk("hold", "P0004", "B000003")
    desk("cancel-hold", "P0004", "B000003")
    desk("claim", "B000003")
    assert witness.item("B000003").status == "11"
    desk("move-due", "2030-01-01", "2030-02-01", "2030-03-01")


def test_patrons(config: Path, witness: Line) -> None:
    def patron(*words: str) -> tuple[int, str]:
        done = guanji("patron", *words, "-c", config)
        return done.returncode, done.stdout + done.stderr

    status, text = patron("show", "P0005")
    assert status == 0
    assert "P0005" in text
    assert patron("show", "NOBODY")[0] == 1
    assert patron("block", "P0005", "--text", "come to the desk")[0] == 0
    assert witness.patron("P0005").status.startswith("Y")
    assert "come to the desk" in patron("show", "P0005")[1]
    assert patron("unblock", "P0005")[0] == 0
    assert witness.patron("P0005").status == " " * 14

    shown = json.loads(patron("show", "P0005", "--json")[1])
    card = shown["cards"][0]["value"]
    assert witness.patron(card).fields["BL"] == ["Y"]
    assert patron("card", "P0005", "--lost", card, "--new", "NEW0005")[0] == 0
    assert witness.patron(card).fields["BL"] == ["N"]
    assert witness.patron("NEW0005").fields["BL"] == ["Y"]


def test_chinese(config: Path) -> None:
    done = guanji("--lang", "zh", "circ", "checkin", "B000061", "-c", config)
    assert "已收" in done.stdout
    assert "图书馆" in guanji("--help", GUANJI_LANG="zh").stdout


def test_decode() -> None:
    done = guanji("decode", "sip2", stdin="9300CNkiosk1|COsecret|\n")
    assert done.returncode == 0
    assert "kiosk1" in done.stdout
    assert "secret" not in done.stdout
    assert json.loads(guanji("decode", "sip2", "-", "--json", stdin="9900802.00\n").stdout)
    assert guanji("decode", "sip2", stdin="no message\n").returncode == 1


# --- stopping and starting again ---------------------------------------------------------------------------


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A demo library that has been used: B000005 is lent."""
    used = tmp_path / "used"
    with demo(used) as server, kiosk(server.sip2, "kiosk1") as line:
        assert line.checkout("P0006", "B000005").startswith("121")
    return used


def test_a_used_library_is_reopened_as_it_is(directory: Path) -> None:
    with demo(directory) as server, kiosk(server.sip2, "kiosk1") as line:
        assert line.item("B000005").status == "04"
        assert line.patron("P0006", "2").items("AU") == ["B000005"]
    assert guanji("config", "check", "-c", directory / "guanji.toml").returncode == 0


def test_a_request_in_hand_is_answered_before_the_server_stops(directory: Path) -> None:
    """Another program has the database while the server is told to stop with a checkout in hand."""
    with demo(directory) as server:
        with kiosk(server.sip2, "kiosk1") as line, closing(sqlite3.connect(server.database)) as other:
            other.execute("BEGIN IMMEDIATE")
            line.send(b"11NN20261122    120000" + b" " * 18 + b"AOCUMT|AAP0006|ABB000006|AC|AD1234|\r")
            time.sleep(0.5)  # the message is in hand, and can't be written
            server.process.terminate()
            time.sleep(0.5)
            assert server.alive
            other.rollback()
            assert line.receive().startswith(b"121")
            with pytest.raises(Silence):
                line.receive()
        assert server.process.wait(15) == 0
        server.kill()
    with demo(directory) as server, kiosk(server.sip2, "kiosk2") as line:
        assert line.item("B000006").status == "04"


def test_the_demo_does_not_take_a_port_from_anybody(tmp_path: Path, library: Demo) -> None:
    done = guanji("demo", "--keep", "--data", tmp_path / "new", "--port-offset", str(library.offset))
    assert done.returncode == 1
    assert "--port-offset" in told(done.stderr)


def test_the_demo_tells_its_scenes(tmp_path: Path) -> None:
    from gateway.demo.scenes import SCENES  # noqa: PLC0415 - brings the whole server with it

    offset = free_port() - 6001
    done = guanji("demo", "--data", tmp_path / "scenes", "--port-offset", str(offset))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for scene in SCENES:
        for words in (scene.title, *(step.meaning for step in scene.steps)):
            assert all(word in done.stdout for word in words), words
    assert done.stdout.count("✓") == sum(len(scene.steps) for scene in SCENES)
    assert "✗" not in done.stdout
    # Both ends of a line between libraries are shown: what went, and what came.
    for way in ("CUMT → ILL-REQUEST", "HHIT ← ILL-REQUEST", "→ SHIPPED", "CUMT ← SHIPPED"):
        assert way in done.stdout
    assert "1234" not in re.sub(r"B\d{6}|P\d{4}|\d{8} {4}\d{6}|A[YZ]\w+", "", done.stdout)


def test_starting_takes_moments() -> None:
    """Said, not judged: how long a command takes says as much about the machine."""
    for command in (("--help",), ("decode", "sip2")):
        began = time.perf_counter()
        assert guanji(*command, stdin="9900802.00\n").returncode == 0
        print(f"guanji {' '.join(command)}: {time.perf_counter() - began:.2f} s")  # noqa: T201
