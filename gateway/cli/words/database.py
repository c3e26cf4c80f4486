"""The words of ``guanji db`` and ``guanji doctor``."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "config reload": (
        """Have the running server read its configuration again.

        The file is taken as a whole or refused as a whole. What can't change while the server runs is named
        and waits for the next start; kiosks stay connected.""",
        """让运行中的服务重新读取配置。

        配置文件要么整体生效，要么整体不用。运行中不能更改的项会逐一列出，重启后生效；自助机的连接不会中断。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {}

PHRASES: Final[Mapping[str, Pair]] = {
    "reloaded": ("the configuration was read again", "已重新读取配置"),
    "reloaded-same": (
        "the configuration was read again; nothing that could change has changed",
        "已重新读取配置，没有可立即生效的更改",
    ),
    "reload-applied": ("in force now:", "现已生效："),
    "reload-restart": ("from the next start of the server:", "重启服务后生效："),
    "reload-refused": (
        "refused: {count} error(s); the server goes on as before",
        "未采用：{count} 处错误；服务沿用原配置继续运行",
    ),
}

FAILURES: Final[Mapping[str, Pair]] = {}
