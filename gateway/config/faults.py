"""What can be wrong with a configuration file, and the sentence that says so in English and in Chinese.

A fault names the place in the file (``kiosks[3].dialect``) and what is allowed there; all faults of a file
are told at once, so that one round of editing mends them.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum, auto
from typing import Any, Final

import msgspec


class FaultCode(StrEnum):
    """Every kind of fault."""

    # the file
    NO_FILE = auto()
    UNREADABLE = auto()
    NOT_UTF8 = auto()
    SYNTAX = auto()
    # keys
    MISSING = auto()
    UNKNOWN = auto()
    UNKNOWN_SIMILAR = auto()
    # types
    NOT_TEXT = auto()
    NOT_WHOLE = auto()
    NOT_BOOL = auto()
    NOT_TABLE = auto()
    NOT_LIST = auto()
    NOT_DATE = auto()
    # values
    NOT_ONE_OF = auto()
    TOO_SMALL = auto()
    TOO_LARGE = auto()
    EMPTY = auto()
    BAD_ZONE = auto()
    BAD_CHARSET = auto()
    BAD_NETWORK = auto()
    BAD_TEMPLATE = auto()
    BAD_DATE_FORMAT = auto()
    BAD_ENDPOINT = auto()
    BAD_ENDPOINT_KIND = auto()
    BAD_ENDPOINT_LACKS = auto()
    BAD_PORT = auto()
    BAD_ADDRESS = auto()
    BAD_SYMBOL = auto()
    BAD_PARTNER_NAME = auto()
    BAD_FINGERPRINT = auto()
    BAD_HOURS = auto()
    BAD_DATABASE = auto()
    DATABASE_PASSWORD = auto()
    # secrets
    SECRET_INLINE = auto()
    SECRET_CHOICE = auto()
    SECRET_NO_FILE = auto()
    SECRET_UNREADABLE = auto()
    SECRET_EMPTY = auto()
    SECRET_NO_ENV = auto()
    SECRET_OPEN = auto()
    # one place against another
    DUPLICATE = auto()
    NO_SUCH = auto()
    NO_SUCH_NONE = auto()
    REFUSED = auto()


class Fault(msgspec.Struct, frozen=True):
    """One fault: where it is, what it is, and the facts that its sentence is filled with."""

    path: str
    code: FaultCode
    facts: Mapping[str, object] = {}

    def text(self, language: str = "en") -> str:
        """The line for people: ``path: sentence``; `language` is ``en`` or ``zh``."""
        chinese = language.startswith("zh")
        sentence = SENTENCES[self.code][chinese]
        shown = {name: _shown(value, chinese=chinese) for name, value in self.facts.items()}
        line = sentence.format_map(shown)
        return f"{self.path}: {line}" if self.path else line


class ConfigError(Exception):
    """The configuration can't be used; `faults` says why, all of it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """One line for each fault."""
        return "\n".join(fault.text(language) for fault in self.faults)


class Plain(str):
    """Text that a sentence shows as it stands, without quotation marks."""

    __slots__ = ()


class Disagree(ValueError):
    """What fields of a table say together can't be; says so in English and in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.said = Either(english, chinese)


class Either(msgspec.Struct, frozen=True):
    """A text in English and in Chinese, of which a sentence shows the one that it is in."""

    english: str
    chinese: str


#: A wrong value is quoted, but a whole paragraph pasted into the wrong place is not repeated.
_LONGEST_SHOWN: Final = 60


def _shown(value: object, *, chinese: bool) -> str:
    """A value as a person recognises it from the file."""
    for kind, show in _SHOW:
        if isinstance(value, kind):
            return show(value, chinese)
    return str(value)


def _quoted(text: str, _: object) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut) + "'"


#: The first kind that fits shows the value; numbers and dates look as they are written.
_SHOW: Final[tuple[tuple[type, Callable[[Any, bool], str]], ...]] = (
    (Either, lambda value, chinese: value.chinese if chinese else value.english),
    (Plain, lambda value, _: str(value)),
    (str, _quoted),
    (bool, lambda value, _: "true" if value else "false"),
    (Mapping, lambda _, chinese: "一个表" if chinese else "a table"),
    (list, lambda _, chinese: "一个列表" if chinese else "a list"),
    (tuple, lambda value, chinese: ("、" if chinese else ", ").join(str(each) for each in value)),
)


SENTENCES: Final[Mapping[FaultCode, tuple[str, str]]] = {
    FaultCode.NO_FILE: (
        "no such file; 'guanji init DIR' makes one",
        "没有这个文件；可用“guanji init 目录”新建",
    ),
    FaultCode.UNREADABLE: ("cannot be read: {reason}", "无法读取：{reason}"),
    FaultCode.NOT_UTF8: ("is not UTF-8 text (byte {offset})", "不是 UTF-8 文本（第 {offset} 字节）"),
    FaultCode.SYNTAX: (
        "line {line}, column {column}: not TOML: {reason}",
        "第 {line} 行第 {column} 列：不符合 TOML 语法：{reason}",
    ),
    FaultCode.MISSING: ("must be given", "必须填写"),
    FaultCode.UNKNOWN: ("unknown key; known here: {known}", "未知的键；此处可用：{known}"),
    FaultCode.UNKNOWN_SIMILAR: ("unknown key; did you mean {similar}?", "未知的键；是否想写 {similar}？"),
    FaultCode.NOT_TEXT: ("{value} is not text in quotation marks", "{value} 不是带引号的文本"),
    FaultCode.NOT_WHOLE: ("{value} is not a whole number", "{value} 不是整数"),
    FaultCode.NOT_BOOL: ("{value} is not true or false", "{value} 不是 true 或 false"),
    FaultCode.NOT_TABLE: ("{value} is not a table", "{value} 不是表"),
    FaultCode.NOT_LIST: ("{value} is not a list", "{value} 不是列表"),
    FaultCode.NOT_DATE: ("{value} is not a date such as 2026-10-01", "{value} 不是日期（例如 2026-10-01）"),
    FaultCode.NOT_ONE_OF: ("{value} is not one of {allowed}", "{value} 不是以下之一：{allowed}"),
    FaultCode.TOO_SMALL: (
        "{value} is less than {limit}, the least allowed",
        "{value} 小于允许的最小值 {limit}",
    ),
    FaultCode.TOO_LARGE: (
        "{value} is more than {limit}, the most allowed",
        "{value} 大于允许的最大值 {limit}",
    ),
    FaultCode.EMPTY: ("must not be empty", "不能为空"),
    FaultCode.BAD_ZONE: (
        "{value} is not a time zone such as Asia/Shanghai",
        "{value} 不是时区名（例如 Asia/Shanghai）",
    ),
    FaultCode.BAD_CHARSET: (
        "{value} is not a character set that SIP2 can use, such as utf-8, gb18030, gbk, cp850 or ascii",
        "{value} 不是 SIP2 可用的字符集（例如 utf-8、gb18030、gbk、cp850、ascii）",
    ),
    FaultCode.BAD_NETWORK: (
        "{value} is not an address or network such as 10.1.2.3 or 10.1.2.0/24",
        "{value} 不是地址或网段（例如 10.1.2.3 或 10.1.2.0/24）",
    ),
    FaultCode.BAD_TEMPLATE: (
        "{value} is not a line template: text and any of {allowed}",
        "{value} 不是行模板：只能由文本和 {allowed} 组成",
    ),
    FaultCode.BAD_DATE_FORMAT: (
        "{value} is not a date format: text and any of {allowed}",
        "{value} 不是日期格式：只能由文本和 {allowed} 组成",
    ),
    FaultCode.BAD_ENDPOINT: (
        "{value} is not an endpoint such as tcp:6001, tcp:6001:interface=10.1.2.3 or unix:/run/x.sock",
        "{value} 不是监听端点（例如 tcp:6001、tcp:6001:interface=10.1.2.3、unix:/run/x.sock）",
    ),
    FaultCode.BAD_ENDPOINT_KIND: (
        "{value} begins with none of {kinds}, as in tcp:6001",
        "{value} 的类型不是 {kinds} 之一（例如 tcp:6001）",
    ),
    FaultCode.BAD_ENDPOINT_LACKS: (
        "{value} does not say its {part}, as in tcp:6001 or ssl:6443:privateKey=key.pem:certKey=cert.pem",
        "{value} 缺少 {part}（例如 tcp:6001、ssl:6443:privateKey=key.pem:certKey=cert.pem）",
    ),
    FaultCode.BAD_PORT: (
        "{value}: its port is not a number from 0 to 65535",
        "{value}：端口不是 0 至 65535 的数",
    ),
    FaultCode.BAD_ADDRESS: (
        "{value} is not an address such as ill.hhit.edu.cn:1611, 10.1.2.3 or [2001:db8::5]:1611",
        "{value} 不是地址（例如 ill.hhit.edu.cn:1611、10.1.2.3、[2001:db8::5]:1611）",
    ),
    FaultCode.BAD_SYMBOL: (
        "{value} is not a symbol such as CN:HHIT: an authority, a colon and a code, without spaces",
        "{value} 不是机构代码（例如 CN:HHIT：authority、冒号、代码，不含空格）",
    ),
    FaultCode.BAD_PARTNER_NAME: (
        "{value} is not a name such as hhit or NJU-lib: letters, digits, and . _ - within, 40 at most",
        "{value} 不是可用的名称（例如 hhit、NJU-lib）：只能由字母、数字和中间的 . _ - 组成，最多 40 个",
    ),
    FaultCode.BAD_FINGERPRINT: (
        "{value} is not a fingerprint: sha256: and 64 hexadecimal digits (openssl x509 -fingerprint -sha256)",
        "{value} 不是证书指纹：sha256: 加 64 位十六进制数（openssl x509 -fingerprint -sha256）",
    ),
    FaultCode.BAD_HOURS: (
        "{value} is not a time such as 08:00-18:00 or mon-fri 22:00-06:00",
        "{value} 不是时段（例如 08:00-18:00、mon-fri 22:00-06:00）",
    ),
    FaultCode.BAD_DATABASE: (
        "{scheme} databases are not known here: give a file, or postgresql://USER@HOST/NAME",
        "不支持 {scheme} 数据库：请写文件名，或 postgresql://用户@主机/库名",
    ),
    FaultCode.DATABASE_PASSWORD: (
        'a password never stands in this file: write database_password = {{ file = "…" }}',
        '密码不能写在本文件里：请写 database_password = {{ file = "…" }}',
    ),
    FaultCode.SECRET_INLINE: (
        'a secret never stands in this file: write {{ file = "…" }} or {{ env = "…" }}',
        '密码不能直接写在本文件里：请写 {{ file = "…" }} 或 {{ env = "…" }}',
    ),
    FaultCode.SECRET_CHOICE: (
        'give exactly one of {{ file = "…" }} and {{ env = "…" }}',
        '{{ file = "…" }} 与 {{ env = "…" }} 必须且只能给出一个',
    ),
    FaultCode.SECRET_NO_FILE: ("{file}: no such file", "{file}：没有这个文件"),
    FaultCode.SECRET_UNREADABLE: ("{file}: cannot be read: {reason}", "{file}：无法读取：{reason}"),
    FaultCode.SECRET_EMPTY: ("{file}: holds nothing", "{file}：内容为空"),
    FaultCode.SECRET_NO_ENV: (
        "{name}: not set in the environment",
        "{name}：环境变量未设置",
    ),
    FaultCode.SECRET_OPEN: (
        "{file}: others than its owner can read it; run: chmod 600 {file}",
        "{file}：除所有者外其他用户也能读取；请执行：chmod 600 {file}",
    ),
    FaultCode.DUPLICATE: ("{value} is already used by {first}", "{value} 已被 {first} 使用"),
    FaultCode.NO_SUCH: ("{value} is not one of {allowed}", "{value} 不是以下之一：{allowed}"),
    FaultCode.NO_SUCH_NONE: ("{value} is not declared under {scope}", "{value} 没有在 {scope} 中声明"),
    FaultCode.REFUSED: ("{reason}", "不成立：{reason}"),
}
"""English and Chinese, for every code."""
