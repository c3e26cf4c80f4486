"""``guanji ill``, between two libraries with real stores."""

import json
from collections.abc import Iterator

import pytest

from gateway.ill.by_hand import BY_HAND
from tests.ill_line import IllLine


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[IllLine]:
    line = IllLine(monkeypatch, capfd)
    yield line
    line.two.close()


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("  ") if cell.strip()]


# --- looking --------------------------------------------------------------------------------------


def test_list(line: IllLine) -> None:
    assert line.borrow("ill", "list").out == "no transactions\n"
    ours, theirs = line.loan()
    ended = line.borrow("ill", "list")
    assert cells(ended.lines[0]) == ["id", "we", "partner", "state", "title", "due", "changed"]
    wanted = [ours, "borrow", "HHIT", "waiting for the lender", "人工智能导论", "2026-11-23 09:00"]
    assert cells(ended.lines[1]) == wanted
    assert cells(line.lend("--lang", "zh", "ill", "list").lines[1])[:4] == [theirs, "借出", "CUMT", "处理中"]


def test_list_filters_and_pages(line: IllLine) -> None:
    first, _ = line.loan()
    second, _ = line.loan()
    assert line.borrow("ill", "list", "--state", "shipped").out == "no transactions\n"
    assert line.borrow("ill", "list", "--closed").out == "no transactions\n"
    assert len(line.borrow("ill", "list", "--all", "--role", "requester", "--text", "导论").lines) == 3
    page = line.borrow("ill", "list", "--limit", "1")
    assert cells(page.lines[1])[0] == second
    assert page.err.startswith("more: --after CUMT")
    after = page.err.split()[-1]
    assert cells(line.borrow("ill", "list", "--limit", "1", "--after", after).lines[1])[0] == first
    assert len(json.loads(line.borrow("ill", "list", "--json").out)["transactions"]) == 2


def test_show(line: IllLine) -> None:
    ours, theirs = line.loan()
    line.lend("ill", "do", theirs, "shipped", "--due", "2026-12-30", "--cost", "12.50 cny", "--actor", "王")
    line.settle()
    line.borrow("ill", "do", ours, "conditional-reply", "yes", "--actor", "李")
    told = line.borrow("ill", "show", ours).lines
    assert told[:3] == [f"CUMT{ours}  CUMT borrows from HHIT", "人工智能导论  王建国", "SHIPPED (shipped)"]
    assert "shipped 2026-11-23 (loan)" in told
    assert "due 2026-12-30" in told
    assert "costs: 12.50 CNY, paid by CN:CUMT" in told
    assert "  Title: 人工智能导论" in told
    assert "  received" in told[told.index("Can be done next") : told.index("Can't be done now")]
    refused = told[told.index("Can't be done now") + 1]
    assert refused.startswith("  conditional-reply yes, conditional-reply no, cancel: It has no place in")
    history = told[told.index("History") + 2 :]
    assert [cells(entry)[0] for entry in history] == ["→", "←", "·"]
    assert cells(history[1])[2:4] == ["SHIPPED", "PENDING → SHIPPED"]
    assert cells(history[2])[2:] == [
        "CONDITIONAL-REPLY",
        "SHIPPED",
        "李",
        "refused: It has no place in the present state: ill show lists what can be done",
    ]


def test_show_in_full_has_each_apdu_with_its_bytes(line: IllLine) -> None:
    ours, _ = line.loan()
    told = [text.strip() for text in line.borrow("ill", "show", ours, "--full").lines]
    assert "ILL-Request" in told
    assert "title: 人工智能导论" in told
    assert any(text.startswith("6181") for text in told)
    document = json.loads(line.borrow("ill", "show", ours, "--json").out)
    assert document["history"][0]["apdu"]["ILL-Request"]["item-id"]["title"] == "人工智能导论"


def test_show_tells_what_is_to_be_looked_at(line: IllLine) -> None:
    ours, theirs = line.loan()
    line.lend("ill", "do", theirs, "ill-answer", "conditional", "--reason", "library-use-only")
    line.settle()
    told = line.borrow("ill", "show", ours).lines
    assert "answered: conditional on a condition, library use only" in told
    assert told[told.index("To look at") + 1].startswith("  ! condition-to-answer: The partner makes")
    line.borrow("ill", "do", ours, "conditional-reply", "no", "--actor", "李")
    line.settle()
    told = line.borrow("ill", "show", ours).lines
    assert "NOT-SUPPLIED (not supplied), over since 2026-11-23 09:00" in told
    assert "  condition-to-answer: seen to by 李 at 2026-11-23 09:00" in told


# --- acting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("ill", "request"), ("ill", "do", "new", "ill-request")])
def test_a_request(line: IllLine, command: tuple[str, ...]) -> None:
    ended = line.borrow(
        *(*command, "--partner", "HHIT", "--title", "导论", "--isbn", "9787564690014", "--reader", "R-7"),
        *("--service-types", "copy-non-returnable", "--service-types", "loan", "--maximum", "50 CNY"),
        *("--need-before", "2026-12-20", "--will-pay-fee", "--delivery-address-city", "徐州"),
        *("--supply-media", "photocopy=A4", "--send-to", "CN:NJU", "--client-name", "马月坤"),
    )
    assert ended.status == 0
    kept = line.two.cumt.only()
    assert ended.lines == [f"{kept.id[-8:]}: PENDING (waiting for the lender)", "  ILL-REQUEST to HHIT"]
    request = kept.wanted.request
    assert request.service_types == ("copy-non-returnable", "loan")
    assert (request.item.title, request.item.isbn) == ("导论", "9787564690014")
    assert request.cost is not None
    assert request.cost.maximum is not None
    assert (request.cost.maximum.value, request.cost.maximum.currency) == ("50", "CNY")
    assert request.cost.will_pay_fee
    assert request.search is not None
    assert str(request.search.need_before) == "2026-12-20"
    assert request.delivery_address is not None
    assert request.delivery_address.postal is not None
    assert request.delivery_address.postal.city == "徐州"
    assert request.supply_media[0].characteristics == "A4"
    assert request.third_party is not None
    assert request.third_party.send_to[0].system.symbol == "CN:NJU"
    assert kept.wanted.client == "R-7"


def test_a_whole_loan(line: IllLine) -> None:
    ours, theirs = line.loan()
    for who, id_, *said in (
        (line.lend, theirs, "ill-answer", "will-supply", "--reason", "being-processed-for-supply"),
        (line.lend, theirs, "shipped", "--due", "2026-12-30", "--units", "printed=1"),
        (line.borrow, ours, "received"),
        (line.borrow, ours, "renew", "--desired-due", "2027-01-15"),
        (line.lend, theirs, "renew-answer", "yes", "--due", "2027-01-15", "--no-renewable"),
        (line.lend, theirs, "overdue"),
        (line.borrow, ours, "damaged", "--complete", "--note", "水渍"),
        (line.borrow, ours, "returned", "--returned-via", "EMS"),
        (line.lend, theirs, "checked-in"),
        (line.borrow, ours, "message", "--note", "谢谢"),
        (line.borrow, ours, "status-query"),
    ):
        ended = who("ill", "do", id_, *said)
        assert (ended.status, ended.err) == (0, ""), said
        line.settle()
    assert [str(one.state) for one in (line.two.cumt.only(), line.two.hhit.only())] == [
        "RETURNED",
        "CHECKED-IN",
    ]
    assert str(line.two.cumt.only().due) == "2027-01-15"


def test_what_is_refused_ends_with_1(line: IllLine) -> None:
    ours, _ = line.loan()
    ended = line.borrow("ill", "do", ours, "renew")
    assert (ended.status, ended.out, ended.err) == (1, "", "✗ Nothing has been shipped yet\n")
    answer = line.borrow("ill", "do", ours, "renew", "--json")
    assert (answer.status, json.loads(answer.out)["problem"]["code"]) == (1, "not-shipped-yet")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("new", "cancel"),
            "a new transaction begins with ill-request: guanji ill do new ill-request --partner NAME …",
        ),
        (
            ("ab12", "ill-request", "--partner", "HHIT"),
            "ill-request opens a new transaction: write new for ab12; to ask again, guanji ill retry ab12",
        ),
        (("ab12", "overdue", "--due", "heute"), "--due: 'heute' is not of the form 2026-10-01"),
        (
            ("ab12", "shipped", "--cost", "viel Geld"),
            "--cost: 'viel Geld' is not of the form 12.50 CNY",
        ),
        (("ab12", "shipped", "--units", "printed"), "--units: 'printed' is not of the form printed=3"),
        (("ab12", "damaged", "--units", "x"), "--units: 'x' is not of the form 1"),
        (("ab12", "forward", "="), "TO: '=' is not of the form CN:HHIT"),
        (
            ("new", "ill-request", "--partner", "H", "--supply-media", "x"),
            "--supply-media: 'x' is not of the form photocopy=A4",
        ),
        (
            ("new", "ill-request", "--partner", "H", "--send-to", "="),
            "--send-to: '=' is not of the form CN:HHIT",
        ),
    ],
)
def test_wrong_usage_ends_with_2(line: IllLine, arguments: tuple[str, ...], told: str) -> None:
    ended = line.borrow("ill", "do", *arguments)
    assert (ended.status, ended.err) == (2, f"guanji: {told}\n")


def test_what_the_server_does_not_take_ends_with_1(line: IllLine) -> None:
    ended = line.borrow("ill", "show", "zz")
    assert ended.status == 1
    assert "There is no loan between libraries zz" in ended.err


def test_letters_that_can_still_be_taken_back_say_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    line = IllLine(monkeypatch, capfd, terms={"grace": 60})
    ended = line.borrow("ill", "request", "--partner", "HHIT", "--title", "导论")
    ours = line.two.cumt.only().id[-8:]
    at = "not before 2026-11-23 09:01:00"
    assert ended.lines[1] == f"  ILL-REQUEST to HHIT, {at}; until then guanji ill take-back {ours}"
    told = line.borrow("ill", "show", ours).lines
    assert "  what was done last can still be taken back (guanji ill take-back)" in told
    ended = line.borrow("ill", "take-back", ours)
    assert ended.lines == [f"{ours}: CANCELLED (cancelled)", "  taken back by staff"]
    line.two.close()


def test_repair(line: IllLine) -> None:
    _, theirs = line.loan()
    line.lend("ill", "do", theirs, "shipped")
    told = line.lend("ill", "show", theirs).lines
    assert "  can be set back to IN-PROCESS (guanji ill repair)" in told
    ended = line.lend("ill", "repair", theirs, "in-process", "寄错了")
    assert ended.lines == [
        f"{theirs}: IN-PROCESS (in process)",
        "  MESSAGE to CUMT",
        "  set right by staff",
    ]


def test_resend_and_retry(line: IllLine) -> None:
    ours, theirs = line.loan()
    ended = line.borrow("ill", "resend", ours, "--service", "ill-request")
    assert ended.lines[1:] == ["  ILL-REQUEST to HHIT", "  said again"]
    line.settle()
    assert "a repeat" in line.borrow("ill", "show", ours).lines[-1]
    line.lend("ill", "do", theirs, "ill-answer", "retry", "--reason", "in-use-on-loan", "--day", "2026-12-01")
    line.settle()
    ended = line.borrow("ill", "retry", ours)
    assert ended.status == 0
    again = ended.lines[0].partition(":")[0]
    assert again != ours
    assert f"takes up {ours} again" in line.borrow("ill", "show", again).lines


def test_cases(line: IllLine) -> None:
    assert line.borrow("ill", "cases").out == "nothing to look at\n"
    ours, theirs = line.loan()
    line.lend("ill", "do", theirs, "message", "--note", "哪一版？")
    line.settle()
    told = cells(line.borrow("ill", "cases", "--limit", "5").lines[1])
    assert told[1:6] == [ours, "HHIT", "人工智能导论", "message", "The partner has written: read it"]
    assert line.borrow("ill", "cases", "--json").out.startswith("{")
    ended = line.borrow("ill", "close-case", ours, "message")
    assert ended.out == f"message of CUMT{ours} is closed\n"
    assert line.borrow("ill", "cases").out == "nothing to look at\n"
    line.lend("ill", "do", theirs, "message", "--note", "？")
    line.settle()
    assert json.loads(line.borrow("ill", "close-case", ours, "message", "--json").out)["kind"] == "message"


@pytest.mark.parametrize("service", ["ill-request", *BY_HAND])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_service_has_its_help(line: IllLine, service: str, language: str) -> None:
    ended = line.borrow("--lang", language, "ill", "do", "x", service, "--help")
    assert ended.status == 0
    assert "--note" in ended.out
