"""The words of what is held about a reader, and for how long."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "patron export": (
        """Write down everything that is held about a patron.

        Prints a summary; --output FILE writes the whole as JSON into a new file that only you can read,
        --json prints it. PINs are never in it, and other readers are hidden. That it was done is kept.""",
        """导出关于某位读者的全部信息。

        屏幕上显示概要；--output FILE 把全部内容以 JSON 写入只有本人可读的新文件，--json 则直接输出。
        其中没有密码，其他读者的信息已遮盖。导出操作会留有记录。""",
    ),
    "patron erase": (
        """Erase a patron: his record, and whatever names him.

        Refused while he has loans, holds, debts or interlibrary loans. What was lent stays for statistics,
        without him. It can't be undone, and holds even where an older backup is brought back.""",
        """删除读者：其档案以及一切指向他的信息。

        有在借图书、预约、欠费或未结束的馆际互借时不能删除。借阅记录只作统计保留，不再关联读者。
        删除后无法恢复；即使恢复旧备份，也会再次删除。""",
    ),
    "retention": (
        "Let go of what need not be known any longer.",
        "清除保存期限已到的个人信息。",
    ),
    "retention run": (
        """Let go now of all whose time is up; the server does so every hour by itself.

        Kiosks are served in between. --dry-run only counts.""",
        """立即清除保存期限已到的个人信息；服务每小时也会自动清除。

        其间自助机照常服务。--dry-run 只统计，不清除。""",
    ),
    "statistics": ("Count what the library did.", "业务统计。"),
    "statistics loans": (
        """Count loans by month, reader's category, college and place.

        The figures are the same before and after readers were let go of. They are read from the database
        itself: the server need not run, and is not held up if it does.""",
        """按月份、读者类型、学院和地点统计借阅量。

        读者信息清除前后，统计结果相同。数据直接读自数据库：服务不必运行，运行时也不受影响。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "yes": ("Do not ask again.", "不再询问。"),
    "output": ("Write the whole into this new file.", "把全部内容写入此新文件。"),
    "retention-dry-run": ("Only count what is due to go.", "只统计到期的记录，不清除。"),
    "first-month": (
        "The first month, as 2026-09; absent: a year ago.",
        "起始月份，如 2026-09；缺省为一年前。",
    ),
    "last-month": ("The last month; absent: this one.", "截止月份；缺省为本月。"),
    "csv": (
        "Print CSV, with a mark by which Excel reads Chinese.",
        "输出 CSV（带 BOM，Excel 可正确显示中文）。",
    ),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "held-record": ("record: {number} {name}", "档案：{number} {name}"),
    "held-pin": ("a PIN is set (it can't be read)", "已设密码（无法读出）"),
    "held-rows": (
        "cards {cards}, blocks {blocks}, loans {loans}, holds {holds}, fees {fees}, payments {payments}",
        "证件 {cards}，停借 {blocks}，借阅 {loans}，预约 {holds}，费用 {fees}，缴费 {payments}",
    ),
    "held-lending": ("interlibrary loans {lending}", "馆际互借 {lending}"),
    "held-traces": (
        "events {events}, messages {messages}, told to kiosks, desk and partners {provided}",
        "事件 {events}，报文 {messages}，向自助机、柜台和合作馆提供 {provided}",
    ),
    "held-in": ("written to {file}", "已写入 {file}"),
    "erase-sure": (
        "Erase patron {patron} and whatever names him? It can't be undone.",
        "确定删除读者 {patron} 及一切指向他的信息？删除后无法恢复。",
    ),
    "erased": ("erased; erasure {erasure}, digest {digest}", "已删除；删除编号 {erasure}，摘要 {digest}"),
    "erased-unlisted": (
        "but the list that a restore goes by could not be written; the server tries again hourly ({why})",
        "但恢复备份时所依据的删除清单未能写入，服务每小时重试一次（{why}）",
    ),
    "erased-unlisted-do": (
        "let the user who runs Guanji write that file, and restore no backup before",
        "请授予运行 Guanji 的用户对该文件的写权限，在此之前不要恢复备份",
    ),
    "erased-uncleaned": (
        "but messages and events that name the patron are still there ({why})",
        "但仍有提及该读者的报文和事件（{why}）",
    ),
    "erased-uncleaned-do": (
        "the server goes on within the hour, or at its next start; its log says if it can't",
        "服务将在一小时内或下次启动时继续清除，如仍失败会记入日志",
    ),
    "erase-loan": (
        "still has {item}, due {due}: take it back, or settle its loss, first",
        "仍有在借图书 {item}（应还 {due}）：请先还书或办理丢失赔偿",
    ),
    "erase-hold": (
        "still waits for {title}: cancel the hold first (a hold past its date is settled within ten minutes)",
        "仍有预约 {title}：请先取消预约（过期预约十分钟内会自动处理）",
    ),
    "erase-fee": (
        "still owes {yuan} yuan ({kind}): take the money first",
        "仍欠费 {yuan} 元（{kind}）：请先缴清",
    ),
    "erase-lending": (
        "still has {title} from {partner} ({state}): end it first, as guanji ill show {transaction} says",
        "与 {partner} 的馆际互借《{title}》未办结（{state}）：请先按 guanji ill show {transaction} 办结",
    ),
    "let-go-none": ("nothing is due to go", "没有到期的记录"),
    "let-go-what": ("what", "类别"),
    "let-go-rows": ("rows", "条数"),
    "let-go-busy": ("another run is under way: waiting for it", "另一次清除正在进行，请稍候"),
    "let-go-payments": ("payments without their reader", "缴费记录去除读者"),
    "let-go-loans": ("loans without their reader", "借阅记录去除读者"),
    "let-go-fees": ("fees without their reader", "费用记录去除读者"),
    "let-go-holds": ("holds without their reader", "预约记录去除读者"),
    "let-go-lending": ("interlibrary loans without what was said", "馆际互借清除往来内容"),
    "let-go-readers-of-lending": ("interlibrary loans without their reader", "馆际互借去除读者"),
    "let-go-lost": ("interlibrary messages of no loan", "不属于任何互借的来文"),
    "let-go-letters": ("answers to them", "对其的答复"),
    "let-go-messages": ("messages without their content", "报文清除内容"),
    "let-go-readers-told-of": ("notes of what was told, without the reader", "信息提供记录去除读者"),
    "let-go-told": ("notes of what was told", "信息提供记录删除"),
    "let-go-events-of-readers": ("events without their reader (looked at)", "事件去除读者（检查）"),
    "let-go-events-of-terminals": ("events of kiosks (looked at)", "自助机事件删除（检查）"),
    "let-go-events": ("events", "事件删除"),
    "month": ("month", "月份"),
    "category": ("category", "读者类型"),
    "college": ("college", "学院"),
    "lent-at": ("place", "地点"),
    "loans": ("loans", "借阅"),
    "renewals": ("renewals", "续借"),
    "no-loans": ("nothing was lent", "没有借阅"),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "not-asked": (
        "nobody is there to say yes: add --yes to erase {patron}",
        "无法询问确认：如确定删除 {patron}，请加 --yes",
    ),
    "is-there": ("{file} is there already: name a new file", "{file} 已存在：请另选文件名"),
    "months-turned": (
        "--from {first} is later than --to {last}: write the earlier month first",
        "--from {first} 晚于 --to {last}：请把较早的月份写在前面",
    ),
    "bad-month": ("'{value}' is no month: write 2026-09", "“{value}”不是月份：请写成 2026-09"),
    "no-database": ("there is no database at {path} yet", "{path} 处还没有数据库"),
}
