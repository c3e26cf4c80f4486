"""The commented ``guanji.toml`` that ``guanji init`` writes: a small library, ready to be changed.

Lines that begin with ``# `` explain; lines that begin with ``#`` and a key are settings at their default or
with an example, and take effect without the ``#``. The sections of pure settings are written from the
declaration, so they can't drift from it.
"""

from collections.abc import Iterator
from string import Template
from typing import Any, Final

import msgspec
from msgspec import inspect

from gateway.config import toml
from gateway.config.declare import Deadlines, Limits, Log, Replay
from gateway.config.ill import IllLimits
from gateway.config.kiosks import KioskDefaults
from gateway.config.read import default_of
from gateway.config.retention import Retention
from gateway.config.security import Audit, Lockout

#: What a setting without a default may look like.
_EXAMPLES: Final[dict[str, object]] = {
    "agency": "CUMT",
    "charset": "gb18030",
    "dialect": "dp2",
    "file": "guanji.log",
    "addresses": ("10.1.2.0/24",),
}

#: The secret of the one kiosk that the template declares, below the configuration's directory.
KIOSK_SECRET: Final = "secrets/kiosk1"  # noqa: S105 - where it lies, not what it is


def template(agency: str = "CUMT") -> str:
    """The text of a new ``guanji.toml`` for that agency."""
    sections = {
        "agency": toml.value(agency),
        "kiosk_secret": toml.value(KIOSK_SECRET),
        "kiosk_defaults": _settings(KioskDefaults),
        "ill_limits": _settings(IllLimits),
        "replay": _settings(Replay),
        "retention": _settings(Retention),
        "limits": _settings(Limits),
        "lockout": _settings(Lockout),
        "audit": _settings(Audit),
        "deadlines": _settings(Deadlines),
        "log": _settings(Log),
    }
    return Template(_TEXT).substitute(sections)


def _settings(kind: type[msgspec.Struct]) -> str:
    """Every setting of a table as a comment: what it means, and its default or an example."""
    return "\n".join(line for field in _fields(kind) for line in _setting(field))


def _fields(kind: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    described = inspect.type_info(kind)
    return described.fields if isinstance(described, inspect.StructType) else ()


def _setting(field: inspect.Field) -> Iterator[str]:
    default: Any = default_of(field)
    if isinstance(field.type, inspect.Metadata):
        yield f"# {(field.type.extra_json_schema or {})['description']}"
        yield f"# {(field.type.extra or {})['zh']}"
    shown = default if default not in (None, "", ()) else _EXAMPLES[field.name]
    yield f"#{field.encode_name} = {toml.value(shown)}"


_TEXT: Final = """\
# Guanji: the configuration of one library.      Guanji（馆际）：一个图书馆的配置。
#
# "guanji config check" says what is wrong here, "guanji config show" what is in effect.
# A line such as "#zone = …" shows a setting at its default: remove the # to change it.
# 用“guanji config check”检查本文件，用“guanji config show”查看生效的设置。
# 形如“#zone = …”的行是缺省设置；要更改时去掉行首的 #。

# The library's agency id (an ISIL, or a code of your own).
# 本馆机构代码（ISIL 或自定代码）。
agency = $agency
library_zh = "示例大学图书馆"
library_en = "Example University Library"

# Time zone and language in which people are spoken to: zh_CN or en.
# 时区；与人交流所用的语言：zh_CN 或 en。
#zone = "Asia/Shanghai"
#language = "zh_CN"

# The database, and the key under which readers' PINs are hashed. Back both up, but apart from each other:
# who has both can find out every PIN. Paths are relative to this file.
# 数据库，以及读者密码散列所用的密钥。两者都要备份，但要分开存放：同时得到两者的人可以推出所有密码。
# 路径相对于本文件所在目录。
# Several servers can share a PostgreSQL database: "postgresql://guanji@db.lib.example/guanji".
# 多台服务器可共用一个 PostgreSQL 数据库："postgresql://guanji@db.lib.example/guanji"。
#database = "guanji.sqlite"
#keys = "secrets/guanji.key"


# ---- Where kiosks connect ------------------------------------------------------------ 自助机连接端口 ----
# interface= binds to one address; put clear text into the kiosks' own network only.
# For TLS add: tls = { certificate = "tls/cert.pem", key = "tls/key.pem" }
# interface= 只监听一个地址；明文端口只应放在自助机专用网络内。启用 TLS 请加写 tls = { … }。

[[listen]]
name = "sip2"
endpoint = "tcp:6001:interface=127.0.0.1"

# Where lending partners connect; off unless this is switched on.
# 馆际互借伙伴连接的端口；缺省关闭，去掉行首的 # 即启用。

#[[listen]]
#name = "ill"
#endpoint = "tcp:1611"
#protocol = "iso10161"

# Health (/healthz), metrics (/metrics) and pages.
# 健康检查（/healthz）、指标（/metrics）与网页。

[http]
endpoint = "tcp:8080:interface=127.0.0.1"

# The socket through which commands such as "guanji kiosk list" reach the running server.
# “guanji kiosk list”等命令由此套接字与运行中的服务通信。

[control]
#socket = "control.sock"


# ---- Places ---------------------------------------------------------------------------------- 馆舍 ----
# Items travel between branches; within a branch they do not.
# 图书在分馆之间调拨；同一分馆之内不算调拨。

[[branches]]
code = "MAIN"
zh = "总馆"
en = "Main library"

[[branches]]
code = "EAST"
zh = "东校区分馆"
en = "East campus branch"

[[locations]]
code = "HALL"
zh = "一楼大厅"
en = "Entrance hall"
branch = "MAIN"

[[locations]]
code = "SOCIAL"
zh = "二楼社科借阅室"
en = "Social sciences, second floor"
branch = "MAIN"

[[locations]]
code = "SCIENCE"
zh = "三楼科技借阅室"
en = "Science and technology, third floor"
branch = "MAIN"

[[locations]]
code = "EAST-STACKS"
zh = "东校区书库"
en = "East campus stacks"
branch = "EAST"


# ---- Kiosks -------------------------------------------------------------------------------- 自助机 ----
# What is set here holds for every kiosk that says nothing else; each key may also stand under [[kiosks]].
# 此处的设置适用于所有自助机；每一项也可以写在各 [[kiosks]] 之下单独设置。

[kiosk_defaults]
$kiosk_defaults

# One table for each kiosk. The password is never written here: it lies in a file or in the environment, as
# plain text or as "guanji kiosk hash" prints it. "guanji init" has put a random one into $kiosk_secret.
# 每台自助机一个表。密码不写在本文件中，而放在文件或环境变量里：明文，或“guanji kiosk hash”输出的散列值。
# “guanji init”已在 $kiosk_secret 中放入一个随机密码。

[[kiosks]]
name = "kiosk1"
login = "kiosk1"
password = { file = $kiosk_secret }
location = "HALL"


# ---- Interlibrary loan ------------------------------------------------------------------ 馆际互借 ----
# Partners with whom ISO 10161 is spoken over TCP. The manual (ill-partners) has an example of each kind.
# 以 ISO 10161（TCP）往来的馆际互借伙伴；各种情形的示例见手册 ill-partners。

[ill]
#symbol = "CN:CUMT"
#aliases = ["CUMT"]
#unknown_partners = "refuse"
#demo_loopback = false

[ill.limits]
$ill_limits

#[[partners]]
#name = "hhit"
#zh = "淮海工学院图书馆"
#en = "HHIT Library"
#symbol = "CN:HHIT"
#aliases = ["HHIT"]
#address = "ill.hhit.example:1611"
#addresses = ["10.20.0.0/16"]
#charset = "auto"
#hours = ["08:00-22:00"]
#grace_seconds = 60


# ---- Lending -------------------------------------------------------------------------- 流通规则 ----
# Limits go by the reader's category. Money is in fen (1/100 yuan). What is left out is not limited.
# 按读者类型设置限额；金额以分为单位；未写的项不限。

[policy]
hold_shelf_days = 7
#pickup_locations = ["HALL", "EAST-STACKS"]
#hold_available = true
#reshelve = false
#replacement_percent = 100
#replacement_unpriced_fen = 5000
#processing_fen = 0

[[policy.limits]]
category = "本科生"
loans = 30
overdue = 0
holds = 5
fees_fen = 1000

[[policy.limits]]
category = "研究生"
loans = 40
overdue = 0
holds = 10
fees_fen = 1000

[[policy.limits]]
category = "教职工"
loans = 50
overdue = 3
holds = 10
fees_fen = 2000

[[policy.limits]]
category = "校外团体读者"
loans = 20
overdue = 0
holds = 5
fees_fen = 0

[[policy.limits]]
category = "校外个人读者"
loans = 2
overdue = 0
holds = 1
fees_fen = 0

# All others.
# 其他读者。
[[policy.limits]]
category = "*"
loans = 5
overdue = 0
holds = 2
fees_fen = 0

# Of the rules that fit, the one that names most of category, item_type and location holds; of equals the
# first. Overdue items cost a fine a day, or days without borrowing (停借), not both.
# 在符合的规则中，category、item_type、location 写得最多的一条生效；同样多时以先写的为准。
# A renewal runs from the due date (renewal_from = "due") or from the day on which it is made ("today").
# 超期可按天计罚款，也可按天停借，两者只选其一。
# 续借天数自应还日期起算（renewal_from = "due"），或自续借当日起算（"today"）。

# Reference works are used in the library only; first, since it must hold for every category.
# 工具书仅供馆内阅览；写在最前，对所有读者类型生效。
[[policy.rules]]
item_type = "工具书"
lendable = false
holdable = false

[[policy.rules]]
category = "本科生"
loan_days = 30
renewals = 1
renewal_days = 30
fine_per_day_fen = 10
fine_cap_fen = 2000

[[policy.rules]]
category = "研究生"
loan_days = 60
renewals = 2
renewal_days = 30
fine_per_day_fen = 10
fine_cap_fen = 2000

[[policy.rules]]
category = "教职工"
loan_days = 90
renewals = 2
renewal_days = 60
grace_days = 7
suspension_days_per_day = 1
suspension_cap_days = 90

[[policy.rules]]
category = "校外团体读者"
loan_days = 30
renewals = 1
renewal_days = 15
fine_per_day_fen = 20
fine_cap_fen = 5000

[[policy.rules]]
category = "校外个人读者"
loan_days = 15
renewals = 0
holdable = false
fine_per_day_fen = 20
fine_cap_fen = 5000

[[policy.rules]]
category = "*"
loan_days = 30
renewals = 1
renewal_days = 15
fine_per_day_fen = 10
fine_cap_fen = 2000


# ---- Calendar --------------------------------------------------------------------------- 开馆日历 ----
# Nothing falls due, and no fine runs, on closing days; nothing falls due in a vacation.
# 闭馆日不到期、不计罚款；假期内不到期。

[calendar]
#weekly = ["monday"]
national_holidays = false
#open = [2027-02-20]

#[[calendar.closed]]
#first = 2027-04-16
#name = "馆内系统维护"

#[[calendar.vacations]]
#first = 2027-07-10
#last = 2027-08-31
#name = "暑假"


# ---- MARC records ------------------------------------------------------------------- MARC 数据 ----
# How `guanji load items` finds a library's items in CNMARC and MARC 21 records. The usual places are known
# (905, 906; 852, 876); what differs is said here. The manual has all places and how they are written.
# `guanji load items` 如何从 CNMARC、MARC 21 记录中取得馆藏。常用位置（905、906；852、876）已内置，
# 不同之处写在这里；全部位置与写法见手册。

[holdings]
#default_location = "HALL"
#default_item_type = "普通图书"

#[[holdings.locations]]
#code = "CUMT-1"
#location = "HALL"

[holdings.cnmarc]
#items = ["906", "905"]
#barcode = ["$$b"]
#call_number = ["$$s", "$$d/$$e", "690$$a"]
#location = ["$$a"]
#price = ["$$r", "010$$d"]

[holdings.marc21]
#items = ["876", "852"]
#barcode = ["$$p"]


# ---- For the curious ---------------------------------------------------------------------- 其他 ----

[replay]
$replay

# How long what is held about readers is held; "guanji retention run --dry-run" counts what is due to go.
# 读者个人信息的保存期限；“guanji retention run --dry-run”统计到期的记录。

[retention]
$retention

[limits]
$limits

[lockout]
$lockout

[audit]
$audit

[deadlines]
$deadlines

[log]
$log
"""
