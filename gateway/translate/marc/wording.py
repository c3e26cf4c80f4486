"""What a librarian is told of a file of records: one sentence in each language for every reason and mend."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from gateway.model.wording import Sentence, Tongue
from gateway.translate.marc.said import Reason
from protocols.marc import DamageReason, Mend

Subject: TypeAlias = DamageReason | Mend | Reason

SENTENCES: Final[Mapping[Subject, Sentence]] = {
    DamageReason.GARBAGE: ("此处不是 MARC 记录", "This is no MARC record"),
    DamageReason.TRUNCATED: ("文件在记录中间结束，记录不完整", "The file ends in the middle of a record"),
    DamageReason.TOO_LONG: ("找不到记录的结尾，或记录过长", "The record has no end, or is too long"),
    DamageReason.TOO_MANY_FIELDS: ("记录的字段过多", "The record has too many fields"),
    DamageReason.NO_DIRECTORY: ("记录的目次区已损坏", "The record's directory is damaged"),
    DamageReason.FIELDS_DISAGREE: (
        "目次区与字段数不一致，无法确定各字段的内容",
        "The directory lists other fields than the record has, so none can be told from another",
    ),
    DamageReason.XML_SYNTAX: (
        "XML 格式有误，此后的内容未读取",
        "The XML is not well-formed. Nothing after this place was read",
    ),
    DamageReason.XML_DOCTYPE: (
        "不接受含 DOCTYPE 的 XML，请去掉后重试",
        "XML with a DOCTYPE is not accepted. Please remove it and try again",
    ),
    DamageReason.XML_TOO_DEEP: ("XML 元素嵌套过深", "The XML's elements are nested too deeply"),
    Mend.RECORD_LENGTH: (
        "头标中的记录长度有误，已更正",
        "The record length in the leader was wrong: corrected",
    ),
    Mend.BASE_ADDRESS: (
        "头标中的数据基地址有误，已更正",
        "The base address in the leader was wrong: corrected",
    ),
    Mend.DIRECTORY_MAP: (
        "头标中的地址目次区结构有误，已更正",
        "The entry map in the leader was wrong: corrected",
    ),
    Mend.FIELD_LENGTHS: (
        "目次区中的字段长度有误，已按字段结束符读取",
        "The field lengths in the directory were wrong: the field terminators were followed",
    ),
    Mend.UNLISTED_FIELDS: (
        "记录中有目次区未列出的内容，未读取",
        "The record holds data that its directory does not list: left out",
    ),
    Mend.NO_TERMINATOR: ("记录没有结束符", "The record has no end mark"),
    Mend.UNDECODABLE: (
        "部分文字无法按字符集解读，请核对或指定字符集",
        "Some text makes no sense in its character set. Please check it, or name the character set",
    ),
    Reason.NO_TITLE: ("记录没有题名，未装入", "The record has no title: not taken"),
    Reason.UNWRITABLE: (
        "记录的字段标识有误，无法保存，未装入",
        "A tag of the record is impossible, so it can't be kept: not taken",
    ),
    Reason.BAD_BARCODE: ("不是有效的条码，此册未装入", "This can't be a barcode: the item was not taken"),
    Reason.TOO_MANY_ITEMS: (
        "一条记录的馆藏过多，自此册起未装入",
        "The record has too many items: from this one on they were not taken",
    ),
    Reason.NO_ITEMS: ("记录没有带条码的馆藏", "The record has no item with a barcode"),
    Reason.NO_CONTROL_NUMBER: (
        "记录没有控制号（001），以题名、责任者、出版者、出版年和 ISBN 识别",
        "The record has no control number (001): it is known by title, author, publisher, year and ISBN",
    ),
    Reason.OTHER_LIBRARY: ("是其他馆的馆藏，已略过", "An item of another library: passed over"),
    Reason.ISBN_CHECK_DIGIT: ("ISBN 校验位有误，请核对", "The ISBN's check digit is wrong. Please check it"),
    Reason.PRICE_NOT_OWN: (
        "不是此册的人民币价格（外币或全套价），未采用",
        "No price of this item in yuan (another currency, or of the whole set): left out",
    ),
    Reason.UNKNOWN_LOCATION: (
        "配置中没有此馆藏地代码，已用缺省馆藏地",
        "The configuration has no such location: the default was taken",
    ),
    Reason.UNKNOWN_STATUS: (
        "不认识此馆藏状态代码，按在架处理",
        "This code of a status is not known: taken as available",
    ),
    Reason.COPIES_DIFFER: (
        "复本数与条码数不一致（字段中写的数: 实有条码数）",
        "The number of copies is not that of the barcodes (stated: found)",
    ),
}


def sentence(subject: Subject, tongue: Tongue) -> str:
    """What is said of it in that language."""
    chinese, english = SENTENCES[subject]
    return chinese if tongue is Tongue.ZH else english
