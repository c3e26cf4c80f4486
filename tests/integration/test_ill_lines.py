"""A live gateway and a partner that has no address: it hears everything on lines that it opens, and cuts."""

import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.iso10161 import Iso10161
from gateway.config.directory import FILE
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.reports import HistoryReport, StatusReport
from gateway.model.ill.services import (
    AnyService,
    IllMessage,
    IllRequest,
    Shipped,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.states import State
from gateway.model.ill.terms import UTF_8, Terms
from gateway.model.ill.words import Service, ServiceType
from gateway.ports.ill_language import Understood
from protocols.ber import Framer
from tests.ill_partners import CALLER
from tests.lending_gateways import Gateway
from tests.live import LOOPBACK, free_port, guanji

PATIENCE_SECONDS = 20.0

US, CUMT = SystemId(symbol="JSSW"), SystemId(symbol="CUMT")


class Line:
    """A line that the partner opens; every `says` is one APDU, `hears` waits for one."""

    def __init__(self, port: int, name: TransactionId) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE_SECONDS)
        self._name = name
        self._frames = Framer()
        self._came: list[bytes] = []
        self._language = Iso10161()

    def says(self, body: AnyService) -> None:
        message = IllMessage(
            transaction=self._name,
            said=datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y%m%d%H%M%S"),
            requester=US,
            responder=CUMT,
            body=body,
        )
        self._socket.sendall(self._language.write(message, Terms(version=2, charset=UTF_8)).payload)

    def hears(self, service: Service) -> IllMessage:
        """The next of that service; others before it are let go of."""
        while True:
            while not self._came:
                data = self._socket.recv(65536)
                assert data, f"the line ended, and no {service} had come"
                self._came += self._frames.feed(data)
            read = self._language.read(self._came.pop(0), UTF_8)
            assert isinstance(read, Understood)
            if read.message.service is service:
                return read.message

    def cut(self) -> None:
        """End it as a firewall does: what lies in it has been read by nobody."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def end(self) -> None:
        """End it in order; the other side has ended it as well."""
        self._socket.shutdown(socket.SHUT_WR)
        while self._socket.recv(65536):
            pass
        self._socket.close()

    def close(self) -> None:
        self._socket.close()


class Lender:
    """The gateway, and what its staff do with a partner's one request."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._asked = 0

    def line(self) -> Line:
        """A line on which the same request is spoken of."""
        name = TransactionId(initial_requester=US, group="2026", qualifier=str(self._asked))
        return Line(self.gateway.port, name)

    def requested(self) -> tuple[Line, str]:
        """A new request, on a line that stands; the transaction's id."""
        self._asked += 1
        line = self.line()
        line.says(IllRequest(item=IllItem(title="海州湾渔业史"), service_types=(ServiceType.LOAN,)))
        where = f"FROM ill_transaction WHERE qualifier = '{self._asked}'"
        self.until(lambda: bool(self.gateway.rows(f"SELECT id {where}")))
        return line, str(self.gateway.rows(f"SELECT id {where}")[0][0])

    def letters(self, transaction: str) -> list[tuple[Any, ...]]:
        """What was said in it, how far it has come, and in how many tries."""
        where = f"WHERE \"transaction\" = '{transaction}' ORDER BY seq"
        rows = self.gateway.rows(f"SELECT what, state, attempts FROM letter {where}")  # noqa: S608
        return [row for row in rows if row[0] != Service.STATUS_OR_ERROR_REPORT]

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what comes without anybody's doing."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture(scope="module")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    directory: Path = tmp_path_factory.mktemp("lender") / "CUMT"
    gateway = Gateway(directory, "CUMT", free_port())
    gateway.furnish(())
    file = directory / FILE
    file.write_text(file.read_text("utf-8") + CALLER, "utf-8")
    gateway.start()
    try:
        gateway.wait_until_ready()
        yield Lender(gateway)
    finally:
        gateway.end()


def test_what_is_said_while_no_line_stands_waits_for_the_next_call(lender: Lender) -> None:
    line, loan = lender.requested()
    line.end()
    assert lender.gateway.does(loan, Shipped()) == ""
    time.sleep(1)  # time enough for a try
    assert lender.letters(loan) == [("SHIPPED", "waiting", 0)]
    listed = guanji("outbox", "list", "--json", "-c", lender.gateway.directory / FILE)
    (letter,) = (one for one in json.loads(listed.stdout)["letters"] if one["transaction"] == loan)
    assert letter["state"] == "waiting"
    with closing(lender.line()) as again:
        again.says(StatusQuery())
        answer = again.hears(Service.STATUS_OR_ERROR_REPORT).body
        assert isinstance(answer, StatusOrErrorReport)
        assert answer.status is not None
        assert answer.status.state is State.SHIPPED
        assert again.hears(Service.SHIPPED).original == ""
    lender.until(lambda: lender.letters(loan) == [("SHIPPED", "sent", 1)])


def test_what_nobody_read_before_the_line_was_cut_is_asked_about_and_said_again(lender: Lender) -> None:
    line, loan = lender.requested()
    assert lender.gateway.does(loan, Shipped()) == ""
    lender.until(lambda: lender.letters(loan) == [("SHIPPED", "sent", 1)])
    line.cut()
    # It can't be asked whether it has it: the question waits as well.
    lender.until(lambda: ("STATUS-QUERY", "waiting", 0) in lender.letters(loan))
    with closing(lender.line()) as again:
        again.says(StatusQuery())
        again.hears(Service.STATUS_QUERY)
        again.says(
            StatusOrErrorReport(
                status=StatusReport(
                    history=HistoryReport(most_recent=Service.ILL_REQUEST, initiator=US), state=State.PENDING
                )
            )
        )
        assert again.hears(Service.SHIPPED).original != ""
