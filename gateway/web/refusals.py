"""What could not be asked at all, and why, in one line that says what to do.

What the library's rules refuse is none of these: that is an answer.
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from http import HTTPStatus
from typing import Final, NamedTuple

from gateway.model.wording import Tongue


class Why(StrEnum):
    """Every reason for which a request was not taken."""

    ADDRESS = auto()
    METHOD = auto()
    VERB = auto()
    KIOSK = auto()
    BODY = auto()
    TOO_LONG = auto()
    QUERY = auto()
    DAY = auto()
    STRANGER = auto()
    WORD = auto()
    TRANSACTION = auto()
    NAMESAKES = auto()
    CASE = auto()
    LETTER = auto()
    PARTNER = auto()
    NO_PROBE = auto()
    FAILED = auto()


class _Line(NamedTuple):
    status: HTTPStatus
    zh: str
    en: str


LINES: Final[Mapping[Why, _Line]] = {
    Why.ADDRESS: _Line(HTTPStatus.NOT_FOUND, "没有“{path}”这个地址", "There is nothing at {path}"),
    Why.METHOD: _Line(
        HTTPStatus.METHOD_NOT_ALLOWED, "“{path}”只接受 {allowed} 请求", "{path} takes {allowed} only"
    ),
    Why.VERB: _Line(
        HTTPStatus.NOT_FOUND, "没有“{verb}”这项操作，可用：{verbs}", "There is no {verb}: use one of {verbs}"
    ),
    Why.KIOSK: _Line(
        HTTPStatus.NOT_FOUND,
        "没有名为“{name}”的自助机，配置中有：{names}",
        "There is no kiosk {name}: the configuration has {names}",
    ),
    Why.BODY: _Line(HTTPStatus.BAD_REQUEST, "请求内容有误：{what}", "The body is not what is wanted: {what}"),
    Why.TOO_LONG: _Line(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "请求内容不得超过 {most} 字节",
        "The body has more than {most} bytes: send less",
    ),
    Why.QUERY: _Line(
        HTTPStatus.BAD_REQUEST,
        "{name} 应为 1 到 {most} 的整数",
        "{name} is to be a whole number from 1 to {most}",
    ),
    Why.DAY: _Line(
        HTTPStatus.BAD_REQUEST,
        "{name} 应为日期，例如 2026-10-01",
        "{name} is to be a day such as 2026-10-01",
    ),
    Why.STRANGER: _Line(
        HTTPStatus.FORBIDDEN,
        "{address} 无权查看，可在配置 [http] watchers 中允许",
        "{address} may not see this: let it in by [http] watchers of the configuration",
    ),
    Why.WORD: _Line(
        HTTPStatus.BAD_REQUEST,
        "{name} 应为以下之一：{words}",
        "{name} is to be one of {words}",
    ),
    Why.TRANSACTION: _Line(
        HTTPStatus.NOT_FOUND,
        "没有编号为“{id}”的馆际互借事务；较早的事务须写出完整编号",
        "There is no loan between libraries {id}; of one long ago the whole id is wanted",
    ),
    Why.NAMESAKES: _Line(
        HTTPStatus.CONFLICT,
        "以“{id}”结尾的编号不止一个，请多写几位：{ids}",
        "More than one id ends in {id}, give more of it: {ids}",
    ),
    Why.CASE: _Line(
        HTTPStatus.NOT_FOUND,
        "事务 {id} 没有未处理的 {kind}",
        "The transaction {id} has no open case {kind}",
    ),
    Why.LETTER: _Line(
        HTTPStatus.NOT_FOUND,
        "没有编号为“{id}”的信件；较早的信件须写出完整编号",
        "There is no letter {id}; of one long ago the whole id is wanted",
    ),
    Why.PARTNER: _Line(
        HTTPStatus.NOT_FOUND,
        "没有名为“{name}”的合作馆，配置中有：{names}",
        "There is no partner {name}: the configuration has {names}",
    ),
    Why.NO_PROBE: _Line(
        HTTPStatus.CONFLICT,
        "“{name}”没有 address，只能由对方呼叫本馆",
        "{name} has no address: it calls us, and can't be called",
    ),
    Why.FAILED: _Line(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "服务器出错，详见其日志",
        "The server failed: its log says where",
    ),
}


class WebError(Exception):
    """The root of what this room raises."""


class Unaskable(WebError):
    """A request that was not taken: `why`, and the facts that fill its line."""

    def __init__(self, why: Why, **facts: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts

    @property
    def status(self) -> HTTPStatus:
        """The answer's status."""
        return LINES[self.why].status

    def told(self, tongue: Tongue) -> str:
        """The line for people."""
        line = LINES[self.why]
        return (line.zh if tongue is Tongue.ZH else line.en).format_map(self.facts)
