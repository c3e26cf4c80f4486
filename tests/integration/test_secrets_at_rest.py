"""A day of conversations full of secrets with a real server, then every byte that it left is looked through.

The secrets stand in their own fields, in wrong ones, in damaged messages and in no message at all. A PIN or
a password is known by its field; the number of an identity card wherever it stands, by its check digit.
"""

import json
import socket
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.demo.place import furnish
from gateway.model.ill.parts import IllItem
from gateway.model.secrecy import is_identity_number
from protocols.sip2.dictionary import TAGS
from tests.ill_secrets import ID_CARD, PASSWORD, full_of_secrets
from tests.kiosk_line import Line, Silence, moment
from tests.live import LOOPBACK, Server, free_port, guanji, running

PIN, NEW_PIN, TERMINAL, GUESS = "PinOfAReader", "PinAfterChange", "TerminalSecret", "GuessedSecret"
BLANK = " " * 18


def identity(number: int) -> str:
    """The identity-card number of nobody, with a right check digit."""
    begun = f"32030020050504{number:03}"
    return next(begun + digit for digit in "0123456789X" if is_identity_number(begun + digit))


NUMBERS = tuple(identity(number) for number in range(1, 8))
SECRETS = (PIN, NEW_PIN, TERMINAL, GUESS, ID_CARD, PASSWORD, *NUMBERS)

#: Messages with their secrets in the right fields, by their names in braces.
SAID = (
    "81{t}AOCUMT|AANEW{n}|AE陈新|XT本科生|XO{i}|AD{pin}|XK11|AC{term}|",
    "81{t}AOCUMT|AA{i}|AE陈新|XT本科生|XO{i}|AD{pin}|XK11|AC{term}|",
    "81{t}AOCUMT|AAP0001|AD{pin}|KD{new}|XO{i}|XK14|AC{term}|",
    "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC{term}|AD{pin}|",
    "11NN{t}{b}AOCUMT|AA{i}|ABB000002|AC{term}|AD{pin}|",
    "11NN{t}{b}AOCUMT|AAP0001|AB{i}|AC{term}|AD{pin}|",
    "29NN{t}{b}AOCUMT|AA{i}|AD{pin}|AB{i}|AJ{i}|AC{term}|",
    "65{t}AOCUMT|AA{i}|AD{pin}|AC{term}|",
    "15+{t}AOCUMT|AA{i}|AD{pin}|AB{i}|AC{term}|",
    "37{t}0400CNYBV1.00|AOCUMT|AA{i}|AD{pin}|AC{term}|BK{i}|CG{i}|",
    "25{t}AOCUMT|AA{i}|AD{pin}|AC{term}|",
    "01N{t}AOCUMT|AL{i}|AA{i}|AC{term}|",
    "19{t}AOCUMT|AB{i}|AC{term}|CH{i}|",
    "09N{t}{t}AP{i}|AOCUMT|AB{i}|AC{term}|CH{i}|",
    "09N{t}{t}AP|AO{i}|ABB000001|AC{term}|",
    "17{t}AOCUMT|AB{i}|AC{term}|",
    "23019{t}AOCUMT|AA{i}|AC{term}|AD{pin}|",
    "63019{t}          AOCUMT|AA{i}|AC{term}|AD{pin}|",
    "35{t}AOCUMT|AA{i}|AC{term}|AD{pin}|",
    "9300CN{i}|CO{guess}|CP{i}|",
    "9900802.00|AD{pin}|AC{term}|CO{guess}|AA{i}|",
    "97AD{pin}|CO{guess}|",
)

#: What no kiosk should send, and some do.
DAMAGED = (
    "11NN{t}{b}AOCUMT|AAP0001|ABB000001|ad{pin}|ac{term}|aa{i}|",
    "11NN{t}{b}AOCUMT|AAP0001|ABB000004|AD{pin}|AC{term}|XO{i}|AY1AZ0000",
    "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AD{pin}",
    "1?garbage AD{pin}|AC{term}|XO{i}|",
    "1{i}1NNAD{pin}|",
    "11NN{t}{b}AD{pin}|AC{term}|",
    "XO{i}|CO{guess}|AD{pin}|",
    "93CO{guess}|CNkiosk1|",
    "81{t}XO{i}",
)


class Place(NamedTuple):
    """The demo library, one of whose kiosks issues cards; its log says all that it can."""

    directory: Path
    sip2: int
    ill: int
    http: int
    server: Server

    @property
    def file(self) -> Path:
        return self.directory / "guanji.toml"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    directory = tmp_path / "data"
    furnish(directory, datetime.now(UTC))
    sip2, ill, http = free_port(), free_port(), free_port()
    file = directory / "guanji.toml"
    text = file.read_text("utf-8").replace("tcp:6001", f"tcp:{sip2}").replace("tcp:8080", f"tcp:{http}")
    text = text.replace("tcp:1611", f"tcp:{ill}")
    text = text.replace('login = "kiosk1"', 'login = "kiosk1"\nissues_cards = true', 1)
    before, log, after = text.partition("[log]")
    text = f'{before}{log}\nlevel = "debug"{after}' if log else f'{text}\n[log]\nlevel = "debug"\n'
    file.write_text(text, "utf-8")
    server = Server(("run", "-c", file), "guanji ready: ")
    with running(server):
        yield Place(directory, sip2, ill, http, server)


def written(text: str, number: int) -> str:
    return text.format(
        t=moment(),
        b=BLANK,
        i=NUMBERS[number % len(NUMBERS)],
        n=number,
        pin=PIN,
        new=NEW_PIN,
        term=TERMINAL,
        guess=GUESS,
    )


def say(line: Line, text: str) -> bool:
    """Say it, and hear whatever comes; False where the line ends."""
    try:
        line.send(text.encode(line.charset, "replace") + b"\r")
        line.receive()
    except (Silence, OSError):
        return False
    return True


def talk(place: Place, messages: tuple[str, ...], charset: str = "utf-8") -> int:
    """Everything, each twice, over as many lines as it takes; how many were answered."""
    answered = 0
    line: Line | None = None
    for number, text in enumerate(messages):
        for _ in range(2):
            if line is None:
                line = Line(place.sip2, charset=charset)
                line.log_in("kiosk1")
                line.socket.settimeout(2)
            if say(line, written(text, number)):
                answered += 1
            else:
                line.close()
                line = None
    if line is not None:
        line.close()
    return answered


def every_field() -> tuple[str, ...]:
    """An identity-card number in each field that SIP2 has, and in one that it has not."""
    return tuple(
        f"11NN{{t}}{{b}}AOCUMT|AAP0001|ABB000003|AC|{tag}{{i}}|" for tag in (*sorted(TAGS), "ZY", "Q9")
    )


def at_the_desk(place: Place) -> None:
    number = NUMBERS[0]
    for words in (
        ("patron", "show", number),
        ("patron", "card", "P0001", "--new", number),
        ("patron", "block", number),
        ("circ", "checkout", number, "B000005"),
        ("circ", "checkin", number),
        ("circ", "history", "patron", number),
    ):
        guanji(*words, "-c", place.file)


def unfinished(place: Place) -> None:
    """Messages that never end: one that is too long, one whose line is cut."""
    for text in (f"11NNAD{PIN}|" + "x" * 40_000, f"11NN{moment()}{BLANK}AOCUMT|AA{NUMBERS[1]}|AD{PIN}|"):
        with socket.create_connection((LOOPBACK, place.sip2), 15) as line:
            line.sendall(text.encode())


def between_libraries(place: Place) -> None:
    """A request full of secrets, twice; one without its end; what is no message; and staff's own."""
    raw = full_of_secrets(IllItem(title="人工智能导论"))
    for said in (raw, raw, raw[:-1], b"\x61\x03\x30\x01" + raw, ID_CARD.encode() + PASSWORD.encode()):
        with socket.create_connection((LOOPBACK, place.ill), 15) as line:
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
    wish = ("--title", ID_CARD, "--note", f"读者 {ID_CARD}", "--client-identifier", ID_CARD)
    guanji("ill", "request", "--partner", "HHIT", *wish, "--reader", ID_CARD, "-c", place.file)


def found(where: str, content: bytes) -> list[str]:
    """Which secrets stand in some bytes, in any of the ways in which text is written."""
    return [
        f"{secret} in {where}"
        for secret in SECRETS
        for form in (
            *(secret.encode(), secret.encode("utf-16-le"), secret.lower().encode()),
            secret.encode().hex().encode(),
        )
        if form in content
    ]


def shown(place: Place) -> Iterator[tuple[str, bytes]]:
    """What the server tells those who ask."""
    for page in ("/metrics", "/healthz", "/"):
        with urllib.request.urlopen(f"http://{LOOPBACK}:{place.http}{page}", timeout=15) as answer:
            yield page, answer.read()
    for words in (
        ("audit", "list"),
        ("circ", "conflicts"),
        ("circ", "history", "kiosk", "kiosk1"),
        ("kiosk", "list"),
        ("ill", "list", "--all"),
        ("outbox", "list"),
    ):
        yield " ".join(words), guanji(*words, "--json", "-c", place.file).stdout.encode()


@pytest.mark.slow
def test_nothing_of_them_is_left_anywhere(place: Place) -> None:
    assert talk(place, SAID) > len(SAID)
    talk(place, DAMAGED)
    talk(place, SAID + DAMAGED, "gb18030")
    assert talk(place, every_field()) > len(TAGS)
    at_the_desk(place)
    unfinished(place)
    between_libraries(place)
    lent = guanji("ill", "list", "--json", "-c", place.file).stdout
    assert lent.count("人工智能导论") == 1
    assert '"***"' in lent, "what staff asked for went out"
    leaks = [leak for where, content in shown(place) for leak in found(where, content)]
    acts = json.loads(guanji("audit", "list", "--json", "-c", place.file).stdout)["acts"]
    assert len(acts) >= 4
    # While the server is alive the database has its write-ahead log beside it.
    files = [file for file in sorted(place.directory.rglob("*")) if file.is_file()]
    assert {"guanji.sqlite", "guanji.sqlite-wal"} <= {file.name for file in files}
    leaks += [leak for file in files for leak in found(file.name, file.read_bytes())]
    place.server.kill()
    leaks += found("what it printed", "\n".join((*place.server.lines, *place.server.complaints)).encode())
    leaks += [leak for file in files if file.exists() for leak in found(file.name, file.read_bytes())]
    assert place.server.complaints
    assert sorted(set(leaks)) == []
