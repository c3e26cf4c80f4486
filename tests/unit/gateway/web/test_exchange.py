from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
import pytest
from twisted.web.http_headers import Headers
from werkzeug.exceptions import MethodNotAllowed, NotFound

from gateway.model.wording import Tongue
from gateway.web import exchange
from gateway.web.refusals import Unaskable, Why


class Asked:
    """`exchange.Request` as it stands before an answer, and what was set on it."""

    def __init__(
        self, body: bytes = b"", query: dict[bytes, list[bytes]] | None = None, **headers: str
    ) -> None:
        self.method, self.path = b"POST", b"/circ/x"
        self.postpath: Sequence[bytes] = [b"circ", b"x"]
        self.args: Mapping[bytes, Sequence[bytes]] = query or {}
        self.content: BinaryIO = BytesIO(body)
        self.requestHeaders = Headers({name.replace("_", "-"): [value] for name, value in headers.items()})
        self.responseHeaders = Headers()
        self.code = 0

    def getHeader(self, key: str, /) -> str | None:  # noqa: N802 - Twisted's name
        values = self.requestHeaders.getRawHeaders(key)
        return values[-1] if values else None

    def setHeader(self, name: str, value: str, /) -> None:  # noqa: N802 - the same
        self.responseHeaders.setRawHeaders(name, [value])

    def setResponseCode(self, code: int, /) -> None:  # noqa: N802 - the same
        self.code = code


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """A body."""

    name: str = "nobody"
    age: int = 0


def why(body: bytes) -> Unaskable:
    with pytest.raises(Unaskable) as refused:
        exchange.body(Asked(body), Wanted)
    return refused.value


def test_a_body_is_its_struct() -> None:
    assert exchange.body(Asked('{"name": "李"}'.encode()), Wanted) == Wanted("李")


def test_a_body_may_be_allowed_to_be_longer() -> None:
    long = msgspec.json.encode(Wanted("x" * exchange.MOST_BODY))
    with pytest.raises(Unaskable):
        exchange.body(Asked(long), Wanted)
    assert exchange.body(Asked(long), Wanted, most=2 * exchange.MOST_BODY).age == 0


def test_an_absent_body_says_nothing() -> None:
    assert exchange.body(Asked(), Wanted) == Wanted()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"name": 5}', "$.name"),
        (b'{"nmae": "x"}', "nmae"),
        (b"[]", "object"),
        (b"{", "truncated"),
        (b'{"name": "\xff"}', "utf-8"),
        (b'{"age": 1.5}', "$.age"),
    ],
)
def test_a_body_that_is_not_its_struct_is_refused_with_the_place(body: bytes, told: str) -> None:
    error = why(body)
    assert error.why is Why.BODY
    assert told in error.told(Tongue.EN).replace("UTF-8", "utf-8")


def test_a_body_may_have_64_kib_and_no_more() -> None:
    room = exchange.MOST_BODY - len('{"name":""}')
    assert exchange.body(Asked(b'{"name":"' + b"x" * room + b'"}'), Wanted).name == "x" * room
    assert why(b'{"name":"' + b"x" * (room + 1) + b'"}').why is Why.TOO_LONG


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", Tongue.ZH),
        ("en", Tongue.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Tongue.ZH),
        ("en-GB, zh;q=0.5", Tongue.EN),
        ("fr, en;q=0.3", Tongue.EN),
        ("fr", Tongue.ZH),
        ("zh;q=0, EN-us;q=0.1", Tongue.EN),
        ("zh-TW,en;q=0.9", Tongue.ZH),
        (";;;q=x,", Tongue.ZH),
    ],
)
def test_the_language_is_the_best_of_those_asked_for(header: str, chosen: Tongue) -> None:
    assert exchange.tongue(Asked(accept_language=header), Tongue.ZH) is chosen


def test_without_the_header_it_is_the_default() -> None:
    assert exchange.tongue(Asked(), Tongue.EN) is Tongue.EN


@pytest.mark.parametrize(("value", "number"), [(b"1", 1), (b"20", 20), (b"007", 7)])
def test_a_number_of_the_query_is_read(value: bytes, number: int) -> None:
    assert exchange.number(Asked(query={b"limit": [b"x", value]}), "limit", default=5, most=100) == number


def test_an_absent_number_is_the_default() -> None:
    assert exchange.number(Asked(), "limit", default=5, most=100) == 5


@pytest.mark.parametrize("value", [b"", b"0", b"-1", b"101", b"1e1", b"x", "１".encode(), b"9" * 5000])
def test_what_is_no_such_number_is_refused(value: bytes) -> None:
    with pytest.raises(Unaskable) as refused:
        exchange.number(Asked(query={b"limit": [value]}), "limit", default=5, most=100)
    assert refused.value.why is Why.QUERY


def test_an_answer_has_status_type_and_length() -> None:
    asked = Asked()
    assert exchange.answer(asked, "好".encode(), exchange.TEXT) == "好".encode()
    headers: dict[str, Any] = {
        name.decode().lower(): values for name, values in asked.responseHeaders.getAllRawHeaders()
    }
    assert asked.code == 200
    assert headers == {"content-type": [b"text/plain; charset=utf-8"], "content-length": [b"3"]}


def test_a_wrong_method_names_the_right_ones() -> None:
    asked = Asked()
    refusal = exchange.untaken(asked, MethodNotAllowed(valid_methods=["HEAD", "GET"]))
    assert refusal.why is Why.METHOD
    assert refusal.told(Tongue.EN) == "/circ/x takes GET, HEAD only"
    assert asked.responseHeaders.getRawHeaders("allow") == ["GET, HEAD"]


def test_any_other_failure_of_the_router_is_an_address_that_is_not_there() -> None:
    assert exchange.untaken(Asked(), NotFound()).told(Tongue.ZH) == "没有“/circ/x”这个地址"
