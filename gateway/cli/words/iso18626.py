"""The words of reading and writing ISO 18626."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "decode iso18626": (
        """Print the ISO 18626 message in FILE or on standard input.

        Each element stands by the standard's name. What the standard does not allow and was understood
        all the same is marked with "!". What cannot be understood is explained: which element, on which line,
        and what is allowed there. With --json a document that guanji encode iso18626 reads. Passwords are
        masked.""",
        """显示 FILE 或标准输入中的 ISO 18626 报文。

        各数据元以标准中的名称显示；不合标准但仍能理解之处以“!”标出。
        无法理解时逐条说明：哪个元素、第几行、此处允许什么。
        加 --json 时输出的文档可供 guanji encode iso18626 读取。其中的密码会被遮盖。""",
    ),
    "encode iso18626": (
        """Write the ISO 18626 message of a JSON document in FILE or on standard input to standard output.

        The document is as guanji decode iso18626 --json prints it, or its "message" alone. What the version
        has no place for is left out, and said.""",
        """把 FILE 或标准输入中的 JSON 文档写成 ISO 18626 报文，输出到标准输出。

        文档是 guanji decode iso18626 --json 的输出，或仅其中的 "message" 部分。
        所选版本无法表达的内容会被略去并说明。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "strict": (
        "Hold the message against the schema of its version as well; 1 where it does not keep to it.",
        "同时按其版本的模式校验；不符合时退出码为 1。",
    ),
    "iso18626-version": (
        "The version to write; absent: the document's, or 2021-2.",
        "写入时使用的版本；缺省按文档所述，否则为 2021-2。",
    ),
    "schema": (
        "Print the XML Schema of this version instead.",
        "改为输出此版本的 XML 模式（XSD）。",
    ),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "iso18626-message": (
        "{name} · ISO 18626 {version}{said}, {octets} bytes",
        "{name} · ISO 18626 {version}{said}，{octets} 字节",
    ),
    "iso18626-said": (' (it says "{said}")', "（自称“{said}”）"),
    "iso18626-remark": ("  ! line {line}, {element} {text}", "  ! 第 {line} 行，{element} {text}"),
    "iso18626-refused": (
        "not understood: line {line}, {element}: expected {expected}, found {found!r} · errorType {answer}",
        "无法理解：第 {line} 行，{element}：应为 {expected}，实为 {found!r} · errorType {answer}",
    ),
    "iso18626-allowed": (
        "  line {line}, {element}: allowed is {allowed}, found {found!r}",
        "  第 {line} 行，{element}：允许 {allowed}，实为 {found!r}",
    ),
    "iso18626-fault": ("  line {line}, {element}: {reason}", "  第 {line} 行，{element}：{reason}"),
    "iso18626-loss": ("left out: {element} {text}: {found}", "已略去：{element} {text}：{found}"),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "not-iso18626": ("this is no ISO 18626 message: {reason}", "不是 ISO 18626 报文：{reason}"),
}
