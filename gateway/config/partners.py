"""What the configuration says of one lending partner: who it is, how it is known, reached and spoken to.

Source: reference file ill.md §1.4 (character sets), §2.6 (optional messages), §3 (carriage), §7.1 (the
acknowledging mode).
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from gateway.config.faults import Disagree
from gateway.config.says import says


class PartnerTls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """TLS on the lines that we open to a partner: how it is known, and what we show it."""

    ca: Annotated[
        Path | None,
        says(
            "The authorities (PEM) that have signed the partner's certificate.",
            "签发对方证书的机构证书（PEM）。",
        ),
    ] = None
    name: Annotated[
        str,
        says(
            "The host name or address that its certificate must have; absent: that of address.",
            "对方证书中必须有的主机名或地址；缺省为 address 中的主机。",
        ),
    ] = ""
    fingerprint: Annotated[
        str,
        says(
            "The one certificate that it must show: sha256: and 64 hexadecimal digits.",
            "对方必须出示的证书：sha256: 加 64 位十六进制指纹。",
            check="fingerprint",
        ),
    ] = ""
    certificate: Annotated[
        Path | None,
        says(
            "Our own certificate (PEM), where the partner asks for one.", "对方要求时出示的本馆证书（PEM）。"
        ),
    ] = None
    key: Annotated[
        Path | None,
        says(
            "Its key in PEM, without a passphrase.",
            "该证书的私钥（PEM，不设口令）。",
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.ca is None and not self.fingerprint:
            raise Disagree(
                "give ca or fingerprint: without either anybody could answer for the partner",
                "ca 与 fingerprint 至少给出一个，否则任何人都可冒充对方",
            )
        if (self.certificate is None) != (self.key is None):
            raise Disagree("certificate and key belong together", "certificate 与 key 必须同时给出")


Wish = Literal["requires", "desires", "neither"]
"""How much an optional message is wanted of the other side (ISO 10161: requires, desires, neither)."""


class OptionalMessages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The messages that ISO 10161 leaves to agreement: what we send, and what we want to be sent."""

    send: Annotated[
        tuple[Literal["shipped", "received", "returned", "checked-in"], ...],
        says("Those that we can send.", "我方能发送哪些可选报文。"),
    ] = ("shipped", "received", "returned", "checked-in")
    shipped: Annotated[
        Wish,
        says(
            "Where we borrow: whether we want to be told of the despatch.", "借入时：是否需要对方发 SHIPPED。"
        ),
    ] = "desires"
    checked_in: Annotated[
        Wish,
        says(
            "Where we borrow: whether we want to be told that our return has come home.",
            "借入时：是否需要对方发 CHECKED-IN。",
        ),
    ] = "desires"
    received: Annotated[
        Wish,
        says(
            "Where we lend: whether we want to be told of the arrival.", "借出时：是否需要对方发 RECEIVED。"
        ),
    ] = "desires"
    returned: Annotated[
        Wish,
        says(
            "Where we lend: whether we want to be told that it was sent back.",
            "借出时：是否需要对方发 RETURNED。",
        ),
    ] = "desires"


class Partner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One library or lending system that we know."""

    name: Annotated[
        str,
        says(
            "Its name here, for commands, the history and metrics.",
            "在本系统中的名称，用于命令、历史记录与指标。",
            unique="partner name",
            check="partner-name",
        ),
    ]
    zh: Annotated[str, says("Its Chinese name.", "中文名称。")] = ""
    en: Annotated[str, says("Its English name.", "英文名称。")] = ""
    symbol: Annotated[
        str,
        says(
            "Its symbol, as authority:symbol.",
            "机构代码，写作 authority:symbol。",
            check="symbol",
            unique="symbol",
            min_length=1,
        ),
    ]
    aliases: Annotated[
        tuple[Annotated[str, says("", "", check="symbol", unique="symbol", min_length=1)], ...],
        says("Other symbols by which it calls itself.", "对方自称所用的其他代码。"),
    ] = ()
    language: Annotated[Literal["iso10161"], says("The language spoken with it.", "所用协议。")] = "iso10161"
    address: Annotated[
        str,
        says(
            "Where we call it, as host:port; port 1611 unless given. Absent: it calls us, and hears from us "
            "on its own lines only.",
            "呼叫对方的地址 host:port，端口缺省为 1611。缺省则只由对方呼叫我方，并只在其连接上应答。",
            check="address",
        ),
    ] = ""
    tls: Annotated[
        PartnerTls | None,
        says("TLS on the lines that we open to it; absent: clear text.", "呼叫对方时启用 TLS；缺省为明文。"),
    ] = None
    certificates: Annotated[
        tuple[Annotated[str, says("", "", check="fingerprint", unique="certificate", min_length=1)], ...],
        says(
            "Its own certificates (sha256: and 64 hexadecimal digits): a line that shows one is this "
            "partner's, and no other line is.",
            "对方的客户端证书指纹（sha256: 加 64 位十六进制）：出示其一的连接即为该馆，其他连接一概不是。",
        ),
    ] = ()
    addresses: Annotated[
        tuple[Annotated[str, says("", "", check="network")], ...],
        says(
            "Addresses and networks from which it calls; it is believed from there only.",
            "对方呼叫我方所用的地址或网段；只信任来自这些地址的连接。",
        ),
    ] = ()
    charset: Annotated[
        Literal["auto", "utf-8", "gb18030"],
        says(
            "The character set of its texts; auto: what it sends tells, and we send UTF-8.",
            "文本字符集；auto 表示按收到的内容判断，发送用 UTF-8。",
        ),
    ] = "auto"
    version: Annotated[
        Literal[1, 2],
        says("The version of the protocol that it is sent.", "发送时使用的协议版本。"),
    ] = 2
    answers: Annotated[
        Literal["dial-back", "same-connection"],
        says(
            "Whether we answer on a line of our own or on the one on which it asked.",
            "应答方式：dial-back 由我方另行呼叫对方，same-connection 在对方来话的连接上应答。",
        ),
    ] = "dial-back"
    acknowledges: Annotated[
        bool,
        says(
            "Each APDU of its is acknowledged at once with a Status-Or-Error-Report on the same line, as "
            "yaz-illclient and OCLC expect.",
            "收到对方每个 APDU 后立即在同一连接上回复 Status-Or-Error-Report（yaz-illclient 与 OCLC 需要）。",
        ),
    ] = False
    confirm: Annotated[
        Literal["status-query", "report", "none"],
        says(
            "How we learn that it has what we sent: we ask with a Status-Query, it reports on the same line "
            "by itself, or not at all.",
            "如何确认对方已收到：status-query 由我方查询，report 由对方在同一连接上回报，none 不确认。",
        ),
    ] = "status-query"
    confirm_after: Annotated[
        int,
        says(
            "Seconds after which we ask, where nothing has shown that it arrived.",
            "发送后多少秒仍无任何迹象表明已收到时进行查询。",
            ge=1,
            le=30 * 86400,
        ),
    ] = 900  # soon enough to send again the same morning what a crash lost; a query costs next to nothing
    idle_seconds: Annotated[
        int,
        says(
            "How long a line that we opened is kept for the next APDU; 0: closed after each.",
            "我方打开的连接空闲多少秒后关闭；0 表示每个 APDU 后即关闭。",
            ge=0,
            le=3600,
        ),
    ] = 240  # "a few minutes" (ill.md §3), and less than the least for which peers keep a silent line
    window: Annotated[
        int,
        says(
            "How many APDUs may be on their way to it at once.",
            "同时在途的 APDU 数。",
            ge=1,
            le=1000,
        ),
    ] = 4  # as many lines as any partner's server lets one peer open
    hours: Annotated[
        tuple[Annotated[str, says("", "", check="hours")], ...],
        says(
            "When it may be sent anything, in our own time zone: 08:00-18:00, mon-fri 22:00-06:00; empty: "
            "always.",
            "允许发送的时段（本馆时区），如 08:00-18:00、mon-fri 22:00-06:00；空表示不限。",
        ),
    ] = ()
    tries: Annotated[
        int,
        says(
            "After how many vain attempts an APDU is put aside for staff.",
            "发送失败多少次后转交馆员处理。",
            ge=1,
            le=1000,
        ),
    ] = 60  # over two days as tries become rarer: a weekend without a server over there
    retry_seconds: Annotated[
        int,
        says(
            "Seconds after which an APDU that could not be sent is tried again; each time twice as many, up "
            "to an hour.",
            "发送失败后多少秒重试；每次加倍，最长一小时。",
            ge=1,
            le=3600,
        ),
    ] = 30  # a server that starts again takes about a minute
    grace_seconds: Annotated[
        int,
        says(
            "Seconds for which what staff did can be taken back before it is sent.",
            "馆员操作后多少秒内可以撤回，之后才发送。",
            ge=0,
            le=86400,
        ),
    ] = 60
    answer_days: Annotated[
        int,
        says(
            "After how many days without an answer staff are told; 0: never.",
            "多少天没有答复即提醒馆员；0 表示不提醒。",
            ge=0,
            le=3650,
        ),
    ] = 11  # OCLC's eight working days, in days of the calendar
    optional_messages: Annotated[OptionalMessages, says("Messages left to agreement.", "可选报文。")] = (
        OptionalMessages()
    )
    may_forward: Annotated[
        bool,
        says("It may pass our requests on to another library.", "允许对方把我方请求转给其他图书馆。"),
    ] = True
    may_chain: Annotated[
        bool,
        says(
            "It may obtain what we ask for from a third library and stay between us.",
            "允许对方向第三方借入后再借给我方（链式事务）。",
        ),
    ] = True

    def __post_init__(self) -> None:
        if self.answers == "dial-back" and not self.address:
            raise Disagree(
                'dial-back needs an address; without one write answers = "same-connection"',
                '未给出 address 时无法 dial-back：请写 answers = "same-connection"',
            )
        if self.tls is not None and not self.address:
            raise Disagree(
                "tls belongs to the lines that we open: give an address as well",
                "tls 用于我方打开的连接：请同时给出 address",
            )
