"""What ``guanji doctor`` says of what it has looked at."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

PARTS: Final[Mapping[str, Pair]] = {
    "config": ("configuration", "配置"),
    "server": ("server", "服务"),
    "key": ("key file", "密钥文件"),
    "database": ("database", "数据库"),
    "backup": ("backup", "备份"),
    "ports": ("ports", "端口"),
    "certificates": ("certificates", "证书"),
    "partners": ("partners", "合作馆"),
    "clock": ("clock", "时钟"),
    "disk": ("disk", "磁盘"),
    "rights": ("rights", "权限"),
    "limits": ("limits", "系统限制"),
}
"""What was looked at (`gateway.app.findings.Finding.part`)."""

FINDINGS: Final[Mapping[str, Pair]] = {
    "fault": ("{text}", "{text}"),
    "config-ok": ("{file} is right", "{file} 正确"),
    "server-ok": (
        "serves, release {version}, kiosks connected: {kiosks}",
        "运行正常，版本 {version}，在线自助机 {kiosks} 台",
    ),
    "server-none": (
        "none is running: start it with systemctl start guanji, or guanji run",
        "没有运行：请用 systemctl start guanji 或 guanji run 启动",
    ),
    "server-mute": (
        "one is there but can't be asked: {reason}",
        "服务存在但无法查询：{reason}",
    ),
    "server-failing": (
        "it can't write its database ({why}): see disk and rights below, and its log",
        "无法写入数据库（{why}）：请查看下面的磁盘与权限，以及服务日志",
    ),
    "server-refused": (
        "the last reload was refused and the old configuration holds: see guanji config reload",
        "最近一次重新读取的配置未采用，仍用原配置：请执行 guanji config reload 查看原因",
    ),
    "server-waits": (
        "part of the configuration holds from the next start only: restart at a quiet hour",
        "部分配置重启后才生效：请在闲时重启服务",
    ),
    "key-ok": ("{file} can be read by its owner alone", "{file} 正常，仅所有者可读"),
    "key-bad": ("{reason}", "{reason}"),
    "database-ok": (
        "{where}: {size} MB, revision {revision}, sound, can be written",
        "{where}：{size} MB，版本 {revision}，完好，可写",
    ),
    "database-bad": ("{reason}", "{reason}"),
    "database-older": (
        "of revision {found}, this release works with {known}: stop the server, run guanji db upgrade",
        "版本为 {found}，当前程序需要 {known}：请停止服务并执行 guanji db upgrade",
    ),
    "database-newer": (
        "written by a newer release ({found}; this one knows {known}): install that release",
        "由更新版本写入（{found}，当前程序为 {known}）：请安装该版本",
    ),
    "database-damaged": (
        "DAMAGED ({reason}): stop the server and restore the last good backup with guanji db restore",
        "已损坏（{reason}）：请停止服务，用 guanji db restore 恢复最近的完好备份",
    ),
    "database-unwritable": (
        "can't be written ({reason}): see disk and rights below; no kiosk can lend until it can",
        "无法写入（{reason}）：请查看下面的磁盘与权限；恢复之前自助机无法办理借还",
    ),
    "database-log": (
        "its log has {size} MB: some program reads it without an end; close what has it open",
        "日志已有 {size} MB：有程序长时间读取数据库，请关闭该程序",
    ),
    "backup-ok": ("last made {when}", "最近一次 {when}"),
    "backup-old": (
        "last made {when}, {days} days ago: see guanji-backup.timer, or run guanji db backup",
        "最近一次 {when}，已有 {days} 天：请检查 guanji-backup.timer，或执行 guanji db backup",
    ),
    "backup-none": (
        "none was ever made: run guanji db backup, and start guanji-backup.timer",
        "从未备份：请执行 guanji db backup，并启用 guanji-backup.timer",
    ),
    "port-free": ("{name}: {port} on {host} can be had", "{name}：{host} 的 {port} 端口可用"),
    "port-ours": (
        "{name}: {port} on {host} is held by our server",
        "{name}：{host} 的 {port} 端口由本服务使用",
    ),
    "port-unheld": (
        "{name}: the server runs, but nobody listens on {port} ({host}): restart it",
        "{name}：服务在运行，但 {host} 的 {port} 端口无人监听：请重启服务",
    ),
    "port-taken": (
        "{name}: {port} on {host} is taken by another program: stop it (ss -ltnp shows it) or take another",
        "{name}：{host} 的 {port} 端口被其他程序占用：请停止该程序（用 ss -ltnp 查看），或另选端口",
    ),
    "port-shut": (
        "{name}: {port} on {host} can't be opened ({reason}): correct the endpoint; below 1024 needs a right",
        "{name}：无法打开 {host} 的 {port} 端口（{reason}）：请更正端口设置；1024 以下的端口需要权限",
    ),
    "socket-long": (
        "the control socket {path} has more than {most} bytes: give it a shorter path",
        "控制套接字 {path} 超过 {most} 字节：请改用较短的路径",
    ),
    "certificate-ok": ("{name}: good until {day}", "{name}：有效期至 {day}"),
    "certificate-soon": (
        "{name}: ends on {day}, in {days} days: renew it, then guanji config reload",
        "{name}：{day} 到期，还有 {days} 天：请更新证书，然后执行 guanji config reload",
    ),
    "certificate-over": (
        "{name}: ended on {day}: kiosks refuse it; renew it, then guanji config reload",
        "{name}：已于 {day} 到期，自助机将拒绝连接：请更新证书，然后执行 guanji config reload",
    ),
    "certificate-bad": ("{name}: {reason}", "{name}：{reason}"),
    "partners-ok": (
        "{many} known; addresses and certificates of those that we call can be used",
        "共 {many} 个，呼叫所用的地址与证书可用",
    ),
    "partner-address": (
        "{name}: nobody can be called at {address}: correct the address",
        "{name}：{address} 无法呼叫，请更正 address",
    ),
    "partner-tls": ("{name}: {reason}", "{name}：{reason}"),
    "partner-by-symbol": (
        "{names}: believed by the symbol alone, which anybody can write: give certificates or addresses",
        "{names}：仅凭代码识别，任何人都可冒用：请配置 certificates 或 addresses",
    ),
    "partner-own-ok": (
        "{name}: our certificate {file} is good until {day}",
        "{name}：本馆证书 {file} 有效期至 {day}",
    ),
    "partner-own-soon": (
        "{name}: our certificate {file} ends on {day}, in {days} days: renew it, then guanji config reload",
        "{name}：本馆证书 {file} 于 {day} 到期，还有 {days} 天：请更新，然后执行 guanji config reload",
    ),
    "partner-own-over": (
        "{name}: our certificate {file} ended on {day}: renew it, then guanji config reload",
        "{name}：本馆证书 {file} 已于 {day} 到期：请更新，然后执行 guanji config reload",
    ),
    "partner-ca-ok": (
        "{name}: authorities in {file} are good until {day}",
        "{name}：签发机构证书 {file} 有效期至 {day}",
    ),
    "partner-ca-soon": (
        "{name}: authorities in {file} end on {day}, in {days} days: ask for the new ones",
        "{name}：签发机构证书 {file} 于 {day} 到期，还有 {days} 天：请索取新的机构证书",
    ),
    "partner-ca-over": (
        "{name}: authorities in {file} ended on {day}, no partner can be known by them: ask for the new ones",
        "{name}：签发机构证书 {file} 已于 {day} 到期，无法据此识别对方：请索取新的机构证书",
    ),
    "clock-ok": ("kept right by the network", "已与网络时间同步"),
    "clock-free": (
        "nothing keeps it right: timedatectl set-ntp true (due dates and fines go by it)",
        "未与网络时间同步：请执行 timedatectl set-ntp true（应还日期和罚款按此计算）",
    ),
    "clock-behind": (
        "something was written later than now ({latest}): the clock is or was wrong; set it right first",
        "有晚于当前时间的记录（{latest}）：时钟有误或曾经有误，请先校准再办理业务",
    ),
    "disk-ok": ("{folder}: {free} MB free ({percent} %)", "{folder}：可用 {free} MB（{percent}%）"),
    "disk-little": (
        "{folder}: only {free} MB free ({percent} %): an upgrade or a backup may find no room; make some",
        "{folder}：仅余 {free} MB（{percent}%）：升级或备份可能空间不足，请清理",
    ),
    "disk-full": (
        "{folder}: {free} MB free ({percent} %): lending stops when it is full; make room now",
        "{folder}：仅余 {free} MB（{percent}%）：写满后将无法办理借还，请立即清理",
    ),
    "disk-gone": (
        "{folder} can't be reached ({reason}): mount it, or name another folder",
        "{folder} 无法访问（{reason}）：请挂载，或改用其他目录",
    ),
    "rights-ok": ("nobody else may read or change what is ours", "其他用户无权读取或更改本服务的文件"),
    "rights-open": (
        "{path} is open to others: chmod {mode} {path}",
        "{path} 对其他用户开放：请执行 chmod {mode} {path}",
    ),
    "rights-root": (
        "this runs as root: run the server as a user of its own (docs/operations/guanji.service)",
        "正以 root 身份运行：请用专用用户运行服务（见 docs/operations/guanji.service）",
    ),
    "files-ok": (
        "{most} open files are allowed, {needed} needed at most",
        "允许打开文件 {most} 个，最多需要 {needed} 个",
    ),
    "files-few": (
        "{most} open files are allowed, {connections} connections need {needed}: set LimitNOFILE=",
        "只允许打开 {most} 个文件，{connections} 个连接需要 {needed} 个：请调整 LimitNOFILE= 或 ulimit -n",
    ),
    "memory-little": (
        "only {free} MB of memory are left: see what takes it",
        "仅余内存 {free} MB：请查看占用情况",
    ),
}
"""How it is and what to do, by a finding's code, filled with its facts."""
