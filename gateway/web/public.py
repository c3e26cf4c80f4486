"""The HTTP port: how the server fares, for people and for what watches it."""

from collections.abc import Callable
from html import escape
from http import HTTPStatus
from typing import Final, cast

import msgspec
from klein import Klein
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from gateway.model.wording import Tongue
from gateway.web import exchange
from gateway.web.exchange import Request
from gateway.web.health import Physician
from gateway.web.refusals import Unaskable, Why
from gateway.web.site import Dressed

_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>馆际 Guanji</title>
</head>
<body>
<main>
<h1>馆际 Guanji</h1>
<p>图书馆互操作网关：连接流通系统、自助借还设备与馆际互借伙伴。</p>
<p lang="en">An interoperability gateway for libraries: it connects the circulation system, the self-service
kiosks and the lending partners.</p>
<ul>
<li><a href="/healthz">运行状况 <span lang="en">Health</span></a> (JSON)</li>
<li><a href="/metrics">运行指标 <span lang="en">Metrics</span></a> (Prometheus)</li>
</ul>
<p><small>{library}</small></p>
</main>
</body>
</html>
"""


class PublicPages:
    """``/``, ``/healthz`` and ``/metrics``; `resource` is what `gateway.web.site.site` is made of.

    `library` is the library's name or code as the page shows it. `watches` says whether an address may see
    how the server fares and which release it is.
    """

    app = Klein()
    log = Logger()

    def __init__(
        self,
        *,
        physician: Physician,
        registry: CollectorRegistry,
        library: str,
        watches: Callable[[str], bool],
        tongue: Tongue = Tongue.ZH,
    ) -> None:
        self._physician = physician
        self._registry = registry
        self._page = _PAGE.format(library=escape(library)).encode()
        self._watches = watches
        self._tongue = tongue

    def resource(self) -> Dressed:
        """The root of the HTTP port."""
        return Dressed(self.app)

    @app.route("/", methods=["GET"])
    def home(self, request: Request) -> bytes:
        """What this is, and where to go."""
        return exchange.answer(request, self._page, exchange.HTML)

    @app.route("/healthz", methods=["GET"])
    async def health(self, request: Request) -> bytes:
        """`gateway.web.health.Health`; status 503 where it is failing."""
        self._only_watchers(request)
        health = await self._physician.look()
        status = HTTPStatus.OK if health.status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
        return exchange.answer(request, msgspec.json.encode(health), exchange.JSON, status)

    @app.route("/metrics", methods=["GET"])
    def metrics(self, request: Request) -> bytes:
        """Every metric, in the Prometheus or the OpenMetrics format, as the client accepts."""
        self._only_watchers(request)
        encode, kind = choose_encoder(exchange.header(request, "accept"))
        return exchange.answer(request, encode(self._registry), kind)

    def _only_watchers(self, request: Request) -> None:
        """Tell nobody else. Raises `Unaskable`."""
        address = exchange.address(request)
        if not self._watches(address):
            raise Unaskable(Why.STRANGER, address=address)

    @app.handle_errors(Exception)
    def _failed(self, request: IRequest, failure: Failure) -> bytes:
        asked, error = cast("Request", request), failure.value
        if isinstance(error, Unaskable):
            refusal = error
        elif isinstance(error, HTTPException):
            refusal = exchange.untaken(asked, error)
        else:
            self.log.failure("{path} failed", failure, path=exchange.path(asked))
            refusal = Unaskable(Why.FAILED)
        line = refusal.told(exchange.tongue(asked, self._tongue))
        return exchange.answer(asked, f"{line}\n".encode(), exchange.TEXT, refusal.status)
