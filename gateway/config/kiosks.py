"""What the configuration says of one kiosk: who it is, where it stands, what it speaks and what it may do.

Everything but its name, login, password and location has a default, and `KioskDefaults` sets other defaults
for all kiosks at once.

Source: reference file sip2-ncip-rfid-sorters.md §1.3 (BX), §1.5, §1.7, §1.9 and §1.10.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from gateway.config.says import says
from gateway.config.secret import Secret
from gateway.model.cards import CardReading


class Service(StrEnum):
    """The sixteen services of SIP2, in the order of their positions in BX."""

    PATRON_STATUS = "patron-status"
    CHECKOUT = "checkout"
    CHECKIN = "checkin"
    BLOCK_PATRON = "block-patron"
    STATUS = "status"
    REQUEST_RESEND = "request-resend"
    LOGIN = "login"
    PATRON_INFORMATION = "patron-information"
    END_SESSION = "end-session"
    FEE_PAID = "fee-paid"
    ITEM_INFORMATION = "item-information"
    ITEM_STATUS_UPDATE = "item-status-update"
    PATRON_ENABLE = "patron-enable"
    HOLD = "hold"
    RENEW = "renew"
    RENEW_ALL = "renew-all"


class Extension(StrEnum):
    """Fields beyond the SIP2 document that a kiosk can be sent, by their tags; ``fees`` are the fee lines."""

    COLLECTION_CODE = "CR"
    CALL_NUMBER = "CS"
    DESTINATION = "CT"
    ALERT_TYPE = "CV"
    HOLD_PATRON = "CY"
    HOLD_PATRON_NAME = "DA"
    PATRON_EXPIRY = "PA"
    PATRON_BIRTH_DATE = "PB"
    PATRON_CLASS = "PC"
    INTERNET_PROFILE = "PI"
    BORROWER_TYPE_CODE = "FU"
    BORROWER_TYPE = "FV"
    SHELF_CALL_NUMBER = "KC"
    CURRENT_SHELF = "KP"
    PERMANENT_SHELF = "KQ"
    REGISTER_LOGIN = "OR"
    FEES = "fees"


class TalkLanguage(StrEnum):
    """In which language a kiosk's screen and receipt lines are: always one, or as each message asks."""

    CHINESE = "zh"
    ENGLISH = "en"
    REQUEST = "request"


DialectName: TypeAlias = Literal["3m", "codepoint", "dp2"]
"""The checksum dialects of SIP2, as `protocols.sip2` names them."""

TerminatorName: TypeAlias = Literal["CR", "CRLF", "LF"]
"""What ends a message."""

ITEM_LINE_NAMES: Final = ("barcode", "owner", "title", "author", "call_number", "due", "amount")
"""What a line template may name. ``due`` is in the kiosk's `due_date_format`; ``amount`` is what is owed, in
yuan, and empty outside fee lines."""

DATE_TOKENS: Final = ("%Y", "%m", "%d", "%H", "%M", "%S", "%%")
"""What a date format may hold beside text: the tokens of ``strftime`` that mean the same in every locale."""

ALL_SERVICES: Final = tuple(Service)

#: What sorting machines and screens use, and what names no reader; kiosks must ignore what they don't know.
COMMON_EXTENSIONS: Final = (
    Extension.COLLECTION_CODE,
    Extension.CALL_NUMBER,
    Extension.DESTINATION,
    Extension.ALERT_TYPE,
)


class KioskDefaults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every kiosk that does not say otherwise."""

    agency: Annotated[
        str,
        says(
            "The agency whose circulation this kiosk uses; absent: the agency of this file.",
            "自助机使用哪个机构的流通系统；缺省为本文件的 agency。",
        ),
    ] = ""
    charset: Annotated[
        str | None,
        says(
            "The character set on the wire; absent: detected from the first message that is not ASCII.",
            "通信字符集；缺省时由第一条非 ASCII 报文自动判断。",
            check="charset",
        ),
    ] = None
    terminator: Annotated[TerminatorName, says("What ends each message we send.", "我方报文的结束符。")] = (
        "CR"
    )
    dialect: Annotated[
        DialectName | None,
        says(
            "How checksums are computed; absent: recognised and answered in kind.",
            "校验和算法；缺省时自动识别并以同样算法应答。",
        ),
    ] = None
    language: Annotated[
        TalkLanguage,
        says(
            "The language of screen and receipt lines; request: as each message asks.",
            "屏幕与凭条提示语言；request 表示按报文中的语言代码。",
        ),
    ] = TalkLanguage.REQUEST
    due_date_format: Annotated[
        str,
        says(
            "How the due date (AH) is written: %Y %m %d %H %M %S and text.",
            "应还日期（AH）的写法：%Y %m %d %H %M %S 与文本。",
            check="date-format",
            min_length=1,
        ),
    ] = "%Y-%m-%d"
    item_line: Annotated[
        str,
        says(
            "What a line of AS AT AU BU CD BM BN holds: text and {barcode} {owner} {title} {author} "
            "{call_number} {due}.",
            "AS AT AU BU CD BM BN 每行的内容：文本与 {barcode} {owner} {title} {author} "
            "{call_number} {due}。",
            check="item-line",
            min_length=1,
        ),
    ] = "{barcode}"
    fine_line: Annotated[
        str,
        says(
            "What a line of AV holds: as item_line, and {amount} in yuan.",
            "AV 每行的内容：同 item_line，另有 {amount}（元）。",
            check="item-line",
            min_length=1,
        ),
    ] = "{barcode}"
    extensions: Annotated[
        tuple[Extension, ...],
        says("Fields beyond the SIP2 document that are sent.", "发送哪些 SIP2 文档以外的扩展字段。"),
    ] = COMMON_EXTENSIONS
    services: Annotated[
        tuple[Service, ...],
        says(
            "Services offered at this place; the others are refused and answered N in BX.",
            "此处提供的服务；其余服务一律谢绝，并在 BX 中以 N 告知。",
        ),
    ] = ALL_SERVICES
    receipt_columns: Annotated[
        int,
        says(
            "The printer's width in columns where the kiosk's 99 doesn't say; a Chinese character takes two; "
            "0: lines are not wrapped.",
            "自助机 99 报文未给出打印宽度时的凭条列数（一个汉字占两列）；0 表示不折行。",
            ge=0,
            le=999,
        ),
    ] = 32  # paper of 58 mm, the narrower of the two customary rolls
    mask_names: Annotated[
        bool, says("Readers' names are shortened on receipts (张**).", "凭条上的读者姓名打码（张**）。")
    ] = True
    show_patron_on_checkin: Annotated[
        bool,
        says(
            "The answer to a return names the borrower (AA, AE).",
            "还书应答中包含原借阅者（AA、AE）。",
        ),
    ] = False
    card_reading: Annotated[
        CardReading,
        says("How the card reader spells a chip's number.", "读卡器以何种写法给出芯片卡号。"),
    ] = CardReading.NUMBER
    may_force: Annotated[
        bool,
        says(
            "A message that says 'no block' is honoured unconditionally once it is older than force_after.",
            "带“no block”标志的报文早于 force_after 时无条件执行（补传脱机业务）。",
        ),
    ] = False
    force_after: Annotated[
        int,
        says(
            "How many seconds old a 'no block' message must be to count as done off-line.",
            "“no block”报文早于多少秒才算脱机业务。",
            ge=0,
            le=30 * 86400,
        ),
    ] = 300
    pin_required: Annotated[
        bool, says("Readers must give their PIN at this kiosk.", "读者在此自助机上必须输入密码。")
    ] = False
    status_before_login: Annotated[
        bool, says("99 is answered before 93.", "登录（93）之前也应答状态报文（99）。")
    ] = True
    owner_from_ao: Annotated[
        bool,
        says(
            "AO of an item's message is the owner's ISIL read from the tag (dp2).",
            "图书报文中的 AO 是标签上的所属馆代码（dp2 方言）。",
        ),
    ] = False
    issues_cards: Annotated[
        bool,
        says(
            "This is a card-issuing machine: it may create and change readers (81).",
            "此机为自助办证机：可新建和修改读者（81 报文）。",
        ),
    ] = False
    addresses: Annotated[
        tuple[Annotated[str, says("", "", check="network")], ...],
        says(
            "Addresses and networks from which this kiosk may log in; empty: from anywhere.",
            "允许此自助机登录的地址或网段；空表示不限。",
        ),
    ] = ()
    max_connections: Annotated[
        int,
        says(
            "How many connections this kiosk may hold at once.",
            "此自助机同时可保持的连接数。",
            ge=1,
            le=1000,
        ),
    ] = 8  # a sorter's induction points share one login; the longest silent line makes room for a newcomer


class Kiosk(KioskDefaults, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One self-service kiosk."""

    name: Annotated[
        str,
        says(
            "The kiosk's name, for staff, statistics and the history.",
            "自助机名称，供馆员、统计与历史记录使用。",
            unique="kiosk name",
            min_length=1,
        ),
    ]
    login: Annotated[
        str,
        says("The user id of its login (CN).", "登录用户名（CN）。", unique="kiosk login", min_length=1),
    ]
    password: Annotated[Secret, says("The password of its login (CO).", "登录密码（CO）。", check="secret")]
    location: Annotated[
        str,
        says("Where it stands: the code of a location.", "所在馆藏地代码。", refers="locations"),
    ]
    certificate: Annotated[
        str,
        says(
            "A name in the certificate that it must show (its CN, a DNS name or an IP address), or sha256: "
            "and the certificate's fingerprint; empty: none is asked of it.",
            "登录时必须出示的客户端证书中的名称（CN、DNS 名称或 IP 地址），或 "
            "sha256: 加证书指纹；空表示不要求。",
        ),
    ] = ""
