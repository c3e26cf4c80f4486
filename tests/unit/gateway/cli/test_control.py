"""Asking a running server over its socket."""

import socket
import threading
from pathlib import Path

import pytest

from gateway.cli.control import Line, Server, call, part
from gateway.cli.failure import Failure
from gateway.cli.speak import Say
from gateway.config.faults import ConfigError
from gateway.web.shapes import Pause
from tests.control_server import control_server, mute_socket


def test_a_question_and_its_answer(tmp_path: Path) -> None:
    with control_server(tmp_path / "s") as asked:
        asked.answer = (200, {"kiosks": []})
        assert call(asked.socket, "GET", "/kiosks", language="zh") == {"kiosks": []}
        asked.answer = (200, {"name": "k"})
        call(asked.socket, "POST", "/kiosks/k/pause", Pause(actor="li", why="纸"))
    assert asked.requests == [
        ("GET", "/kiosks", None),
        ("POST", "/kiosks/k/pause", {"actor": "li", "why": "纸"}),
    ]
    assert asked.languages == ["zh", "en"]


def test_a_refusal_is_the_servers_own_sentence(tmp_path: Path) -> None:
    with control_server(tmp_path / "s") as asked:
        asked.answer = (404, {"error": "no kiosk is called 'x'"})
        with pytest.raises(Failure, match=r"^no kiosk is called 'x'$"):
            call(asked.socket, "GET", "/kiosks/x")
        asked.answer = (500, {})
        with pytest.raises(Failure, match=r"^HTTP 500$"):
            call(asked.socket, "GET", "/kiosks/x")
        asked.answer = (502, b"<html>")
        with pytest.raises(Failure, match=r"is not Guanji, or of another version: HTTP 502"):
            call(asked.socket, "GET", "/kiosks/x")


def test_a_line_carries_many_questions_and_is_opened_again_when_it_was_closed(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    accepted: list[socket.socket] = []
    closed = threading.Event()

    def serve(listening: socket.socket) -> None:
        for questions in (2, 1):
            line, _ = listening.accept()
            accepted.append(line)
            for _ in range(questions):
                line.recv(65536)
                line.sendall(answer)
            line.close()
            closed.set()

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        line = Line(tmp_path / "s")
        for question in range(3):
            line.begin("GET", "/")
            assert line.end() == {}
            assert question == 0 or closed.wait(5)
        line.close()
        server.join(5)
    assert len(accepted) == 2


def test_a_server_that_ends_in_mid_question_broke_off(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        line = Line(tmp_path / "s")
        line.begin("GET", "/")
        accepted, _ = listening.accept()
        accepted.recv(65536)
        accepted.close()
        with pytest.raises(Failure, match="broke off without an answer"):
            line.end()
        line.close()


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"no server is running on .*/s: start it with guanji run -c x\.toml"):
        call(tmp_path / "s", "GET", "/", config=Path("x.toml"))
    with mute_socket(tmp_path / "left"):
        pass  # the file of a server that is gone
    with pytest.raises(Failure, match="no server is running"):
        call(tmp_path / "left", "GET", "/")
    with pytest.raises(Failure, match="no server is running"):
        call(tmp_path / ("x" * 200), "GET", "/")


def test_a_server_that_says_nothing(tmp_path: Path) -> None:
    with mute_socket(tmp_path / "s"), pytest.raises(Failure, match="gave no answer in 0 s"):
        call(tmp_path / "s", "GET", "/", timeout=0.05)


def test_something_else_that_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import http.client  # noqa: PLC0415

    def odd(*_: object, **__: object) -> None:
        raise http.client.BadStatusLine("SSH-2.0")

    monkeypatch.setattr(http.client.HTTPConnection, "getresponse", odd)
    with control_server(tmp_path / "s"), pytest.raises(Failure, match=r"is not Guanji.*BadStatusLine"):
        call(tmp_path / "s", "GET", "/")


def test_a_socket_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("http.client.HTTPConnection.request", closed)
    with pytest.raises(Failure, match="run this as the user who runs Guanji"):
        call(tmp_path / "s", "GET", "/")


@pytest.mark.parametrize(
    ("text", "socket"),
    [
        ('agency = "x"', "control.sock"),
        ('[control]\nsocket = "run/s"', "run/s"),
        ("[control]\nsocket = 5", "control.sock"),
    ],
)
def test_the_socket_is_the_configured_one_whatever_else_is_wrong(
    tmp_path: Path, text: str, socket: str
) -> None:
    (tmp_path / "run").mkdir()
    config = tmp_path / "guanji.toml"
    config.write_text(f"{text}\nnonsense = 1")
    with control_server(tmp_path / socket) as asked:
        assert Server(Say("zh"), config, None).ask("GET", "/kiosks") == {"ok": True}
        assert asked.languages == ["zh"]


def test_a_named_socket_needs_no_configuration(tmp_path: Path) -> None:
    with control_server(tmp_path / "s") as asked:
        assert Server(Say("en"), tmp_path / "no.toml", asked.socket).ask("GET", "/x") == {"ok": True}
    with pytest.raises(ConfigError):
        Server(Say("en"), tmp_path / "no.toml", None)


def test_parts_of_a_path_are_quoted() -> None:
    assert part("kiosk/1 一") == "kiosk%2F1%20%E4%B8%80"
