"""PyPI `Sip2` 1.1, a kiosk that others wrote, gets on with our server; a second kiosk sees what it did.

Its ways, all of them borne: its 65 has no date; it sums code points rather than bytes for its checksums; it
reads one segment of 4096 bytes for an answer; it takes whatever stands after the date of a 16 for an
expiration date. (Its `Sip2Wrapper` sends no 11, 15, 29 or 65 for a patron in good standing: it looks for the
`Y` that would deny them. So a user drives `Sip2` itself, as these tests do.)
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from Sip2.sip2 import Sip2

from tests.kiosk_line import Line
from tests.live import Demo

Answer = dict[str, dict[str, Any]]


class Client:
    """The client as its manual shows it: build a request, get its response, parse that."""

    def __init__(self, port: int, folder: Path) -> None:
        self.sip2: Any = Sip2()
        self.sip2.hostName, self.sip2.hostPort = "127.0.0.1", port
        self.sip2.tlsEnable = False  # on by default; the demo's port is clear
        self.sip2.logfile_path, self.sip2.loglevel = str(folder), "WARNING"
        self.sip2.institutionId, self.sip2.scLocation, self.sip2.language = "CUMT", "NH-1F", "001"
        assert self.sip2.connect() is True

    def patron(self, number: str, pin: str = "1234") -> None:
        """Whoever stands before the kiosk."""
        self.sip2.patron, self.sip2.patronpwd = number, pin

    def ask(self, verb: str, *arguments: object, answer: str | None = None, **options: object) -> Answer:
        """Send the request that the client calls `verb`; its parsed response."""
        request = getattr(self.sip2, f"sip_{verb}_request")(*arguments, **options)
        response = self.sip2.get_response(request)
        parsed: Answer = getattr(self.sip2, f"sip_{answer or verb}_response")(response)
        return parsed

    def close(self) -> None:
        """Hang up; the client leaves its log open."""
        self.sip2.disconnect()
        logger = logging.getLogger("Sip2")
        for handler in tuple(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


@pytest.fixture
def client(library: Demo, tmp_path: Path) -> Iterator[Client]:
    """The client at kiosk1, logged in."""
    made = Client(library.sip2, tmp_path)
    try:
        assert made.ask("login", "kiosk1", "kiosk1")["fixed"]["Ok"] == "1"
        yield made
    finally:
        made.close()


def only(answer: Answer, tag: str) -> str:
    """The one value of a field."""
    (value,) = answer["variable"][tag]
    return str(value)


def test_status(client: Client) -> None:
    answer = client.ask("sc_status")
    assert answer["fixed"]["OnlineStatus"] == "Y"
    assert answer["fixed"]["ProtocolVersion"] == "2.00"
    assert (only(answer, "AO"), only(answer, "BX")) == ("CUMT", "Y" * 16)


def test_a_wrong_password_is_refused(library: Demo, tmp_path: Path) -> None:
    client = Client(library.sip2, tmp_path)
    try:
        assert client.ask("login", "kiosk1", "wrong")["fixed"]["Ok"] == "0"
    finally:
        client.close()


def test_patron_status(client: Client, witness: Line) -> None:
    client.patron("P0001")
    answer = client.ask("patron_status")
    assert (only(answer, "BL"), only(answer, "CQ"), only(answer, "BV")) == ("Y", "Y", "0.00")
    assert answer["fixed"]["PatronStatus"] == witness.patron("P0001").status == " " * 14
    client.patron("P0001", "9999")
    assert only(client.ask("patron_status"), "CQ") == "N"
    client.patron("NOBODY")
    assert only(client.ask("patron_status"), "BL") == "N"


def test_patron_information(client: Client, witness: Line) -> None:
    client.patron("P0012")
    answer = client.ask("patron_information", "charged")
    seen = witness.patron("P0012", "2")
    assert sorted(answer["variable"]["AU"]) == seen.items("AU") == ["B000101", "B000109"]
    assert int(answer["fixed"]["ChargedItemsCount"]) == seen.counts["charged"] == 2


@pytest.mark.parametrize(
    ("kind", "patron", "tag", "items"), [("overdue", "P0013", "AT", 1), ("unavail", "P0014", "CD", 1)]
)
def test_lists_of_items(client: Client, kind: str, patron: str, tag: str, items: int) -> None:
    client.patron(patron)
    assert len(client.ask("patron_information", kind)["variable"][tag]) == items


def test_item_information(client: Client, witness: Line) -> None:
    answer = client.ask("item_information", "B000001")
    seen = witness.item("B000001")
    assert answer["fixed"]["CirculationStatus"] == seen.status == "03"
    assert [only(answer, "AJ")] == seen.fields["AJ"]


def test_checkout_and_checkin(client: Client, witness: Line) -> None:
    client.patron("P0002")
    lent = client.ask("checkout", "B000011")
    assert (lent["fixed"]["Ok"], lent["fixed"]["RenewalOk"], lent["fixed"]["Desensitize"]) == ("1", "N", "Y")
    seen = witness.patron("P0002", "2")
    assert (seen.counts["charged"], seen.items("AU")) == (1, ["B000011"])
    item = witness.item("B000011")
    assert (item.status, item.fields["AH"]) == ("04", [only(lent, "AH")])

    back = client.ask("checkin", "B000011")
    assert (back["fixed"]["Ok"], back["fixed"]["Resensitize"], back["fixed"]["Alert"]) == ("1", "Y", "N")
    assert witness.patron("P0002", "2").counts["charged"] == 0
    assert witness.item("B000011").status == "03"


def test_what_another_reader_has_is_refused(client: Client, witness: Line) -> None:
    client.patron("P0003")
    answer = client.ask("checkout", "B000101")
    assert answer["fixed"]["Ok"] == "0"
    assert only(answer, "AF")
    assert witness.patron("P0003").counts["charged"] == 0
    assert "B000101" in witness.patron("P0012", "2").items("AU")


def test_renew(client: Client, witness: Line) -> None:
    """P0015 borrowed two days ago, so that a loan of thirty days from today ends later."""
    before = witness.item("B000112").fields["AH"]
    client.patron("P0015")
    answer = client.ask("renew", "B000112")
    assert (answer["fixed"]["Ok"], answer["fixed"]["RenewalOk"]) == ("1", "Y")
    after = witness.item("B000112").fields["AH"]
    assert [only(answer, "AH")] == after > before


def test_renew_all_without_a_date(client: Client, witness: Line) -> None:
    """One of P0012's two books is reserved by another reader."""
    assert not client.sip2.sip_renew_all_request().startswith("652")
    client.patron("P0012")
    before = witness.item("B000101").fields["AH"]
    answer = client.ask("renew_all")
    assert (answer["fixed"]["RenewedItems"], answer["fixed"]["UnrenewedItems"]) == ("0001", "0001")
    assert (only(answer, "BM"), only(answer, "BN")) == ("B000101", "B000109")
    assert witness.item("B000101").fields["AH"] > before


def test_hold(client: Client, witness: Line) -> None:
    witness.checkout("P0004", "B000021")
    client.patron("P0005")
    placed = client.ask("hold", "+", itemIdentifier="B000021", holdType=3)
    assert placed["fixed"]["Ok"] == "1"
    assert only(placed, "AB") == "B000021"
    waiting = witness.patron("P0005")
    assert waiting.counts["holds"] + waiting.counts["unavailable"] == 1
    assert witness.item("B000021").fields["CF"] == ["1"]

    dropped = client.ask("hold", "-", itemIdentifier="B000021")
    assert dropped["fixed"]["Ok"] == "1"
    gone = witness.patron("P0005")
    assert gone.counts["holds"] + gone.counts["unavailable"] == 0
    assert witness.item("B000021").fields["CF"] == ["0"]


def test_fee_paid(client: Client, witness: Line) -> None:
    """P0013's book is overdue; its return makes a fee, paid in two parts, the first of them told twice."""
    client.ask("checkin", "B000103")
    (owed,) = witness.patron("P0013").fields["BV"]
    fen = round(float(owed) * 100)
    assert fen > 10
    client.patron("P0013")
    pay = ("fee_paid", 4, 0)
    for _ in range(2):
        answer = client.ask(*pay, "0.10", currencyType="CNY", transactionId="receipt-1")
        assert answer["fixed"]["PaymentAccepted"] == "Y"
        assert only(answer, "BK") == "receipt-1"
        assert witness.patron("P0013").fields["BV"] == [f"{(fen - 10) / 100:.2f}"]
    rest = f"{(fen - 10) / 100:.2f}"
    answer = client.ask(*pay, rest, currencyType="CNY", transactionId="receipt-2")
    assert answer["fixed"]["PaymentAccepted"] == "Y"
    assert witness.patron("P0013").fields["BV"] == ["0.00"]


def test_end_session(client: Client) -> None:
    client.patron("P0001")
    assert client.ask("end_patron_session")["fixed"]["EndSession"] == "Y"


@pytest.mark.parametrize(
    ("verb", "arguments", "answer", "code"),
    [
        ("block_patron", ("left behind",), "patron_status", "24"),
        ("patron_enable", (), None, "26"),
        ("item_status_update", ("B000031", "on the trolley"), None, "20"),
    ],
)
def test_the_rest_of_its_messages(
    client: Client, verb: str, arguments: tuple[str, ...], answer: str | None, code: str
) -> None:
    client.patron("P0019")
    client.ask(verb, *arguments, answer=answer)
    assert client.sip2.last_response.startswith(code)


def test_a_whole_visit(client: Client, witness: Line) -> None:
    """Everything in one session, as the first visitor of the morning does it."""
    client.patron("P0006")

    def charged() -> list[str]:
        return witness.patron("P0006", "2").items("AU")

    steps: list[tuple[Callable[[], Answer], list[str]]] = [
        (lambda: client.ask("sc_status"), []),
        (lambda: client.ask("patron_status"), []),
        (lambda: client.ask("patron_information", "none"), []),
        (lambda: client.ask("item_information", "B000041"), []),
        (lambda: client.ask("checkout", "B000041"), ["B000041"]),
        (lambda: client.ask("checkout", "B000042"), ["B000041", "B000042"]),
        (lambda: client.ask("renew", "B000041"), ["B000041", "B000042"]),
        (lambda: client.ask("renew_all"), ["B000041", "B000042"]),
        (lambda: client.ask("checkin", "B000041"), ["B000042"]),
        (lambda: client.ask("checkin", "B000042"), []),
        (lambda: client.ask("end_patron_session"), []),
    ]
    for step, expected in steps:
        answer = step()
        assert answer["fixed"].get("Ok", "1") == "1"
        assert answer["variable"]["AY"] == [str(client.sip2._seq)]
        assert charged() == expected
