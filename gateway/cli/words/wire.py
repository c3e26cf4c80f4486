"""The words of reading and writing what goes over the lines of interlibrary loan."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "decode ill": (
        """Print the ISO 10161 APDUs in FILE or on standard input, back to back as they were sent.

        Each element stands by the standard's name. What breaks a rule of the standard is marked with "!".
        With --json one document a line, which guanji encode ill reads. Passwords are masked.""",
        """显示 FILE 或标准输入中的 ISO 10161 APDU（按发送时的原样首尾相接）。

        各数据元以标准中的名称显示；违反标准规则之处以“!”标出。
        加 --json 时每行一个文档，可供 guanji encode ill 读取。其中的密码会被遮盖。""",
    ),
    "encode": ("Write what goes over the line, out of JSON.", "由 JSON 生成线路上的报文。"),
    "encode ill": (
        """Write ISO 10161 APDUs to standard output, one for each line of JSON in FILE or standard input.

        A line is a document as guanji decode ill --json prints it, or its "apdu" alone.""",
        """把 FILE 或标准输入中的每行 JSON 编码为 ISO 10161 APDU，写到标准输出。

        每行是 guanji decode ill --json 所输出的文档，或仅其中的 "apdu" 部分。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "encode-charset": (
        "The character set to write in; absent: the document's, or UTF-8.",
        "写入时使用的字符集；缺省按文档所述，否则为 UTF-8。",
    ),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "apdu": (
        "{number}. {name} ({code}) · offset {offset}, {octets} octets, {charset}",
        "{number}. {name}（{code}）· 偏移 {offset}，{octets} 字节，{charset}",
    ),
    "no-apdu": (
        "{number}. cannot be read: at offset {offset}, {element}: expected {expected}, found {found}",
        "{number}. 无法解码：偏移 {offset} 处，{element}：应为 {expected}，实为 {found}",
    ),
    "unknown-critical": (
        "a critical extension that is not known ({oid}): the APDU has to be refused",
        "未知的关键扩展（{oid}）：须拒绝此 APDU",
    ),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "no-such-charset": (
        "{charset} is not a character set: try utf-8 or gb18030",
        "{charset} 不是字符集名称：可试 utf-8 或 gb18030",
    ),
    "not-encodable": (
        "line {line} is no APDU: {reason}",
        "第 {line} 行不是 APDU：{reason}",
    ),
}
