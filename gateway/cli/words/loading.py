"""The words of ``guanji load``."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "load": (
        "Bring titles and items, readers, loans in from files.",
        "从文件装入书目与馆藏、读者、借阅。",
    ),
    "load items": (
        """Load titles and their items from a file of MARC records.

        CNMARC or MARC 21, in ISO 2709 or MARCXML, in UTF-8 or GB18030. What the configuration's [holdings]
        says tells where the items stand in them. Loading again changes only what differs; loans, holds and
        present places are never touched.""",
        """从 MARC 文件装入书目和馆藏。

        CNMARC 或 MARC 21，ISO 2709 或 MARCXML，UTF-8 或 GB18030。馆藏字段由配置中的 [holdings] 指定。
        可重复装入：只更新有变化的内容，不影响借阅、预约和当前位置。""",
    ),
    "load patrons": (
        """Load readers from a table (CSV), as Excel or other systems export it.

        The first row names the columns, in Chinese or English. Loading again changes only what differs;
        PINs, blocks and lost cards stay.""",
        """从表格文件（CSV）装入读者，Excel 或其他系统导出的均可。

        首行为表头，中英文均可。可重复装入：只更新有变化的内容，密码、停借和挂失的证不受影响。""",
    ),
    "load loans": (
        """Load loans that began in another system, from a table (CSV).

        It needs the item's barcode, the reader's number, when it was lent and when it is due. Load items and
        readers first, and loans on the day of the move.""",
        """从表格文件（CSV）装入其他系统中的借阅。

        需要图书条码、读者证号、借出日期和应还日期。请先装入馆藏和读者，在切换系统当天装入借阅。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "load-charset": (
        "The character set; absent: found out.",
        "字符集；缺省自动判断。",
    ),
    "load-dialect": ("The records' dialect; absent: found out.", "MARC 方言；缺省自动判断。"),
    "load-move": (
        "An item that belongs to another title goes over to this one.",
        "条码已属其他书目时，改归本书目。",
    ),
    "load-map": (
        "What a heading of the file means; may be given several times.",
        "文件中某个表头的含义；可多次使用。",
    ),
    "load-trial": ("Write nothing, only say what would be done.", "试装：只报告结果，不写入。"),
    "load-report": (
        "Where to write what was refused; absent: FILE.refused.csv.",
        "未装入记录的清单；缺省为 文件名.refused.csv。",
    ),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "load-titles": ("titles", "书目"),
    "load-items": ("items", "馆藏"),
    "load-patrons": ("readers", "读者"),
    "load-loans": ("loans", "借阅"),
    "load-new": ("{count} new", "新增 {count}"),
    "load-changed": ("{count} changed", "更新 {count}"),
    "load-unchanged": ("{count} unchanged", "无变化 {count}"),
    "load-refused": ("{count} refused", "未装入 {count}"),
    "load-line": ("{noun}: {counts}", "{noun}：{counts}"),
    "load-nothing": ("nothing in the file", "文件中没有记录"),
    "load-note": (
        "note: {text} ({count} ×, first at {place})",
        "提示：{text}（{count} 处，首见于第 {place} 行/条）",
    ),
    "load-see": ("why each was refused: {report}", "未装入的原因见 {report}"),
    "load-tried": ("a trial: nothing was written", "试装：没有写入任何内容"),
    "load-stopped": (
        "stopped: what is counted above is in; load the file again for the rest",
        "已停止：以上已装入；其余请重新装入同一文件",
    ),
    "load-so-far": (
        "{percent} %: {taken} taken, {refused} refused",
        "{percent}%：已装入 {taken}，未装入 {refused}",
    ),
    "load-own": (
        "no server is running: writing to the database directly",
        "没有运行中的服务：直接写入数据库",
    ),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "load-unusable": ("{file}: {reason}", "{file}：{reason}"),
    "load-report-taken": (
        "{report}: another file stands there, only an older report is replaced; name another with --report",
        "{report}：该处已有其他文件，只会替换以前的清单；请用 --report 另行指定",
    ),
    "load-map": (
        "--map {given}: write HEADING=COLUMN, with one of these columns: {columns}",
        "--map {given}：应写作 表头=列名，列名可为：{columns}",
    ),
    "load-broken": (
        "{reason}; {taken} records are in, load the file again for the rest",
        "{reason}；已装入 {taken} 条，其余请重新装入同一文件",
    ),
}
