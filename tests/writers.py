"""Kiosks that lend, renew and return as fast as they are answered, and remember what they were told.

Each has a reader and books of its own, so that what it was told is what the library must hold.
"""

import random
import socket
from datetime import datetime, timedelta
from threading import Thread

import msgspec

from protocols import sip2
from protocols.sip2 import messages
from tests.kiosk_line import ZONE, Silence
from tests.live import LOOPBACK

#: Where books may be returned; a writer whose own kiosk takes none uses one of these as well.
RETURNS_AT = {"kiosk1", "kiosk2", "kiosk3", "kiosk8"}

#: Books of each writer: eight writers with twelve stay within the ninety-nine on the shelf.
BOOKS = 12

#: The demo's rules allow this many of one loan.
RENEWALS = 2

#: Longer than the server's own deadline for an answer.
PATIENCE_SECONDS = 15.0


class SessionLine:
    """A blocking socket under an SC session, logged in."""

    def __init__(self, port: int, login: str, charset: str) -> None:
        self._session = sip2.ScSession(sip2.Profile(charset=charset))
        self.socket = socket.create_connection((LOOPBACK, port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answer = self.ask(messages.Login(login_user_id=login, login_password=login))
        assert getattr(answer.message, "ok", False), answer

    def ask(self, message: sip2.Message) -> sip2.Response:
        """Send a request and wait for its answer. Raises `Silence`."""
        try:
            self.socket.sendall(self._session.request(message))
            while True:
                event = self._session.next_event()
                if isinstance(event, sip2.Response):
                    return event
                assert event is None, event
                data = self.socket.recv(65536)
                if not data:
                    raise Silence("the line was closed")
                self._session.receive_data(data)
        except OSError as error:
            raise Silence(str(error)) from None

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


class Book(msgspec.Struct):
    """What a writer knows of one of its books."""

    barcode: str
    lent: bool = False
    renewals: int = 0
    loans: int = 0


class Told(msgspec.Struct, frozen=True):
    """A message and its answer, as texts of the wire."""

    code: str
    barcode: str
    answer: str


class Writer:
    """One kiosk with its reader. `told` is every answer it has got, `pending` the message without one."""

    def __init__(self, number: int, port: int, chance: random.Random) -> None:
        self.login = f"kiosk{number}"
        self.patron = f"P{number:04}"
        self.books = [Book(f"B{(number - 1) * BOOKS + place:06}") for place in range(1, BOOKS + 1)]
        self.told: list[Told] = []
        self.pending: tuple[messages.Checkout | messages.Checkin | messages.Renew, Book] | None = None
        self.refused: list[str] = []
        self._port = port
        self._chance = chance
        self._clock = datetime.now(ZONE)
        self._lending: SessionLine | None = None
        self._returning: SessionLine | None = None
        self._thread: Thread | None = None
        self._stopping = False
        self._error: BaseException | None = None

    # --- what a test does with it -------------------------------------------------------------------------

    def connect(self) -> None:
        """Open the lines; one for returns of its own only where the kiosk takes none."""
        charset = "gb18030" if self.login == "kiosk8" else "utf-8"
        self._lending = SessionLine(self._port, self.login, charset)
        takes = self.login in RETURNS_AT
        self._returning = self._lending if takes else SessionLine(self._port, "kiosk1", "utf-8")

    def resend(self) -> None:
        """Send the message that got no answer once more, the same text over a new line."""
        if self.pending is not None:
            self._exchange(*self.pending)

    def start(self) -> None:
        """Go on until the line breaks."""
        self._stopping = False
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the message in hand."""
        self._stopping = True

    def join(self) -> None:
        """Wait until it has stopped; raises what went wrong, which a broken line is not."""
        assert self._thread is not None
        self._thread.join(PATIENCE_SECONDS * 2)
        assert not self._thread.is_alive()
        self.hang_up()
        if self._error is not None:
            raise self._error

    def hang_up(self) -> None:
        """Close the lines."""
        for line in (self._lending, self._returning):
            if line is not None:
                line.close()

    @property
    def lent(self) -> list[str]:
        """The barcodes of the books that its reader has, sorted."""
        return [book.barcode for book in self.books if book.lent]

    # --- its own work -------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while not self._stopping:
                book = self._chance.choice(self.books)
                self._exchange(self._next_message(book), book)
        except Silence:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again where the test waits
            self._error = error

    def _next_message(self, book: Book) -> messages.Checkout | messages.Checkin | messages.Renew:
        date = self._date()
        if not book.lent:
            return messages.Checkout(
                transaction_date=date,
                institution_id="CUMT",
                patron_identifier=self.patron,
                patron_password="1234",
                item_identifier=book.barcode,
            )
        if book.renewals < RENEWALS and self._chance.random() < 0.3:
            return messages.Renew(
                transaction_date=date,
                institution_id="CUMT",
                patron_identifier=self.patron,
                patron_password="1234",
                item_identifier=book.barcode,
            )
        return messages.Checkin(
            transaction_date=date, return_date=date, institution_id="CUMT", item_identifier=book.barcode
        )

    def _date(self) -> str:
        """The kiosk's clock: it runs on by a second a message, so that no two texts are the same."""
        self._clock = max(self._clock + timedelta(seconds=1), datetime.now(ZONE))
        return sip2.format_date(self._clock, ZONE)

    def _exchange(self, message: messages.Checkout | messages.Checkin | messages.Renew, book: Book) -> None:
        line = self._returning if isinstance(message, messages.Checkin) else self._lending
        assert line is not None
        self.pending = (message, book)
        answer = line.ask(message)
        self.pending = None
        self.told.append(Told(message.CODE, book.barcode, answer.body))
        if not getattr(answer.message, "ok", False):
            self.refused.append(answer.body)
            return
        match message:
            case messages.Checkout():
                book.lent, book.renewals, book.loans = True, 0, book.loans + 1
            case messages.Renew():
                book.renewals += 1
            case messages.Checkin():
                book.lent = False
