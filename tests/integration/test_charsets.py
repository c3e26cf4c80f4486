"""What character set a kiosk speaks is configured or found out; what it says in it comes through whole."""

import pytest

from tests.kiosk_line import Line, kiosk, moment
from tests.live import Demo

#: 珅, 東 and 億 have the bar's code as their second byte in GB18030; 龘 has four bytes there.
NAMES = ["和珅", "東方", "億", "人工智能", "龘龘", "Ærø", "欧阳|"]


def status_of(line: Line, patron: str) -> str:
    """23 for somebody of that name; the 24."""
    return line.say(f"23019{moment()}AOCUMT|AA{patron}|AC|AD1234|")


def echoed(answer: str) -> str:
    """The patron's id as the answer has it, and a proof that the fields after it were found."""
    assert answer.startswith("24")
    assert "|BLN|" in answer
    return answer.partition("|AA")[2].partition("|AE")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_configured_gb18030_kiosk(library: Demo, name: str) -> None:
    with kiosk(library.sip2, "kiosk8", charset="gb18030") as line:
        assert echoed(status_of(line, name)) == name.rstrip("|")
        assert "文昌" in line.status()


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
@pytest.mark.parametrize("name", NAMES)
def test_a_kiosk_of_which_nothing_is_known(library: Demo, charset: str, name: str) -> None:
    """UTF-8 goes out until its first message with other than ASCII characters, which decides."""
    with kiosk(library.sip2, "kiosk3") as line:
        assert "一楼大厅" in line.status()
        line.charset = charset
        assert echoed(status_of(line, name)) == name.rstrip("|")
        assert "一楼大厅" in line.status()
        assert line.item("B000001").fields["AJ"] == ["人工智能导论"]


def test_each_line_of_a_kiosk_decides_for_itself(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk4") as first, kiosk(library.sip2, "kiosk4") as second:
        first.charset = "gb18030"
        status_of(first, "和珅")
        status_of(second, "和珅")
        assert "一楼教研" in first.status()
        assert "一楼教研" in second.status()


@pytest.mark.parametrize("login", ["kiosk8", "kiosk5"])
def test_a_whole_loan_in_gb18030(library: Demo, witness: Line, login: str) -> None:
    """A title goes out in GB18030 and fits its fields; what was done is the same for a kiosk in UTF-8."""
    barcode = {"kiosk8": "B000071", "kiosk5": "B000072"}[login]
    with kiosk(library.sip2, login, charset="gb18030" if login == "kiosk8" else "utf-8") as line:
        line.charset = "gb18030"
        status_of(line, "億")
        lent = line.checkout("P0007", barcode)
    assert lent.startswith("121")
    (title,) = witness.item(barcode).fields["AJ"]
    assert f"|AJ{title}|" in lent


def test_a_checksum_over_gb18030_bytes(library: Demo) -> None:
    with kiosk(library.sip2, "kiosk8", charset="gb18030") as line:
        body = f"23019{moment()}AOCUMT|AA和珅|AC|AD1234|AY5AZ".encode("gb18030")
        line.send(body + b"%04X\r" % (-sum(body) & 0xFFFF))
        answer = line.receive()
    assert answer.startswith(b"24")
    assert answer[-9:-6] == b"AY5"
    assert answer[-4:] == b"%04X" % (-sum(answer[:-4]) & 0xFFFF)
