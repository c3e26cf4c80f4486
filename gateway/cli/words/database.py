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
    "db-kept": ("what was there before is kept as {file}", "原数据库保留为 {file}"),
    "db-newest": ("the database is of this release already ({revision})", "数据库已是当前版本（{revision}）"),
    "doctor-line": ("{mark} {part}: {text}", "{mark} {part}：{text}"),
    "doctor-sum": (
        "{ok} in order, {warn} to see to soon (!), {fail} to see to now (✗)",
        "正常 {ok} 项，应尽快处理 {warn} 项（!），须立即处理 {fail} 项（✗）",
    ),
    "part-config": ("configuration", "配置"),
    "part-server": ("server", "服务"),
    "part-key": ("key file", "密钥文件"),
    "part-database": ("database", "数据库"),
    "part-backup": ("backup", "备份"),
    "part-ports": ("ports", "端口"),
    "part-certificates": ("certificates", "证书"),
    "part-clock": ("clock", "时钟"),
    "part-disk": ("disk", "磁盘"),
    "part-rights": ("rights", "权限"),
    "part-limits": ("limits", "系统限制"),
    "doctor-fault": ("{en}", "{zh}"),
    "doctor-config-ok": ("{file} is right", "{file} 正确"),
    "doctor-server-ok": (
        "serves, release {version}, kiosks connected: {kiosks}",
        "运行正常，版本 {version}，在线自助机 {kiosks} 台",
    ),
    "doctor-server-none": (
        "none is running: start it with systemctl start guanji, or guanji run",
        "没有运行：请用 systemctl start guanji 或 guanji run 启动",
    ),
    "doctor-server-mute": (
        "one is there but can't be asked: {reason}",
        "服务存在但无法查询：{reason}",
    ),
    "doctor-server-failing": (
        "it can't write its database ({why}): see disk and rights below, and its log",
        "无法写入数据库（{why}）：请查看下面的磁盘与权限，以及服务日志",
    ),
    "doctor-server-refused": (
        "the last reload was refused and the old configuration holds: see guanji config reload",
        "最近一次重新读取的配置未采用，仍用原配置：请执行 guanji config reload 查看原因",
    ),
    "doctor-server-waits": (
        "part of the configuration holds from the next start only: restart at a quiet hour",
        "部分配置重启后才生效：请在闲时重启服务",
    ),
    "doctor-key-ok": ("{file} can be read by its owner alone", "{file} 正常，仅所有者可读"),
    "doctor-key-bad": ("{reason}", "{reason}"),
    "doctor-database-ok": (
        "{where}: {size} MB, revision {revision}, sound, can be written",
        "{where}：{size} MB，版本 {revision}，完好，可写",
    ),
    "doctor-database-bad": ("{reason}", "{reason}"),
    "doctor-database-older": (
        "of revision {found}, this release works with {known}: stop the server, run guanji db upgrade",
        "版本为 {found}，当前程序需要 {known}：请停止服务并执行 guanji db upgrade",
    ),
    "doctor-database-newer": (
        "written by a newer release ({found}; this one knows {known}): install that release",
        "由更新版本写入（{found}，当前程序为 {known}）：请安装该版本",
    ),
    "doctor-database-damaged": (
        "DAMAGED ({reason}): stop the server and restore the last good backup with guanji db restore",
        "已损坏（{reason}）：请停止服务，用 guanji db restore 恢复最近的完好备份",
    ),
    "doctor-database-unwritable": (
        "can't be written ({reason}): see disk and rights below; no kiosk can lend until it can",
        "无法写入（{reason}）：请查看下面的磁盘与权限；恢复之前自助机无法办理借还",
    ),
    "doctor-database-log": (
        "its log has {size} MB: some program reads it without an end; close what has it open",
        "日志已有 {size} MB：有程序长时间读取数据库，请关闭该程序",
    ),
    "doctor-backup-ok": ("last made {when}", "最近一次 {when}"),
    "doctor-backup-old": (
        "last made {when}, {days} days ago: see guanji-backup.timer, or run guanji db backup",
        "最近一次 {when}，已有 {days} 天：请检查 guanji-backup.timer，或执行 guanji db backup",
    ),
    "doctor-backup-none": (
        "none was ever made: run guanji db backup, and start guanji-backup.timer",
        "从未备份：请执行 guanji db backup，并启用 guanji-backup.timer",
    ),
    "doctor-port-free": ("{name}: {port} on {host} can be had", "{name}：{host} 的 {port} 端口可用"),
    "doctor-port-ours": (
        "{name}: {port} on {host} is held by our server",
        "{name}：{host} 的 {port} 端口由本服务使用",
    ),
    "doctor-port-unheld": (
        "{name}: the server runs, but nobody listens on {port} ({host}): restart it",
        "{name}：服务在运行，但 {host} 的 {port} 端口无人监听：请重启服务",
    ),
    "doctor-port-taken": (
        "{name}: {port} on {host} is taken by another program: stop it (ss -ltnp shows it) or take another",
        "{name}：{host} 的 {port} 端口被其他程序占用：请停止该程序（用 ss -ltnp 查看），或另选端口",
    ),
    "doctor-port-shut": (
        "{name}: {port} on {host} can't be opened ({reason}): correct the endpoint; below 1024 needs a right",
        "{name}：无法打开 {host} 的 {port} 端口（{reason}）：请更正端口设置；1024 以下的端口需要权限",
    ),
    "doctor-socket-long": (
        "the control socket {path} has more than {most} bytes: give it a shorter path",
        "控制套接字 {path} 超过 {most} 字节：请改用较短的路径",
    ),
    "doctor-certificate-ok": ("{name}: good until {day}", "{name}：有效期至 {day}"),
    "doctor-certificate-soon": (
        "{name}: ends on {day}, in {days} days: renew it, then guanji config reload",
        "{name}：{day} 到期，还有 {days} 天：请更新证书，然后执行 guanji config reload",
    ),
    "doctor-certificate-over": (
        "{name}: ended on {day}: kiosks refuse it; renew it, then guanji config reload",
        "{name}：已于 {day} 到期，自助机将拒绝连接：请更新证书，然后执行 guanji config reload",
    ),
    "doctor-certificate-bad": ("{name}: {reason}", "{name}：{reason}"),
    "doctor-clock-ok": ("kept right by the network", "已与网络时间同步"),
    "doctor-clock-free": (
        "nothing keeps it right: timedatectl set-ntp true (due dates and fines go by it)",
        "未与网络时间同步：请执行 timedatectl set-ntp true（应还日期和罚款按此计算）",
    ),
    "doctor-clock-behind": (
        "something was written later than now ({latest}): the clock is or was wrong; set it right first",
        "有晚于当前时间的记录（{latest}）：时钟有误或曾经有误，请先校准再办理业务",
    ),
    "doctor-disk-ok": ("{folder}: {free} MB free ({percent} %)", "{folder}：可用 {free} MB（{percent}%）"),
    "doctor-disk-little": (
        "{folder}: only {free} MB free ({percent} %): an upgrade or a backup may find no room; make some",
        "{folder}：仅余 {free} MB（{percent}%）：升级或备份可能空间不足，请清理",
    ),
    "doctor-disk-full": (
        "{folder}: {free} MB free ({percent} %): lending stops when it is full; make room now",
        "{folder}：仅余 {free} MB（{percent}%）：写满后将无法办理借还，请立即清理",
    ),
    "doctor-disk-gone": (
        "{folder} can't be reached ({reason}): mount it, or name another folder",
        "{folder} 无法访问（{reason}）：请挂载，或改用其他目录",
    ),
    "doctor-rights-ok": ("nobody else may read or change what is ours", "其他用户无权读取或更改本服务的文件"),
    "doctor-rights-open": (
        "{path} is open to others: chmod {mode} {path}",
        "{path} 对其他用户开放：请执行 chmod {mode} {path}",
    ),
    "doctor-rights-root": (
        "this runs as root: run the server as a user of its own (docs/operations/guanji.service)",
        "正以 root 身份运行：请用专用用户运行服务（见 docs/operations/guanji.service）",
    ),
    "doctor-files-ok": (
        "{most} open files are allowed, {needed} needed at most",
        "允许打开文件 {most} 个，最多需要 {needed} 个",
    ),
    "doctor-files-few": (
        "{most} open files are allowed, {connections} connections need {needed}: set LimitNOFILE= (ulimit -n)",
        "只允许打开 {most} 个文件，{connections} 个连接需要 {needed} 个：请调整 LimitNOFILE= 或 ulimit -n",
    ),
    "doctor-memory-little": (
        "only {free} MB of memory are left: see what takes it",
        "仅余内存 {free} MB：请查看占用情况",
    ),
    "db-upgraded": ("upgraded from {found} to {known}", "已从 {found} 升级到 {known}"),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "db-there": ("{file} is there already: name another file", "{file} 已存在：请另选文件名"),
    "db-no-folder": (
        "{file} can't be made ({reason}): create {folder}, or let the user who runs this write there",
        "无法建立 {file}（{reason}）：请建立目录 {folder}，或授予执行者写权限",
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
