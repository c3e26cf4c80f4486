"""What keeps a server from starting is told in one line, in a process of its own."""

import socket
from pathlib import Path

import pytest

from tests.live import LOOPBACK, free_offset, guanji, running
from tests.live import Server as Running

SIP2, HTTP = 6001, 8080


def on_free_ports(text: str) -> str:
    """A configuration of `guanji init` with ports that nobody has."""
    offset = free_offset()
    for port in (SIP2, HTTP):
        assert f"tcp:{port}" in text
        text = text.replace(f"tcp:{port}", f"tcp:{port + offset}")
    return text


def with_control_socket(text: str, path: str) -> str:
    """A configuration of `guanji init` with another control socket."""
    default = '#socket = "control.sock"'
    assert default in text
    return text.replace(default, f'socket = "{path}"')


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What `guanji init` makes."""
    directory = tmp_path / "library"
    assert guanji("init", directory).returncode == 0
    return directory


def refused(*command: str | Path, status: int = 1) -> str:
    """The one line that a command says when it does not start."""
    done = guanji(*command)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (status, "")
    assert line.startswith("guanji: ")
    assert "internal error" not in line
    assert "内部错误" not in line
    return line.removeprefix("guanji: ")


def test_a_port_that_another_program_has(tmp_path: Path) -> None:
    offset = free_offset()
    with socket.socket() as other:
        other.bind((LOOPBACK, HTTP + offset))
        other.listen()
        demo = ("demo", "--keep", "--data", tmp_path / "d", "--port-offset", str(offset))
        english = refused(*demo)
        chinese = refused("--lang", "zh", *demo)
    assert english.startswith(f"http: tcp:{HTTP + offset}:")
    assert "is taken" in english
    assert "--port-offset" in english
    assert "已被占用" in chinese


def test_a_server_that_runs_already(place: Path) -> None:
    """Whatever the second is to open, two servers never share a database."""
    file, again = place / "guanji.toml", place / "again.toml"
    text = file.read_text("utf-8")
    file.write_text(on_free_ports(text), "utf-8")
    moved = on_free_ports(text)
    again.write_text(with_control_socket(moved, "other.sock"), "utf-8")
    server = Running(("run", "-c", file), "guanji ready: ")
    with running(server):
        line = (
            f"{place} is in use by another Guanji server (process {server.process.pid}): stop that one first"
        )
        assert refused("run", "-c", file) == line
        assert refused("run", "-c", again) == line
        assert "正由另一个 Guanji 服务使用" in refused("--lang", "zh", "run", "-c", again)
        assert guanji("config", "check", "-c", file).returncode == 0
    # Killed, it holds nothing any more.
    with running(Running(("run", "-c", again), "guanji ready: ")):
        pass


def test_a_control_socket_that_another_server_has(place: Path, tmp_path: Path) -> None:
    file, other = place / "guanji.toml", tmp_path / "other" / "guanji.toml"
    assert guanji("init", other.parent).returncode == 0
    file.write_text(on_free_ports(file.read_text("utf-8")), "utf-8")
    moved = on_free_ports(other.read_text("utf-8"))
    other.write_text(with_control_socket(moved, f"{place}/control.sock"), "utf-8")
    with running(Running(("run", "-c", file), "guanji ready: ")):
        told = refused("run", "-c", other)
    assert told.startswith(f"control: unix:{place}/control.sock")
    assert "is taken" in told


def test_a_key_file_that_is_gone_or_open(place: Path) -> None:
    key = place / "secrets/guanji.key"
    key.chmod(0o644)
    assert "chmod 600" in refused("run", "-c", place / "guanji.toml")
    key.unlink()
    told = refused("--lang", "zh", "run", "-c", place / "guanji.toml")
    assert told.startswith("数据库或密钥文件无法使用：")


def test_a_database_that_is_none(place: Path) -> None:
    (place / "guanji.sqlite").write_text("a shopping list", "utf-8")
    assert "is not a database" in refused("run", "-c", place / "guanji.toml")


def test_a_password_that_cannot_be_read(place: Path) -> None:
    secret = place / "secrets/kiosk1"
    secret.unlink()
    secret.mkdir()
    told = refused("run", "-c", place / "guanji.toml", status=2)
    assert told.startswith("kiosks[0].password.file: ")


def test_a_log_file_that_cannot_be_written(place: Path) -> None:
    file = place / "guanji.toml"
    text = on_free_ports(file.read_text("utf-8"))
    text = text.replace("[log]\n", '[log]\nfile = "nowhere/guanji.log"\n', 1)
    assert "nowhere" in text
    file.write_text(text, "utf-8")
    assert "nowhere/guanji.log can't be used (No such file or directory)" in refused("run", "-c", file)


def test_the_demo_touches_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    told = refused("demo", "--data", tmp_path, status=2)
    assert told == f"{tmp_path} is not empty and not a configuration of Guanji: name a new directory"
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_demo_in_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "file can't be used (File exists)" in refused("demo", "--data", tmp_path / "file" / "demo")
    assert "无法使用" in refused("--lang", "zh", "demo", "--data", tmp_path / ("x" * 300))
