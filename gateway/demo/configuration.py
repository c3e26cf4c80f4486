"""The demo library's ``guanji.toml``: the layout is that of ``guanji init``, the places are CUMT's."""

from typing import Final

import msgspec


class DemoKiosk(msgspec.Struct, frozen=True, kw_only=True):
    """One machine of the demo: its login is also its password."""

    login: str
    name: str
    location: str
    returns: bool = False
    lends: bool = True
    charset: str = ""


#: Machines and where they stand. Only the halls and the 24-hour return take returns.
KIOSKS: Final = (
    DemoKiosk(login="kiosk1", name="一楼大厅1号", location="NH-1F", returns=True),
    DemoKiosk(login="kiosk2", name="一楼大厅2号", location="NH-1F", returns=True),
    DemoKiosk(login="kiosk3", name="一楼大厅3号", location="NH-1F", returns=True),
    DemoKiosk(login="kiosk4", name="一楼教研", location="NH-1R"),
    DemoKiosk(login="kiosk5", name="二楼社科", location="NH-2F"),
    DemoKiosk(login="kiosk6", name="三楼科技", location="NH-3F"),
    DemoKiosk(login="kiosk7", name="四楼期刊", location="NH-4F"),
    DemoKiosk(login="kiosk8", name="文昌大厅", location="WC-HALL", returns=True, charset="gb18030"),
    DemoKiosk(login="return24", name="24小时还书机", location="NH-24H", returns=True, lends=False),
)

_LENDING = ("checkout", "renew", "renew-all", "hold")
_ALWAYS = (
    "patron-status",
    "status",
    "request-resend",
    "login",
    "patron-information",
    "end-session",
    "item-information",
)
_PAYING = ("fee-paid", "block-patron", "patron-enable", "item-status-update")


def _services(kiosk: DemoKiosk) -> str:
    offered = [*_ALWAYS, *_PAYING]
    if kiosk.lends:
        offered += _LENDING
    if kiosk.returns:
        offered.append("checkin")
    return ", ".join(f'"{service}"' for service in offered)


def _kiosk(kiosk: DemoKiosk) -> str:
    lines = [
        "[[kiosks]]",
        f'name = "{kiosk.name}"',
        f'login = "{kiosk.login}"',
        f'password = {{ file = "secrets/{kiosk.login}" }}',
        f'location = "{kiosk.location}"',
    ]
    if kiosk.charset:
        lines.append(f'charset = "{kiosk.charset}"')
    if not (kiosk.lends and kiosk.returns):
        lines.append(f"services = [{_services(kiosk)}]")
    return "\n".join(lines)


def demo_toml() -> str:
    """The text of the demo's configuration."""
    return _HEAD + "\n\n".join(_kiosk(kiosk) for kiosk in KIOSKS) + "\n"


_HEAD: Final = """\
# Guanji: a demonstration on this machine alone. Its readers and books are invented.
# Guanji（馆际）：仅在本机运行的演示。读者与图书均为虚构。

agency = "CUMT"
library_zh = "中国矿业大学图书馆（演示）"
library_en = "China University of Mining and Technology Library (demonstration)"

[[listen]]
name = "sip2"
endpoint = "tcp:6001:interface=127.0.0.1"

[[listen]]
name = "ill"
endpoint = "tcp:1611:interface=127.0.0.1"
protocol = "iso10161"

[http]
endpoint = "tcp:8080:interface=127.0.0.1"

# For the demonstration alone: whoever calls from this machine is served and acknowledged.
# 仅供演示：受理本机上任何对方的请求，并在同一连接上回执。
[ill]
demo_loopback = true

[[partners]]
name = "HHIT"
zh = "淮海工学院图书馆（演示）"
en = "Huaihai Institute of Technology Library (demonstration)"
symbol = "HHIT"
address = "127.0.0.1:1612"
addresses = ["127.0.0.1"]
grace_seconds = 0

[[branches]]
code = "NH"
zh = "南湖馆"
en = "Nanhu library"

[[branches]]
code = "WC"
zh = "文昌馆"
en = "Wenchang library"

[[locations]]
code = "NH-1F"
zh = "一楼大厅"
en = "Entrance hall"
branch = "NH"

[[locations]]
code = "NH-1R"
zh = "一楼教研"
en = "Teaching and research, first floor"
branch = "NH"

[[locations]]
code = "NH-2F"
zh = "二楼社科"
en = "Social sciences, second floor"
branch = "NH"

[[locations]]
code = "NH-3F"
zh = "三楼科技"
en = "Science and technology, third floor"
branch = "NH"

[[locations]]
code = "NH-4F"
zh = "四楼期刊"
en = "Journals, fourth floor"
branch = "NH"

[[locations]]
code = "NH-REF"
zh = "工具书阅览室"
en = "Reference room"
branch = "NH"

[[locations]]
code = "NH-24H"
zh = "24小时还书处"
en = "24-hour return"
branch = "NH"

[[locations]]
code = "WC-HALL"
zh = "文昌馆大厅"
en = "Wenchang entrance hall"
branch = "WC"

[[locations]]
code = "WC-1F"
zh = "文昌馆书库"
en = "Wenchang stacks"
branch = "WC"

[policy]
hold_shelf_days = 5

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
category = "校外个人读者"
loans = 2
overdue = 0
holds = 1
fees_fen = 0

[[policy.rules]]
loan_days = 30
renewals = 2
renewal_days = 30
fine_per_day_fen = 10
fine_cap_fen = 2000

[[policy.rules]]
category = "教职工"
loan_days = 90
renewals = 2
renewal_days = 60
fine_per_day_fen = 10
fine_cap_fen = 2000

[[policy.rules]]
item_type = "工具书"
lendable = false
holdable = false

[kiosk_defaults]
max_connections = 1000

[limits]
connections_per_address = 10000
connections = 20000
connects_per_minute = 100000
messages_per_second = 10000
address_messages_per_second = 100000

"""
