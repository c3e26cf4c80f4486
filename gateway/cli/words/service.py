"""The words of the demo, the server, its configuration and the desk, and what all commands share."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "": (
        "Guanji: the gateway between a library's circulation, its self-service kiosks and its partners.",
        "Guanji（馆际）：连接图书馆流通系统、自助设备与合作馆的网关。",
    ),
    "demo": (
        "Show a small library at work, on this machine only.",
        "在本机演示一个小型图书馆。",
    ),
    "init": (
        """Make a new configuration with an empty database in DIR.

        DIR then holds guanji.toml with explanations, the folder secrets/ with the password of one kiosk and
        the key of the readers' PINs, and the database. Nothing that is there already is changed.""",
        """在 DIR 目录中新建配置和空数据库。

        目录中将有带说明的 guanji.toml、存放自助机密码和读者密码密钥的 secrets/ 以及数据库。
        已有内容不会被改动。""",
    ),
    "run": (
        "Run the server until it is told to stop (SIGTERM or Ctrl-C).",
        "运行服务，直到收到停止信号（SIGTERM 或 Ctrl-C）。",
    ),
    "config": ("Check and show the configuration.", "检查和显示配置。"),
    "config check": (
        "Say whether the configuration is right; if not, everything that is wrong.",
        "检查配置是否正确；有错误时一次全部列出。",
    ),
    "config show": (
        "Print the configuration in effect, defaults included, secrets masked.",
        "显示生效的全部配置（含缺省值，密码已遮盖）。",
    ),
    "config schema": (
        "Print the JSON Schema of guanji.toml, for editors.",
        "输出 guanji.toml 的 JSON Schema，供编辑器使用。",
    ),
    "kiosk": ("See, pause and resume the self-service kiosks.", "查看、暂停和恢复自助机。"),
    "kiosk list": ("List the kiosks, their logins and how they fare.", "列出自助机、登录用户名及状态。"),
    "kiosk pause": (
        """Put a kiosk out of service; its readers are told so.

        NAME is the kiosk's name or its login.""",
        """暂停一台自助机；自助机会告知读者。

        NAME 是自助机的名称或登录用户名。""",
    ),
    "kiosk resume": (
        """Put a kiosk back into service.

        NAME is the kiosk's name or its login.""",
        """恢复一台自助机。

        NAME 是自助机的名称或登录用户名。""",
    ),
    "kiosk hash": (
        """Turn a kiosk's password into the form in which it may be kept.

        Asks for the password, or reads it from standard input, and prints its argon2 hash.""",
        """把自助机密码转换为可保存的散列值。

        从键盘或标准输入读取密码，输出其 argon2 散列值。""",
    ),
    "circ": ("Lend, take back, renew and the like, as at the desk.", "借书、还书、续借等柜台业务。"),
    "circ checkout": ("Lend items to a patron.", "借书。"),
    "circ undo-checkout": ("Take the last checkout of an item back.", "撤销最近一次借书。"),
    "circ checkin": ("Take items back.", "还书。"),
    "circ undo-checkin": ("Take the last return of an item back.", "撤销最近一次还书。"),
    "circ renew": ("Renew items of a patron.", "续借。"),
    "circ renew-all": ("Renew everything that a patron has.", "续借读者的全部图书。"),
    "circ pay": ("Take money from a patron; AMOUNT is in yuan.", "收费；AMOUNT 以元为单位。"),
    "circ lost": ("Declare lent items lost; their replacement is charged.", "登记丢失；计收赔偿费。"),
    "circ claim": ("Note that a patron says he returned items.", "登记读者声明已还。"),
    "circ hold": ("Put a patron into the queue for items.", "预约。"),
    "circ cancel-hold": ("Take a patron out of the queue for items.", "取消预约。"),
    "circ move-due": (
        "Move every loan that is due from FIRST to LAST to the day TO.",
        "把应还日期在 FIRST 至 LAST 之间的借阅统一改到 TO。",
    ),
    "circ conflicts": (
        "List what staff must check, latest first.",
        "列出需要馆员核对的事项，最近的在前。",
    ),
    "circ history": (
        """Show the history of an item, a patron, a kiosk, a partner or an address.

        SUBJECT is two words: item and its barcode, patron and his number, kiosk and its name or login,
        partner and its name (a stranger's symbol), or peer and the address of whom nobody knows better, as
        in guanji circ history item B000001. The latest comes first.""",
        """显示图书、读者、自助机、合作馆或某个网络地址的历史。

        SUBJECT 由两个词组成：item 加条码、patron 加证号、kiosk 加自助机的名称或登录用户名、
        partner 加合作馆名称（未知图书馆用其代码），或 peer 加对端地址。
        例如 guanji circ history item B000001。最近的在前。""",
    ),
    "patron": (
        "See a patron; block, unblock, replace a card, export, erase.",
        "查看读者；停证、恢复、换证、导出、删除。",
    ),
    "patron show": ("Show a patron with loans, holds and fees.", "显示读者及其借阅、预约和欠费。"),
    "patron block": ("Stop lending to a patron.", "停借。"),
    "patron unblock": ("Lift a patron's blocks.", "解除停借。"),
    "patron card": (
        "Report a patron's card lost, give a new one, or both.",
        "挂失、补发读者证，或同时办理。",
    ),
    "decode": ("Explain messages of kiosks and of lending partners.", "解释自助机和馆际互借的报文。"),
    "decode sip2": (
        """Explain SIP2 messages, one a line, from FILE or standard input.

        Passwords and PINs are masked.""",
        """解释 SIP2 报文：每行一条，来自 FILE 或标准输入。

        其中的密码会被遮盖。""",
    ),
}
"""What each command does, by its path; the first line is what lists show."""

PARAMETERS: Final[Mapping[str, Pair]] = {
    "lang": ("The language to speak: en or zh.", "使用的语言：en 或 zh。"),
    "version": ("Print the version.", "显示版本。"),
    "config": (
        "The configuration; absent: GUANJI_CONFIG, or guanji.toml here.",
        "配置文件；缺省为 GUANJI_CONFIG 或当前目录的 guanji.toml。",
    ),
    "socket": (
        "The socket of the running server; absent: as configured.",
        "运行中服务的套接字；缺省按配置。",
    ),
    "json": ("Print JSON instead of text.", "输出 JSON。"),
    "agency": ("The library's agency id.", "本馆机构代码。"),
    "charset": (
        "The character set; absent: UTF-8, or GB18030 where it isn't.",
        "字符集；缺省为 UTF-8，不是 UTF-8 时按 GB18030。",
    ),
    "keep": ("No scenes: keep the library running until Ctrl-C.", "不演示，保持运行直到 Ctrl-C。"),
    "data": ("Where the demo's data lie; absent: thrown away afterwards.", "演示数据目录；缺省用后即弃。"),
    "port-offset": ("Added to every port of the demo.", "各端口号加上此数。"),
    "actor": ("Who asks; absent: the name of your account.", "经办人；缺省为当前账户名。"),
    "location": ("The code of the place where you are.", "所在馆藏地代码。"),
    "owner": ("The agency of the items where it is another library.", "图书属于他馆时的机构代码。"),
    "fee-acknowledged": ("The patron agrees to the fee.", "读者同意付费。"),
    "returned": ("When it was handed in (2026-10-01T08:00:00+08:00); absent: now.", "归还时间；缺省为现在。"),
    "kind": ("What kind.", "种类。"),
    "fee": ("The id of one fee; absent: the oldest first.", "单笔费用编号；缺省从最早的开始。"),
    "reference": (
        "The payment's number: told again within a day, it is one payment.",
        "缴费流水号；一天内重报的只计一次。",
    ),
    "pickup": ("The code of the location where it is fetched.", "取书地点代码。"),
    "expires": ("Until when it is wanted.", "预约有效期。"),
    "reason": ("The reason.", "原因。"),
    "text": ("What the patron is told.", "告知读者的文字。"),
    "link": ("A link that the patron is shown.", "告知读者的链接。"),
    "until": ("The first day on which it no longer holds (2026-10-01).", "解除日期（例如 2026-10-01）。"),
    "limit": ("How many at most; absent: 50.", "最多列出多少条；缺省 50。"),
    "lost": ("The number of the lost card.", "挂失的证号。"),
    "new": ("The number of the new card.", "新证号。"),
    "why": ("The reason, for your colleagues.", "原因（供同事查看）。"),
}
"""What each option means, by its long name."""

PHRASES: Final[Mapping[str, Pair]] = {
    "ok": ("ok", "配置正确"),
    "config-summary": (
        "agency {agency}, listeners: {listeners}, locations: {locations}, kiosks: {kiosks}, rules: {rules}",
        "机构 {agency}，监听端口 {listeners} 个，馆藏地 {locations} 个，自助机 {kiosks} 台，规则 {rules} 条",
    ),
    "warning": ("warning: {text}", "警告：{text}"),
    "faults": ("{file}: {count} error(s)", "{file}：{count} 处错误"),
    "init-done": (
        """made {directory}. Next:
  edit {file} (agency, places, kiosks, rules)
  guanji config check -c {file}
  guanji run -c {file}
Keep a copy of {key_file} apart from the database's.""",
        """已建立 {directory}。接下来：
  编辑 {file}（机构代码、馆舍、自助机、规则）
  guanji config check -c {file}
  guanji run -c {file}
请把 {key_file} 另行备份，不要与数据库备份放在一起。""",
    ),
    "init-there": (
        "{directory} is a configuration of Guanji already; nothing was changed.",
        "{directory} 已经是 Guanji 配置目录；未作任何改动。",
    ),
    "password": ("Password", "密码"),
    "password-again": ("Password again", "再次输入密码"),
    "see-help": ("see {command} --help", "请看 {command} --help"),
    "no-version": ("guanji, not installed: run from its checkout", "guanji（未安装，直接从源码运行）"),
    "no-option": ("no option {name}", "没有选项 {name}"),
    "no-parameter": ("{name} is missing", "缺少 {name}"),
    "bad-parameter": ("{name}: {message}", "{name}：{message}"),
    "bad-usage": ("{message}", "用法有误：{message}"),
    "internal": (
        "internal error, please report it: {error} (GUANJI_DEBUG=1 shows where)",
        "内部错误，请报告：{error}（设 GUANJI_DEBUG=1 可显示位置）",
    ),
    "not-found": ("no such patron", "没有这位读者"),
    "owes": ("owes {yuan} yuan", "欠费 {yuan} 元"),
    "owes-of": ("{yuan} yuan owed: {kind} {title}", "欠 {yuan} 元：{kind} {title}"),
    "fee-wanted": (
        "{yuan} yuan to pay: ask again with --fee-acknowledged once the patron agrees",
        "需付 {yuan} 元：读者同意后加 --fee-acknowledged 再办",
    ),
    "due": ("due {due}", "应还 {due}"),
    "overdue": ("overdue since {due}", "已超期，应还 {due}"),
    "hold": ("hold {title}: {state} {pickup}", "预约 {title}：{state} {pickup}"),
    "block": ("blocked: {reason} {text}", "停借：{reason} {text}"),
    "card": ("card {value} ({kind})", "证号 {value}（{kind}）"),
    "card-lost": ("card {value} ({kind}, reported lost)", "证号 {value}（{kind}，已挂失）"),
    "expires": ("card good until {day}", "有效期至 {day}"),
    "kiosk": ("kiosk", "自助机"),
    "login": ("login", "登录用户名"),
    "place": ("location", "位置"),
    "state": ("state", "状态"),
    "seen": ("last seen", "最近通信"),
    "from": ("from", "地址"),
    "state-up": ("up", "在线"),
    "state-down": ("down", "离线"),
    "state-never": ("never seen", "从未连接"),
    "state-paused": ("paused", "已暂停"),
    "state-paper": ("paper out", "缺纸"),
    "state-shut": ("shut down", "已关机"),
    "no-conflicts": ("nothing to check", "没有需要核对的事项"),
    "no-events": ("nothing is known of it", "没有相关记录"),
    "when": ("when", "时间"),
    "what": ("what", "事件"),
    "about": ("about", "对象"),
    "details": ("details", "详情"),
    "by": ("by", "经办"),
    "to-check": ("{what} (to check)", "{what}（待核对）"),
    "comma": (", ", "，"),
    "line": ("line {number}", "第 {number} 行"),
    "checksum-good": ("checksum right ({dialects})", "校验和正确（{dialects}）"),
    "checksum-bad": ("checksum WRONG", "校验和错误"),
    "checksum-none": ("no checksum", "无校验和"),
    "undecodable": (
        "not a message: at character {offset} {expected} was expected, not {found}",
        "无法识别：第 {offset} 个字符处应为 {expected}，而不是 {found}",
    ),
}
"""What commands print."""

FAILURES: Final[Mapping[str, Pair]] = {
    "no-server": (
        "no server is running on {socket}: start it with guanji run -c {config}",
        "{socket} 上没有运行中的服务：请用 guanji run -c {config} 启动",
    ),
    "broken-off": (
        "the server on {socket} broke off without an answer: it ends, or has too many lines; see its log",
        "{socket} 上的服务未应答即断开：正在停止或连接已满；请稍后重试并查看其日志",
    ),
    "no-access": (
        "you may not open {socket}: run this as the user who runs Guanji ({reason})",
        "无权打开 {socket}：请以运行 Guanji 的用户执行（{reason}）",
    ),
    "no-answer": (
        "the server on {socket} gave no answer in {seconds} s: see its log",
        "{socket} 上的服务在 {seconds} 秒内没有应答：请查看其日志",
    ),
    "bad-answer": (
        "what answers on {socket} is not Guanji, or of another version: {reason}",
        "{socket} 上应答的不是 Guanji 或版本不同：{reason}",
    ),
    "refused": ("{error}", "{error}"),
    "not-empty": (
        "{directory} is not empty and not a configuration of Guanji: name a new directory",
        "{directory} 不为空，也不是 Guanji 配置目录：请另选目录",
    ),
    "not-directory": (
        "{directory} is a file: name a directory",
        "{directory} 是文件：请指定目录",
    ),
    "not-writable": (
        "{path} can't be written ({reason}): choose another place, or let its owner do it",
        "无法写入 {path}（{reason}）：请换一个位置，或由其所有者执行",
    ),
    "not-readable": (
        "{path} can't be read ({reason})",
        "无法读取 {path}（{reason}）",
    ),
    "unusable": (
        "{path} can't be used ({reason}): choose another place, or let its owner do it",
        "无法使用 {path}（{reason}）：请换一个位置，或由其所有者执行",
    ),
    "store": ("{reason}", "数据库或密钥文件无法使用：{reason}"),
    "in-use": (
        "{directory} is in use by another Guanji server (process {process}): stop that one first",
        "{directory} 正由另一个 Guanji 服务使用（进程 {process}）：请先停止该服务",
    ),
    "door-taken": (
        "{name}: {endpoint} is taken ({reason}): stop who has it, or choose another (demo: --port-offset)",
        "{name}：{endpoint} 已被占用（{reason}）：请停止占用它的程序，或另选端口（演示用 --port-offset）",
    ),
    "door-shut": (
        "{name}: {endpoint} can't be opened ({reason}): correct this endpoint in the configuration",
        "{name}：无法打开 {endpoint}（{reason}）：请在配置中更正此端口设置",
    ),
    "no-charset": (
        "{charset} is not a character set that SIP2 can use: try utf-8, gb18030 or cp850",
        "{charset} 不是 SIP2 可用的字符集：可试 utf-8、gb18030 或 cp850",
    ),
    "bad-subject": (
        "'{subject}' is not item BARCODE, patron NUMBER, kiosk NAME, partner NAME or peer ADDRESS",
        "“{subject}”不是 item 条码、patron 证号、kiosk 自助机名称、partner 合作馆名称或 peer 地址",
    ),
    "no-card": (
        "say --lost NUMBER for a card that is lost, --new NUMBER for its replacement, or both",
        "请用 --lost 给出挂失的证号，用 --new 给出新证号，或同时给出",
    ),
    "no-password": ("no password was given", "没有输入密码"),
    "bad-value": ("{name}: '{value}' is not of the form {wanted}", "{name}：“{value}”不符合格式 {wanted}"),
}
"""Why commands fail, and what to do next."""
