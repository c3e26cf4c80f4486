"""Why something of a file was not taken, or is worth a word: one sentence each, in Chinese and English.

Braces are filled from the facts; one that is missing reads as an empty text.
"""

from collections.abc import Mapping
from typing import Final

from gateway.loading.cells import UNDECODED, CellFault
from gateway.model.arrivals import RefusalCode
from gateway.model.wording import Sentence, Tongue
from gateway.translate.marc.wording import SENTENCES

R = RefusalCode

_OF_RECORDS: Final[Mapping[str, Sentence]] = {str(subject): said for subject, said in SENTENCES.items()}

REFUSALS: Final[Mapping[str, Sentence]] = {
    **_OF_RECORDS,
    # what the records say against it
    R.OTHER_TITLE: (
        "条码 {barcode} 已属另一书目 {bib}《{title}》：请查重号；确系书目合并时加 --move",
        "{barcode} belongs to another title, {bib} ({title}): a double number, or titles merged (--move)",
    ),
    R.NO_NAME: ("新读者没有姓名", "A new reader needs a name"),
    R.NUMBER_TAKEN: (
        "证号 {value} 已是读者 {holder} 的卡号",
        "The number {value} is a card of the reader {holder}",
    ),
    R.CARD_TAKEN: ("卡号 {value} 已属读者 {holder}", "The card {value} belongs to the reader {holder}"),
    R.ITEM_UNKNOWN: (
        "没有条码 {barcode} 的馆藏：请先装入馆藏",
        "There is no item {barcode}: load the items first",
    ),
    R.PATRON_UNKNOWN: (
        "没有证号 {patron} 的读者：请先装入读者",
        "There is no reader {patron}: load the readers first",
    ),
    R.LENT_TO_ANOTHER: (
        "此书已借给他人（{started} 起）",
        "It is lent to somebody else since {started}",
    ),
    R.LENT_SINCE: (
        "该读者已另行借出此书（{started} 起）",
        "This reader borrowed it anew on {started}",
    ),
    R.OVER_ALREADY: ("此书已于 {returned} 还回本馆", "It came back to this library on {returned}"),
    R.SET_ASIDE: (
        "此书已在本馆为他人留存或转运中（{status}）",
        "It was set aside or sent on here ({status})",
    ),
    R.DUE_BEFORE_START: (
        "应还日期 {due} 早于借出日期 {started}",
        "It would be due on {due}, before it was lent on {started}",
    ),
    R.STARTS_LATER: ("借出日期 {started} 尚未到", "It would be lent on {started}, which is yet to come"),
    # what a table's cell or row can't tell
    CellFault.DAMAGED_NUMBER: (
        "“{column}”列的 {value} 被 Excel 改成了科学计数，原号码已丢失：请把该列设为文本后重新导出",
        "Column {column}: {value} is what Excel left of a number: export it again with the column as text",
    ),
    CellFault.NOT_A_DATE: (
        "“{column}”列的“{value}”不是日期（应为 2026-09-01 之类）",
        "Column {column}: {value} is no date such as 2026-09-01",
    ),
    CellFault.NOT_A_COUNT: (
        "“{column}”列的“{value}”不是次数",
        "Column {column}: {value} is no count",
    ),
    CellFault.UNDECODABLE: (
        "“{column}”列有无法解码的字符：请查文件编码（--charset）",
        "Column {column} has bytes that are no characters: see the file's character set (--charset)",
    ),
    CellFault.IDENTITY_NUMBER: (
        "“{column}”列是身份证号：不保存，请改用学工号或卡号",
        "Column {column} holds an identity number, which is not kept: use the student, staff or card number",
    ),
    CellFault.BAD_NUMBER: (
        "“{column}”列的“{value}”不是有效的号码",
        "Column {column}: {value} can't be a number",
    ),
    CellFault.TOO_LONG: (
        "“{column}”列的内容过长：“{value}”……",
        "Column {column} is too long: {value} …",
    ),
    "twice": (
        "与第 {first} 行（条）号码相同，内容不同：请核对，只保留一条",
        "It has the number of line (record) {first} and says otherwise: keep the one that is right",
    ),
    "long-line": ("此行过长，无法读取", "The line is too long to be read"),
    "more": (
        "其后还有未装入的记录，只计数，不再列出",
        "More were refused after this: they are counted, not listed",
    ),
    "empty-cell": ("“{column}”列为空", "Column {column} is empty"),
    "open-quote": (
        "引号没有配对，此行无法读取",
        "A quotation mark is never closed: the line can't be read",
    ),
    "too-many-cells": (
        "此行的单元格多于表头：内容中可能有未加引号的分隔符",
        "More cells than headings: a delimiter may stand within a cell without quotation marks",
    ),
}
"""Why one record is not taken."""

NOTES: Final[Mapping[str, Sentence]] = {
    **_OF_RECORDS,
    "unused-column": ("不使用“{column}”列", "column {column} is not used"),
    "identity-column": (
        "身份证号列不读取、不保存：流通不需要它",
        "the column of identity numbers is neither read nor kept: lending needs none",
    ),
    "identity-hidden": (
        "“{column}”列中的身份证号已去除，其余照常装入",
        "an identity number in column {column} was left out, the rest is taken",
    ),
    "same-meaning": (
        "“{column}”列与“{first}”列含义相同，未使用",
        "column {column} is not used: {first} means the same",
    ),
    "charset-guessed": (
        "文件按 {charset} 读取（自动判断）；如有乱码，请用 --charset 指定",
        "read as {charset}, which is a guess: name the character set with --charset if names look wrong",
    ),
    "many-renewals": ("续借次数过多，请核对", "so many renewals are unusual: please check them"),
    "long-loan": ("应还日期离借出日期过远，请核对", "so long a loan is unusual: please check its dates"),
}
"""What is mentioned of what was taken."""

UNUSABLE: Final[Mapping[str, Sentence]] = {
    "no-headings": (
        "没有找到所需的表头（{wanted}）；文件首行是：{found}。表头另有叫法时用 --map 叫法=列名",
        "no headings ({wanted}); it begins with: {found}. Name others with --map HEADING=COLUMN",
    ),
    "no-charset": ("{charset} 不是可用的字符集", "{charset} is no character set that can be used"),
    "no-guess": (
        "无法判断文件的字符集：请用 --charset 指定，例如 gb18030、big5、latin-1",
        "its character set can't be told: name it with --charset, such as gb18030, big5, latin-1",
    ),
    "workbook": (
        "这是 Excel 工作簿：请在 Excel 中另存为“CSV UTF-8（逗号分隔）”后再装入",
        "this is an Excel workbook: save it as CSV UTF-8 and load that",
    ),
    "no-lines": ("文件没有换行，不是表格", "it has no line ends: this is no table"),
    "too-much": (
        "从管道读入的内容超过 {most} MB：请先存为文件",
        "more than {most} MB came through the pipe: save it as a file first",
    ),
    "no-file": ("既不是文件，也不是管道", "it is neither a file nor a pipe"),
    "no-records": ("文件中没有可读的 MARC 记录", "there is no MARC record in the file"),
}
"""Why a file as a whole can't be used."""


def shown(text: str) -> str:
    """Text from a file as it may be shown: nothing in it moves a terminal's cursor or turns its letters."""
    return "".join(each if each.isprintable() else " " if each.isspace() else UNDECODED for each in text)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def told(sentences: Mapping[str, Sentence], code: str, facts: Mapping[str, str], tongue: Tongue) -> str:
    """The sentence of a code; the code itself where it has none."""
    if code not in sentences:
        return code
    zh, en = sentences[code]
    return (zh if tongue is Tongue.ZH else en).format_map(
        _Facts((name, shown(fact)) for name, fact in facts.items())
    )
