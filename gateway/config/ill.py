"""What the configuration says of our own part in interlibrary loan: who we are, whom we hear, what we bear.

Source: reference file ill.md §3 (carriage) and §7.1 (yaz-illclient).
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from gateway.config.says import says


class Strangers(StrEnum):
    """What becomes of an APDU from a library that is not configured."""

    REFUSE = "refuse"
    QUARANTINE = "quarantine"
    ACCEPT = "accept"


class IllLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one partner or stranger may ask of the ISO 10161 ports, and how long lines may take."""

    connections: Annotated[int, says("Lines in all.", "连接总数。", ge=1, le=100_000)] = (
        2000  # some hundred partners, each with the lines that it forgot to close
    )
    connections_per_address: Annotated[
        int, says("Lines from one address at once.", "同一地址同时的连接数。", ge=1, le=10_000)
    ] = 64  # a consortium's server that opens a line for each of its members
    connects_per_minute: Annotated[
        int,
        says(
            "New lines from one address in a minute.", "同一地址每分钟可新建的连接数。", ge=10, le=1_000_000
        ),
    ] = 1200  # partners that close after each APDU, and send a night's work in the morning
    idle_seconds: Annotated[
        int,
        says(
            "How long a line may be silent before it is closed.",
            "连接静默多少秒后断开。",
            ge=10,
            le=86400,
        ),
    ] = 900  # longer than partners keep idle lines for their next APDU: they close first
    first_seconds: Annotated[
        int,
        says(
            "How long a new line may take until its first APDU is there.",
            "新连接多少秒内须收到首个完整 APDU。",
            ge=5,
            le=3600,
        ),
    ] = 120  # a partner opens a line because it has something to say; a port scanner never says it
    apdus_per_second: Annotated[
        int,
        says(
            "APDUs of one line in a second; one that sends more is read more slowly.",
            "单个连接每秒 APDU 数；超出时放慢读取。",
            ge=1,
            le=100_000,
        ),
    ] = 2000  # one server of a consortium may send all of it on one line
    address_apdus_per_second: Annotated[
        int,
        says(
            "APDUs of all lines of one address in a second.",
            "同一地址全部连接每秒 APDU 数。",
            ge=1,
            le=1_000_000,
        ),
    ] = 8000
    bytes_per_second: Annotated[
        int,
        says(
            "Bytes of one line in a second; one that sends more is read more slowly.",
            "单个连接每秒字节数；超出时放慢读取。",
            ge=1024,
            le=1 << 30,
        ),
    ] = 2 << 20
    flood_seconds: Annotated[
        int,
        says(
            "How long a line may send more than it should before it is closed.",
            "连接持续超速多少秒后断开。",
            ge=5,
            le=86400,
        ),
    ] = 600  # a partner that catches up after a week without network is no enemy
    stranger_requests_per_day: Annotated[
        int,
        says(
            "New requests of one address in a day from libraries that are not configured, where those are "
            "served or kept aside; further ones are refused.",
            "未配置的图书馆不被拒绝时，同一地址每天可提出的新请求数；超出的予以拒绝。",
            ge=1,
            le=1_000_000,
        ),
    ] = 100  # more than a library that nobody has heard of asks for, and staff can look through as many
    connect_seconds: Annotated[
        int,
        says(
            "How long a partner may take to pick up when we call.",
            "呼叫对方时等待接通的秒数。",
            ge=1,
            le=300,
        ),
    ] = 15
    send_seconds: Annotated[
        int,
        says(
            "How long a partner may take to read what we send.",
            "发送 APDU 时等待对方读取的秒数。",
            ge=1,
            le=600,
        ),
    ] = 60


class Ill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Our own part in interlibrary loan. Where partners reach us stands under ``[[listen]]``."""

    symbol: Annotated[
        str,
        says(
            "Our own symbol, as authority:symbol; absent: the agency of this file.",
            "本馆代码，写作 authority:symbol；缺省为本文件的 agency。",
            check="symbol",
            unique="symbol",
        ),
    ] = ""
    aliases: Annotated[
        tuple[Annotated[str, says("", "", check="symbol", unique="symbol")], ...],
        says("Other symbols by which partners call us.", "对方称呼本馆所用的其他代码。"),
    ] = ()
    unknown_partners: Annotated[
        Strangers,
        says(
            "What becomes of an APDU from a library that is not configured: refused with an error report, "
            "kept aside until staff decide, or served.",
            "未配置的图书馆发来的 APDU 如何处理：refuse 以错误报告拒绝，quarantine 留待馆员处理，"
            "accept 照常受理。",
        ),
    ] = Strangers.REFUSE
    demo_loopback: Annotated[
        bool,
        says(
            "For demonstrations only: strangers on this machine are served, and acknowledged on their line.",
            "仅供演示：本机上的未知对方一律受理，并在同一连接上回执。",
        ),
    ] = False
    limits: Annotated[IllLimits, says("Limits of the lines.", "连接限制。")] = IllLimits()
