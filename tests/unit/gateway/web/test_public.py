import json
from html.parser import HTMLParser

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.model.wording import Tongue
from gateway.net.kiosks import KioskBoard
from gateway.ports import StoreDown
from gateway.web.health import Health, Physician
from gateway.web.metrics import Metrics
from gateway.web.public import PublicPages
from gateway.web.site import Dressed
from tests.control_desk import StoppedClock
from tests.memory_store import Failed, MemoryStore
from tests.web_client import Line, ask, request


class Pages:
    """The public pages with what stands behind them."""

    def __init__(self, library: str = "中国矿业大学图书馆") -> None:
        self.store, self.timers, registry = MemoryStore(), Clock(), CollectorRegistry()
        board = KioskBoard(("kiosk1", "kiosk2"), store=self.store, clock=StoppedClock())
        self.metrics = Metrics(registry, version="1.2.3")
        self.metrics.watch(kiosks=board, waiting=lambda: 0)
        self.physician = Physician(
            store=self.store,
            kiosks=board,
            clock=StoppedClock(),
            timers=self.timers,
            seconds=self.timers.seconds,
            version="1.2.3",
        )
        #: Where Twisted's own test transport says that it comes from.
        self.known = {"192.168.1.1"}
        self.pages = PublicPages(
            physician=self.physician,
            registry=registry,
            library=library,
            watches=self.known.__contains__,
            tongue=Tongue.EN,
        )
        self.root: Dressed = self.pages.resource()


@pytest.fixture
def pages() -> Pages:
    return Pages()


class Links(HTMLParser):
    """The links of a page, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_first_page_says_what_this_is_and_leads_on(pages: Pages) -> None:
    reply = ask(pages.root, "GET", "/")
    text = reply.body.decode()
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "图书馆互操作网关" in text
    assert "interoperability gateway" in text
    assert "中国矿业大学图书馆" in text
    assert "1.2.3" not in text, "which release it is, is nobody's business"
    page = Links()
    page.feed(text)
    assert page.open == []
    assert page.links == ["/healthz", "/metrics"]
    assert [ask(pages.root, "GET", link).status for link in page.links] == [200, 200]


def test_the_first_page_runs_nothing_that_a_name_brings() -> None:
    text = ask(Pages("<script>x</script>").root, "GET", "/").body.decode()
    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_health_is_json_and_200_where_all_is_well(pages: Pages) -> None:
    reply = ask(pages.root, "GET", "/healthz")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.json == {
        "status": "ok",
        "checks": {
            "store": {"ok": True, "seconds": 0.0, "why": ""},
            "kiosks": {"configured": 2, "connected": 0, "paused": 0, "paper_out": 0, "locked": 0},
            "config": {"ok": True, "read": None, "waits": False},
        },
        "version": "1.2.3",
    }


def test_health_is_503_where_the_store_is_down(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.store, "commit", lambda _work: Failed(StoreDown("disk full")))
    reply = ask(pages.root, "GET", "/healthz")
    assert reply.status == 503
    assert reply.json["status"] == "failing"
    assert b"disk" not in reply.body


def test_a_store_that_hangs_is_told_when_the_deadline_comes(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.store, "commit", lambda _work: Deferred())
    line = Line(pages.root, request("GET", "/healthz"))
    assert not line.answered
    pages.timers.advance(2)
    assert json.loads(line.reply.body)["checks"]["store"]["why"] == "slow"


def test_metrics_parse_as_prometheus_reads_them(pages: Pages) -> None:
    pages.metrics.served("sip2 11", "ok", 0.002)
    reply = ask(pages.root, "GET", "/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    found = {family.name: family for family in text_string_to_metric_families(reply.body.decode())}
    assert found["guanji_messages"].samples[0].labels == {"kind": "sip2 11", "outcome": "ok"}
    assert [sample.value for sample in found["guanji_kiosk_up"].samples] == [0, 0]


def test_metrics_come_as_openmetrics_where_asked_for(pages: Pages) -> None:
    reply = ask(pages.root, "GET", "/metrics", accept="application/openmetrics-text; version=1.0.0")
    assert reply.headers["content-type"].startswith("application/openmetrics-text")
    assert reply.body.endswith(b"# EOF\n")


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics"])
def test_head_has_the_headers_and_no_body(pages: Pages, path: str) -> None:
    head, get = ask(pages.root, "HEAD", path), ask(pages.root, "GET", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert int(head.headers["content-length"]) > 0


def test_what_is_not_there_is_told_in_the_readers_language(pages: Pages) -> None:
    reply = ask(pages.root, "GET", "/desk")
    assert (reply.status, reply.body) == (404, b"There is nothing at /desk\n")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    chinese = ask(pages.root, "GET", "/desk", accept_language="zh-CN")
    assert chinese.body.decode() == "没有“/desk”这个地址\n"


def test_nothing_is_to_be_sent_here(pages: Pages) -> None:
    reply = ask(pages.root, "POST", "/healthz", b"x")
    assert reply.status == 405
    assert reply.headers["allow"] == "get, head"


def test_a_mistake_of_ours_is_500_without_a_traceback(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> Health:
        raise RuntimeError("secret words")

    monkeypatch.setattr(pages.physician, "look", broken)
    reply = ask(pages.root, "GET", "/healthz")
    assert (reply.status, reply.body) == (500, b"The server failed: its log says where\n")


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_how_the_server_fares_is_told_to_those_who_watch_it(pages: Pages, path: str) -> None:
    assert ask(pages.root, "GET", path).status == 200
    pages.known.clear()
    reply = ask(pages.root, "GET", path)
    assert reply.status == 403
    assert reply.body.decode().startswith("192.168.1.1 may not see this: let it in by [http] watchers")
    assert ask(pages.root, "GET", "/").status == 200
