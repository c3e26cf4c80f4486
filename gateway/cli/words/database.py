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
    "doctor": (
        """Look for what goes wrong around a server, and say what to do.

        Configuration, server, database, backups, ports, certificates, clock, disks, rights and limits.
        Nothing is changed. Ends with 1 where something must be seen to now.""",
        """检查服务及其运行环境，并说明如何处理。

        检查配置、服务、数据库、备份、端口、证书、时钟、磁盘、权限和系统限制；不作任何改动。
        有必须立即处理的问题时退出码为 1。""",
    ),
    "db": ("See, copy, restore and upgrade the database.", "查看、备份、恢复和升级数据库。"),
    "db status": (
        """Say how the database stands.

        Its revision, its size, the rows of each table, its last backup, and whether it is sound. Works while
        the server runs. Ends with 1 where something must be done.""",
        """显示数据库状况。

        包括版本、大小、各表行数、最近一次备份以及是否完好；服务运行时也可使用。需要处理时退出码为 1。""",
    ),
    "db backup": (
        """Copy the database to FILE, also while the server runs.

        The copy is of one moment and is checked before it takes its name; an existing file is never
        replaced. Where FILE is a folder, the copy is named after the time. The key file is not in it.""",
        """把数据库备份到 FILE，服务运行时也可使用。

        备份是同一时刻的完整数据，检查无误后才会命名；已有文件不会被覆盖。FILE 为目录时以时间命名。
        备份中不含密钥文件。""",
    ),
    "db restore": (
        """Make the copy FILE the database again; the server must be stopped.

        FILE is checked first. What was erased or has expired since the copy was made is removed again. The
        database that it replaces is kept beside it.""",
        """用备份 FILE 恢复数据库；须先停止服务。

        恢复前先检查 FILE；备份之后已删除或到期的个人数据会再次删除。被替换的数据库保留在原处旁边。""",
    ),
    "db upgrade": (
        "Bring the database to this release; the server must be stopped.",
        "把数据库升级到当前版本；须先停止服务。",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "quick": ("Don't read every page to see whether it is sound.", "不逐页检查数据库是否完好。"),
    "keep-copies": (
        "Where FILE is a folder: remove all but the newest so many backups in it.",
        "FILE 为目录时：只保留最新的若干份备份，删除更早的。",
    ),
    "no-backup": ("Without a backup before.", "升级前不备份。"),
    "yes-restore": ("Don't ask whether it is meant.", "不再询问确认。"),
}

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
    "db-where": ("database     {where} ({kind})", "数据库      {where}（{kind}）"),
    "db-revision": (
        "revision     {found} (this release: {known})",
        "版本        {found}（当前程序：{known}）",
    ),
    "db-size": ("size         {size} MB, log {wal} MB", "大小        {size} MB，日志 {wal} MB"),
    "db-copied": ("last backup  {when}", "最近备份    {when}"),
    "db-never-copied": (
        "last backup  none: make one with guanji db backup FILE",
        "最近备份    无：请用 guanji db backup FILE 备份",
    ),
    "db-sound": ("integrity    ok", "完整性      正常"),
    "db-unsound": (
        "integrity    DAMAGED ({what}): stop the server and restore the last good backup",
        "完整性      已损坏（{what}）：请停止服务，并恢复最近的完好备份",
    ),
    "db-older": ("older than this release: run guanji db upgrade", "版本较旧：请执行 guanji db upgrade"),
    "db-newer": (
        "written by a newer release: install that release",
        "由更新版本的程序写入：请安装该版本",
    ),
    "db-table": ("table", "表"),
    "db-rows": ("rows", "行数"),
    "db-copying": ("copying", "备份中"),
    "db-restoring": ("restoring", "恢复中"),
    "db-backed-up": (
        "backed up to {file}: {size} MB, revision {revision}, checked, in {seconds} s",
        "已备份到 {file}：{size} MB，版本 {revision}，检查无误，用时 {seconds} 秒",
    ),
    "db-dropped": ("removed the older backup {file}", "已删除较早的备份 {file}"),
    "db-keys-apart": (
        "The key file {keys} is not in it, and without it no PIN is right: keep a copy of its folder apart.",
        "备份中不含密钥文件 {keys}；没有它，所有读者密码都无法验证：请把其所在目录另行备份，分开存放。",
    ),
    "db-restore-sure": (
        "{file} (revision {revision}) is to replace {database}: what was done since is lost. Go on?",
        "将用 {file}（版本 {revision}）替换 {database}，备份之后的业务记录将不在其中。是否继续？",
    ),
    "db-restored": (
        "{database} is again what {file} holds, without what was erased or has expired since",
        "已用 {file} 恢复 {database}，其后已删除或到期的个人数据不在其中",
    ),
    "db-unread": (
        "the database that it replaces could not be asked who was erased: only {file} was gone by",
        "无法从被替换的数据库读取已删除的读者，只依据了 {file}",
    ),
    "db-unread-do": (
        "see that this is its newest copy, else readers may be back: put it there, and restore again",
        "请确认该文件是最新的，否则已删除的读者可能重新出现：放回最新副本后再恢复一次",
    ),
    "db-kept": ("what was there before is kept as {file}", "原数据库保留为 {file}"),
    "db-newest": ("the database is of this release already ({revision})", "数据库已是当前版本（{revision}）"),
    "doctor-line": ("{mark} {part}: {text}", "{mark} {part}：{text}"),
    "doctor-sum": (
        "{ok} in order, {warn} to see to soon (!), {fail} to see to now (✗)",
        "正常 {ok} 项，应尽快处理 {warn} 项（!），须立即处理 {fail} 项（✗）",
    ),
    "db-upgraded": ("upgraded from {found} to {known}", "已从 {found} 升级到 {known}"),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "db-there": ("{file} is there already: name another file", "{file} 已存在：请另选文件名"),
    "db-no-folder": (
        "{file} can't be made ({reason}): create {folder}, or let the user who runs this write there",
        "无法建立 {file}（{reason}）：请建立目录 {folder}，或授予执行者写权限",
    ),
    "db-no-such-folder": (
        "{folder} is no folder: make it (install -d -m 700 {folder}), or name one file without --keep",
        "{folder} 不是目录：请先建立（install -d -m 700 {folder}），或指定单个文件且不加 --keep",
    ),
    "db-folder": (
        "{folder} is a folder: name one of the backups in it",
        "{folder} 是目录：请指定其中的一份备份",
    ),
    "db-itself": (
        "{file} is the database itself: name a backup, which is another file",
        "{file} 就是当前数据库：请指定另一个备份文件",
    ),
    "db-no-room": (
        "there is no room for {file} ({reason}): free some, or name a file on another disk",
        "没有足够空间存放 {file}（{reason}）：请清理磁盘，或换到其他磁盘",
    ),
    "db-gone": (
        "{file} is not there: see whether its name is right",
        "没有 {file}：请检查文件名",
    ),
    "db-not-ours": (
        "{file} is not a database of Guanji ({reason}): name a file that guanji db backup made",
        "{file} 不是 Guanji 数据库（{reason}）：请指定由 guanji db backup 生成的文件",
    ),
    "db-damaged": (
        "{file} is damaged ({reason}): take another backup",
        "{file} 已损坏（{reason}）：请改用其他备份",
    ),
    "db-newer": (
        "{file} was written by a newer release ({found}; this one knows {known}): install that release",
        "{file} 由更新版本写入（{found}，当前程序为 {known}）：请安装该版本",
    ),
    "db-other-key": (
        "the PINs in {file} were made with another key than {keys}: bring that key file back first",
        "{file} 中的读者密码不是用 {keys} 生成的：请先恢复当时的密钥文件",
    ),
    "db-outside": (
        "{file} would lie beside the key file {keys}: who finds both can find every PIN; name another folder",
        "{file} 与密钥文件 {keys} 在同一目录：同时得到两者即可推出所有密码，请换一个目录",
    ),
    "db-busy": (
        "{file} is in use ({connections} connections): stop every Guanji server on it first",
        "{file} 正在使用（{connections} 个连接）：请先停止使用它的所有 Guanji 服务",
    ),
    "db-no-program": (
        "{program} is not installed: install PostgreSQL's (Debian: apt-get install postgresql-client)",
        "没有安装 {program}：请安装 PostgreSQL 客户端程序（Debian：apt-get install postgresql-client）",
    ),
}
