"""The configuration, declared once: what ``guanji.toml`` may say, what it means and what its absence means.

Paths are relative to the file's own directory and absolute once loaded. Durations are whole seconds, sizes
bytes, money fen.
"""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from gateway.circulation.calendar import OpenDays, Weekday
from gateway.circulation.policy import Policy, Rule
from gateway.config.database import Database
from gateway.config.holdings import Holdings
from gateway.config.ill import Ill
from gateway.config.kiosks import Kiosk, KioskDefaults
from gateway.config.loading import Loading
from gateway.config.partners import Partner
from gateway.config.retention import Retention
from gateway.config.says import says
from gateway.config.secret import Secret
from gateway.config.security import Audit, Lockout, Tls
from gateway.model.identity import AgencyId


class Language(StrEnum):
    """The languages in which the gateway speaks to people."""

    CHINESE = "zh_CN"
    ENGLISH = "en"


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: a key that it doesn't declare is an error."""


class Branch(_Table, frozen=True, kw_only=True):
    """A building or campus: items travel between branches, not within one."""

    code: Annotated[
        str, says("Its code.", "分馆代码。", unique="branch", defines="branches places", min_length=1)
    ]
    zh: Annotated[str, says("Its Chinese name.", "中文名称。")] = ""
    en: Annotated[str, says("Its English name.", "英文名称。")] = ""


class Location(_Table, frozen=True, kw_only=True):
    """A place where items stand or readers are served: a reading room, a hall, a 24-hour return."""

    code: Annotated[
        str, says("Its code.", "馆藏地代码。", unique="location", defines="locations places", min_length=1)
    ]
    zh: Annotated[str, says("Its Chinese name.", "中文名称。")] = ""
    en: Annotated[str, says("Its English name.", "英文名称。")] = ""
    branch: Annotated[str, says("The code of its branch.", "所属分馆代码。", refers="branches")]


class Listener(_Table, frozen=True, kw_only=True):
    """One port on which the gateway listens."""

    name: Annotated[
        str, says("Its name in logs and metrics.", "在日志和指标中的名称。", unique="listener", min_length=1)
    ]
    endpoint: Annotated[
        str,
        says(
            "A Twisted server endpoint: tcp:6001, tcp:6001:interface=10.1.2.3, "
            "ssl:6443:privateKey=key.pem:certKey=cert.pem, unix:/run/x.sock, systemd:…, haproxy:tcp:6001.",
            "Twisted 监听端点，例如 tcp:6001、ssl:6443:privateKey=key.pem:certKey=cert.pem。",
            check="endpoint",
            unique="endpoint",
        ),
    ]
    protocol: Annotated[
        Literal["sip2", "iso10161"],
        says(
            "The language spoken there: sip2 for kiosks, iso10161 for lending partners.",
            "所用协议：sip2 供自助机，iso10161 供馆际互借伙伴。",
        ),
    ] = "sip2"
    tls: Annotated[Tls | None, says("TLS before it; absent: clear text.", "启用 TLS；缺省为明文。")] = None

    def __post_init__(self) -> None:
        _one_tls(self.endpoint, self.tls)


class Http(_Table, frozen=True, kw_only=True):
    """Health, metrics and the desk's pages."""

    endpoint: Annotated[
        str,
        says("A Twisted server endpoint.", "Twisted 监听端点。", check="endpoint", unique="endpoint"),
    ] = "tcp:8080:interface=127.0.0.1"
    watchers: Annotated[
        tuple[Annotated[str, says("", "", check="network")], ...],
        says(
            "Addresses and networks that may see health and metrics.",
            "允许查看健康检查与指标的地址或网段。",
        ),
    ] = ("127.0.0.0/8", "::1")
    tls: Annotated[Tls | None, says("TLS before it; absent: clear text.", "启用 TLS；缺省为明文。")] = None

    def __post_init__(self) -> None:
        _one_tls(self.endpoint, self.tls)


def _one_tls(endpoint: str, tls: Tls | None) -> None:
    if tls is not None and endpoint.startswith("ssl:"):
        raise ValueError("an endpoint ssl: names its certificate itself: make it tcp:, or leave tls out")


class Control(_Table, frozen=True, kw_only=True):
    """How commands reach the running server."""

    socket: Annotated[
        Path,
        says(
            "The Unix socket of the JSON API; only the service's user can open it.",
            "JSON 接口的 Unix 套接字；只有服务用户可以打开。",
        ),
    ] = msgspec.field(default_factory=partial(Path, "control.sock"))


class Calendar(OpenDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The library's calendar; `gateway.config.calendar.open_days` folds the national holidays in."""

    national_holidays: Annotated[
        bool,
        says("Closed on the public holidays of China as well.", "中国法定节假日也闭馆。"),
    ] = False

    def __post_init__(self) -> None:
        if set(self.weekly) == set(Weekday):
            raise ValueError("weekly must not name all seven days: the library would never be open")


class Replay(_Table, frozen=True, kw_only=True):
    """When a message counts as the same message sent again."""

    connection_seconds: Annotated[
        int,
        says(
            "How long the preceding message's answer is given again within a connection.",
            "同一连接内重发上一条报文时，多少秒内返回原应答。",
            ge=0,
            le=3600,
        ),
    ] = 60  # a kiosk whose AY never changes must get a fresh clock sooner or later
    window_seconds: Annotated[
        int,
        says(
            "How long the same text from the same kiosk gets the same answer across connections.",
            "跨连接时，同一自助机相同报文在多少秒内返回原应答。",
            ge=0,
            le=86400,
        ),
    ] = 600  # a kiosk that lost its line has retried or given up by then
    second_press_seconds: Annotated[
        int,
        says(
            "How long a second checkout of the same item by the same reader is the same press of the button.",
            "同一读者再次借同一册，多少秒内视为重复按键（既不续借也不拒绝）。",
            ge=0,
            le=3600,
        ),
    ] = 120


class Limits(_Table, frozen=True, kw_only=True):
    """What one peer may ask of us before it is stopped."""

    message_bytes: Annotated[
        int, says("The longest message.", "单条报文的最大字节数。", ge=1024, le=1 << 20)
    ] = 16 * 1024  # ten times the longest that a kiosk has reason to send
    garbage: Annotated[
        int,
        says(
            "How many unreadable messages in a row close the connection.",
            "连续多少条无法识别的报文后断开连接。",
            ge=1,
            le=100,
        ),
    ] = 5
    login_seconds: Annotated[
        int,
        says("How long a connection may last without a login.", "未登录的连接可保持多少秒。", ge=5, le=86400),
    ] = 60
    idle_seconds: Annotated[
        int,
        says("How long a connection may be silent.", "连接静默多少秒后断开。", ge=30, le=7 * 86400),
    ] = 900  # three of the longest heartbeats seen in the field (300 s)
    connections_per_address: Annotated[
        int,
        says("Connections from one address at once.", "同一地址同时的连接数。", ge=1, le=10_000),
    ] = 32  # a floor of kiosks behind one NAT
    connections: Annotated[int, says("Connections in all.", "连接总数。", ge=1, le=100_000)] = 2000
    connects_per_minute: Annotated[
        int,
        says(
            "New connections from one address in a minute.",
            "同一地址每分钟可新建的连接数。",
            ge=10,
            le=100_000,
        ),
    ] = 240  # a floor of kiosks that come back after a power cut, each a few times
    messages_per_second: Annotated[
        int,
        says(
            "Messages of one connection in a second; one that sends more is read more slowly.",
            "单个连接每秒报文数；超出时放慢读取。",
            ge=1,
            le=10_000,
        ),
    ] = 100  # a sorter reads some three items a second; ten seconds' worth may come at once
    address_messages_per_second: Annotated[
        int,
        says(
            "Messages of all connections of one address in a second.",
            "同一地址全部连接每秒报文数。",
            ge=1,
            le=100_000,
        ),
    ] = 1000  # a floor of kiosks behind a NAT, all of them sending off-line loans again
    bytes_per_second: Annotated[
        int,
        says(
            "Bytes of one connection in a second; one that sends more is read more slowly.",
            "单个连接每秒字节数；超出时放慢读取。",
            ge=1024,
            le=1 << 30,
        ),
    ] = 256 * 1024
    flood_seconds: Annotated[
        int,
        says(
            "How long a connection may send more than it should before it is closed.",
            "连接持续超速多少秒后断开。",
            ge=5,
            le=3600,
        ),
    ] = 60
    waiting_per_kiosk: Annotated[
        int,
        says(
            "Messages of one kiosk that may wait to be served.",
            "单台自助机可排队等待的报文数。",
            ge=1,
            le=1000,
        ),
    ] = 16


class Deadlines(_Table, frozen=True, kw_only=True):
    """How long things may take."""

    answer_seconds: Annotated[
        int,
        says(
            "After this long a kiosk is told to try again; below the timeout announced to it.",
            "超过此秒数即告知自助机稍后重试；须小于告知自助机的超时。",
            ge=1,
            le=60,
        ),
    ] = 8
    kiosk_timeout_seconds: Annotated[
        int,
        says(
            "The timeout announced in 98: when the kiosk sends a message again.",
            "98 报文中告知自助机的超时秒数。",
            ge=1,
            le=99,
        ),
    ] = 10
    kiosk_retries: Annotated[
        int,
        says("The retries announced in 98.", "98 报文中告知自助机的重试次数。", ge=0, le=999),
    ] = 3
    drain_seconds: Annotated[
        int,
        says(
            "How long a stopping server waits for messages in hand.",
            "停止服务时等待在办报文的秒数。",
            ge=0,
            le=300,
        ),
    ] = 10
    password_minutes: Annotated[
        int,
        says(
            "How long a verified kiosk password is remembered.",
            "自助机密码验证结果记住多少分钟。",
            ge=0,
            le=1440,
        ),
    ] = 10


class Log(_Table, frozen=True, kw_only=True):
    """The server's log. What happened to a transaction is in its history, not here."""

    level: Annotated[
        Literal["debug", "info", "warn", "error"], says("The least that is written.", "记录的最低级别。")
    ] = "info"
    form: Annotated[
        Literal["text", "json"], says("Lines for people, or JSON.", "面向人的文本行，或 JSON。")
    ] = "text"
    file: Annotated[
        Path | None, says("Where to; absent: standard error.", "写入的文件；缺省为标准错误。")
    ] = None


class Config(_Table, frozen=True, kw_only=True):
    """One gateway: the library it serves and how."""

    agency: Annotated[
        str,
        says(
            "The library's agency id: an ISIL or local code, or scheme:value.",
            "本馆机构代码：ISIL 或自定代码，也可写作 scheme:value。",
            min_length=1,
        ),
    ]
    library_zh: Annotated[str, says("The library's Chinese name (AM).", "图书馆中文名称（AM）。")] = ""
    library_en: Annotated[str, says("The library's English name (AM).", "图书馆英文名称（AM）。")] = ""
    zone: Annotated[str, says("The library's time zone.", "时区。", check="zone")] = "Asia/Shanghai"
    language: Annotated[
        Language,
        says(
            "The language in which people are spoken to where nothing else says which.",
            "没有另行指定时与人交流所用的语言。",
        ),
    ] = Language.CHINESE
    database: Annotated[
        Database,
        says(
            "The database: an SQLite file, or postgresql://USER@HOST/NAME, which several servers may share.",
            "数据库：SQLite 文件，或 postgresql://用户@主机/库名（可由多台服务器共用）。",
            check="database",
        ),
    ] = msgspec.field(default_factory=partial(Database, "guanji.sqlite"))
    database_password: Annotated[
        Secret | None,
        says(
            "PostgreSQL's password; absent: PGPASSWORD, a .pgpass file, or none.",
            "PostgreSQL 密码；缺省则用 PGPASSWORD、.pgpass 文件，或不用密码。",
            check="secret",
        ),
    ] = None
    node: Annotated[
        str,
        says(
            "This server's name among several on one PostgreSQL database; absent: the machine's.",
            "多台服务器共用一个 PostgreSQL 数据库时本服务器的名称；缺省为主机名。",
        ),
    ] = ""
    keys: Annotated[
        Path,
        says(
            "The key under which PINs are hashed; keep a copy apart from the database's.",
            "读者密码散列所用的密钥文件；请与数据库备份分开保存。",
        ),
    ] = msgspec.field(default_factory=partial(Path, "secrets/guanji.key"))
    listen: Annotated[
        tuple[Listener, ...], says("Where kiosks and partners connect.", "自助机与馆际互借伙伴连接的端口。")
    ] = (Listener(name="sip2", endpoint="tcp:6001:interface=127.0.0.1"),)
    http: Annotated[Http, says("Health, metrics and pages.", "健康检查、指标与网页。")] = Http()
    control: Annotated[Control, says("The command line's way in.", "命令行入口。")] = msgspec.field(
        default_factory=Control
    )
    branches: Annotated[tuple[Branch, ...], says("Branches.", "分馆。")] = ()
    locations: Annotated[tuple[Location, ...], says("Locations.", "馆藏地。")] = ()
    kiosk_defaults: Annotated[KioskDefaults, says("What holds for all kiosks.", "所有自助机的缺省设置。")] = (
        KioskDefaults()
    )
    kiosks: Annotated[tuple[Kiosk, ...], says("The kiosks.", "自助机。")] = ()
    ill: Annotated[Ill, says("Interlibrary loan.", "馆际互借。")] = Ill()
    partners: Annotated[tuple[Partner, ...], says("Lending partners.", "馆际互借伙伴。")] = ()
    policy: Annotated[Policy, says("Terms of lending.", "流通规则。")] = Policy()
    calendar: Annotated[Calendar, says("Closing days and vacations.", "闭馆日与假期。")] = Calendar()
    replay: Annotated[Replay, says("Messages sent again.", "报文重发。")] = Replay()
    limits: Annotated[Limits, says("Limits of each peer.", "对端限制。")] = Limits()
    lockout: Annotated[Lockout, says("Who fails to log in again and again.", "登录失败的锁定。")] = Lockout()
    audit: Annotated[Audit, says("What staff did.", "馆员操作记录。")] = Audit()
    holdings: Annotated[Holdings, says("How MARC records are read.", "如何读取 MARC 记录。")] = Holdings()
    retention: Annotated[
        Retention, says("How long what is held about readers is held.", "读者个人信息的保存期限。")
    ] = Retention()
    loading: Annotated[Loading, says("How tables are loaded.", "如何装入表格。")] = Loading()
    deadlines: Annotated[Deadlines, says("How long things may take.", "时限。")] = Deadlines()
    log: Annotated[Log, says("The log.", "日志。")] = Log()

    @property
    def agency_id(self) -> AgencyId:
        """The agency, as the model names it."""
        return AgencyId.parse(self.agency)


LENDS: Final = {KioskDefaults: Kiosk}
"""What a table of the first kind says is the default of every table of the second."""

RULES: Final = {
    (Rule, "location"): {"refers": "places"},
    (Policy, "pickup_locations"): {"refers": "locations"},
}
"""References in Structs that know nothing of this file."""
